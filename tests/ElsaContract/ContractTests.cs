using Elsa.Common.Models;
using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Filters;

namespace Elsa.Contract.Tests;

public sealed class ContractTests
{
    private static CancellationToken Stop => ContractHost.Stop;

    [Fact]
    public async Task A_workflow_runs_to_its_end_and_the_journal_tells_its_steps()
    {
        await using var host = await ContractHost.StartAsync();
        var run = await host.StartWorkflowAsync("greeting", "order-1", new Dictionary<string, object> { ["Who"] = "Li" });
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Finished), (run.Status, run.SubStatus));

        var instance = await host.Get<IWorkflowInstanceStore>().FindAsync(new WorkflowInstanceFilter { Id = run.WorkflowInstanceId }, Stop);
        Assert.Equal(("greeting", "order-1"), (instance!.DefinitionId, instance.CorrelationId));
        var journal = await host.Get<IWorkflowExecutionLogStore>().FindManyAsync(new WorkflowExecutionLogRecordFilter { WorkflowInstanceId = run.WorkflowInstanceId }, PageArgs.All, Stop);
        Assert.Equal(["hello", "who"], journal.Items.Where(static entry => entry is { EventName: "Completed", ActivityType: "Elsa.WriteLine" }).OrderBy(static entry => entry.Timestamp).ThenBy(static entry => entry.Sequence).Select(static entry => entry.ActivityId));
    }

    [Fact]
    public async Task The_application_is_asked_for_a_task_and_its_report_continues_the_workflow_with_the_result()
    {
        await using var host = await ContractHost.StartAsync();
        var run = await host.StartWorkflowAsync("ask-and-wait");
        var request = await host.Get<RequestedTasks>().NextAsync(Stop);
        Assert.Equal("Count the shelf", request.TaskName);
        await host.Get<ITaskReporter>().ReportCompletionAsync(request.TaskId, 42, Stop);

        var store = host.Get<IWorkflowInstanceStore>();
        for (var wait = 0; wait < 200 && (await store.FindAsync(new WorkflowInstanceFilter { Id = run.WorkflowInstanceId }, Stop))!.Status == WorkflowStatus.Running; wait++)
            await Task.Delay(50, Stop);
        Assert.Equal(WorkflowSubStatus.Finished, (await store.FindAsync(new WorkflowInstanceFilter { Id = run.WorkflowInstanceId }, Stop))!.SubStatus);
        var after = await host.Get<IActivityExecutionStore>().FindManyAsync(new ActivityExecutionRecordFilter { WorkflowInstanceId = run.WorkflowInstanceId, ActivityId = "after" }, Stop);
        Assert.Equal("counted 42", Assert.Single(after)!.ActivityState!["Text"]?.ToString());
    }

    [Fact]
    public async Task A_bookmark_that_is_resumed_twice_continues_its_workflow_once()
    {
        await using var host = await ContractHost.StartAsync();
        var run = await host.StartWorkflowAsync("ask-and-wait");
        Assert.Equal(WorkflowSubStatus.Suspended, run.SubStatus);
        var bookmark = (await host.Get<IBookmarkStore>().FindManyAsync(new BookmarkFilter { WorkflowInstanceId = run.WorkflowInstanceId }, Stop)).Single();
        await host.Get<IWorkflowResumer>().ResumeAsync(bookmark.Id, new Dictionary<string, object>(), Stop);
        await host.Get<IWorkflowResumer>().ResumeAsync(bookmark.Id, new Dictionary<string, object>(), Stop);

        var instance = await host.Get<IWorkflowInstanceStore>().FindAsync(new WorkflowInstanceFilter { Id = run.WorkflowInstanceId }, Stop);
        Assert.Equal(WorkflowSubStatus.Finished, instance!.SubStatus);
        Assert.Equal(1, await host.Get<IActivityExecutionStore>().CountAsync(new ActivityExecutionRecordFilter { WorkflowInstanceId = run.WorkflowInstanceId, ActivityId = "after" }, Stop));
        Assert.Empty(await host.Get<IBookmarkStore>().FindManyAsync(new BookmarkFilter { WorkflowInstanceId = run.WorkflowInstanceId }, Stop));
    }

    [Fact]
    public async Task An_event_continues_the_instance_of_its_correlation_only()
    {
        await using var host = await ContractHost.StartAsync();
        var first = await host.StartWorkflowAsync("delivery", "first");
        var second = await host.StartWorkflowAsync("delivery", "second");
        await host.Get<IEventPublisher>().PublishAsync("arrived", correlationId: "second", cancellationToken: Stop);
        var store = host.Get<IWorkflowInstanceStore>();
        Assert.Equal(WorkflowSubStatus.Suspended, (await store.FindAsync(new WorkflowInstanceFilter { Id = first.WorkflowInstanceId }, Stop))!.SubStatus);
        Assert.Equal(WorkflowSubStatus.Finished, (await store.FindAsync(new WorkflowInstanceFilter { Id = second.WorkflowInstanceId }, Stop))!.SubStatus);
    }

    [Fact]
    public async Task Cancelling_takes_the_bookmarks_away()
    {
        await using var host = await ContractHost.StartAsync();
        var run = await host.StartWorkflowAsync("delivery");
        await host.Get<IWorkflowCancellationService>().CancelWorkflowAsync(run.WorkflowInstanceId, Stop);
        var instance = await host.Get<IWorkflowInstanceStore>().FindAsync(new WorkflowInstanceFilter { Id = run.WorkflowInstanceId }, Stop);
        Assert.Equal(WorkflowSubStatus.Cancelled, instance!.SubStatus);
        Assert.Empty(await host.Get<IBookmarkStore>().FindManyAsync(new BookmarkFilter { WorkflowInstanceId = run.WorkflowInstanceId }, Stop));
    }

    [Fact]
    public async Task A_stored_definition_names_its_version_and_can_be_found()
    {
        await using var host = await ContractHost.StartAsync();
        var definition = await host.Get<IWorkflowDefinitionService>().FindWorkflowDefinitionAsync("greeting", VersionOptions.Published, Stop);
        Assert.Equal((1, true, true), (definition!.Version, definition.IsLatest, definition.IsPublished));
        Assert.Equal("Who", Assert.Single(definition.Inputs).Name);
        var graph = await host.Get<IWorkflowDefinitionService>().FindWorkflowGraphAsync("greeting", VersionOptions.Published, Stop);
        Assert.Equal("Sequence1", graph!.Workflow.Root.Id);
    }
}
