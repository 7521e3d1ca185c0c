using System.Text.Json;
using Elsa.Storage;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Models;
using Elsa.Workflows.Serialization;
using Elsa.Workflows.State;
using Microsoft.Extensions.Logging;

namespace Elsa.Workflows.Management;

/// <summary>Turns rows into instances. A row whose state is damaged is set apart as faulted, so that it is seen and never run.</summary>
internal sealed class InstanceReader(EngineDatabase database, IWorkflowStateSerializer serializer, TimeProvider time, ILogger<InstanceReader> logger)
{
    /// <summary>The state, or null when it is damaged: the row should then be set apart.</summary>
    public WorkflowState? State(InstanceRow row)
    {
        try
        {
            using var document = JsonDocument.Parse(Packed.Unpack(row.State!), EngineJson.DocumentOptions);
            return serializer.Deserialize(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or NotSupportedException or KeyNotFoundException or ArgumentException)
        {
            logger.LogError(e, "The state of workflow instance {InstanceId} is damaged; the instance is set apart", row.Id);
            return null;
        }
    }

    public Task SetApartAsync(InstanceRow row, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.ExecuteAsync(
            "UPDATE ElsaInstances SET Status = $2, SubStatus = $3, IsExecuting = 0, IncidentCount = IncidentCount + 1, FinishedAt = $4 WHERE Num = $1 AND SubStatus <> $3",
            row.Num, (int)WorkflowStatus.Finished, (int)WorkflowSubStatus.Faulted, time.GetUtcNow().Ticks()), cancellationToken);

    public async ValueTask<WorkflowInstance> InstanceAsync(InstanceRow row, CancellationToken cancellationToken)
    {
        var instance = Header(row);
        if (State(row) is { } state)
        {
            instance.WorkflowState = state;
            return instance;
        }

        await SetApartAsync(row, cancellationToken).ConfigureAwait(false);

        instance.Status = WorkflowStatus.Finished;
        instance.SubStatus = WorkflowSubStatus.Faulted;
        instance.IncidentCount = Math.Max(1, instance.IncidentCount);
        instance.WorkflowState = new WorkflowState
        {
            Id = row.Id,
            DefinitionId = row.DefinitionId,
            DefinitionVersionId = row.DefinitionVersionId,
            DefinitionVersion = row.Version,
            Status = instance.Status,
            SubStatus = instance.SubStatus,
            CorrelationId = row.CorrelationId,
            Name = row.Name,
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
            Incidents = [new ActivityIncident("Workflow1", "Workflow1", "Elsa.Workflow", "The stored state of this instance is damaged and cannot be read.", null, row.UpdatedAt)],
        };
        return instance;
    }

    /// <summary>The instance without its state.</summary>
    public static WorkflowInstance Header(InstanceRow row) => new()
    {
        Id = row.Id,
        DefinitionId = row.DefinitionId,
        DefinitionVersionId = row.DefinitionVersionId,
        Version = row.Version,
        ParentWorkflowInstanceId = row.ParentId,
        Status = row.Status,
        SubStatus = row.SubStatus,
        IsExecuting = row.IsExecuting,
        CorrelationId = row.CorrelationId,
        Name = row.Name,
        IncidentCount = row.IncidentCount,
        IsSystem = row.IsSystem,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
        FinishedAt = row.FinishedAt,
    };
}
