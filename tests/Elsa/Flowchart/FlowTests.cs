using Elsa.Tests.Execution;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Models;
using Endpoint = Elsa.Workflows.Activities.Flowchart.Models.Endpoint;

namespace Elsa.Tests.Flowchart;

/// <summary>Draws flowcharts in a line or two: <c>"a:Yes -> b"</c>. Activities that are not declared are steps that note that they ran.</summary>
public abstract class FlowTests : IDisposable
{
    private protected InMemoryEngine Engine { get; } = new();

    protected List<string> Ran { get; } = [];

    protected Dictionary<string, IActivity> Activities { get; } = [];

    public void Dispose() => Engine.Dispose();

    protected IActivity Step(string id) => Declare(id, new Note(Ran));

    protected IActivity Wait(string id) => Declare(id, new Waits(Ran));

    protected IActivity Choose(string id, params string[] outcomes) => Declare(id, new Chooses(Ran, [outcomes]));

    /// <summary>Other outcomes each time it runs.</summary>
    protected IActivity ChooseInTurn(string id, params string[][] rounds) => Declare(id, new Chooses(Ran, rounds));

    protected IActivity Join(string id, FlowJoinMode mode) => Declare(id, new FlowJoin { Mode = new Input<FlowJoinMode>(mode) });

    protected IActivity Declare(string id, IActivity activity)
    {
        activity.Id = id;
        Activities[id] = activity;
        return activity;
    }

    private protected Elsa.Workflows.Activities.Flowchart.Activities.Flowchart Draw(params string[] arrows)
    {
        var connections = new List<Connection>();
        foreach (var arrow in arrows)
        {
            var ends = arrow.Split(" -> ");
            var source = ends[0].Split(':');
            connections.Add(new Connection(
                new Endpoint(Find(source[0]), source.Length > 1 ? source[1] : null),
                new Endpoint(Find(ends[1]))));
        }

        return new Elsa.Workflows.Activities.Flowchart.Activities.Flowchart { Activities = [.. Activities.Values], Connections = connections };
    }

    private protected Task<Instance> RunAsync(params string[] arrows) => Engine.StartAsync(Draw(arrows));

    private IActivity Find(string id) => Activities.TryGetValue(id, out var activity) ? activity : Step(id);

    protected sealed class Note(List<string> ran) : CodeActivity
    {
        protected override void Execute(ActivityExecutionContext context) => ran.Add(Id);
    }

    protected sealed class Chooses(List<string> ran, string[][] rounds) : Activity
    {
        private int _round;

        protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
        {
            ran.Add(Id);
            return context.CompleteActivityWithOutcomesAsync(rounds[Math.Min(_round++, rounds.Length - 1)]);
        }
    }

    protected sealed class Waits(List<string> ran) : Activity
    {
        protected override void Execute(ActivityExecutionContext context) => context.CreateBookmark(OnResumeAsync);

        private ValueTask OnResumeAsync(ActivityExecutionContext context)
        {
            ran.Add(Id);
            return context.WorkflowInput.TryGetValue("Outcome", out var outcome)
                ? context.CompleteActivityWithOutcomesAsync((string)outcome)
                : context.CompleteActivityAsync();
        }
    }
}
