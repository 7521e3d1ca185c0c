using System.Threading.Channels;
using Elsa.Expressions.Models;
using Elsa.Mediator.Contracts;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Activities;
using Elsa.Workflows.Runtime.Notifications;

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
        var counted = builder.WithVariable<object>("Counted", 0);
        builder.Root = new Sequence { Activities = { new RunTask("Count the shelf") { Id = "ask", Result = new(counted) }, new WriteLine(new Input<string>(context => $"counted {counted.Get(context)}")) { Id = "after" } } };
    }
}

/// <summary>What the application was asked to do, in place of an application.</summary>
public class RequestedTasks
{
    private readonly Channel<RunTaskRequest> _requests = Channel.CreateUnbounded<RunTaskRequest>();

    public ValueTask<RunTaskRequest> NextAsync(CancellationToken stop) => _requests.Reader.ReadAsync(stop);

    public class Note(RequestedTasks tasks) : INotificationHandler<RunTaskRequest>
    {
        public async Task HandleAsync(RunTaskRequest request, CancellationToken cancellationToken) => await tasks._requests.Writer.WriteAsync(request, cancellationToken);
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
