using Elsa.Workflows.Memory;

namespace Elsa.Workflows;

/// <summary>What workflow and activity contexts have in common for a storage driver.</summary>
public interface IExecutionContext
{
    /// <summary>The id of the instance.</summary>
    string Id { get; }

    /// <summary>The activity that runs.</summary>
    IActivity Activity { get; }

    /// <summary>Where expressions are evaluated.</summary>
    Elsa.Expressions.Models.ExpressionExecutionContext ExpressionExecutionContext { get; }

    /// <summary>The variables that this context declares.</summary>
    IEnumerable<Variable> Variables { get; }

    /// <summary>Kept in the instance's state between bursts.</summary>
    IDictionary<string, object> Properties { get; }
}

/// <summary>Keeps values of variables between bursts.</summary>
public interface IStorageDriver
{
    /// <summary>The driver with the highest priority is offered first in the designer.</summary>
    double Priority { get; }

    /// <summary>Groups drivers, so that a caller can leave some out.</summary>
    IEnumerable<string> Tags { get; }

    /// <summary>Keeps a value.</summary>
    ValueTask WriteAsync(string id, object value, StorageDriverContext context);

    /// <summary>The value kept; null when there is none.</summary>
    ValueTask<object?> ReadAsync(string id, StorageDriverContext context);

    /// <summary>Forgets a value.</summary>
    ValueTask DeleteAsync(string id, StorageDriverContext context);
}

/// <summary>Whose variable a storage driver is asked about.</summary>
public record StorageDriverContext(IExecutionContext ExecutionContext, Variable Variable, CancellationToken CancellationToken);

/// <summary>The storage drivers that are known.</summary>
public interface IStorageDriverManager
{
    /// <summary>The driver of that type, or null.</summary>
    IStorageDriver? Get(Type type);

    /// <summary>All, highest priority first.</summary>
    IEnumerable<IStorageDriver> List();
}

/// <summary>Keeps values in the instance's own state.</summary>
public class WorkflowInstanceStorageDriver : IStorageDriver
{
    /// <summary>The property of the declaring activity under which the values stand, by id of the variable.</summary>
    public const string VariablesDictionaryStateKey = "Variables";

    /// <inheritdoc />
    public double Priority => 5;

    /// <inheritdoc />
    public IEnumerable<string> Tags => [];

    /// <inheritdoc />
    public ValueTask WriteAsync(string id, object value, StorageDriverContext context)
    {
        Values(context, true)![id] = value;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<object?> ReadAsync(string id, StorageDriverContext context) =>
        ValueTask.FromResult(Values(context, false)?.TryGetValue(id, out var value) == true ? value : null);

    /// <inheritdoc />
    public ValueTask DeleteAsync(string id, StorageDriverContext context)
    {
        Values(context, false)?.Remove(id);
        return ValueTask.CompletedTask;
    }

    private static IDictionary<string, object>? Values(StorageDriverContext context, bool create)
    {
        var properties = context.ExecutionContext.Properties;
        if (properties.TryGetValue(VariablesDictionaryStateKey, out var found) && found is IDictionary<string, object> values)
            return values;
        if (!create)
            return null;
        values = new Dictionary<string, object>(StringComparer.Ordinal);
        properties[VariablesDictionaryStateKey] = values;
        return values;
    }
}

/// <summary>Keeps values for one burst only: they start anew from their initial value in the next.</summary>
public class MemoryStorageDriver : IStorageDriver
{
    /// <inheritdoc />
    public double Priority => 0;

    /// <inheritdoc />
    public IEnumerable<string> Tags => [];

    /// <inheritdoc />
    public ValueTask WriteAsync(string id, object value, StorageDriverContext context) => ValueTask.CompletedTask;

    /// <inheritdoc />
    public ValueTask<object?> ReadAsync(string id, StorageDriverContext context) => ValueTask.FromResult<object?>(null);

    /// <inheritdoc />
    public ValueTask DeleteAsync(string id, StorageDriverContext context) => ValueTask.CompletedTask;
}

internal sealed class StorageDriverManager(IEnumerable<IStorageDriver> drivers) : IStorageDriverManager
{
    private readonly IStorageDriver[] _drivers = [.. drivers.OrderByDescending(x => x.Priority)];

    public IStorageDriver? Get(Type type) => Array.Find(_drivers, x => x.GetType() == type);

    public IEnumerable<IStorageDriver> List() => _drivers;
}
