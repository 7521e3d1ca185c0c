using Elsa.Expressions.Models;
using Elsa.Workflows.Exceptions;
using Elsa.Workflows.Models;

namespace Elsa.Workflows;

/// <summary>Evaluates the inputs of an execution, once, before its code runs.</summary>
internal static class Inputs
{
    public static async ValueTask EvaluateAsync(ActivityExecutionContext context)
    {
        if (context.InputsEvaluated)
            return;
        context.InputsEvaluated = true;
        foreach (var descriptor in context.ActivityDescriptor.Inputs)
            if (descriptor.AutoEvaluate)
                await EvaluateAsync(context, descriptor).ConfigureAwait(false);
    }

    public static async ValueTask<object?> EvaluateAsync(ActivityExecutionContext context, InputDescriptor descriptor)
    {
        var value = descriptor.ValueGetter(context.Activity);
        if (descriptor.IsWrapped)
        {
            if (value is not Input input)
                return null;
            value = await EvaluateAsync(context, descriptor, input).ConfigureAwait(false);
            if (descriptor.IsSerializable != false)
                ValueSize.Check(value, descriptor.Name, context.Engine.Limits.Value);
            if (input.Reference is { Id: not null } reference && (input.Expression is not null || reference is Literal))
                context.ExpressionExecutionContext.Memory.Blocks[reference.Id] = new MemoryBlock(value);
        }
        else if (!IsSimple(descriptor.Type))
        {
            return value;
        }

        if (descriptor is { IsSensitive: false, IsSerializable: not false })
            context.ActivityState[descriptor.Name] = value!;
        return value;
    }

    /// <summary>Puts the values evaluated in an earlier burst back, so that what an activity waits for does not change while it waits.</summary>
    public static void Restore(ActivityExecutionContext context)
    {
        context.InputsEvaluated = true;
        if (context.ActivityStateOrNull is not { Count: > 0 } state)
            return;
        foreach (var descriptor in context.ActivityDescriptor.Inputs)
            if (descriptor.IsWrapped
                && state.TryGetValue(descriptor.Name, out var value)
                && descriptor.ValueGetter(context.Activity) is Input { Reference: { Id: not null } reference })
                context.ExpressionExecutionContext.Memory.Blocks[reference.Id] = new MemoryBlock(value);
    }

    /// <summary>Secrets are not kept between bursts: they are evaluated anew.</summary>
    public static async ValueTask EvaluateSecretsAsync(ActivityExecutionContext context)
    {
        foreach (var descriptor in context.ActivityDescriptor.Inputs)
            if (descriptor is { IsSensitive: true, AutoEvaluate: true })
                await EvaluateAsync(context, descriptor).ConfigureAwait(false);
    }

    private static async ValueTask<object?> EvaluateAsync(ActivityExecutionContext context, InputDescriptor descriptor, Input input)
    {
        try
        {
            if (input.Expression is { } expression)
                return await context.Engine.Evaluator.EvaluateAsync(expression, input.Type, context.ExpressionExecutionContext).ConfigureAwait(false);
            return input.Reference is { } reference ? context.ExpressionExecutionContext.Get(reference) : null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new InputEvaluationException(descriptor.Name, $"Failed to evaluate activity input '{descriptor.Name}': {exception.Message}", exception);
        }
    }

    private static bool IsSimple(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal);
    }
}
