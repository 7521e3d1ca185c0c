using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Elsa.Workflows.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Elsa.Tests.Execution;

/// <summary>Runs workflows in memory, as the runtime does around its database: the state between two bursts goes through its stored form.</summary>
internal sealed class InMemoryEngine : IDisposable
{
    private readonly ServiceProvider _root;
    private readonly IServiceScope _scope;

    public InMemoryEngine(Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        configure?.Invoke(services);
        services.AddWorkflowCore();
        _root = services.BuildServiceProvider(validateScopes: true);
        _root.RegisterBuiltInActivitiesAsync().GetAwaiter().GetResult();
        _scope = _root.CreateScope();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 1, 0, 0, TimeSpan.Zero));

    public IServiceProvider Services => _scope.ServiceProvider;

    public IWorkflowRunner Runner => Services.GetRequiredService<IWorkflowRunner>();

    public async Task<WorkflowGraph> BuildAsync(Workflow workflow) => await Services.GetRequiredService<IWorkflowGraphBuilder>().BuildAsync(workflow);

    public async Task<Instance> StartAsync(IActivity root, RunWorkflowOptions? options = null) => await StartAsync(Workflow.FromActivity(root), options);

    public async Task<Instance> StartAsync(Workflow workflow, RunWorkflowOptions? options = null)
    {
        var graph = await BuildAsync(workflow);
        return new Instance(this, graph, await Runner.RunAsync(graph, options, TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        _scope.Dispose();
        _root.Dispose();
    }
}

internal sealed class Instance(InMemoryEngine engine, WorkflowGraph graph, RunWorkflowResult last)
{
    public RunWorkflowResult Last { get; private set; } = last;

    public WorkflowState State => Last.WorkflowState;

    public WorkflowSubStatus SubStatus => State.SubStatus;

    public IEnumerable<string> Waiting => State.Bookmarks.Select(x => x.ActivityId).Order();

    public string? Incident => State.Incidents.FirstOrDefault()?.Message;

    public IEnumerable<string> Events => Last.Journal.WorkflowExecutionLogEntries.Select(x => $"{x.ActivityId} {x.EventName}");

    public Task ResumeAsync(string activityId, string? outcome = null) =>
        ResumeAsync(activityId, outcome is null ? null : new Dictionary<string, object> { ["Outcome"] = outcome });

    public async Task ResumeAsync(string activityId, IDictionary<string, object>? input)
    {
        var bookmark = State.Bookmarks.First(x => x.ActivityId == activityId);
        Last = await engine.Runner.RunAsync(graph, Stored(), new RunWorkflowOptions { BookmarkId = bookmark.Id, Input = input }, TestContext.Current.CancellationToken);
    }

    /// <summary>What the database would hold: text, read back by whoever goes on.</summary>
    public WorkflowState Stored()
    {
        var serializer = engine.Services.GetRequiredService<IWorkflowStateSerializer>();
        return serializer.Deserialize(serializer.Serialize(State));
    }
}
