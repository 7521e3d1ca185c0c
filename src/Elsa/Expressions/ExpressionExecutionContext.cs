using Elsa.Expressions.Helpers;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Expressions.Models;

/// <summary>Where an expression is evaluated: a scope's memory and, outward, that of the scopes around it. Not thread safe.</summary>
public class ExpressionExecutionContext
{
    private readonly Action? _onChange;
    private IDictionary<object, object>? _transientProperties;

    /// <summary>A scope inside <paramref name="parentContext"/>.</summary>
    public ExpressionExecutionContext(
        IServiceProvider serviceProvider,
        MemoryRegister memory,
        ExpressionExecutionContext? parentContext = null,
        IDictionary<object, object>? transientProperties = null,
        Action? onChange = null,
        CancellationToken cancellationToken = default)
    {
        ServiceProvider = serviceProvider;
        Memory = memory;
        ParentContext = parentContext;
        _transientProperties = transientProperties;
        _onChange = onChange;
        CancellationToken = cancellationToken;
    }

    /// <summary>Services of the scope in which the burst runs.</summary>
    public IServiceProvider ServiceProvider { get; }

    /// <summary>The places of this scope.</summary>
    public MemoryRegister Memory { get; }

    /// <summary>Remembered for this burst only.</summary>
    public IDictionary<object, object> TransientProperties
    {
        get => _transientProperties ??= new Dictionary<object, object>();
        set => _transientProperties = value;
    }

    /// <summary>The scope around this one; null for the outermost.</summary>
    public ExpressionExecutionContext? ParentContext { get; set; }

    /// <summary>Cancelled when the burst must stop.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The activity whose scope this is; null for the workflow's own scope.</summary>
    internal Elsa.Workflows.ActivityExecutionContext? Activity { get; init; }

    /// <summary>The instance; null while triggers are indexed, when there is none.</summary>
    internal Elsa.Workflows.WorkflowExecutionContext? Workflow { get; init; }

    /// <summary>The place in the nearest scope that holds it.</summary>
    /// <exception cref="KeyNotFoundException">No scope holds it.</exception>
    public MemoryBlock GetBlock(Func<MemoryBlockReference> blockReference) => GetBlock(blockReference());

    /// <summary>The place in the nearest scope that holds it.</summary>
    /// <exception cref="KeyNotFoundException">No scope holds it.</exception>
    public MemoryBlock GetBlock(MemoryBlockReference blockReference) =>
        TryGetBlock(blockReference, out var block) ? block : throw new KeyNotFoundException($"No value is known as '{blockReference.Id}'.");

    /// <summary>Looks outward from this scope for the place.</summary>
    public bool TryGetBlock(MemoryBlockReference blockReference, out MemoryBlock block)
    {
        var id = blockReference.Id;
        for (var context = this; context is not null; context = context.ParentContext)
            if (context.Memory.TryGetBlock(id, out block))
                return true;
        block = null!;
        return false;
    }

    /// <summary>The value in the nearest scope; null when no scope holds the place.</summary>
    public object? Get(Func<MemoryBlockReference> blockReference) => Get(blockReference());

    /// <summary>The value in the nearest scope; null when no scope holds the place.</summary>
    public object? Get(MemoryBlockReference blockReference) => TryGet(blockReference, out var value) ? value : null;

    /// <summary>The value in the nearest scope; false when no scope holds the place.</summary>
    public bool TryGet(MemoryBlockReference blockReference, out object? value)
    {
        if (TryGetBlock(blockReference, out var block))
        {
            value = block.Value;
            return true;
        }

        value = (blockReference as Literal)?.Value;
        return value is not null;
    }

    /// <summary>The value in the nearest scope converted to <typeparamref name="T"/>.</summary>
    public T? Get<T>(Func<MemoryBlockReference> blockReference) => Get<T>(blockReference());

    /// <summary>The value in the nearest scope converted to <typeparamref name="T"/>.</summary>
    public T? Get<T>(MemoryBlockReference blockReference) => Get(blockReference).ConvertTo<T>();

    /// <summary>Sets the value in the nearest scope that holds the place, else in this one.</summary>
    public void Set(Func<MemoryBlockReference> blockReference, object? value, Action<MemoryBlock>? configure = null) =>
        Set(blockReference(), value, configure);

    /// <summary>Sets the value in the nearest scope that holds the place, else in this one.</summary>
    public void Set(MemoryBlockReference blockReference, object? value, Action<MemoryBlock>? configure = null)
    {
        if (!TryGetBlock(blockReference, out var block))
            block = Memory.Declare(blockReference);
        if (Workflow is { } workflow && block.Metadata is Elsa.Workflows.Memory.VariableBlockMetadata { StorageDriverType: not null } kept)
            Elsa.Workflows.ValueSize.Check(value, kept.Variable.Name ?? blockReference.Id, workflow.Engine.Limits.Value);
        block.Value = value;
        configure?.Invoke(block);
        _onChange?.Invoke();
    }

    /// <summary>A service of the burst's scope.</summary>
    public T GetRequiredService<T>() where T : notnull => ServiceProvider.GetRequiredService<T>();
}
