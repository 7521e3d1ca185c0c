using Elsa.Expressions.Contracts;

namespace Elsa.Workflows.Management;

/// <summary>Types under the names that stand in definitions. A name that is not registered never becomes a type.</summary>
internal static class TypeNames
{
    public static string NameOf(this IWellKnownTypeRegistry types, Type type) =>
        types.TryGetAlias(type, out var alias) ? alias : type.IsArray ? types.NameOf(type.GetElementType()!) + "[]" : type.Name;

    /// <summary>Null when the name is not known.</summary>
    public static Type? TypeOf(this IWellKnownTypeRegistry types, string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return null;
        if (types.TryGetType(name, out var type))
            return type;
        return name.EndsWith("[]", StringComparison.Ordinal) ? types.TypeOf(name[..^2])?.MakeArrayType() : null;
    }
}
