using Elsa.Extensions;
using Elsa.Mediator;
using Elsa.Mediator.Contracts;
using Elsa.Tests.Runtime;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Elsa.Workflows.Notifications;
using Elsa.Workflows.Runtime.Notifications;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.Mediator;

public sealed record Double(int Number) : ICommand<int>;

public sealed record Greet(string Name) : IRequest<string>;

public sealed record Rang(string Bell) : INotification;

public sealed class Heard
{
    public List<string> Lines { get; } = [];

    public void Add(string line)
    {
        lock (Lines)
            Lines.Add(line);
    }
}

public sealed class Doubler : ICommandHandler<Double, int>
{
    public Task<int> HandleAsync(Double command, CancellationToken cancellationToken) => Task.FromResult(command.Number * 2);
}

public sealed class Greeter : IRequestHandler<Greet, string>
{
    public Task<string?> HandleAsync(Greet request, CancellationToken cancellationToken) => Task.FromResult<string?>("Hello " + request.Name);
}

public sealed class Listener(Heard heard) :
    INotificationHandler<Rang>, INotificationHandler<WorkflowStarted>, INotificationHandler<WorkflowExecuting>, INotificationHandler<WorkflowExecuted>, INotificationHandler<WorkflowFinished>,
    INotificationHandler<ActivityExecuting>, INotificationHandler<ActivityExecuted>, INotificationHandler<ActivityCancelled>, INotificationHandler<BookmarkSaving>, INotificationHandler<BookmarkSaved>,
    INotificationHandler<BookmarksDeleting>, INotificationHandler<BookmarksDeleted>, INotificationHandler<WorkflowBookmarksPersisted>, INotificationHandler<WorkflowStateCommitted>
{
    private Task Say(string line)
    {
        heard.Add(line);
        return Task.CompletedTask;
    }

    public Task HandleAsync(Rang notification, CancellationToken cancellationToken) => Say(notification.Bell);

    public Task HandleAsync(WorkflowStarted notification, CancellationToken cancellationToken) => Say("started");

    public Task HandleAsync(WorkflowExecuting notification, CancellationToken cancellationToken) => Say("executing");

    public Task HandleAsync(WorkflowExecuted notification, CancellationToken cancellationToken) => Say("executed " + notification.WorkflowState.SubStatus);

    public Task HandleAsync(WorkflowFinished notification, CancellationToken cancellationToken) => Say("finished");

    public Task HandleAsync(ActivityExecuting notification, CancellationToken cancellationToken) => Say("> " + notification.ActivityExecutionContext.Activity.Id);

    public Task HandleAsync(ActivityExecuted notification, CancellationToken cancellationToken) => Say("< " + notification.ActivityExecutionContext.Activity.Id);

    public Task HandleAsync(ActivityCancelled notification, CancellationToken cancellationToken) => Say("cancelled " + notification.ActivityExecutionContext.Activity.Id);

    public Task HandleAsync(BookmarkSaving notification, CancellationToken cancellationToken) => Say("saving " + notification.Bookmark.Name);

    public Task HandleAsync(BookmarkSaved notification, CancellationToken cancellationToken) => Say("saved " + notification.Bookmark.Name);

    public Task HandleAsync(BookmarksDeleting notification, CancellationToken cancellationToken) => Say("deleting " + notification.Bookmarks.Count);

    public Task HandleAsync(BookmarksDeleted notification, CancellationToken cancellationToken) => Say("deleted " + notification.Bookmarks.Count);

    public Task HandleAsync(WorkflowBookmarksPersisted notification, CancellationToken cancellationToken) => Say($"persisted +{notification.Diff.Added.Count} -{notification.Diff.Removed.Count}");

    public Task HandleAsync(WorkflowStateCommitted notification, CancellationToken cancellationToken) => Say("committed");
}

public sealed class MediatorTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commands_questions_and_notifications_reach_their_handlers()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        var heard = new Heard();
        await using var host = await EngineHost.StartAsync(database, services: services => services.AddSingleton(heard).AddHandlersFrom<Doubler>());
        var mediator = host.Services.GetRequiredService<IMediator>();
        Assert.Equal(14, await mediator.SendAsync(new Double(7), Stop));
        Assert.Equal("Hello Li", await mediator.SendAsync(new Greet("Li"), Stop));
        await mediator.SendAsync(new Rang("door"), NotificationStrategy.Parallel, Stop);
        await host.Services.GetRequiredService<INotificationSender>().SendAsync(new Rang("phone"), Stop);
        Assert.Equal(["door", "phone"], heard.Lines);
    }

    [Fact]
    public async Task Listeners_hear_how_a_run_goes_in_its_order()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        var heard = new Heard();
        await using var host = await EngineHost.StartAsync(database, services: services => services.AddSingleton(heard).AddNotificationHandler<Listener>());
        await host.PublishAsync("listen", """{"type":"Elsa.Event","id":"wait","version":1,"eventName":{"typeName":"String","expression":{"type":"Literal","value":"go"}}}""");
        var run = await host.StartAsync("listen");
        Assert.Equal(["executing", "started", "> Workflow1", "< Workflow1", "> wait", "< wait", "executed Suspended", "saving Elsa.Event", "saved Elsa.Event", "persisted +1 -0", "committed"], heard.Lines);
        heard.Lines.Clear();
        await host.ResumeAsync((await host.BookmarksAsync(run.WorkflowInstanceId)).Single().Id);
        Assert.Equal(["executing", "> wait", "< wait", "executed Finished", "finished", "deleting 1", "deleted 1", "persisted +0 -1", "committed"], heard.Lines);
    }
}
