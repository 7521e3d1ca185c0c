namespace Elsa.Expressions.Models;

/// <summary>Text (or code) of some expression type that is evaluated when an activity needs its value.</summary>
public class Expression
{
    /// <summary>An empty expression; <see cref="Type"/> must be set.</summary>
    public Expression()
    {
    }

    /// <summary>An expression of the given type.</summary>
    public Expression(string type, object? value)
    {
        Type = type;
        Value = value;
    }

    /// <summary>The expression type, such as <c>Literal</c> or <c>JavaScript</c>.</summary>
    public string Type { get; set; } = default!;

    /// <summary>What the type's handler evaluates; null evaluates to null.</summary>
    public object? Value { get; set; }

    /// <summary>A constant.</summary>
    public static Expression LiteralExpression(object? value) => new("Literal", value);

    /// <summary>Code; cannot be written as JSON.</summary>
    public static Expression DelegateExpression(Func<ExpressionExecutionContext, ValueTask<object?>> value) => new("Delegate", value);

    /// <summary>Code; cannot be written as JSON.</summary>
    public static Expression DelegateExpression<T>(Func<ExpressionExecutionContext, ValueTask<T?>> value) =>
        DelegateExpression(async context => (object?)await value(context).ConfigureAwait(false));

    /// <summary>Code; cannot be written as JSON.</summary>
    public static Expression DelegateExpression<T>(Func<ValueTask<T?>> value) => DelegateExpression(_ => value());

    /// <summary>Code; cannot be written as JSON.</summary>
    public static Expression DelegateExpression<T>(Func<ExpressionExecutionContext, T?> value) =>
        DelegateExpression(context => ValueTask.FromResult<object?>(value(context)));

    /// <summary>Code; cannot be written as JSON.</summary>
    public static Expression DelegateExpression<T>(Func<T?> value) => DelegateExpression(_ => ValueTask.FromResult<object?>(value()));
}
