using Elsa.Workflows;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Workflows.Runtime.Options;

namespace Elsa.Workflows.Runtime;

/// <summary>Continues instances.</summary>
public interface IWorkflowResumer
{
    /// <summary>Task.</summary>
    Task<IEnumerable<RunWorkflowInstanceResponse>> ResumeAsync<TActivity>(object stimulus, ResumeBookmarkOptions? options = null, CancellationToken cancellationToken = default) where TActivity : IActivity;

    /// <summary>Continues what waits; nothing found means nothing done.</summary>
    Task<RunWorkflowInstanceResponse?> ResumeAsync(string bookmarkId, IDictionary<string, object> input, CancellationToken cancellationToken = default);

    /// <summary>Task.</summary>
    Task<IEnumerable<RunWorkflowInstanceResponse>> ResumeAsync<TActivity>(object stimulus, string? workflowInstanceId, ResumeBookmarkOptions? options = null, CancellationToken cancellationToken = default) where TActivity : IActivity;

    /// <summary>Task.</summary>
    Task<RunWorkflowInstanceResponse?> ResumeAsync<TActivity>(string bookmarkId, ResumeBookmarkOptions? options = null, CancellationToken cancellationToken = default) where TActivity : IActivity;

    /// <summary>Continues what waits; nothing found means nothing done.</summary>
    Task<IEnumerable<RunWorkflowInstanceResponse>> ResumeAsync(ResumeBookmarkRequest request, CancellationToken cancellationToken = default);

    /// <summary>Continues what waits; nothing found means nothing done.</summary>
    Task<IEnumerable<RunWorkflowInstanceResponse>> ResumeAsync(BookmarkFilter filter, ResumeBookmarkOptions? options = null, CancellationToken cancellationToken = default);
}

/// <summary>Which bookmark to continue, and what to hand over.</summary>
public class ResumeBookmarkRequest
{
    /// <summary>The instance meant.</summary>
    public string WorkflowInstanceId { get; set; } = default!;

    /// <summary>The bookmark meant; null for any.</summary>
    public string BookmarkId { get; set; } = default!;

    /// <summary>The activity execution that waits.</summary>
    public string? ActivityInstanceId { get; set; }

    /// <summary>Values kept with the instance; null means none.</summary>
    public IDictionary<string, object>? Properties { get; set; }

    /// <summary>Values by input name; null means none.</summary>
    public IDictionary<string, object>? Input { get; set; }
}
