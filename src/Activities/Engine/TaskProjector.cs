using Elsa.Common.Models;
using Elsa.Mediator.Contracts;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Activities.Engine;

/// <summary>
/// Makes the task rows agree with the bookmarks that are committed. Rows are only ever written from what the store holds at that moment, one
/// projection of an instance at a time, so that a late reader cannot bring back what a newer burst has ended.
/// </summary>
public sealed class TaskProjector(IServiceScopeFactory scopes)
{
    private const int PageSize = 5000;

    /// <summary>Projects the tasks of one instance.</summary>
    public async Task ProjectAsync(string instanceId, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IBookmarkStore>();
        await scope.ServiceProvider.GetRequiredService<TaskProjection>().ApplyAsync(instanceId, async token =>
        {
            var waiting = await store.FindManyAsync(new BookmarkFilter { WorkflowInstanceId = instanceId, Name = TaskBookmark.Name }, token);
            return waiting.Select(x => TaskBookmark.Read(x.Id, x.Payload)).ToList();
        }, stop);
    }

    /// <summary>Projects every instance where rows and bookmarks disagree; returns how many there were.</summary>
    public async Task<int> ReconcileAsync(CancellationToken stop)
    {
        var differing = new HashSet<string>();
        await using (var scope = scopes.CreateAsyncScope())
        {
            var store = scope.ServiceProvider.GetRequiredService<IBookmarkStore>();
            await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync(stop);
            var rows = await db.Set<HumanTask>().AsNoTracking()
                .Where(x => x.State == TaskState.Open).Select(x => new { x.BookmarkId, x.InstanceId })
                .ToDictionaryAsync(x => x.BookmarkId, x => x.InstanceId, stop);
            Page<Elsa.Workflows.Runtime.Entities.StoredBookmark> page;
            var offset = 0;
            do
            {
                page = await store.FindManyAsync(new BookmarkFilter { Name = TaskBookmark.Name }, new PageArgs { Offset = offset, Limit = PageSize }, stop);
                foreach (var bookmark in page.Items)
                    if (!rows.Remove(bookmark!.Id))
                        differing.Add(bookmark.WorkflowInstanceId);
                offset += PageSize;
            }
            while (page.Items.Count == PageSize);
            differing.UnionWith(rows.Values);
        }

        foreach (var instance in differing)
            await ProjectAsync(instance, stop);
        return differing.Count;
    }
}

/// <summary>Projects as soon as a burst is committed. A failure here loses nothing: the reconciler comes by later.</summary>
internal sealed class ProjectTasks(TaskProjector projector, ILogger<ProjectTasks> log) : INotificationHandler<WorkflowStateCommitted>
{
    public async Task HandleAsync(WorkflowStateCommitted notification, CancellationToken cancellationToken)
    {
        try
        {
            await projector.ProjectAsync(notification.WorkflowState.Id, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.LogWarning(exception, "The tasks of instance {Instance} will be projected by the reconciler.", notification.WorkflowState.Id);
        }
    }
}
