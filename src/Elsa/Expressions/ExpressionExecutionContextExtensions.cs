using Elsa.Workflows.Management.Activities.WorkflowDefinitionActivity;
using Elsa.Expressions.Helpers;
using Elsa.Expressions.Models;
using Elsa.Workflows;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;

namespace Elsa.Extensions;

/// <summary>What expressions can reach.</summary>
public static class ExpressionExecutionContextExtensions
{
    /// <summary>The instance; false while triggers are indexed.</summary>
    public static bool TryGetWorkflowExecutionContext(this ExpressionExecutionContext context, out WorkflowExecutionContext workflowExecutionContext)
    {
        workflowExecutionContext = context.Workflow!;
        return workflowExecutionContext is not null;
    }

    /// <summary>The instance.</summary>
    public static WorkflowExecutionContext GetWorkflowExecutionContext(this ExpressionExecutionContext context) =>
        context.Workflow ?? throw new InvalidOperationException("There is no instance while triggers are indexed.");

    /// <summary>The execution; false for the workflow's outermost scope.</summary>
    public static bool TryGetActivityExecutionContext(this ExpressionExecutionContext context, out ActivityExecutionContext activityExecutionContext)
    {
        activityExecutionContext = context.Activity!;
        return activityExecutionContext is not null;
    }

    /// <summary>The execution.</summary>
    public static ActivityExecutionContext GetActivityExecutionContext(this ExpressionExecutionContext context) =>
        context.Activity ?? throw new InvalidOperationException("This scope belongs to no activity.");

    /// <summary>The activity.</summary>
    public static IActivity GetActivity(this ExpressionExecutionContext context) => context.GetActivityExecutionContext().Activity;

    /// <summary>The value of an input.</summary>
    public static T? Get<T>(this ExpressionExecutionContext context, Input<T>? input) =>
        input?.Reference is { } reference ? context.Get<T>(reference) : default;

    /// <summary>The value in an output's place.</summary>
    public static T? Get<T>(this ExpressionExecutionContext context, Output output) => context.Get(output).ConvertTo<T>();

    /// <summary>The value in an output's place.</summary>
    public static object? Get(this ExpressionExecutionContext context, Output output) =>
        output.Reference is { Id: not null } reference ? context.Get(reference) : null;

    /// <summary>Puts a value into an output's place; an output without a place keeps nothing.</summary>
    public static void Set(this ExpressionExecutionContext context, Output? output, object? value, Action<MemoryBlock>? configure = null)
    {
        if (output is null)
            return;
        if (context.Activity is { } activity)
            activity.Set(output, value);
        else
            context.SetBoundValue(output, value);
    }

    /// <summary>Puts a value into an output's place, converted to the type of the variable there.</summary>
    public static void SetBoundValue(this ExpressionExecutionContext context, Output output, object? value)
    {
        if (output.Reference is not { Id: not null } reference)
            return;
        if (context.TryGetBlock(reference, out var block))
            block.Value = block.Metadata is VariableBlockMetadata metadata ? metadata.Variable.ParseValue(value) : value;
        else if (context.Workflow is { } workflow && workflow.Workflow.Outputs.Any(x => x.Name == reference.Id))
            workflow.Output[reference.Id] = value!;
        else
            context.Set(reference, value);
    }

    /// <summary>The value of a variable in scope converted to <typeparamref name="T"/>.</summary>
    public static T? GetVariable<T>(this ExpressionExecutionContext context, string name) =>
        Find(context, name) is { } block ? block.Value.ConvertTo<T>() : default;

    /// <summary>The variable of that name in scope, or null.</summary>
    public static Variable? GetVariable(this ExpressionExecutionContext context, string name, bool localScopeOnly = false)
    {
        foreach (var variable in localScopeOnly ? VariablesOf(context) : context.EnumerateVariablesInScope())
            if (variable.Name == name)
                return variable;
        return null;
    }

    /// <summary>Declares a variable in the nearest container.</summary>
    public static Variable CreateVariable<T>(this ExpressionExecutionContext context, string name, T? value, Type? storageDriverType = null, Action<MemoryBlock>? configure = null)
    {
        var container = context.GetVariableContainerContext();
        var variable = new Variable(name, value) { StorageDriverType = storageDriverType ?? typeof(WorkflowInstanceStorageDriver) };
        if (container.Activity is { } activity)
        {
            if (activity.DynamicVariables.Count == 0)
                activity.DynamicVariables = new List<Variable>();
            activity.DynamicVariables.Add(variable);
        }

        var block = container.Memory.Declare(variable);
        configure?.Invoke(block);
        return variable;
    }

    /// <summary>The scope of the nearest activity that declares variables.</summary>
    public static ExpressionExecutionContext GetVariableContainerContext(this ExpressionExecutionContext context)
    {
        var current = context;
        while (current.Activity is { Activity: not IVariableContainer } && current.ParentContext is { } parent)
            current = parent;
        return current;
    }

    /// <summary>Sets a variable in scope, declaring it when there is none.</summary>
    public static Variable SetVariable<T>(this ExpressionExecutionContext context, string name, T? value, Action<MemoryBlock>? configure = null)
    {
        if (context.GetVariable(name, false) is not { } variable)
            return context.CreateVariable(name, value, configure: configure);
        context.Set(variable, variable.ParseValue(value), configure);
        return variable;
    }

    /// <summary>The value of a variable in scope, or null.</summary>
    public static object GetVariableInScope(this ExpressionExecutionContext context, string variableName) => Find(context, variableName)?.Value!;

    /// <summary>The names of the variables in scope.</summary>
    public static IEnumerable<string> GetVariableNamesInScope(this ExpressionExecutionContext context) =>
        context.EnumerateVariablesInScope().Select(x => x.Name).Where(x => !string.IsNullOrWhiteSpace(x)).Distinct();

    /// <summary>The variables in scope; an inner one hides an outer one of the same name.</summary>
    public static IEnumerable<Variable> GetVariablesInScope(this ExpressionExecutionContext context) =>
        context.EnumerateVariablesInScope().DistinctBy(x => x.Name);

    /// <summary>Sets a variable in scope, declaring it when there is none.</summary>
    public static void SetVariableInScope(this ExpressionExecutionContext context, string variableName, object? value) =>
        context.SetVariable(variableName, value);

    /// <summary>The variables of this scope and of those around it, nearest first.</summary>
    public static IEnumerable<Variable> EnumerateVariablesInScope(this ExpressionExecutionContext context)
    {
        for (var current = context; current is not null; current = current.ParentContext)
            foreach (var variable in VariablesOf(current))
                yield return variable;
    }

    /// <summary>A value given to the instance, or held by an activity around this scope, converted to the input's type.</summary>
    public static T? GetInput<T>(this ExpressionExecutionContext context, InputDefinition inputDefinition) => context.GetInput<T>(inputDefinition.Name);

    /// <summary>A value given to the instance converted to <typeparamref name="T"/>.</summary>
    public static T? GetInput<T>(this ExpressionExecutionContext context, string name) => context.GetInput(name).ConvertTo<T>();

    /// <summary>A value given to the instance, converted to the declared type of the input; null when there is none.</summary>
    public static object? GetInput(this ExpressionExecutionContext context, string name)
    {
        if (context.DefinitionAround() is { } around)
        {
            var declared = context.DeclaredInputs().FirstOrDefault(x => x.Name == name);
            return declared is not null && around.ActivityStateOrNull?.TryGetValue(name, out var given) == true ? given.ConvertTo(declared.Type) : null;
        }

        if (context.Workflow is not { } workflow || !workflow.Input.TryGetValue(name, out var value))
            return null;
        foreach (var definition in workflow.Workflow.Inputs)
            if (definition.Name == name)
                return value.ConvertTo(definition.Type);
        return value;
    }

    /// <summary>The newest value of an activity's output in this burst; null when there is none.</summary>
    public static object? GetOutput(this ExpressionExecutionContext context, string activityIdOrName, string? outputName)
    {
        var workflow = context.GetWorkflowExecutionContext();
        var node = workflow.FindNodeByActivityId(activityIdOrName) ?? workflow.Nodes.FirstOrDefault(x => x.Activity.Name == activityIdOrName);
        if (node is null)
            return null;
        var name = outputName ?? ActivityOutputRegister.DefaultOutputName;
        var value = workflow.GetActivityOutputRegister().FindOutputByActivityId(node.Activity.Id, name);
        if (value is not null)
            return value;

        // In a later burst the value is still there when the output goes into a variable.
        foreach (var output in node.Descriptor?.Outputs ?? [])
            if (output.Name == name && output.ValueGetter(node.Activity) is Output { Reference.Id: not null } bound)
                return context.Get(bound.Reference!);
        return null;
    }

    /// <summary>The result of the activity that completed last in this burst.</summary>
    public static object? GetLastResult(this ExpressionExecutionContext context) => context.GetWorkflowExecutionContext().GetLastActivityResult();

    private static IEnumerable<Variable> VariablesOf(ExpressionExecutionContext context)
    {
        if (context.Memory.BlocksOrNull is not { } blocks)
            yield break;
        foreach (var block in blocks.Values)
            if (block.Metadata is VariableBlockMetadata metadata)
                yield return metadata.Variable;
    }

    private static MemoryBlock? Find(ExpressionExecutionContext context, string name)
    {
        for (var current = context; current is not null; current = current.ParentContext)
            if (current.Memory.BlocksOrNull is { } blocks)
                foreach (var block in blocks.Values)
                    if (block.Metadata is VariableBlockMetadata metadata && metadata.Variable.Name == name)
                        return block;
        return null;
    }
}
