using Elsa.Workflows;
using Elsa.Workflows.Models;

namespace Elsa.Scheduling;

/// <summary>Starts and continues workflows at due times.</summary>
public interface IWorkflowScheduler
{
    /// <summary>Once, at that moment; a task of the same name is replaced.</summary>
    ValueTask ScheduleAtAsync(string taskName, ScheduleNewWorkflowInstanceRequest request, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>Once, at that moment; a task of the same name is replaced.</summary>
    ValueTask ScheduleAtAsync(string taskName, ScheduleExistingWorkflowInstanceRequest request, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>From then on at that interval; a task of the same name is replaced.</summary>
    ValueTask ScheduleRecurringAsync(string taskName, ScheduleNewWorkflowInstanceRequest request, DateTimeOffset startAt, TimeSpan interval, CancellationToken cancellationToken = default);

    /// <summary>From then on at that interval; a task of the same name is replaced.</summary>
    ValueTask ScheduleRecurringAsync(string taskName, ScheduleExistingWorkflowInstanceRequest request, DateTimeOffset startAt, TimeSpan interval, CancellationToken cancellationToken = default);

    /// <summary>At every occurrence in the company's zone; a task of the same name is replaced.</summary>
    ValueTask ScheduleCronAsync(string taskName, ScheduleNewWorkflowInstanceRequest request, string cronExpression, CancellationToken cancellationToken = default);

    /// <summary>At every occurrence in the company's zone; a task of the same name is replaced.</summary>
    ValueTask ScheduleCronAsync(string taskName, ScheduleExistingWorkflowInstanceRequest request, string cronExpression, CancellationToken cancellationToken = default);

    /// <summary>Does nothing when there is none.</summary>
    ValueTask UnscheduleAsync(string taskName, CancellationToken cancellationToken = default);
}

/// <summary>Start an instance when due.</summary>
public class ScheduleNewWorkflowInstanceRequest
{
    /// <summary>Which definition, and which version of it.</summary>
    public WorkflowDefinitionHandle WorkflowDefinitionHandle { get; set; } = default!;

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>Values by input name; null means none.</summary>
    public IDictionary<string, object>? Input { get; set; }

    /// <summary>Values by variable name that override the defaults; null means none.</summary>
    public IDictionary<string, object>? Variables { get; set; }

    /// <summary>Values kept with the instance; null means none.</summary>
    public IDictionary<string, object>? Properties { get; set; }

    /// <summary>The instance that started this one; null for a root.</summary>
    public string? ParentId { get; set; }

    /// <summary>The activity that starts the instance; null for the default start.</summary>
    public string? TriggerActivityId { get; set; }
}

/// <summary>Continue an instance when due.</summary>
public class ScheduleExistingWorkflowInstanceRequest
{
    /// <summary>The instance meant.</summary>
    public string WorkflowInstanceId { get; set; } = default!;

    /// <summary>The bookmark meant; null for any.</summary>
    public string? BookmarkId { get; set; }

    /// <summary>The activity to run; null for the whole workflow.</summary>
    public ActivityHandle? ActivityHandle { get; set; }

    /// <summary>Values kept with the instance; null means none.</summary>
    public IDictionary<string, object>? Properties { get; set; }

    /// <summary>Values by input name; null means none.</summary>
    public IDictionary<string, object>? Input { get; set; }
}
