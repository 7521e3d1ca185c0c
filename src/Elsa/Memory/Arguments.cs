using System.Text.Json.Serialization;
using Elsa.Expressions.Models;
using Elsa.Workflows.Memory;

namespace Elsa.Workflows.Models;

/// <summary>A value that goes into or comes out of an activity, by way of a place in memory.</summary>
public abstract class Argument
{
    private readonly MemoryBlockReference? _reference;
    private Func<MemoryBlockReference>? _factory;

    /// <summary>Without a place.</summary>
    protected Argument()
    {
    }

    /// <summary>With a place.</summary>
    protected Argument(MemoryBlockReference memoryBlockReference) => _reference = memoryBlockReference;

    /// <summary>With a place that is found when it is needed.</summary>
    protected Argument(Func<MemoryBlockReference> memoryBlockReference) => _factory = memoryBlockReference;

    /// <summary>Finds the place; null when there is none.</summary>
    [JsonIgnore]
    public Func<MemoryBlockReference> MemoryBlockReference
    {
        get => _factory ??= _reference is null ? null! : () => _reference;
        set => _factory = value;
    }

    /// <summary>The place without going through a delegate, null when there is none.</summary>
    internal MemoryBlockReference? Reference => _factory is null ? _reference : _factory();
}

/// <summary>A value that goes into an activity: an expression, or a place to read.</summary>
public abstract class Input : Argument
{
    /// <summary>Reads a place.</summary>
    protected Input(MemoryBlockReference memoryBlockReference, Type type) : base(memoryBlockReference) => Type = type;

    /// <summary>Evaluates an expression and keeps the value in a place.</summary>
    protected Input(Expression? expression, MemoryBlockReference memoryBlockReference, Type type) : base(memoryBlockReference)
    {
        Expression = expression;
        Type = type;
    }

    /// <summary>Null when a place is read instead.</summary>
    public Expression? Expression { get; }

    /// <summary>The type of the value.</summary>
    [JsonPropertyName("typeName")]
    public Type Type { get; set; }
}

/// <summary>A value of type <typeparamref name="T"/> that goes into an activity.</summary>
public class Input<T> : Input
{
    /// <summary>Reads a place.</summary>
    public Input(MemoryBlockReference memoryBlockReference) : base(memoryBlockReference, typeof(T))
    {
    }

    /// <summary>A constant.</summary>
    public Input(T? literal, string? id = null) : this(new Literal<T?>(literal, id))
    {
    }

    /// <summary>Code.</summary>
    public Input(Func<T?> @delegate, string? id = null) : this(Expression.DelegateExpression(@delegate), new MemoryBlockReference(id!))
    {
    }

    /// <summary>Code.</summary>
    public Input(Func<ExpressionExecutionContext, ValueTask<T?>> @delegate, string? id = null) : this(Expression.DelegateExpression(@delegate), new MemoryBlockReference(id!))
    {
    }

    /// <summary>Code.</summary>
    public Input(Func<ValueTask<T?>> @delegate, string? id = null) : this(Expression.DelegateExpression(@delegate), new MemoryBlockReference(id!))
    {
    }

    /// <summary>Code.</summary>
    public Input(Func<ExpressionExecutionContext, T?> @delegate, string? id = null) : this(Expression.DelegateExpression(@delegate), new MemoryBlockReference(id!))
    {
    }

    /// <summary>The value of a variable.</summary>
    public Input(Variable variable) : this(new Expression("Variable", variable), new MemoryBlockReference())
    {
    }

    /// <summary>The value that another activity put into its output.</summary>
    public Input(Output output) : this(new Expression("Output", output), new MemoryBlockReference())
    {
    }

    /// <summary>A constant.</summary>
    public Input(Literal<T?> literal) : this(Expression.LiteralExpression(literal.Value), literal)
    {
    }

    /// <summary>A constant.</summary>
    public Input(Literal literal) : this(Expression.LiteralExpression(literal.Value), literal)
    {
    }

    /// <summary>A constant written as JSON.</summary>
    public Input(ObjectLiteral<T?> literal) : this(new Expression("Object", literal.Value), literal)
    {
    }

    /// <summary>A constant written as JSON.</summary>
    public Input(ObjectLiteral literal) : this(new Expression("Object", literal.Value), literal)
    {
    }

    /// <summary>An expression whose value is kept in a place of the caller's.</summary>
    public Input(Expression expression, MemoryBlockReference memoryBlockReference) : base(expression, memoryBlockReference, typeof(T))
    {
    }

    /// <summary>An expression.</summary>
    public Input(Expression expression) : this(expression, new MemoryBlockReference())
    {
    }
}

/// <summary>A value that comes out of an activity into a place, usually a variable.</summary>
public class Output : Argument
{
    /// <summary>Goes nowhere but into the register of outputs.</summary>
    public Output()
    {
    }

    /// <summary>Goes into a place.</summary>
    public Output(MemoryBlockReference memoryBlockReference) : base(memoryBlockReference)
    {
    }

    /// <summary>Goes into a place that is found when it is needed.</summary>
    public Output(Func<MemoryBlockReference> memoryBlockReference) : base(memoryBlockReference)
    {
    }
}

/// <summary>A value of type <typeparamref name="T"/> that comes out of an activity.</summary>
public class Output<T> : Output
{
    /// <summary>Goes nowhere but into the register of outputs.</summary>
    public Output()
    {
    }

    /// <summary>Goes into a place.</summary>
    public Output(MemoryBlockReference memoryBlockReference) : base(memoryBlockReference)
    {
    }

    /// <summary>Goes into a place that is found when it is needed.</summary>
    public Output(Func<MemoryBlockReference> memoryBlockReference) : base(memoryBlockReference)
    {
    }
}

/// <summary>An output together with the name of its property.</summary>
public record NamedOutput(string Name, Output Value);
