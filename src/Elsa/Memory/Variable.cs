using Elsa.Expressions.Models;
using Elsa.Extensions;

namespace Elsa.Workflows.Memory;

/// <summary>A named place of a workflow or container that its activities share.</summary>
public class Variable : MemoryBlockReference
{
    /// <summary>A variable without a name yet.</summary>
    public Variable()
    {
    }

    /// <summary>A variable of that name.</summary>
    public Variable(string name) : this(name, null, null)
    {
    }

    /// <summary>A variable with its initial value.</summary>
    public Variable(string name, object? value = null) : this(name, value, null)
    {
    }

    /// <summary>A variable with its initial value; the id defaults to one made of the name.</summary>
    public Variable(string name, object? value = null, string? id = null) : base(id ?? IdOf(name))
    {
        Name = name;
        Value = value;
    }

    /// <summary>The name that expressions use.</summary>
    public string Name { get; set; } = default!;

    /// <summary>The initial value.</summary>
    public object? Value { get; set; }

    /// <summary>Where the value is kept between bursts; null keeps it in memory only.</summary>
    public Type? StorageDriverType { get; set; }

    private static string IdOf(string? name) => string.IsNullOrEmpty(name) ? "" : char.ToLowerInvariant(name[0]) + name[1..] + "Variable";

    /// <inheritdoc />
    public override MemoryBlock Declare() =>
        new(this.TryParseValue(Value, out var value) ? value : Value, new VariableBlockMetadata(this, StorageDriverType, false));
}

/// <summary>A variable of type <typeparamref name="T"/>.</summary>
public class Variable<T> : Variable
{
    /// <summary>A variable without a name yet.</summary>
    public Variable()
    {
    }

    /// <summary>A variable without a name yet, with its initial value.</summary>
    public Variable(T? value) => Value = value;

    /// <summary>A variable with its initial value.</summary>
    public Variable(string name, T? value) : base(name, value, null)
    {
    }

    /// <summary>A variable with its initial value; the id defaults to the name.</summary>
    public Variable(string name, T? value, string? id = null) : base(name, value, id)
    {
    }

    /// <summary>The value in the nearest scope.</summary>
    public T? Get(ActivityExecutionContext context) => Get(context.ExpressionExecutionContext);

    /// <summary>The value in the nearest scope.</summary>
    public new T? Get(ExpressionExecutionContext context) => context.Get<T>(this);

    /// <summary>Keeps the value with that driver between bursts.</summary>
    public Variable<T?> WithStorageDriver<TDriver>() where TDriver : IStorageDriver
    {
        StorageDriverType = typeof(TDriver);
        return this!;
    }

    /// <summary>Sets the id.</summary>
    public Variable<T?> WithId(string id)
    {
        Id = id;
        return this!;
    }

    /// <summary>Sets the name.</summary>
    public Variable<T?> WithName(string name)
    {
        Name = name;
        return this!;
    }

    /// <summary>Sets the initial value.</summary>
    public Variable<T?> WithValue(T? value)
    {
        Value = value;
        return this!;
    }
}

/// <summary>What a place remembers about the variable that it belongs to.</summary>
public record VariableBlockMetadata(Variable Variable, Type? StorageDriverType, bool IsInitialized);
