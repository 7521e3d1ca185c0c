using Elsa.Common.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Options;

namespace Elsa.Workflows.Runtime.Entities;

/// <summary>A resume that waits for its bookmark.</summary>
public class BookmarkQueueItem : Entity
{
    /// <summary>The instance meant.</summary>
    public string? WorkflowInstanceId { get; set; }

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The bookmark meant; null for any.</summary>
    public string? BookmarkId { get; set; }

    /// <summary>The hash of the stimulus.</summary>
    public string? StimulusHash { get; set; }

    /// <summary>The activity execution that waits.</summary>
    public string? ActivityInstanceId { get; set; }

    /// <summary>The type name of the activity, or the name of the stimulus.</summary>
    public string? ActivityTypeName { get; set; }

    /// <summary>What is handed over on resume.</summary>
    public ResumeBookmarkOptions? Options { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>How often delivery was tried.</summary>
    public int DeliveryAttempts { get; set; }

    /// <summary>When delivery was last tried, UTC.</summary>
    public DateTimeOffset? LastAttemptedAt { get; set; }

    /// <summary>The type of the last error; null when there was none.</summary>
    public string? LastErrorType { get; set; }

    /// <summary>The text of the last error; null when there was none.</summary>
    public string? LastErrorMessage { get; set; }

    /// <summary>What finds the bookmark that the item is for.</summary>
    public BookmarkFilter CreateBookmarkFilter() => new()
    {
        BookmarkId = BookmarkId,
        WorkflowInstanceId = WorkflowInstanceId,
        CorrelationId = CorrelationId,
        Hash = StimulusHash,
        ActivityInstanceId = ActivityInstanceId,
        Name = ActivityTypeName,
    };
}
