using System.Collections.Concurrent;
using System.Reflection;
using Elsa.Workflows.Attributes;

namespace Elsa.Workflows.Helpers;

/// <summary>The names under which classes of activities stand in JSON.</summary>
public static class ActivityTypeNameHelper
{
    private static readonly ConcurrentDictionary<Type, (string Name, int Version)> Names = new();

    /// <summary>The name of the class, such as <c>Elsa.Sequence</c>.</summary>
    public static string GenerateTypeName<T>() where T : IActivity => GenerateTypeName(typeof(T));

    /// <summary>The name of the class, such as <c>Elsa.Sequence</c>.</summary>
    public static string GenerateTypeName(Type type) => Of(type).Name;

    /// <summary>The first part of the name.</summary>
    public static string? GenerateNamespace(Type activityType) =>
        activityType.GetCustomAttribute<ActivityAttribute>()?.Namespace ?? activityType.Namespace;

    /// <summary>The last part of a namespace.</summary>
    public static string? GetCategoryFromNamespace(string? ns) => ns?[(ns.LastIndexOf('.') + 1)..];

    internal static int VersionOf(Type type) => Of(type).Version;

    private static (string Name, int Version) Of(Type type) => Names.GetOrAdd(type, static t =>
    {
        var attribute = t.GetCustomAttribute<ActivityAttribute>();
        var name = attribute?.Type ?? PlainName(t);
        var ns = GenerateNamespace(t);
        return (string.IsNullOrEmpty(ns) ? name : $"{ns}.{name}", attribute?.Version ?? 1);
    });

    // SetVariable<String> for a closed generic class, so that every closed class has a name of its own.
    internal static string PlainName(Type type)
    {
        if (!type.IsGenericType)
            return type.Name;
        var name = type.Name[..type.Name.IndexOf('`')];
        return $"{name}<{string.Join(",", type.GetGenericArguments().Select(PlainName))}>";
    }
}
