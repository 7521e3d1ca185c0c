using System.Runtime.CompilerServices;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Stimuli;

namespace Elsa.Workflows.Runtime.Activities;

/// <summary>Waits for an event, or starts the workflow when it is published; the result is its payload.</summary>
[Activity("Elsa", "Primitives", "Wait for an event to be published.")]
public class Event : Trigger<object>
{
    /// <summary>The input under which the payload comes with a start or resume.</summary>
    public const string EventInputWorkflowInputKey = "__EventPayloadWorkflowInput";

    private Event() : base(null, null)
    {
    }

    /// <summary>A constant name.</summary>
    public Event(string eventName, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>(eventName), source, line)
    {
    }

    /// <summary>A name in code.</summary>
    public Event(Func<string> eventName, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>(eventName), source, line)
    {
    }

    /// <summary>A name in code.</summary>
    public Event(Func<ExpressionExecutionContext, string?> eventName, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>(eventName), source, line)
    {
    }

    /// <summary>The value of a variable.</summary>
    public Event(Variable<string> variable, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>(variable), source, line)
    {
    }

    /// <summary>A constant name.</summary>
    public Event(Literal<string> literal, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>((Literal)literal), source, line)
    {
    }

    /// <summary>The name of the event.</summary>
    public Event(Input<string> eventName, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line) => EventName = eventName;

    /// <summary>The name of the event; upper and lower case differ.</summary>
    [Input(Description = "The name of the event to listen for.")]
    public Input<string> EventName { get; set; } = default!;

    /// <inheritdoc />
    protected override object GetTriggerPayload(TriggerIndexingContext context) => context.GetEventStimulus(context.Get(EventName)!);

    /// <inheritdoc />
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (context.IsTriggerOfWorkflow())
            return CompleteInternalAsync(context);
        context.WaitForEvent(EventName.Get(context, nameof(EventName)), CompleteInternalAsync);
        return ValueTask.CompletedTask;
    }

    private async ValueTask CompleteInternalAsync(ActivityExecutionContext context)
    {
        context.SetResult(context.GetEventInput());
        await context.CompleteActivityAsync().ConfigureAwait(false);
    }
}
