using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Options;
using Elsa.Workflows.Runtime.Stores;

namespace Elsa.Workflows.Runtime;

/// <summary>Looks for what waits, without continuing it.</summary>
internal sealed class WorkflowMatcher(BookmarkStore bookmarks, TriggerStore triggers, IStimulusHasher hasher) : IWorkflowMatcher
{
    public Task<IEnumerable<StoredTrigger>> FindTriggersAsync(string activityTypeName, object stimulus, CancellationToken cancellationToken = default) =>
        FindTriggersAsync(hasher.Hash(activityTypeName, stimulus), cancellationToken);

    public async Task<IEnumerable<StoredTrigger>> FindTriggersAsync(string stimulusHash, CancellationToken cancellationToken = default) =>
        await triggers.FindManyAsync(new TriggerFilter { Hash = stimulusHash }, cancellationToken).ConfigureAwait(false);

    public Task<IEnumerable<StoredBookmark>> FindBookmarksAsync(string activityTypeName, object stimulus, FindBookmarkOptions? options = null, CancellationToken cancellationToken = default) =>
        FindBookmarksAsync(hasher.Hash(activityTypeName, stimulus), options, cancellationToken);

    public async Task<IEnumerable<StoredBookmark>> FindBookmarksAsync(string stimulusHash, FindBookmarkOptions? options = null, CancellationToken cancellationToken = default) => await bookmarks.FindManyAsync(new BookmarkFilter
    {
        Hash = stimulusHash,
        BookmarkId = options?.BookmarkId,
        WorkflowInstanceId = options?.WorkflowInstanceId,
        CorrelationId = options?.CorrelationId,
        ActivityInstanceId = options?.ActivityInstanceId,
    }, cancellationToken).ConfigureAwait(false);
}
