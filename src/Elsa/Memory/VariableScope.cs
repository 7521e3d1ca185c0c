using Elsa.Extensions;

namespace Elsa.Workflows.Memory;

/// <summary>The variables of an execution: declared when it begins, written to their storage when the burst ends, read back in the next.</summary>
internal static class VariableScope
{
    public static void Declare(ActivityExecutionContext context, IEnumerable<Variable>? extra)
    {
        var memory = context.ExpressionExecutionContext.Memory;
        if (context.Activity is IVariableContainer { Variables: { Count: > 0 } variables })
            memory.Declare(variables);
        if (extra is not null)
        {
            context.DynamicVariables = [.. extra];
            memory.Declare(context.DynamicVariables);
        }

        if (context.ParentActivityExecutionContext is null && context.WorkflowExecutionContext.InitialVariables is { Count: > 0 } values)
            foreach (var (name, value) in values)
                context.SetVariable(name, value);
    }

    public static async ValueTask SaveAsync(ActivityExecutionContext context)
    {
        if (context.ExpressionExecutionContext.Memory.BlocksOrNull is not { Count: > 0 } blocks)
            return;
        foreach (var block in blocks.Values)
        {
            if (block.Metadata is not VariableBlockMetadata { StorageDriverType: { } driverType } metadata)
                continue;
            if (context.Engine.StorageDrivers.Get(driverType) is not { } driver)
                continue;
            var storage = new StorageDriverContext(context, metadata.Variable, context.CancellationToken);
            if (block.Value is null)
                await driver.DeleteAsync(metadata.Variable.Id, storage).ConfigureAwait(false);
            else
                await driver.WriteAsync(metadata.Variable.Id, block.Value, storage).ConfigureAwait(false);
        }
    }

    public static async ValueTask LoadAsync(ActivityExecutionContext context)
    {
        if (context.ExpressionExecutionContext.Memory.BlocksOrNull is not { Count: > 0 } blocks)
            return;
        foreach (var block in blocks.Values)
        {
            if (block.Metadata is not VariableBlockMetadata { StorageDriverType: { } driverType } metadata)
                continue;
            if (context.Engine.StorageDrivers.Get(driverType) is not { } driver || driver is MemoryStorageDriver)
                continue;
            var value = await driver.ReadAsync(metadata.Variable.Id, new StorageDriverContext(context, metadata.Variable, context.CancellationToken)).ConfigureAwait(false);
            block.Value = metadata.Variable.TryParseValue(value, out var parsed) ? parsed : value;
        }
    }
}
