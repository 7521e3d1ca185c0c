using Elsa.Workflows.Runtime.Messages;

namespace Elsa.Workflows.Runtime;

/// <summary>Lets a person deal with an activity that has failed, once its cause is mended or given up. Each call is one commit, with a line in the journal that says who did it.</summary>
public interface IIncidentResolver
{
    /// <summary>The activities of an instance that have failed and wait for somebody; empty when there is no such instance.</summary>
    Task<IReadOnlyList<OpenFault>> ListAsync(string workflowInstanceId, CancellationToken cancellationToken = default);

    /// <summary>Retries or skips an activity that has failed, or cancels the instance. What other branches waited for is waited for again.</summary>
    Task<ResolveIncidentResult> ResolveAsync(ResolveIncidentRequest request, CancellationToken cancellationToken = default);
}

/// <summary>An activity that has failed and that nobody has dealt with.</summary>
/// <param name="ActivityInstanceId">The execution that failed.</param>
/// <param name="ActivityId">The id of the activity within its definition.</param>
/// <param name="ActivityNodeId">The path of the activity.</param>
/// <param name="ActivityType">The type of the activity.</param>
/// <param name="ActivityName">The name of the activity; null when it has none.</param>
/// <param name="Message">What a person reads.</param>
/// <param name="FaultedAt">When it failed, UTC; null when the incident is no longer there.</param>
/// <param name="Outcomes">The outcomes with which it can be skipped.</param>
public record OpenFault(
    string ActivityInstanceId,
    string ActivityId,
    string ActivityNodeId,
    string ActivityType,
    string? ActivityName,
    string Message,
    DateTimeOffset? FaultedAt,
    IReadOnlyList<string> Outcomes);

/// <summary>What a person decides about an activity that has failed.</summary>
public enum IncidentResolution
{
    /// <summary>The step that failed is done again, with what it was given then: a start from the beginning, a resume with the same event.</summary>
    Retry,

    /// <summary>The activity counts as complete, with an outcome of the person's choice.</summary>
    Skip,

    /// <summary>The instance is cancelled, with everything that it has started.</summary>
    Cancel,
}

/// <summary>A person's decision.</summary>
/// <param name="WorkflowInstanceId">The instance.</param>
/// <param name="Resolution">What shall be done.</param>
/// <param name="By">Who decides, as the journal shall name him.</param>
public record ResolveIncidentRequest(string WorkflowInstanceId, IncidentResolution Resolution, string By)
{
    /// <summary>The execution that failed; null where only one has. Not looked at when the instance is cancelled.</summary>
    public string? ActivityInstanceId { get; init; }

    /// <summary>The outcome of a skip; null for Done.</summary>
    public string? Outcome { get; init; }

    /// <summary>Why, for the journal; null for nothing.</summary>
    public string? Reason { get; init; }
}

/// <summary>What came of a decision.</summary>
public enum ResolveIncidentStatus
{
    /// <summary>It was carried out; the instance may have failed again since.</summary>
    Resolved,

    /// <summary>There is no such instance.</summary>
    InstanceNotFound,

    /// <summary>No such activity has failed, or somebody else has dealt with it.</summary>
    NothingToResolve,

    /// <summary>Several activities have failed: the request must name one.</summary>
    Ambiguous,

    /// <summary>The activity has no such outcome.</summary>
    UnknownOutcome,
}

/// <summary>What came of a decision, and how the instance stands.</summary>
/// <param name="Status">Whether it was carried out, else why not.</param>
/// <param name="Instance">How the instance stands; null when nothing was done.</param>
public record ResolveIncidentResult(ResolveIncidentStatus Status, RunWorkflowInstanceResponse? Instance = null);
