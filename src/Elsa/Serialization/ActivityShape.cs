using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Elsa.Expressions.Models;
using Elsa.Workflows.Models;
using Expression = System.Linq.Expressions.Expression;

namespace Elsa.Workflows.Serialization;

/// <summary>The properties of a class of activity that stand in JSON, worked out once a class.</summary>
internal sealed class ActivityShape
{
    private static readonly ConcurrentDictionary<Type, ActivityShape> Shapes = new();

    // Written by the converter itself, in the same order for every activity.
    private static readonly HashSet<string> Common =
        ["Id", "NodeId", "Name", "Type", "Version", "CustomProperties", "Metadata", "SyntheticProperties"];

    private readonly Func<IActivity> _create;

    private ActivityShape(Type type)
    {
        _create = Creator(type);
        Slots = [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(IsWritten).Select(x => new Slot(x))];
        ByName = Slots.ToDictionary(x => x.Name, StringComparer.OrdinalIgnoreCase);
    }

    public Slot[] Slots { get; }

    public Dictionary<string, Slot> ByName { get; }

    public static ActivityShape Of(Type type) => Shapes.GetOrAdd(type, static t => new ActivityShape(t));

    public IActivity Create() => _create();

    private static bool IsWritten(PropertyInfo property) =>
        property is { GetMethod: not null, SetMethod: not null }
        && property.GetIndexParameters().Length == 0
        && !Common.Contains(property.Name)
        && property.GetCustomAttribute<JsonIgnoreAttribute>() is null
        && !typeof(Delegate).IsAssignableFrom(property.PropertyType);

    // The constructor that needs no argument; what it asks for beside are the compiler's own parameters.
    private static Func<IActivity> Creator(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Where(x => x.GetParameters().All(y => y.IsOptional))
                .MinBy(x => x.GetParameters().Length)
            ?? throw new JsonException($"The activity class '{type.Name}' cannot be made without arguments.");
        var arguments = constructor.GetParameters().Select(x => Expression.Constant(x.HasDefaultValue ? x.DefaultValue : null, x.ParameterType));
        return Expression.Lambda<Func<IActivity>>(Expression.Convert(Expression.New(constructor, arguments), typeof(IActivity))).Compile();
    }

    internal sealed class Slot(PropertyInfo property)
    {
        public string Name { get; } = JsonNamingPolicy.CamelCase.ConvertName(property.Name);

        public Type Type { get; } = property.PropertyType;

        public bool IsInput { get; } = typeof(Input).IsAssignableFrom(property.PropertyType);

        public bool IsOutput { get; } = typeof(Output).IsAssignableFrom(property.PropertyType);

        public Func<IActivity, object?> Get { get; } = PropertyAccess.Getter(property);

        public Action<IActivity, object?> Set { get; } = PropertyAccess.Setter(property);
    }
}

/// <summary>Makes inputs and outputs of types that are known at run time only.</summary>
internal static class ArgumentFactory
{
    private static readonly ConcurrentDictionary<Type, Func<Elsa.Expressions.Models.Expression?, MemoryBlockReference, object>> Inputs = new();
    private static readonly ConcurrentDictionary<Type, Func<MemoryBlockReference, object>> Outputs = new();

    public static object Input(Type inputType, Elsa.Expressions.Models.Expression? expression, MemoryBlockReference reference) =>
        Inputs.GetOrAdd(inputType, static type =>
        {
            var value = Expression.Parameter(typeof(Elsa.Expressions.Models.Expression));
            var place = Expression.Parameter(typeof(MemoryBlockReference));
            var constructor = type.GetConstructor([typeof(Elsa.Expressions.Models.Expression), typeof(MemoryBlockReference)])!;
            return Expression.Lambda<Func<Elsa.Expressions.Models.Expression?, MemoryBlockReference, object>>(Expression.New(constructor, value, place), value, place).Compile();
        })(expression, reference);

    public static object Output(Type outputType, MemoryBlockReference reference) =>
        Outputs.GetOrAdd(outputType, static type =>
        {
            var place = Expression.Parameter(typeof(MemoryBlockReference));
            return Expression.Lambda<Func<MemoryBlockReference, object>>(Expression.New(type.GetConstructor([typeof(MemoryBlockReference)])!, place), place).Compile();
        })(reference);
}
