using System.Collections;
using System.Text.Json;
using Elsa.Expressions.Helpers;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Signals;

namespace Elsa.Workflows;

/// <summary>Whether a loop is being left.</summary>
public static class BreakBehaviorActivityExecutionContextExtensions
{
    private const string IsBreakingProperty = "IsBreaking";

    /// <summary>True once a break inside the loop has run.</summary>
    public static bool GetIsBreaking(this ActivityExecutionContext context) => context.PropertiesOrNull is not null && context.GetProperty<bool>(IsBreakingProperty);

    /// <summary>Notes that the loop is being left.</summary>
    public static void SetIsBreaking(this ActivityExecutionContext context) => context.SetProperty(IsBreakingProperty, true);

    /// <summary>What every loop does when it hears of a break: it is the nearest one, so nobody further out hears of it.</summary>
    internal static void NoteBreak(BreakSignal? signal, SignalContext context)
    {
        context.ReceiverActivityExecutionContext.SetIsBreaking();
        context.StopPropagation();
    }
}

/// <summary>What activities with several children share.</summary>
internal static class LoopExtensions
{
    /// <summary>A variable of one round of a loop, kept while the round waits.</summary>
    public static Variable RoundVariable(string name, object? value) => new(name, value) { StorageDriverType = typeof(WorkflowInstanceStorageDriver) };

    /// <summary>True when a child runs, waits, has failed or is due.</summary>
    public static bool HasPendingChildren(this ActivityExecutionContext context)
    {
        var scheduler = context.WorkflowExecutionContext.Scheduler;
        return context.HasChildren || (scheduler.HasAny && scheduler.Any(x => x.Owner == context));
    }

    /// <summary>True when the signal tells that a direct child of a running activity was cancelled from outside.</summary>
    public static bool IsCanceledChild(this SignalContext context) =>
        context.ReceiverActivityExecutionContext.Status == ActivityStatus.Running
        && context.SenderActivityExecutionContext.ParentActivityExecutionContext == context.ReceiverActivityExecutionContext;

    /// <summary>A list, or a list as JSON, as its items.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public static List<T?> Listed<T>(object? items, string who) => items switch
    {
        null => [],
        ICollection<T?> typed => [.. typed],
        string text => text.ConvertTo<List<T?>>() ?? [],
        JsonElement element => element.ConvertTo<List<T?>>() ?? [],
        IEnumerable others => [.. others.Cast<object?>().Select(x => x.ConvertTo<T>())],
        _ => throw new InvalidOperationException($"{who} needs a list of items, not a single {items.GetType().Name}."),
    };
}
