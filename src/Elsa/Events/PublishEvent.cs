using System.Runtime.CompilerServices;
using Elsa.Extensions;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.Runtime.Activities;

/// <summary>Publishes an event; it is delivered once the burst is committed.</summary>
[Activity("Elsa", "Primitives", "Publishes an event.")]
public class PublishEvent : Activity
{
    /// <summary>Without a name.</summary>
    public PublishEvent([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The name of the event; upper and lower case differ.</summary>
    [Input(Description = "The name of the event to publish.")]
    public Input<string> EventName { get; set; } = default!;

    /// <summary>Only instances with that correlation id hear it; null for all.</summary>
    [Input(Description = "The correlation ID to scope the event to.")]
    public Input<string?> CorrelationId { get; set; } = default!;

    /// <summary>True lets only this instance hear it.</summary>
    [Input(DisplayName = "Local event", Description = "Whether the event is local to the workflow. When checked, the event will be delivered to this workflow instance only.")]
    public Input<bool> IsLocalEvent { get; set; } = default!;

    /// <summary>What the event carries.</summary>
    [Input(Description = "The payload to send as the event body.")]
    public Input<object> Payload { get; set; } = default!;

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var name = EventName.Get(context, nameof(EventName));
        var instanceId = context.Get(IsLocalEvent) ? context.WorkflowExecutionContext.Id : null;
        await context.GetRequiredService<IEventPublisher>().PublishAsync(
            name,
            context.Get(CorrelationId),
            instanceId,
            payload: context.Get(Payload),
            asynchronous: true,
            cancellationToken: context.CancellationToken).ConfigureAwait(false);
        await context.CompleteActivityAsync().ConfigureAwait(false);
    }
}
