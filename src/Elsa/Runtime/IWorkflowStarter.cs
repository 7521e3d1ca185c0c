using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Messages;

namespace Elsa.Workflows.Runtime;

/// <summary>Starts instances.</summary>
public interface IWorkflowStarter
{
    /// <summary>Creates an instance and runs its first burst.</summary>
    Task<StartWorkflowResponse> StartWorkflowAsync(StartWorkflowRequest request, CancellationToken cancellationToken = default);
}

/// <summary>A wish for a new instance and its first burst.</summary>
public class StartWorkflowRequest
{
    /// <summary>Which definition, and which version of it.</summary>
    public WorkflowDefinitionHandle? WorkflowDefinitionHandle { get; set; }

    /// <summary>The workflow itself, when it is at hand.</summary>
    public Workflow? Workflow { get; set; }

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

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

    /// <summary>The activity to run; null for the whole workflow.</summary>
    public ActivityHandle? ActivityHandle { get; set; }
}

/// <summary>How the new instance stands.</summary>
public record StartWorkflowResponse
{
    /// <summary>True when nothing was started because an activation rule or a missing definition forbade it.</summary>
    public bool CannotStart { get; set; }

    /// <summary>The instance meant.</summary>
    public string? WorkflowInstanceId { get; set; }

    /// <summary>Running or finished.</summary>
    public WorkflowStatus? Status { get; set; }

    /// <summary>What exactly the instance is doing.</summary>
    public WorkflowSubStatus? SubStatus { get; set; }

    /// <summary>What the instance waits for.</summary>
    public ICollection<Bookmark> Bookmarks { get; set; } = new List<Bookmark>();

    /// <summary>What went wrong so far.</summary>
    public ICollection<ActivityIncident> Incidents { get; set; } = new List<ActivityIncident>();

    /// <summary>The same as an answer of a run.</summary>
    public RunWorkflowInstanceResponse ToRunWorkflowInstanceResponse() => new()
    {
        WorkflowInstanceId = WorkflowInstanceId!,
        Status = Status.GetValueOrDefault(),
        SubStatus = SubStatus.GetValueOrDefault(),
        Bookmarks = Bookmarks,
        Incidents = Incidents,
    };
}
