using Elsa.Workflows.Runtime.Requests;
using Elsa.Workflows.Runtime.Results;

namespace Elsa.Workflows.Runtime;

/// <summary>Tells everything that waits for a stimulus.</summary>
public interface IStimulusSender
{
    /// <summary>Starts every workflow and resumes every bookmark that waits for the stimulus.</summary>
    Task<SendStimulusResult> SendAsync(string activityTypeName, object stimulus, StimulusMetadata? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Starts every workflow and resumes every bookmark that waits for the stimulus.</summary>
    Task<SendStimulusResult> SendAsync(string stimulusHash, StimulusMetadata? metadata = null, CancellationToken cancellationToken = default);
}

/// <summary>Narrows whom a stimulus reaches, and what it carries.</summary>
public class StimulusMetadata
{
    /// <summary>The instance meant.</summary>
    public string? WorkflowInstanceId { get; set; }

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The activity execution that waits.</summary>
    public string? ActivityInstanceId { get; set; }

    /// <summary>The bookmark meant; null for any.</summary>
    public string? BookmarkId { get; set; }

    /// <summary>The instance that started this one; null for a root.</summary>
    public string? ParentWorkflowInstanceId { get; set; }

    /// <summary>Values by input name; null means none.</summary>
    public IDictionary<string, object>? Input { get; set; }

    /// <summary>Values kept with the instance; null means none.</summary>
    public IDictionary<string, object>? Properties { get; set; }
}
