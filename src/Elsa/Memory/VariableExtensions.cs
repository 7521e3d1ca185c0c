using Elsa.Expressions.Helpers;
using Elsa.Workflows;
using Elsa.Workflows.Memory;

namespace Elsa.Extensions;

/// <summary>Where variables are kept and what type they have.</summary>
public static class VariableExtensions
{
    /// <summary>Keeps the value in the instance's state.</summary>
    public static Variable WithWorkflowStorage(this Variable variable) => variable.WithStorage(typeof(WorkflowInstanceStorageDriver));

    /// <summary>Keeps the value in the instance's state.</summary>
    public static Variable<T?> WithWorkflowStorage<T>(this Variable<T?> variable) => (Variable<T?>)variable.WithStorage(typeof(WorkflowInstanceStorageDriver));

    /// <summary>Keeps the value for one burst only.</summary>
    public static Variable WithMemoryStorage(this Variable variable) => variable.WithStorage(typeof(MemoryStorageDriver));

    /// <summary>Keeps the value for one burst only.</summary>
    public static Variable<T?> WithMemoryStorage<T>(this Variable<T?> variable) => (Variable<T?>)variable.WithStorage(typeof(MemoryStorageDriver));

    /// <summary>Keeps the value with that driver.</summary>
    public static Variable WithStorage<T>(this Variable variable) => variable.WithStorage(typeof(T));

    /// <summary>Keeps the value with that driver.</summary>
    public static Variable WithStorage(this Variable variable, Type storageDriverType)
    {
        variable.StorageDriverType = storageDriverType;
        return variable;
    }

    /// <summary>Sets the value in the nearest scope that holds the variable.</summary>
    public static void Set(this Variable variable, ActivityExecutionContext context, object? value) => context.Set(variable, variable.ParseValue(value));

    /// <summary>The value as the variable's type.</summary>
    public static object? ParseValue(this Variable variable, object? value) => value.ConvertTo(variable.GetVariableType());

    /// <summary>The value as the variable's type; false when it cannot be converted.</summary>
    public static bool TryParseValue(this Variable variable, object? value, out object? parsedValue)
    {
        var type = variable.GetVariableType();
        if (type == typeof(object) || (value is not null && value.GetType() == type))
        {
            parsedValue = value;
            return true;
        }

        return ObjectConverter.TryConvert(value, type, out parsedValue);
    }

    /// <summary>The type of the values; object for a variable without one.</summary>
    public static Type GetVariableType(this Variable variable)
    {
        var type = variable.GetType();
        return type.IsGenericType ? type.GenericTypeArguments[0] : typeof(object);
    }
}
