using System.Collections.Concurrent;
using System.Reflection;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Attributes;

namespace Elsa.Workflows;

/// <summary>Finds the activities that an activity holds: in properties, in collections, and in the cases of a switch.</summary>
internal static class Children
{
    private static readonly ConcurrentDictionary<Type, Slot[]> Slots = new();

    public static IEnumerable<(IActivity Child, string Port)> Of(IActivity activity)
    {
        foreach (var slot in Slots.GetOrAdd(activity.GetType(), static type => [.. Find(type)]))
        {
            switch (slot.Get(activity))
            {
                case IActivity child:
                    yield return (child, slot.Port);
                    break;
                case IEnumerable<IActivity> children:
                    foreach (var child in children)
                        if (child is not null)
                            yield return (child, slot.Port);
                    break;
                case IEnumerable<SwitchCase> cases:
                    foreach (var @case in cases)
                        if (@case.Activity is { } child)
                            yield return (child, @case.Label);
                    break;
            }
        }
    }

    private static IEnumerable<Slot> Find(Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (property.GetIndexParameters().Length > 0 || property.GetMethod is null)
                continue;
            var holds = property.PropertyType;
            if (typeof(IActivity).IsAssignableFrom(holds)
                || typeof(IEnumerable<IActivity>).IsAssignableFrom(holds)
                || typeof(IEnumerable<SwitchCase>).IsAssignableFrom(holds))
                yield return new Slot(property.GetCustomAttribute<PortAttribute>()?.Name ?? property.Name, PropertyAccess.Getter(property));
        }
    }

    private sealed record Slot(string Port, Func<IActivity, object?> Get);
}
