using Elsa.Workflows.Models;
using Elsa.Common.Models;
using Elsa.Storage;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Mappers;
using Elsa.Workflows.Management.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Elsa.Workflows.Runtime
{
    /// <summary>Brings the workflows of all providers into the store.</summary>
    public interface IWorkflowDefinitionStorePopulator
    {
        /// <summary>Stores every workflow of every provider, with its triggers; those that fail are logged and left out.</summary>
        Task<IEnumerable<WorkflowDefinition>> PopulateStoreAsync(CancellationToken cancellationToken = default);

        /// <summary>Stores every workflow of every provider.</summary>
        Task<IEnumerable<WorkflowDefinition>> PopulateStoreAsync(bool indexTriggers, CancellationToken cancellationToken = default);

        /// <summary>Stores one workflow with its triggers.</summary>
        Task<Result<WorkflowDefinition>> AddAsync(MaterializedWorkflow materializedWorkflow, CancellationToken cancellationToken = default);

        /// <summary>Stores one workflow.</summary>
        Task<Result<WorkflowDefinition>> AddAsync(MaterializedWorkflow materializedWorkflow, bool indexTriggers, CancellationToken cancellationToken = default);
    }

    /// <summary>What a provider brings is renewed in place; what people have saved under the same id is never touched and, where newer, stays in use.</summary>
    internal sealed class WorkflowDefinitionStorePopulator(
        IServiceScopeFactory scopes,
        EngineDatabase database,
        WorkflowDefinitionStore store,
        DefinitionRow rows,
        IWorkflowGraphBuilder graphs,
        IActivitySerializer activities,
        IPayloadSerializer payloads,
        TriggerPublication triggers,
        TimeProvider time,
        ILogger<WorkflowDefinitionStorePopulator> logger) : IWorkflowDefinitionStorePopulator
    {
        public Task<IEnumerable<WorkflowDefinition>> PopulateStoreAsync(CancellationToken cancellationToken = default) => PopulateStoreAsync(true, cancellationToken);

        public async Task<IEnumerable<WorkflowDefinition>> PopulateStoreAsync(bool indexTriggers, CancellationToken cancellationToken = default)
        {
            var stored = new List<WorkflowDefinition>();
            await using var scope = scopes.CreateAsyncScope();
            foreach (var provider in scope.ServiceProvider.GetServices<IWorkflowsProvider>())
                foreach (var workflow in await provider.GetWorkflowsAsync(cancellationToken).ConfigureAwait(false))
                {
                    var result = await AddAsync(workflow, indexTriggers, cancellationToken).ConfigureAwait(false);
                    if (result.IsSuccess)
                        stored.Add(result.Value);
                    else
                        logger.LogError(result.Exception, "Workflow {DefinitionId} of provider {Provider} was not stored", workflow.Workflow.Identity.DefinitionId, provider.Name);
                }

            return stored;
        }

        public Task<Result<WorkflowDefinition>> AddAsync(MaterializedWorkflow materializedWorkflow, CancellationToken cancellationToken = default) => AddAsync(materializedWorkflow, true, cancellationToken);

        public async Task<Result<WorkflowDefinition>> AddAsync(MaterializedWorkflow materializedWorkflow, bool indexTriggers, CancellationToken cancellationToken = default)
        {
            try
            {
                return Result.Success(await StoreAsync(materializedWorkflow, indexTriggers, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return Result.Failure<WorkflowDefinition>(e);
            }
        }

        private async Task<WorkflowDefinition> StoreAsync(MaterializedWorkflow materialized, bool indexTriggers, CancellationToken cancellationToken)
        {
            var workflow = materialized.Workflow;
            await graphs.BuildAsync(workflow, cancellationToken).ConfigureAwait(false);
            var others = (await store.FindManyAsync(new WorkflowDefinitionFilter { DefinitionId = workflow.Identity.DefinitionId }, cancellationToken).ConfigureAwait(false)).ToList();
            var before = others.Find(other => other.Version == workflow.Identity.Version);
            if (before is not null && before.Id != workflow.Identity.Id)
                throw new InvalidOperationException($"Version {before.Version} of workflow definition '{before.DefinitionId}' was saved by somebody else. Raise the version in the code.");
            if (before is null && await store.AnyAsync(new WorkflowDefinitionFilter { Id = workflow.Identity.Id }, cancellationToken).ConfigureAwait(false))
                throw new InvalidOperationException($"Another workflow definition has the version id '{workflow.Identity.Id}' already.");

            var definition = Definition(materialized, before);
            var newest = others.TrueForAll(other => other.Version <= definition.Version);
            definition.IsLatest = newest ? workflow.Publication.IsLatest : before?.IsLatest ?? false;
            definition.IsPublished = newest ? workflow.Publication.IsPublished : before?.IsPublished ?? false;
            workflow.Publication = new WorkflowPublication(definition.IsLatest, definition.IsPublished);

            var indexed = indexTriggers && definition.IsPublished ? await triggers.PrepareAsync(workflow, cancellationToken).ConfigureAwait(false) : null;
            await database.WriteAsync(async session =>
            {
                if (newest && definition.IsPublished)
                    await session.ExecuteAsync("UPDATE ElsaDefinitions SET IsPublished = 0, IsLatest = 0 WHERE DefinitionId = $1 AND Id <> $2 AND (IsPublished = 1 OR IsLatest = 1)", definition.DefinitionId, definition.Id).ConfigureAwait(false);
                await rows.SaveAsync(session, definition).ConfigureAwait(false);
                return indexed is null ? 0 : await triggers.ReplaceAsync(session, definition.DefinitionId, indexed).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
            if (indexed is not null)
                await triggers.AnnounceAsync(indexed, cancellationToken).ConfigureAwait(false);
            return definition;
        }

        private WorkflowDefinition Definition(MaterializedWorkflow materialized, WorkflowDefinition? before)
        {
            var workflow = materialized.Workflow;
            return new WorkflowDefinition
            {
                Id = workflow.Identity.Id,
                DefinitionId = workflow.Identity.DefinitionId,
                Version = workflow.Identity.Version,
                TenantId = workflow.Identity.TenantId,
                Name = workflow.WorkflowMetadata.Name,
                Description = workflow.WorkflowMetadata.Description,
                CreatedAt = workflow.WorkflowMetadata.CreatedAt == default ? before?.CreatedAt ?? time.GetUtcNow() : workflow.WorkflowMetadata.CreatedAt,
                ToolVersion = workflow.WorkflowMetadata.ToolVersion,
                Options = workflow.Options,
                Variables = workflow.Variables,
                Inputs = workflow.Inputs,
                Outputs = workflow.Outputs,
                Outcomes = workflow.Outcomes,
                CustomProperties = workflow.CustomProperties,
                IsReadonly = workflow.IsReadonly,
                IsSystem = workflow.IsSystem,
                StringData = activities.Serialize(workflow.Root),
                OriginalSource = materialized.OriginalSource,
                ProviderName = materialized.ProviderName,
                MaterializerName = materialized.MaterializerName,
                MaterializerContext = materialized.MaterializerContext switch { null => null, string text => text, var context => payloads.Serialize(context) },
            };
        }
    }
}

namespace Elsa.Common.Models
{
    /// <summary>What came of something that may fail.</summary>
    public class Result<T>(bool success, T? value, Exception? exception)
    {
        /// <summary>Whether there is a value.</summary>
        public bool IsSuccess => success;

        /// <summary>Only after success.</summary>
        public T Value => success ? value! : throw new InvalidOperationException("There is no value.", exception);

        /// <summary>Null or zero after failure.</summary>
        public T? ValueOrDefault => value;

        /// <summary>Null after success.</summary>
        public Exception? Exception => exception;

        /// <summary>Called with the value after success.</summary>
        public Result<T> OnSuccess(Action<T> successHandler)
        {
            if (success)
                successHandler(value!);
            return this;
        }

        /// <summary>Called with the exception after failure.</summary>
        public Result<T> OnFailure(Action<Exception> failureHandler)
        {
            if (!success)
                failureHandler(exception!);
            return this;
        }
    }

    /// <summary>Makes results.</summary>
    public class Result(bool success, object? value, Exception? exception) : Result<object>(success, value, exception)
    {
        /// <summary>With a value.</summary>
        public static Result<T> Success<T>(T value) => new(true, value, null);

        /// <summary>With what went wrong.</summary>
        public static Result<T> Failure<T>(Exception exception) => new(false, default, exception);
    }
}
