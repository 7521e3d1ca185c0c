using Elsa.Expressions.Models;
using Elsa.Scheduling.Activities;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Activities;

namespace Elsa.Tests.Api;

/// <summary>The workflows in code of the recordings.</summary>
internal static class Scripts
{
    public static Input<T> Js<T>(string script) => new(new Expression("JavaScript", script));
}

public class EventWorkflow : WorkflowBase
{
    protected override void Build(IWorkflowBuilder builder)
    {
        builder.WithDefinitionId("code-event");
        builder.Name = "Code: event";
        var payload = new Variable<object>("Payload", null).WithStorageDriver<WorkflowInstanceStorageDriver>();
        builder.WithVariable(payload);
        builder.Root = new Sequence
        {
            Activities =
            {
                new WriteLine("waiting"),
                new Event("order-shipped") { Result = new Output<object?>(payload) },
                new WriteLine(Scripts.Js<string>("'got ' + JSON.stringify(getPayload())")),
            },
        };
    }
}

public class TriggersWorkflow : WorkflowBase
{
    protected override void Build(IWorkflowBuilder builder)
    {
        builder.WithDefinitionId("code-triggers");
        builder.Name = "Code: triggers";
        builder.Root = new Sequence
        {
            Activities =
            {
                new Elsa.Scheduling.Activities.Timer(TimeSpan.FromHours(6)) { CanStartWorkflow = true },
                new WriteLine("tick"),
                new Cron(new Input<string>("0 0 8 * * *")),
                new StartAt(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)),
                new Delay(TimeSpan.FromHours(1)),
                new Event("go"),
                new PublishEvent { EventName = new("went"), Payload = new(new Dictionary<string, object> { ["a"] = 1 }) },
                new RunTask("DoIt"),
                new DispatchWorkflow { WorkflowDefinitionId = new("code-structured"), Input = new(new Dictionary<string, object> { ["Region"] = "N" }), WaitForCompletion = new(true) },
                new ExecuteWorkflow { WorkflowDefinitionId = new("code-structured"), WaitForCompletion = new(true) },
                new BulkDispatchWorkflows { WorkflowDefinitionId = new("code-structured"), Items = new(new List<object> { 1, 2 }), WaitForCompletion = new(true) },
            },
        };
    }
}

public class FlowchartWorkflow : WorkflowBase
{
    protected override void Build(IWorkflowBuilder builder)
    {
        builder.WithDefinitionId("code-flowchart");
        builder.Name = "Code: flowchart";
        builder.WithInput<decimal>("Budget", "budget");
        var start = new Start();
        var large = new FlowDecision { Condition = Scripts.Js<bool>("getInput('Budget') > 100") };
        var fork = new FlowFork { Branches = new(new List<string> { "Finance", "Logistics" }) };
        var finance = new UserTask { TaskKey = Scripts.Js<string>("'fin-' + getWorkflowInstanceId()"), Instructions = new("check the budget") };
        var logistics = new UserTask { TaskKey = new(new Expression("Liquid", "log-{{ WorkflowInstanceId }}")) };
        var join = new FlowJoin { Mode = new(FlowJoinMode.WaitAll) };
        var hot = new FlowSwitch { Cases = { new FlowSwitchCase("Hot", new Expression("JavaScript", "getInput('Budget') > 1000")) } };
        var visit = new RunTask("VisitStore") { Payload = new(new Dictionary<string, object> { ["store"] = "S1" }) };
        var wait = new Delay(TimeSpan.FromMinutes(5));
        var low = new WriteLine("low");
        var fault = new Fault { Message = new("rejected") };
        var end = new End();
        builder.Root = new Elsa.Workflows.Activities.Flowchart.Activities.Flowchart
        {
            Activities = { start, large, fork, finance, logistics, join, hot, visit, wait, low, fault, end },
            Connections =
            {
                new Connection(start, large), Of(large, "True", fork), Of(large, "False", low), Of(fork, "Finance", finance), Of(fork, "Logistics", logistics),
                Of(finance, "Approve", join), Of(logistics, "Approve", join), Of(finance, "Reject", fault), Of(logistics, "Reject", fault),
                new Connection(join, hot), Of(hot, "Hot", visit), Of(hot, "Default", wait), new Connection(visit, end), new Connection(wait, end), new Connection(low, end),
            },
        };
    }

    private static Connection Of(IActivity source, string port, IActivity target) => new(new Endpoint(source, port), new Endpoint(target));
}
