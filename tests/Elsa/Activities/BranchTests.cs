using Elsa.Expressions.JavaScript.Activities;
using Elsa.Expressions.Models;
using Elsa.Tests.Execution;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Activities.StateMachine.Activities;
using Elsa.Workflows.Activities.StateMachine.Models;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Microsoft.Extensions.DependencyInjection;
using static Elsa.Tests.Activities.Notes;

namespace Elsa.Tests.Activities;

public class BranchTests : IDisposable
{
    private readonly InMemoryEngine _engine = new();
    private readonly Notes _notes = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Parallel_is_complete_when_every_activity_is()
    {
        var instance = await _engine.StartAsync(Steps(new Elsa.Workflows.Activities.Parallel(Steps(Wait("a"), _notes.Write("a")), Steps(Wait("b"), _notes.Write("b")), _notes.Write("c")), _notes.Write("behind")));
        Assert.Equal(["a", "b"], instance.Waiting);
        await instance.ResumeAsync("b");
        await instance.ResumeAsync("a");
        Assert.Equal((WorkflowSubStatus.Finished, "c b a behind"), (instance.SubStatus, _notes.All));
        Assert.Equal(WorkflowSubStatus.Finished, (await _engine.StartAsync(new Elsa.Workflows.Activities.Parallel())).SubStatus);
    }

    [Theory]
    [InlineData(ForkJoinMode.WaitAll, "b", WorkflowSubStatus.Suspended)]
    [InlineData(ForkJoinMode.WaitAny, "b behind", WorkflowSubStatus.Finished)]
    public async Task Fork_goes_on_with_the_first_or_with_the_last_branch(ForkJoinMode mode, string expected, WorkflowSubStatus status)
    {
        var instance = await _engine.StartAsync(Steps(new Fork { JoinMode = mode, Branches = [Steps(Wait("a"), _notes.Write("a")), Steps(Wait("b"), _notes.Write("b"))] }, _notes.Write("behind")));
        await instance.ResumeAsync("b");
        Assert.Equal((status, expected), (instance.SubStatus, _notes.All));
        Assert.Equal(status == WorkflowSubStatus.Finished ? [] : ["a"], instance.Waiting);
    }

    [Fact]
    public async Task Complete_ends_the_composite_around_it_with_its_outcomes()
    {
        var part = new Part(new Elsa.Workflows.Activities.Parallel(Wait("other"), Steps(Wait("ask"), new Complete(new[] { "Approved" }), _notes.Write("never")))) { Id = "part" };
        IActivity yes = _notes.Write("approved"), no = _notes.Write("rejected");
        var instance = await _engine.StartAsync(new Workflows.Activities.Flowchart.Activities.Flowchart { Activities = [part, yes, no], Connections = [new Connection(new Endpoint(part, "Approved"), new Endpoint(yes)), new Connection(new Endpoint(part, "Rejected"), new Endpoint(no))] });
        await instance.ResumeAsync("ask");
        Assert.Equal((WorkflowSubStatus.Finished, "approved"), (instance.SubStatus, _notes.All));
        Assert.Empty(instance.State.Bookmarks);
        Assert.Contains("Complete1 Completed", instance.Events);
    }

    [Theory]
    [InlineData("\"Yes\"", "Yes")]
    [InlineData("['A', 'B']", "A,B")]
    [InlineData("null", "Done")]
    public async Task Complete_takes_one_outcome_or_several(string script, string expected)
    {
        var part = new Part(new Complete(Js<object>(script))) { Id = "part" };
        var instance = await _engine.StartAsync(part);
        Assert.Equal(expected, string.Join(",", (string[])instance.Last.Journal.ActivityExecutionContexts.Single(x => x.Activity == part).JournalData["Outcomes"]));
    }

    [Fact]
    public async Task Complete_at_the_top_finishes_the_workflow() =>
        Assert.Equal(WorkflowSubStatus.Finished, (await _engine.StartAsync(Steps(new Complete(), _notes.Write("never"), Wait("never")))).SubStatus);

    [Theory]
    [InlineData("setOutcome('Yes'); 6 * 7", "Yes")]
    [InlineData("setOutcomes(['A', 'B']); 42", "A,B")]
    [InlineData("42", "Done")]
    public async Task A_script_gives_a_result_and_chooses_its_outcomes(string script, string expected)
    {
        foreach (var activity in new[] { new RunJavaScript(script: script), new RunJavaScript { Script = Js<string>(script) } })
        {
            var seen = new Variable<object>("Seen", 0L);
            var run = activity;
            run.Id = "run";
            run.Result = new Output<object?>(seen);
            var instance = await _engine.StartAsync(new Workflow(Steps(run, new RunJavaScript(script: "setCorrelationId('' + variables.Seen)"))) { Variables = { seen } });
            Assert.Null(instance.Incident);
            Assert.Equal("42", instance.State.CorrelationId);
            var context = instance.Last.Journal.ActivityExecutionContexts.Single(x => x.Activity == run);
            Assert.Equal(expected, context.JournalData.TryGetValue("Outcomes", out var outcomes) ? string.Join(",", (string[])outcomes) : "Done");
        }
    }

    [Fact]
    public async Task A_script_that_fails_is_an_incident() => Assert.Contains("oh no", (await _engine.StartAsync(new RunJavaScript(script: "throw new Error('oh no')"))).Incident);

    [Fact]
    public async Task Outcomes_are_set_by_scripts_of_that_activity_only() =>
        Assert.Contains("Run JavaScript", (await _engine.StartAsync(new Correlate { CorrelationId = Js<string>("setOutcome('x')") })).Incident);

    [Fact]
    public async Task A_state_machine_goes_from_state_to_state_as_its_triggers_fire()
    {
        var machine = Machine();
        var instance = await _engine.StartAsync(Steps(machine, _notes.Write("behind")));
        Assert.Equal(["drop", "submit"], instance.Waiting);
        await instance.ResumeAsync("submit");
        Assert.Equal(["approve", "return"], instance.Waiting);
        await instance.ResumeAsync("return");
        await instance.ResumeAsync("submit");
        await instance.ResumeAsync("approve");
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
        Assert.Equal("+Draft -Draft submitted +Review returned +Draft -Draft submitted +Review +Approved behind", _notes.All);
        Assert.Empty(instance.State.ActivityExecutionContexts);
    }

    [Fact]
    public async Task A_transition_whose_condition_does_not_hold_keeps_waiting()
    {
        var ready = Kept("Ready", false);
        var machine = Machine();
        machine.Transitions.First(x => x.Name == "submit").Condition = new Input<bool>(ready);
        var instance = await _engine.StartAsync(new Workflow(Steps(new Fork { JoinMode = ForkJoinMode.WaitAny, Branches = [machine, Steps(Wait("set"), new SetVariable<bool>(ready, true), Wait("never"))] })) { Variables = { ready } });
        await instance.ResumeAsync("submit");
        Assert.Equal("+Draft", _notes.All);
        Assert.Contains("submit", instance.Waiting);
        await instance.ResumeAsync("set");
        await instance.ResumeAsync("submit");
        Assert.Equal("+Draft -Draft submitted +Review", _notes.All);
    }

    [Fact]
    public async Task Transitions_without_a_trigger_are_taken_at_once_and_never_for_ever()
    {
        var chain = new StateMachine { States = [State("A"), State("B"), State("C")], Transitions = [new Transition { From = "A", To = "B" }, new Transition { From = "B", To = "C", Condition = Js<bool>("1 > 0") }], InitialState = "A" };
        Assert.Equal((WorkflowSubStatus.Finished, "+A +B +C"), ((await _engine.StartAsync(chain)).SubStatus, _notes.All));
        var circle = new StateMachine { Id = "m", States = [new StateMachineState { Name = "A" }], Transitions = [new Transition { From = "A", To = "A" }] };
        Assert.Contains("round in circles", (await _engine.StartAsync(circle)).Incident);
        var stuck = new StateMachine { Id = "m", States = [new StateMachineState { Name = "A" }], Transitions = [new Transition { From = "A", To = "A", Condition = new Input<bool>(new Expression("Literal", false)) }] };
        Assert.Contains("cannot leave the state 'A'", (await _engine.StartAsync(stuck)).Incident);
        var unknown = new StateMachine { Id = "m", States = [new StateMachineState { Name = "A" }], Transitions = [new Transition { From = "A", To = "Z" }] };
        Assert.Contains("no state 'Z'", (await _engine.StartAsync(unknown)).Incident);
    }

    [Fact]
    public async Task A_state_machine_survives_its_json()
    {
        var serializer = _engine.Services.GetRequiredService<IActivitySerializer>();
        var json = """{"id":"m","type":"Elsa.StateMachine","version":1,"initialState":"A","states":[{"name":"A","entry":{"id":"w","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"hi"}}}},{"name":"B"}],"transitions":[{"name":"t","from":"A","to":"B","trigger":{"id":"ev","type":"Elsa.Event","version":1,"eventName":{"typeName":"String","expression":{"type":"Literal","value":"go"}}},"condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"1 < 2"}}}]}""";
        var machine = (StateMachine)serializer.Deserialize(serializer.Serialize(serializer.Deserialize(json)));
        var instance = await _engine.StartAsync(machine);
        Assert.Equal(["ev"], instance.Waiting);
        await instance.ResumeAsync("ev");
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    private StateMachine Machine() => new()
    {
        States = [State("Draft", true), State("Review"), State("Approved"), State("Dropped")],
        Transitions =
        [
            new Transition { Name = "submit", From = "Draft", To = "Review", Trigger = Wait("submit"), Action = _notes.Write("submitted") },
            new Transition { Name = "drop", From = "Draft", To = "Dropped", Trigger = Wait("drop") },
            new Transition { From = "Review", To = "Approved", Trigger = Wait("approve") },
            new Transition { From = "Review", To = "Draft", Trigger = Wait("return"), Action = _notes.Write("returned") },
        ],
    };

    private StateMachineState State(string name, bool withExit = false) => new() { Name = name, Entry = _notes.Write("+" + name), Exit = withExit ? _notes.Write("-" + name) : null };

    private sealed class Part : Composite
    {
        public Part(IActivity root) => Root = root;
    }
}
