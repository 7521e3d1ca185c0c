using Elsa.Expressions.Helpers;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows.Models;

namespace Elsa.Workflows;

public partial class ActivityExecutionContext
{
    /// <summary>The value of an input.</summary>
    public T? Get<T>(Input<T>? input) => ExpressionExecutionContext.Get(input);

    /// <summary>The value that this activity has put into an output.</summary>
    public T? Get<T>(Output<T>? output) => Get((Output?)output).ConvertTo<T>();

    /// <summary>The value that this activity has put into an output.</summary>
    public object? Get(Output? output)
    {
        if (output is null)
            return null;
        if (output.Reference is { Id: not null } reference)
            return ExpressionExecutionContext.Get(reference);
        var name = NameOf(output);
        return name is null ? null : WorkflowExecutionContext.GetActivityOutputRegister().FindOutputByActivityInstanceId(Id, name);
    }

    /// <summary>The value in the nearest scope; null when no scope holds the place.</summary>
    public object? Get(MemoryBlockReference blockReference) => ExpressionExecutionContext.Get(blockReference);

    /// <summary>The value in the nearest scope converted to <typeparamref name="T"/>.</summary>
    public T? Get<T>(MemoryBlockReference blockReference) => ExpressionExecutionContext.Get<T>(blockReference);

    /// <summary>The value in the nearest scope; false when no scope holds the place.</summary>
    public bool TryGet(MemoryBlockReference blockReference, out object? value) => ExpressionExecutionContext.TryGet(blockReference, out value);

    /// <summary>Sets the value in the nearest scope that holds the place, else in this one.</summary>
    public void Set(MemoryBlockReference blockReference, object? value, Action<MemoryBlock>? configure = null) =>
        ExpressionExecutionContext.Set(blockReference, value, configure);

    /// <summary>Puts a value into an output; a null output is found by its name.</summary>
    public void Set<T>(Output<T>? output, T? value, string? outputName = null) => Set((Output?)output, value, outputName);

    /// <summary>Puts a value into an output and into the register of outputs.</summary>
    public void Set(Output? output, object? value, string? outputName = null)
    {
        ThrowIfAbandoned();
        var name = outputName ?? (output is null ? null : NameOf(output));
        if (name is not null && ActivityDescriptor.Outputs.FirstOrDefault(x => x.Name == name)?.IsSerializable != false)
            ValueSize.Check(value, name, Engine.Limits.Value);
        if (output is not null)
            ExpressionExecutionContext.SetBoundValue(output, value);
        if (name is not null)
            WorkflowExecutionContext.GetActivityOutputRegister().Record(this, name, value!);
    }

    private string? NameOf(Output output)
    {
        foreach (var descriptor in ActivityDescriptor.Outputs)
            if (ReferenceEquals(descriptor.ValueGetter(Activity), output))
                return descriptor.Name;
        return null;
    }
}
