using System.Text.Json;

namespace Elsa.Expressions.Models;

/// <summary>A constant used where a memory reference is expected.</summary>
public class Literal : MemoryBlockReference
{
    /// <summary>The constant null.</summary>
    public Literal()
    {
    }

    /// <summary>A constant.</summary>
    public Literal(object? value, string? id = null) : base(id!) => Value = value;

    /// <summary>The constant.</summary>
    public object? Value { get; }

    /// <inheritdoc />
    public override MemoryBlock Declare() => new(Value);

    /// <summary>A constant of a known type.</summary>
    public static Literal From<T>(T? value) => new Literal<T>(value);
}

/// <summary>A constant of type <typeparamref name="T"/>.</summary>
public class Literal<T> : Literal
{
    /// <summary>The constant null.</summary>
    public Literal()
    {
    }

    /// <summary>A constant.</summary>
    public Literal(T? value, string? id = null) : base(value, id)
    {
    }
}

/// <summary>A constant written as JSON.</summary>
public class ObjectLiteral : MemoryBlockReference
{
    /// <summary>The constant null.</summary>
    public ObjectLiteral()
    {
    }

    /// <summary>A constant from JSON text.</summary>
    public ObjectLiteral(string? value) => Value = value;

    /// <summary>The JSON text.</summary>
    public string? Value { get; }

    /// <summary>Writes the value as JSON.</summary>
    public static ObjectLiteral From<T>(T? value) => new(JsonSerializer.Serialize(value));
}

/// <summary>A constant of type <typeparamref name="T"/> written as JSON.</summary>
public class ObjectLiteral<T> : ObjectLiteral
{
    /// <summary>The constant null.</summary>
    public ObjectLiteral()
    {
    }

    /// <summary>Writes the value as JSON.</summary>
    public ObjectLiteral(T? value) : base(JsonSerializer.Serialize(value))
    {
    }
}
