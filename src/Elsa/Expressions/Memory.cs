using Elsa.Expressions.Helpers;

namespace Elsa.Expressions.Models;

/// <summary>A place in an instance's memory that holds one value.</summary>
public class MemoryBlock
{
    /// <summary>An empty place.</summary>
    public MemoryBlock()
    {
    }

    /// <summary>A place that holds a value.</summary>
    public MemoryBlock(object? value, object? metadata = null)
    {
        Value = value;
        Metadata = metadata;
    }

    /// <summary>The value held.</summary>
    public object? Value { get; set; }

    /// <summary>What the owner of the place wants to remember about it.</summary>
    public object? Metadata { get; set; }
}

/// <summary>Names a place in memory. References belong to the definition, places to an instance.</summary>
public class MemoryBlockReference
{
    /// <summary>A reference without a name yet.</summary>
    public MemoryBlockReference()
    {
    }

    /// <summary>A reference to the place with that id.</summary>
    public MemoryBlockReference(string id) => Id = id;

    /// <summary>The name of the place.</summary>
    public string Id { get; set; } = default!;

    /// <summary>Makes the place that this reference names.</summary>
    public virtual MemoryBlock Declare() => new();

    /// <summary>True when the register holds the place.</summary>
    public bool IsDefined(MemoryRegister register) => register.HasBlock(Id);

    /// <summary>The value in the register, or null.</summary>
    public object? Get(MemoryRegister memoryRegister) => memoryRegister.TryGetBlock(Id, out var block) ? block.Value : null;

    /// <summary>The value in the register converted to <typeparamref name="T"/>.</summary>
    public T? Get<T>(MemoryRegister memoryRegister) => Get(memoryRegister).ConvertTo<T>();

    /// <summary>The value in the nearest scope that holds the place, or null.</summary>
    public object? Get(ExpressionExecutionContext context) => context.Get(this);

    /// <summary>The value in the nearest scope converted to <typeparamref name="T"/>.</summary>
    public T? Get<T>(ExpressionExecutionContext context) => context.Get<T>(this);

    /// <summary>False when no scope holds the place.</summary>
    public bool TryGet(ExpressionExecutionContext context, out object? value) => context.TryGet(this, out value);

    /// <summary>Sets the value in the register, making the place when needed.</summary>
    public void Set(MemoryRegister memoryRegister, object? value, Action<MemoryBlock>? configure = null)
    {
        var block = GetBlock(memoryRegister);
        block.Value = value;
        configure?.Invoke(block);
    }

    /// <summary>Sets the value in the nearest scope that holds the place, else in the given one.</summary>
    public void Set(ExpressionExecutionContext context, object? value, Action<MemoryBlock>? configure = null) => context.Set(this, value, configure);

    /// <summary>The place in the register, made when it is not there.</summary>
    public MemoryBlock GetBlock(MemoryRegister memoryRegister) =>
        memoryRegister.TryGetBlock(Id, out var block) ? block : memoryRegister.Declare(this);
}

/// <summary>Names a place that holds a <typeparamref name="T"/>.</summary>
public class MemoryBlockReference<T> : MemoryBlockReference;

/// <summary>The places of one scope of an instance.</summary>
public class MemoryRegister
{
    private IDictionary<string, MemoryBlock>? _blocks;

    /// <summary>A register, empty unless places are given.</summary>
    public MemoryRegister(IDictionary<string, MemoryBlock>? blocks = null) => _blocks = blocks;

    /// <summary>The places by id.</summary>
    public IDictionary<string, MemoryBlock> Blocks => _blocks ??= new Dictionary<string, MemoryBlock>(StringComparer.Ordinal);

    internal IDictionary<string, MemoryBlock>? BlocksOrNull => _blocks;

    /// <summary>True when the place is in this register.</summary>
    public bool IsDeclared(MemoryBlockReference reference) => HasBlock(reference.Id);

    /// <summary>True when a place of that id is in this register.</summary>
    public bool HasBlock(string id) => _blocks is not null && _blocks.ContainsKey(id);

    /// <summary>Finds a place by id.</summary>
    public bool TryGetBlock(string id, out MemoryBlock block)
    {
        if (_blocks is not null && id is not null)
            return _blocks.TryGetValue(id, out block!);
        block = null!;
        return false;
    }

    /// <summary>Makes the places; one that is there already is replaced.</summary>
    public void Declare(IEnumerable<MemoryBlockReference> references)
    {
        foreach (var reference in references)
            Declare(reference);
    }

    /// <summary>Makes the place; one that is there already is replaced.</summary>
    public MemoryBlock Declare(MemoryBlockReference blockReference) => Blocks[blockReference.Id] = blockReference.Declare();
}
