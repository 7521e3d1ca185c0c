using Elsa.Expressions.Models;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Activities;

namespace Elsa.Contract.Tests;

/// <summary>Finishes at once.</summary>
public class Greeting : WorkflowBase
{
    protected override void Build(IWorkflowBuilder builder)
    {
        builder.WithDefinitionId("greeting");
        builder.WithInput<string>("Who");
        builder.Root = new Sequence
        {
            Activities =
            {
                new WriteLine("Hello") { Id = "hello" },
                new WriteLine(new Input<string>(new Expression("JavaScript", "`to ${getInput('Who')}`"))) { Id = "who" },
            },
        };
    }
}

/// <summary>Asks for a task and waits for its result.</summary>
public class AskAndWait : WorkflowBase
{
    protected override void Build(IWorkflowBuilder builder)
    {
        builder.WithDefinitionId("ask-and-wait");
        builder.Root = new Sequence { Activities = { new RunTask("Count the shelf") { Id = "ask" }, new WriteLine("counted") { Id = "after" } } };
    }
}

/// <summary>Waits for an event.</summary>
public class Delivery : WorkflowBase
{
    protected override void Build(IWorkflowBuilder builder)
    {
        builder.WithDefinitionId("delivery");
        builder.Root = new Sequence { Activities = { new Event("arrived") { Id = "wait" }, new WriteLine("unloaded") { Id = "after" } } };
    }
}
