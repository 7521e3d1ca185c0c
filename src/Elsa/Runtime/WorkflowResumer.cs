using Elsa.Storage;
using Elsa.Workflows.Helpers;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Workflows.Runtime.Options;
using Elsa.Workflows.Runtime.Stores;

namespace Elsa.Workflows.Runtime;

/// <summary>Continues bookmarks at once, or after the commit when it is called from within a burst.</summary>
internal sealed class WorkflowResumer(InstanceRunner runner, BookmarkStore bookmarks, IStimulusHasher hasher, CurrentBurst current, IBookmarkQueue queue) : IWorkflowResumer
{
    public Task<IEnumerable<RunWorkflowInstanceResponse>> ResumeAsync<TActivity>(object stimulus, ResumeBookmarkOptions? options = null, CancellationToken cancellationToken = default) where TActivity : IActivity =>
        ResumeAsync<TActivity>(stimulus, null, options, cancellationToken);

    public async Task<RunWorkflowInstanceResponse?> ResumeAsync(string bookmarkId, IDictionary<string, object> input, CancellationToken cancellationToken = default) =>
        (await ResumeAsync(new BookmarkFilter { BookmarkId = bookmarkId }, new ResumeBookmarkOptions { Input = input }, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    public Task<IEnumerable<RunWorkflowInstanceResponse>> ResumeAsync<TActivity>(object stimulus, string? workflowInstanceId, ResumeBookmarkOptions? options = null, CancellationToken cancellationToken = default) where TActivity : IActivity
    {
        var filter = new BookmarkFilter { Hash = hasher.Hash(ActivityTypeNameHelper.GenerateTypeName<TActivity>(), stimulus), WorkflowInstanceId = workflowInstanceId };
        return ResumeAsync(filter, options, cancellationToken);
    }

    public async Task<RunWorkflowInstanceResponse?> ResumeAsync<TActivity>(string bookmarkId, ResumeBookmarkOptions? options = null, CancellationToken cancellationToken = default) where TActivity : IActivity =>
        (await ResumeAsync(new BookmarkFilter { BookmarkId = bookmarkId, Name = ActivityTypeNameHelper.GenerateTypeName<TActivity>() }, options, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    public Task<IEnumerable<RunWorkflowInstanceResponse>> ResumeAsync(ResumeBookmarkRequest request, CancellationToken cancellationToken = default) => ResumeAsync(new BookmarkFilter
    {
        BookmarkId = request.BookmarkId,
        WorkflowInstanceId = request.WorkflowInstanceId,
        ActivityInstanceId = request.ActivityInstanceId,
    }, new ResumeBookmarkOptions { Input = request.Input, Properties = request.Properties }, cancellationToken);

    public async Task<IEnumerable<RunWorkflowInstanceResponse>> ResumeAsync(BookmarkFilter filter, ResumeBookmarkOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (current.Outbox is not null)
        {
            await queue.EnqueueAsync(new NewBookmarkQueueItem
            {
                BookmarkId = filter.BookmarkId,
                WorkflowInstanceId = filter.WorkflowInstanceId,
                CorrelationId = filter.CorrelationId,
                StimulusHash = filter.Hash,
                ActivityInstanceId = filter.ActivityInstanceId,
                ActivityTypeName = filter.Name,
                Options = options,
            }, cancellationToken).ConfigureAwait(false);
            return [];
        }

        var answers = new List<RunWorkflowInstanceResponse>();
        foreach (var (bookmark, instance) in await bookmarks.PlacesAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            var request = new RunWorkflowInstanceRequest { BookmarkId = bookmark, Input = options?.Input, Properties = options?.Properties };
            if (await runner.ContinueAsync(instance, request, null, cancellationToken).ConfigureAwait(false) is { HadEffect: true } outcome)
                answers.Add(outcome.Response);
        }

        return answers;
    }
}
