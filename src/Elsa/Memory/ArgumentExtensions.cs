using Elsa.Expressions.Models;
using Elsa.Workflows;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;

namespace Elsa.Extensions;

/// <summary>Reads inputs.</summary>
public static class InputExtensions
{
    /// <summary>The value; an input without a value is an error.</summary>
    /// <exception cref="InvalidOperationException">There is no value.</exception>
    public static T Get<T>(this Input<T>? input, ActivityExecutionContext context, string? inputName = null) =>
        input.Get(context.ExpressionExecutionContext, inputName);

    /// <summary>The value; an input without a value is an error.</summary>
    /// <exception cref="InvalidOperationException">There is no value.</exception>
    public static T Get<T>(this Input<T>? input, ExpressionExecutionContext context, string? inputName = null) =>
        context.Get(input) ?? throw new InvalidOperationException($"Input '{inputName ?? typeof(T).Name}' has no value.");

    /// <summary>The value, or the default when there is none.</summary>
    public static T? GetOrDefault<T>(this Input<T>? input, ActivityExecutionContext context, Func<T>? defaultValue = null) =>
        input.GetOrDefault(context.ExpressionExecutionContext, defaultValue);

    /// <summary>The value, or the default when there is none.</summary>
    public static T? GetOrDefault<T>(this Input<T>? input, ExpressionExecutionContext context, Func<T>? defaultValue = null)
    {
        var value = context.Get(input);
        return value is not null || defaultValue is null ? value : defaultValue();
    }
}

/// <summary>Writes outputs.</summary>
public static class OutputExtensions
{
    /// <summary>Puts a value into the output; a null output is found by its name.</summary>
    public static void Set<T>(this Output<T>? output, ActivityExecutionContext context, T? value, string? outputName = null) =>
        context.Set(output, value, outputName);

    /// <summary>Puts a value into the output.</summary>
    public static void Set<T>(this Output<T>? output, ExpressionExecutionContext context, T? value) => context.Set(output, value);

    /// <summary>Puts the value of a variable into the output.</summary>
    public static void Set<T>(this Output<T>? output, ActivityExecutionContext context, Variable<T> value) =>
        context.Set(output, value.Get(context));

    /// <summary>Reads the output of another activity as an input.</summary>
    public static Input<T?> CreateInput<T>(this Output output) => new(output);
}

/// <summary>Reads and writes memory from an activity.</summary>
public static class MemoryBlockReferenceExtensions
{
    /// <summary>The value in the nearest scope.</summary>
    public static object? Get(this MemoryBlockReference reference, ActivityExecutionContext context) => context.Get(reference);

    /// <summary>The value in the nearest scope converted to <typeparamref name="T"/>.</summary>
    public static T? Get<T>(this MemoryBlockReference reference, ActivityExecutionContext context) => context.Get<T>(reference);

    /// <summary>Sets the value in the nearest scope that holds the place.</summary>
    public static void Set(this MemoryBlockReference reference, ActivityExecutionContext context, object? value) => context.Set(reference, value);
}
