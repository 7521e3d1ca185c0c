using System.Text.Json;
using Elsa.Expressions.Helpers;
using Elsa.Expressions.Models;
using Elsa.Workflows;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.State;

namespace Elsa.Extensions;

/// <summary>What activities do with their execution beside the basics.</summary>
public static class ActivityExecutionContextExtensions
{
    /// <summary>A value given to the instance or to this resume; false when there is none.</summary>
    public static bool TryGetWorkflowInput<T>(this ActivityExecutionContext context, string key, out T value, JsonSerializerOptions? serializerOptions = null)
    {
        if (context.WorkflowInput.TryGetValue(key, out var found) && found is not null)
        {
            value = found.ConvertTo<T>()!;
            return true;
        }

        value = default!;
        return false;
    }

    /// <summary>A value given to the instance or to this resume, found by the name of its type.</summary>
    public static T GetWorkflowInput<T>(this ActivityExecutionContext context, JsonSerializerOptions? serializerOptions = null) =>
        context.GetWorkflowInput<T>(typeof(T).Name, serializerOptions);

    /// <summary>A value given to the instance or to this resume; the type's default when there is none.</summary>
    public static T GetWorkflowInput<T>(this ActivityExecutionContext context, string key, JsonSerializerOptions? serializerOptions = null) =>
        context.TryGetWorkflowInput<T>(key, out var value, serializerOptions) ? value : default!;

    /// <summary>Sets the main output.</summary>
    public static void SetResult(this ActivityExecutionContext context, object? value)
    {
        var result = (context.Activity as IActivityWithResult)?.Result;
        context.Set(result, value, ActivityOutputRegister.DefaultOutputName);
        context.WorkflowExecutionContext.LastActivityResult = value;
    }

    /// <summary>True for the trigger that has started this instance.</summary>
    public static bool IsTriggerOfWorkflow(this ActivityExecutionContext context) =>
        context.WorkflowExecutionContext.TriggerActivityId == context.Activity.Id;

    /// <summary>Declares a variable in the nearest container.</summary>
    public static Variable CreateVariable(this ActivityExecutionContext context, string name, object? value, Type? storageDriverType = null, Action<MemoryBlock>? configure = null) =>
        context.ExpressionExecutionContext.CreateVariable(name, value, storageDriverType, configure);

    /// <summary>Sets a variable in scope, declaring it when there is none.</summary>
    public static Variable SetVariable(this ActivityExecutionContext context, string name, object? value, Action<MemoryBlock>? configure = null) =>
        context.ExpressionExecutionContext.SetVariable(name, value, configure);

    /// <summary>The value of a variable in scope.</summary>
    public static T? GetVariable<T>(this ActivityExecutionContext context, string name) => context.ExpressionExecutionContext.GetVariable<T>(name);

    /// <summary>The values of the variables in scope by name.</summary>
    public static IDictionary<string, object> GetVariableValues(this ActivityExecutionContext context) =>
        context.ExpressionExecutionContext.GetVariablesInScope()
            .Where(x => !string.IsNullOrEmpty(x.Name))
            .ToDictionary(x => x.Name, x => context.ExpressionExecutionContext.Get(x)!);

    /// <summary>Lets this activity and those around it hear a signal.</summary>
    public static ValueTask SendSignalAsync(this ActivityExecutionContext activityExecutionContext, object signal) => Burst.SignalAsync(activityExecutionContext, signal);

    /// <summary>Cancels the activity and everything in it.</summary>
    public static async Task CancelActivityAsync(this ActivityExecutionContext activityExecutionContext) =>
        await activityExecutionContext.CancelAsync().ConfigureAwait(false);

    /// <summary>Notes an incident; what becomes of the instance is up to its incident strategy.</summary>
    public static void Fault(this ActivityExecutionContext activityExecutionContext, Exception e)
    {
        var workflow = activityExecutionContext.WorkflowExecutionContext;
        activityExecutionContext.Exception = e;
        activityExecutionContext.TransitionTo(ActivityStatus.Faulted);
        var activity = activityExecutionContext.Activity;
        workflow.Incidents.Add(new ActivityIncident(
            activity.Id, activityExecutionContext.NodeId, activity.Type, ExceptionState.Shorten(e.Message, ExceptionState.LongestMessage), ExceptionState.FromException(e), workflow.SystemClock.UtcNow));
        for (var context = activityExecutionContext; context is not null; context = context.ParentActivityExecutionContext)
            context.AggregateFaultCount++;
    }

    /// <summary>The executions around this one, nearest first.</summary>
    public static IEnumerable<ActivityExecutionContext> GetAncestors(this ActivityExecutionContext activityExecutionContext)
    {
        for (var context = activityExecutionContext.ParentActivityExecutionContext; context is not null; context = context.ParentActivityExecutionContext)
            yield return context;
    }

    /// <summary>The nearest execution around this one that fits, or null.</summary>
    public static ActivityExecutionContext? FindParent(this ActivityExecutionContext activityExecutionContext, Func<ActivityExecutionContext, bool> predicate) =>
        activityExecutionContext.GetAncestors().FirstOrDefault(predicate);

    /// <summary>Executions directly inside this one that are under way or have failed.</summary>
    public static IEnumerable<ActivityExecutionContext> GetChildren(this ActivityExecutionContext activityExecutionContext) =>
        activityExecutionContext.HasChildren ? activityExecutionContext.Children : [];

    /// <summary>Executions directly inside this one that are under way.</summary>
    public static IEnumerable<ActivityExecutionContext> GetActiveChildren(this ActivityExecutionContext activityExecutionContext) =>
        activityExecutionContext.GetChildren().Where(x => !x.IsCompleted);

    /// <summary>Evaluates the inputs that have not been evaluated.</summary>
    public static async Task EvaluateInputPropertiesAsync(this ActivityExecutionContext context) => await Inputs.EvaluateAsync(context).ConfigureAwait(false);

    /// <summary>Evaluates one input again.</summary>
    /// <exception cref="ArgumentException">There is no such input.</exception>
    public static async Task<object?> EvaluateInputPropertyAsync(this ActivityExecutionContext context, string inputName)
    {
        var descriptor = context.ActivityDescriptor.Inputs.FirstOrDefault(x => x.Name == inputName)
            ?? throw new ArgumentException($"'{context.Activity.Type}' has no input '{inputName}'.", nameof(inputName));
        return await Inputs.EvaluateAsync(context, descriptor).ConfigureAwait(false);
    }
}
