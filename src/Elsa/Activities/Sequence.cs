using System.ComponentModel;
using System.Runtime.CompilerServices;
using Elsa.Workflows.Attributes;

namespace Elsa.Workflows.Activities;

/// <summary>Runs its activities one after the other.</summary>
[Activity("Elsa", "Workflows", "Execute a set of activities in sequence.")]
[Browsable(false)]
public class Sequence : Container
{
    private const string CurrentIndexProperty = "CurrentIndex";

    /// <summary>An empty sequence.</summary>
    public Sequence([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <inheritdoc />
    protected override ValueTask ScheduleChildrenAsync(ActivityExecutionContext context) => ScheduleNextAsync(context);

    private async ValueTask ScheduleNextAsync(ActivityExecutionContext context)
    {
        var index = context.GetProperty<int>(CurrentIndexProperty);
        var activities = Activities as IList<IActivity> ?? [.. Activities];
        if (index >= activities.Count)
        {
            await context.CompleteActivityAsync().ConfigureAwait(false);
            return;
        }

        context.SetProperty(CurrentIndexProperty, index + 1);
        await context.ScheduleActivityAsync(activities[index], OnChildCompleted).ConfigureAwait(false);
    }

    private async ValueTask OnChildCompleted(ActivityCompletedContext context)
    {
        var sequence = context.TargetContext;
        if (context.ChildContext.Activity is ITerminalNode)
            await sequence.CompleteActivityAsync(context.Result).ConfigureAwait(false);
        else
            await ScheduleNextAsync(sequence).ConfigureAwait(false);
    }
}
