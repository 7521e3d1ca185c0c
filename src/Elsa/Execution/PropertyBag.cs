using Elsa.Expressions.Helpers;

namespace Elsa.Workflows;

/// <summary>Notes by name. One that was read from storage is plain data and is converted, once, to the type that is asked for.</summary>
internal static class PropertyBag
{
    public static T? Get<T>(IDictionary<string, object>? bag, string key)
    {
        if (bag is null || !bag.TryGetValue(key, out var value) || value is null)
            return default;
        if (value is T typed)
            return typed;
        var converted = value.ConvertTo<T>();
        if (converted is not null)
            bag[key] = converted;
        return converted;
    }
}
