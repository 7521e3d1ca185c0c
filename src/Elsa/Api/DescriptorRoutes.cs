using Elsa.Expressions.Contracts;
using Elsa.Expressions.Services;
using Elsa.Features.Contracts;
using Elsa.Workflows.Management.Options;
using Elsa.Workflows.Models;
using Elsa.Workflows.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Elsa.Workflows.Api;

/// <summary>Tells the designer what may be used: activities, expressions, types, strategies, features.</summary>
internal static class DescriptorRoutes
{
    private const string ReadAll = "read:*";

    private sealed record Strategy(string DisplayName, string Description, string TypeName);

    private sealed record CommitStrategy(string Name, string DisplayName, string Description);

    // The designer lets a person choose among these; this engine commits once a burst whatever is chosen.
    private static readonly CommitStrategy[] WorkflowCommits =
    [
        new("WorkflowExecuting", "Before the workflow", "Every burst is committed once, at its end."),
        new("WorkflowExecuted", "After the workflow", "Every burst is committed once, at its end."),
        new("ActivityExecuting", "Before each activity", "Every burst is committed once, at its end."),
        new("ActivityExecuted", "After each activity", "Every burst is committed once, at its end."),
    ];

    private static readonly CommitStrategy[] ActivityCommits = [new("Executed", "After the burst", "Every burst is committed once, at its end.")];

    private static readonly Strategy[] Activations =
    [
        new("Always", "An instance may always be started.", "Elsa.Workflows.ActivationValidators.AllowAlwaysStrategy, Elsa.Workflows.Core"),
        new("Correlated singleton", "Not while one of the same definition and correlation id runs.", "Elsa.Workflows.Runtime.ActivationValidators.CorrelatedSingletonStrategy, Elsa.Workflows.Runtime"),
        new("Correlation", "Not while one of any definition with the same correlation id runs.", "Elsa.Workflows.Runtime.ActivationValidators.CorrelationStrategy, Elsa.Workflows.Runtime"),
        new("Singleton", "Not while one of the same definition runs.", "Elsa.Workflows.Runtime.ActivationValidators.SingletonStrategy, Elsa.Workflows.Runtime"),
    ];

    private static readonly Strategy[] LogPersistence =
    [
        new("Inherit", "", "Elsa.Workflows.LogPersistence.Strategies.Inherit, Elsa.Workflows.Core"),
        new("Include", "", "Elsa.Workflows.LogPersistence.Strategies.Include, Elsa.Workflows.Core"),
        new("Exclude", "", "Elsa.Workflows.LogPersistence.Strategies.Exclude, Elsa.Workflows.Core"),
    ];

    private static readonly Strategy[] Incidents =
    [
        new("Continue with incidents", "The other branches of the instance go on.", nameof(IncidentStrategies.ContinueWithIncidentsStrategy)),
        new("Fault", "The whole instance is faulted.", nameof(IncidentStrategies.FaultStrategy)),
    ];

    public static void Map(ApiRoutes routes)
    {
        routes.Get("descriptors/activities", [ReadAll, "read:activity-descriptors"], ActivitiesAsync);
        routes.Get("descriptors/activities/{typeName}", [ReadAll, "read:activity-descriptors"], ActivityAsync);
        routes.Post("descriptors/activities/{typeName}/options/{propertyName}", [ReadAll, "read:activity-descriptors-options"], OptionsAsync);
        routes.Get("descriptors/expression-descriptors", [ReadAll, "read:expression-descriptors"], ExpressionsAsync);
        routes.Get("descriptors/variables", [ReadAll, "read:variable-descriptors"], VariablesAsync);
        routes.Get("descriptors/storage-drivers", [ReadAll, "read:storage-drivers"], StorageDriversAsync);
        routes.Get("descriptors/incident-strategies", ["read:incident-strategies"], call => Fixed(call, Incidents));
        routes.Get("descriptors/workflow-activation-strategies", ["read:workflow-activation-strategies"], call => Fixed(call, Activations));
        routes.Get("descriptors/log-persistence-strategies", ["read:log-persistence-strategies"], call => Fixed(call, LogPersistence));
        routes.Get("descriptors/commit-strategies/workflows", ["read:commit-strategies"], call => Fixed(call, WorkflowCommits));
        routes.Get("descriptors/commit-strategies/activities", ["read:commit-strategies"], call => Fixed(call, ActivityCommits));
        routes.Get("descriptors/output-converters", [ReadAll, "read:output-converters"], call => Fixed<Strategy>(call, []));
        routes.Get("features/installed", [ReadAll, "read:installed-features"], call => Fixed(call, [.. call.Service<IInstalledFeatureProvider>().List()]));
        routes.Get("features/installed/{fullName}", [ReadAll, "read:installed-features"], call =>
            Task.FromResult(call.Answer(call.Service<IInstalledFeatureProvider>().Find(call.Route("fullName")) ?? throw RefusedCall.NotFound())));
        routes.GetAnonymous("package/version", call => Task.FromResult(call.Answer(new { packageVersion = "3.8.0" })));
    }

    private static Task<IResult> Fixed<T>(ApiCall call, IReadOnlyCollection<T> items) => Task.FromResult(call.Answer(new Listed<T>(items)));

    private static async Task<IResult> ActivitiesAsync(ApiCall call)
    {
        // Another node may have published a workflow that can be used as an activity, or taken one out of use.
        await call.Service<Management.NestedWorkflows>().RefreshAsync(call.Stop).ConfigureAwait(false);
        var activities = call.Service<IActivityRegistry>().ListAll().ToList();
        foreach (var activity in activities)
            await call.Service<EditorChoices>().RefreshAsync(activity, call.Stop).ConfigureAwait(false);
        return call.Answer(new Listed<ActivityDescriptor>(activities));
    }

    private static ActivityDescriptor Find(ApiCall call)
    {
        var registry = call.Service<IActivityRegistry>();
        var version = call.QueryNumber("version");
        return (version is null ? registry.Find(call.Route("typeName")) : registry.Find(call.Route("typeName"), version.Value)) ?? throw RefusedCall.NotFound();
    }

    private static async Task<IResult> ActivityAsync(ApiCall call)
    {
        var activity = Find(call);
        await call.Service<EditorChoices>().RefreshAsync(activity, call.Stop).ConfigureAwait(false);
        return call.Answer(activity);
    }

    private static async Task<IResult> OptionsAsync(ApiCall call)
    {
        var body = await call.BodyAsync().ConfigureAwait(false);
        var name = call.Route("propertyName");
        var input = Find(call).Inputs.FirstOrDefault(input => string.Equals(input.Name, name, StringComparison.OrdinalIgnoreCase)) ?? throw RefusedCall.NotFound();
        var context = body.Field("context") is { } element ? PlainData.Read(element) : null;
        var items = input.PropertyInfo is { } property
            ? await call.Service<IPropertyUIHandlerResolver>().GetUIPropertiesAsync(property, context, call.Stop).ConfigureAwait(false)
            : new Dictionary<string, object>();
        return call.Answer(new { items });
    }

    /// <summary>Only what can be written into a definition is described: the designer shows nothing when it meets a type that it does not know.</summary>
    private static Task<IResult> ExpressionsAsync(ApiCall call) => Task.FromResult(call.Answer(new Listed<object>(
        call.Service<IExpressionDescriptorRegistry>().ListAll()
            .Select(object (expression) => new { expression.Type, expression.DisplayName, expression.IsSerializable, expression.IsBrowsable, expression.Properties })
            .ToList())));

    private static Task<IResult> VariablesAsync(ApiCall call)
    {
        var types = call.Service<IWellKnownTypeRegistry>();
        var items = call.Service<IOptions<ManagementOptions>>().Value.VariableDescriptors
            .Select(variable => new { typeName = types.NameOf(variable.Type), displayName = TitleOf(types, variable.Type), variable.Category, variable.Description })
            .ToList();
        return Task.FromResult(call.Answer(new { items }));
    }

    private static string TitleOf(IWellKnownTypeRegistry types, Type type) => types.TryGetAlias(type, out var alias) ? alias : type.Name;

    private static Task<IResult> StorageDriversAsync(ApiCall call)
    {
        var items = call.Service<IStorageDriverManager>().List()
            .Select(driver => new
            {
                typeName = $"{driver.GetType().FullName}, Elsa.Workflows.Core",
                displayName = driver is WorkflowInstanceStorageDriver ? "Workflow Instance" : driver.GetType().Name.Replace("StorageDriver", "", StringComparison.Ordinal),
                driver.Priority,
                deprecated = false,
            })
            .ToList();
        return Task.FromResult(call.Answer(new { items }));
    }
}
