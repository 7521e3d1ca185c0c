using System.Collections.Concurrent;
using System.Dynamic;
using System.Text.Json.Nodes;
using System.Text.Json;
using Elsa.Expressions.Contracts;
using Elsa.Workflows.ActivationValidators;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.IncidentStrategies;
using Elsa.Workflows.Runtime.ActivationValidators;
using Elsa.Workflows;

namespace Elsa.Expressions.Services;

/// <summary>The allow-list of types that JSON may name. A name that is not here is never looked up among the CLR's types.</summary>
internal sealed class WellKnownTypeRegistry : IWellKnownTypeRegistry
{
    public const string UnregisteredPrefix = "UnregisteredClrType:";

    private readonly ConcurrentDictionary<string, Type> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, string> _aliases = new();

    public WellKnownTypeRegistry()
    {
        foreach (var type in new[]
                 {
                     typeof(object), typeof(string), typeof(bool), typeof(int), typeof(float), typeof(double), typeof(decimal),
                     typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(JsonElement), typeof(JsonNode), typeof(JsonObject),
                     typeof(Stream), typeof(FlowJoinMode), typeof(FaultStrategy), typeof(ContinueWithIncidentsStrategy),
                     typeof(WorkflowInstanceStorageDriver), typeof(MemoryStorageDriver), typeof(Exception),
                 })
            RegisterType(type, type.Name);
        RegisterType(typeof(long), "Int64");
        RegisterType(typeof(long), "Long");
        RegisterType(typeof(byte[]), "ByteArray");
        RegisterType(typeof(ExpandoObject), "JSON");
        RegisterType(typeof(Dictionary<string, string>), "StringDictionary");
        RegisterType(typeof(IDictionary<string, string>), "StringDictionary");
        RegisterType(typeof(Dictionary<string, object>), "ObjectDictionary");
        RegisterType(typeof(IDictionary<string, object>), "ObjectDictionary");
        RegisterType(typeof(Elsa.Workflows.Runtime.ExecuteWorkflowResult), "ExecuteWorkflowResult");
        RegisterType(typeof(AllowAlwaysStrategy), "Elsa.Workflows.ActivationValidators.AllowAlwaysStrategy, Elsa.Workflows.Core");
        foreach (var strategy in new[] { typeof(CorrelatedSingletonStrategy), typeof(CorrelationStrategy), typeof(SingletonStrategy) })
            RegisterType(strategy, strategy.FullName + ", Elsa.Workflows.Runtime");

        // What definitions of before 3.6 name.
        _types["WorkflowStorageDriver"] = typeof(WorkflowInstanceStorageDriver);
        _types["Elsa.Workflows.Services.WorkflowStorageDriver"] = typeof(WorkflowInstanceStorageDriver);
    }

    public void RegisterType(Type type, string alias)
    {
        _types[alias] = type;
        _aliases[type] = alias;
        if (type.FullName is { } fullName)
            _types.TryAdd(fullName, type);
    }

    public bool TryGetAlias(Type type, out string alias)
    {
        if (_aliases.TryGetValue(type, out alias!))
            return true;
        if (type.IsArray && TryGetAlias(type.GetElementType()!, out var element))
            return Found(element + "[]", out alias);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return TryGetAlias(underlying, out alias);
        if (type.IsGenericType && IsList(type.GetGenericTypeDefinition()) && TryGetAlias(type.GenericTypeArguments[0], out element))
            return Found($"List<{element}>", out alias);
        return false;
    }

    public bool TryGetType(string alias, out Type type)
    {
        if (_types.TryGetValue(alias, out type!))
            return true;
        if (alias.EndsWith("[]", StringComparison.Ordinal) && TryGetType(alias[..^2], out var element))
            return Found(element.MakeArrayType(), out type);
        if (alias.StartsWith("List<", StringComparison.Ordinal) && alias.EndsWith('>') && TryGetType(alias[5..^1], out element))
            return Found(typeof(ICollection<>).MakeGenericType(element), out type);

        // "Full.Name, Assembly" of a type that is on the list; the assembly does not matter.
        return alias.IndexOf(',') is > 0 and var comma && !alias.Contains('[') && _types.TryGetValue(alias[..comma], out type!);
    }

    public IEnumerable<Type> ListTypes() => _aliases.Keys;

    private static bool IsList(Type definition) =>
        definition == typeof(ICollection<>) || definition == typeof(List<>) || definition == typeof(IList<>) || definition == typeof(IEnumerable<>);

    private static bool Found<T>(T value, out T result)
    {
        result = value;
        return true;
    }
}

/// <summary>How types stand in JSON.</summary>
internal static class TypeNames
{
    public static string NameOf(this IWellKnownTypeRegistry registry, Type type) =>
        registry.TryGetAlias(type, out var alias) ? alias : NameOfUnregistered(type);

    /// <summary>A name for people and for the designer; it cannot be read back.</summary>
    public static string NameOfUnregistered(Type type) => WellKnownTypeRegistry.UnregisteredPrefix + QualifiedName(type);

    /// <exception cref="JsonException">The name is not on the allow-list.</exception>
    public static Type TypeOf(this IWellKnownTypeRegistry registry, string name) =>
        registry.TryGetType(name, out var type) ? type : throw new JsonException($"The type '{name}' is not allowed.");

    private static string QualifiedName(Type type)
    {
        if (!type.IsGenericType)
            return $"{type.FullName}, {type.Assembly.GetName().Name}";
        var arguments = string.Join(",", type.GetGenericArguments().Select(x => $"[{QualifiedName(x)}]"));
        return $"{type.GetGenericTypeDefinition().FullName}[{arguments}], {type.Assembly.GetName().Name}";
    }
}
