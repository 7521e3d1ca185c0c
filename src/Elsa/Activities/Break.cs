using System.Runtime.CompilerServices;
using Elsa.Extensions;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Signals;

namespace Elsa.Workflows.Activities;

/// <summary>Ends the nearest loop around it; what else runs or waits in the loop is cancelled. Without a loop around it, it does nothing.</summary>
[Activity("Elsa", "Looping", "Break out of a loop.")]
public class Break : CodeActivity, ITerminalNode
{
    /// <summary>A break.</summary>
    public Break([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        await context.SendSignalAsync(new BreakSignal()).ConfigureAwait(false);

        // First the usual way out, so that what lies between here and the loop ends as complete; then whatever still holds the loop open.
        var loop = context.FindParent(x => x.GetIsBreaking());
        await context.CompleteActivityAsync().ConfigureAwait(false);
        if (loop is not null)
            await loop.CompleteActivityAsync().ConfigureAwait(false);
    }
}
