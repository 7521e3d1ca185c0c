using System.Runtime.CompilerServices;
using Elsa.Workflows.Memory;

namespace Elsa.Workflows.Activities;

/// <summary>An activity that holds others and decides when they run.</summary>
public abstract class Container : Activity, IVariableContainer
{
    /// <summary>Takes the type name from the class.</summary>
    protected Container([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The activities held.</summary>
    public ICollection<IActivity> Activities { get; set; } = new List<IActivity>();

    /// <inheritdoc />
    public ICollection<Variable> Variables { get; set; } = new List<Variable>();

    /// <inheritdoc />
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => ScheduleChildrenAsync(context);

    /// <summary>Schedules what shall run first.</summary>
    protected virtual ValueTask ScheduleChildrenAsync(ActivityExecutionContext context)
    {
        ScheduleChildren(context);
        return ValueTask.CompletedTask;
    }

    /// <summary>Schedules what shall run first.</summary>
    protected virtual void ScheduleChildren(ActivityExecutionContext context)
    {
    }
}
