using Elsa.Common.Models;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Options;
using Elsa.Workflows.Runtime.OrderDefinitions;

namespace Elsa.Workflows.Runtime;

/// <summary>Keeps resumes whose bookmark may not be stored yet.</summary>
public interface IBookmarkQueue
{
    /// <summary>Stores the item until its bookmark is there.</summary>
    Task EnqueueAsync(NewBookmarkQueueItem item, CancellationToken cancellationToken = default);
}

/// <summary>A resume to keep until its bookmark is there.</summary>
public class NewBookmarkQueueItem
{
    /// <summary>The instance meant.</summary>
    public string? WorkflowInstanceId { get; set; }

    /// <summary>The bookmark meant; null for any.</summary>
    public string? BookmarkId { get; set; }

    /// <summary>The hash of the stimulus.</summary>
    public string? StimulusHash { get; set; }

    /// <summary>The activity execution that waits.</summary>
    public string? ActivityInstanceId { get; set; }

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The type name of the activity, or the name of the stimulus.</summary>
    public string? ActivityTypeName { get; set; }

    /// <summary>What is handed over on resume.</summary>
    public ResumeBookmarkOptions? Options { get; set; }
}

/// <summary>Keeps waiting resumes.</summary>
public interface IBookmarkQueueStore
{
    /// <summary>Stores it, new or changed.</summary>
    Task SaveAsync(BookmarkQueueItem record, CancellationToken cancellationToken = default);

    /// <summary>Stores it as new.</summary>
    Task AddAsync(BookmarkQueueItem record, CancellationToken cancellationToken = default);

    /// <summary>The first that fits; null when none does.</summary>
    Task<BookmarkQueueItem?> FindAsync(BookmarkQueueFilter filter, CancellationToken cancellationToken = default);

    /// <summary>All that fit.</summary>
    Task<IEnumerable<BookmarkQueueItem>> FindManyAsync(BookmarkQueueFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Task.</summary>
    Task<Page<BookmarkQueueItem>> PageAsync<TOrderBy>(PageArgs pageArgs, BookmarkQueueItemOrder<TOrderBy?> orderBy, CancellationToken cancellationToken = default);

    /// <summary>Task.</summary>
    Task<Page<BookmarkQueueItem>> PageAsync<TOrderBy>(PageArgs pageArgs, BookmarkQueueFilter filter, BookmarkQueueItemOrder<TOrderBy?> orderBy, CancellationToken cancellationToken = default);

    /// <summary>Removes what fits.</summary>
    Task<long> DeleteAsync(BookmarkQueueFilter filter, CancellationToken cancellationToken = default);
}
