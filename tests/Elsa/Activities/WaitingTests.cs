using Elsa.Expressions.Models;
using Elsa.Scheduling.Activities;
using Elsa.Scheduling.Bookmarks;
using Elsa.Tests.Execution;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Activities;
using Elsa.Workflows.Runtime.Notifications;
using Microsoft.Extensions.DependencyInjection;
using Timer = Elsa.Scheduling.Activities.Timer;

namespace Elsa.Tests.Activities;

public class WaitingTests : IDisposable
{
    private readonly Heard _heard = new();
    private readonly InMemoryEngine _engine;

    public WaitingTests() => _engine = new InMemoryEngine(services => services.AddSingleton<ITaskDispatcher>(_heard).AddSingleton<IEventPublisher>(_heard));

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("24.20:31:24")]
    [InlineData("25.00:00:00")]
    [InlineData("45.00:00:00")]
    [InlineData("90.00:00:00")]
    [InlineData("400.00:00:00")]
    public async Task T_07_a_delay_of_any_length_is_noted_with_its_end(string delay)
    {
        var instance = await _engine.StartAsync(new Delay { Id = "wait", TimeSpan = new Input<TimeSpan>(new Expression("Literal", delay)) });
        var bookmark = instance.State.Bookmarks.Single();
        Assert.Equal("Elsa.Delay", bookmark.Name);
        Assert.Equal(_engine.Time.GetUtcNow() + TimeSpan.Parse(delay), Assert.IsType<DelayPayload>(bookmark.Payload).ResumeAt);
        await instance.ResumeAsync("wait");
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task A_timer_within_a_workflow_waits_for_one_interval()
    {
        var instance = await _engine.StartAsync(new Timer(TimeSpan.FromHours(6)) { Id = "wait" });
        var bookmark = instance.State.Bookmarks.Single();
        Assert.Equal(("Elsa.Timer", "OnTimerElapsedAsync"), (bookmark.Name, bookmark.CallbackMethodName));
        Assert.Equal(_engine.Time.GetUtcNow().AddHours(6), Assert.IsType<TimerBookmarkPayload>(bookmark.Payload).ResumeAt);
        await instance.ResumeAsync("wait");
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task A_cron_within_a_workflow_waits_for_the_next_moment()
    {
        var instance = await _engine.StartAsync(new Cron(new Input<string>("0 30 8 * * *")) { Id = "wait" });
        var payload = Assert.IsType<CronBookmarkPayload>(instance.State.Bookmarks.Single().Payload);
        Assert.True(payload.ExecuteAt > _engine.Time.GetUtcNow());
        Assert.Equal(TimeSpan.Zero, payload.ExecuteAt.Offset);
        Assert.Equal("0 30 8 * * *", payload.CronExpression);
    }

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 0 31 2 *")]
    [InlineData("not a cron")]
    [InlineData("61 * * * *")]
    public async Task T_08_a_cron_that_never_comes_is_an_incident_and_not_the_year_1(string cron)
    {
        var instance = await _engine.StartAsync(Cron.FromCronExpression(cron));
        Assert.Equal(WorkflowSubStatus.Faulted, instance.SubStatus);
        Assert.Contains(cron, instance.Incident);
    }

    [Fact]
    public async Task A_start_at_a_moment_that_is_over_does_not_wait()
    {
        Assert.Equal(WorkflowSubStatus.Finished, (await _engine.StartAsync(new StartAt(_engine.Time.GetUtcNow().AddSeconds(-1)))).SubStatus);
        var waiting = await _engine.StartAsync(new StartAt(_engine.Time.GetUtcNow().AddDays(7)));
        Assert.Equal("Elsa.StartAt", waiting.State.Bookmarks.Single().Name);
    }

    [Fact]
    public async Task A_trigger_that_has_started_the_instance_does_not_wait_again()
    {
        var options = new RunWorkflowOptions { TriggerActivityId = "t" };
        foreach (var trigger in new IActivity[] { new Timer(TimeSpan.FromHours(1)), Cron.FromCronExpression("0 8 * * *"), new StartAt(_engine.Time.GetUtcNow().AddDays(1)), new Event("go") })
        {
            trigger.Id = "t";
            Assert.Equal(WorkflowSubStatus.Finished, (await _engine.StartAsync(trigger, options)).SubStatus);
        }
    }

    [Fact]
    public async Task An_event_brings_its_payload_into_the_result()
    {
        var payload = new Variable<object>("Payload", default(object)).WithStorageDriver<WorkflowInstanceStorageDriver>();
        var instance = await _engine.StartAsync(new Workflow(new Sequence { Activities = [new Event("go") { Id = "ev", Result = new Output<object?>(payload) }, new Delay(TimeSpan.FromDays(1))] }) { Variables = { payload } });
        var bookmark = instance.State.Bookmarks.Single();
        Assert.Equal("Elsa.Event", bookmark.Name);
        Assert.Equal(_engine.Services.GetRequiredService<IStimulusHasher>().Hash("Elsa.Event", new Workflows.Runtime.Stimuli.EventStimulus("go")), bookmark.Hash);
        await instance.ResumeAsync("ev", new Dictionary<string, object> { [Event.EventInputWorkflowInputKey] = "news" });
        var kept = instance.State.ActivityExecutionContexts.Single(x => x.ParentContextId is null).Properties["Variables"];
        Assert.Equal("news", Assert.IsAssignableFrom<IDictionary<string, object>>(kept)["payloadVariable"]);
    }

    [Fact]
    public async Task A_task_is_asked_for_once_and_its_outcome_is_the_result()
    {
        var instance = await _engine.StartAsync(new RunTask("VisitStore") { Id = "task", Payload = new Input<IDictionary<string, object>?>(new Expression("Object", """{"a":1}""")) });
        var request = Assert.Single(_heard.Tasks);
        Assert.Equal(("VisitStore", 1L), (request.TaskName, request.TaskPayload!["a"]));
        Assert.Equal($$"""{"taskId":"{{request.TaskId}}","taskName":"VisitStore"}""", Workflows.Serialization.PlainData.WriteText(instance.State.Bookmarks.Single().Payload));
        await instance.ResumeAsync("task", new Dictionary<string, object> { [RunTask.InputKey] = 42 });
        Assert.Equal(42, instance.Last.WorkflowExecutionContext.GetLastActivityResult());
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task A_published_event_carries_name_correlation_and_payload()
    {
        await _engine.StartAsync(new PublishEvent { EventName = new Input<string>("done"), CorrelationId = new Input<string?>("C1"), Payload = new Input<object>(new Expression("Object", """{"ok":true}""")) });
        Assert.Equal(("done", "C1"), _heard.Events.Single());
    }

    private sealed class Heard : ITaskDispatcher, IEventPublisher
    {
        public List<RunTaskRequest> Tasks { get; } = [];

        public List<(string Name, string? CorrelationId)> Events { get; } = [];

        public Task DispatchAsync(RunTaskRequest request, CancellationToken cancellationToken = default)
        {
            Tasks.Add(request);
            return Task.CompletedTask;
        }

        public Task PublishAsync(string eventName, string? correlationId = null, string? workflowInstanceId = null, string? activityInstanceId = null, object? payload = null, bool asynchronous = false, CancellationToken cancellationToken = default)
        {
            Events.Add((eventName, correlationId));
            return Task.CompletedTask;
        }
    }
}
