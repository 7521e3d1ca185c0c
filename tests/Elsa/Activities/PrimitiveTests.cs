using Elsa.Expressions.Models;
using Elsa.Tests.Execution;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Management.Activities.SetOutput;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;

namespace Elsa.Tests.Activities;

public class PrimitiveTests : IDisposable
{
    private readonly InMemoryEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Set_variable_converts_to_the_type_that_was_declared()
    {
        var amount = new Variable<decimal>("Amount", 1m, "v-amount");
        var instance = await _engine.StartAsync(new Workflow(new Sequence
        {
            Activities =
            [
                new SetVariable { Variable = new Variable { Id = "v-amount", Name = "Amount" }, Value = new Input<object?>("12.50") },
                new SetOutput { OutputName = new Input<string>("Total"), OutputValue = new Input<object?>(amount) },
            ],
        })
        {
            Variables = { amount },
            Outputs = { new OutputDefinition { Name = "Total", Type = typeof(decimal) } },
        });
        Assert.Equal(12.50m, instance.State.Output["Total"]);
    }

    [Fact]
    public async Task Correlate_and_set_name_change_the_instance()
    {
        var instance = await _engine.StartAsync(new Sequence { Activities = [new Correlate { CorrelationId = new Input<string>("PA-1") }, new SetName(new Input<string>("Promotion PA-1"))] });
        Assert.Equal(("PA-1", "Promotion PA-1"), (instance.State.CorrelationId, instance.State.Name));
    }

    [Theory]
    [InlineData(true, "then")]
    [InlineData(false, "else")]
    public async Task If_runs_one_of_its_two_activities(bool condition, string expected)
    {
        var instance = await _engine.StartAsync(new If(new Input<bool>(condition)) { Then = new Correlate { CorrelationId = new Input<string>("then") }, Else = new Correlate { CorrelationId = new Input<string>("else") } });
        Assert.Equal(expected, instance.State.CorrelationId);
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task If_without_an_activity_for_its_answer_is_complete_at_once() =>
        Assert.Equal(WorkflowSubStatus.Finished, (await _engine.StartAsync(new If(new Input<bool>(true)))).SubStatus);

    [Fact]
    public async Task A_fault_ends_the_instance_with_its_message()
    {
        var instance = await _engine.StartAsync(Fault.Create("REJ", "Business", "Business", "rejected"));
        Assert.Equal((WorkflowSubStatus.Faulted, "rejected"), (instance.SubStatus, instance.Incident));
    }

    [Theory]
    [InlineData(SwitchMode.MatchFirst, "b")]
    [InlineData(SwitchMode.MatchAny, "b,c")]
    public async Task A_flow_switch_goes_on_with_the_first_or_with_every_case_that_is_true(SwitchMode mode, string expected)
    {
        var switches = new FlowSwitch
        {
            Id = "switch",
            Mode = new Input<SwitchMode>(mode),
            Cases = { new FlowSwitchCase("a", new Expression("JavaScript", "1 > 2")), new FlowSwitchCase("b", new Expression("JavaScript", "2 > 1")), new FlowSwitchCase("c", () => true) },
        };
        Assert.Equal(expected, await OutcomesAsync(switches));
    }

    [Fact]
    public async Task A_flow_switch_without_a_match_goes_on_with_Default() => Assert.Equal("Default", await OutcomesAsync(new FlowSwitch { Id = "switch" }));

    [Fact]
    public async Task A_fork_goes_on_with_every_branch() =>
        Assert.Equal("Finance,Logistics", await OutcomesAsync(new FlowFork { Id = "switch", Branches = new Input<ICollection<string>>(new Expression("Object", """["Finance","Logistics"]""")) }));

    [Fact]
    public async Task An_activity_of_an_unknown_type_is_an_incident_that_names_the_type()
    {
        var instance = await _engine.StartAsync(new NotFoundActivity { MissingTypeName = "Nobody.Knows" });
        Assert.Equal("The activity type 'Nobody.Knows' is not known.", instance.Incident);
    }

    [Fact]
    public async Task Write_line_writes_to_the_application_s_output()
    {
        using var engine = new InMemoryEngine(x => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<IStandardOutStreamProvider>(x, Paper.Sheet));
        await engine.StartAsync(new WriteLine("hello"));
        Assert.Contains("hello", Paper.Sheet.GetTextWriter().ToString());
    }

    private async Task<string> OutcomesAsync(IActivity activity)
    {
        var instance = await _engine.StartAsync(activity);
        Assert.Null(instance.Incident);
        return string.Join(",", (string[])instance.Last.Journal.ActivityExecutionContexts.Single(x => x.Activity == activity).JournalData["Outcomes"]);
    }

    private sealed class Paper : IStandardOutStreamProvider
    {
        public static readonly Paper Sheet = new();
        private readonly StringWriter _writer = new();

        public TextWriter GetTextWriter() => _writer;
    }
}
