using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Elsa.Workflows;

/// <summary>Reads and writes properties of activities through compiled code, made once a property.</summary>
internal static class PropertyAccess
{
    private static readonly ConcurrentDictionary<PropertyInfo, Func<IActivity, object?>> Getters = new();
    private static readonly ConcurrentDictionary<PropertyInfo, Action<IActivity, object?>> Setters = new();

    public static Func<IActivity, object?> Getter(PropertyInfo property) => Getters.GetOrAdd(property, static p =>
    {
        var activity = Expression.Parameter(typeof(IActivity));
        var value = Expression.Property(Expression.Convert(activity, p.DeclaringType!), p);
        return Expression.Lambda<Func<IActivity, object?>>(Expression.Convert(value, typeof(object)), activity).Compile();
    });

    public static Action<IActivity, object?> Setter(PropertyInfo property) => Setters.GetOrAdd(property, static p =>
    {
        if (p.SetMethod is null)
            return static (_, _) => { };
        var activity = Expression.Parameter(typeof(IActivity));
        var value = Expression.Parameter(typeof(object));
        var assign = Expression.Assign(Expression.Property(Expression.Convert(activity, p.DeclaringType!), p), Expression.Convert(value, p.PropertyType));
        return Expression.Lambda<Action<IActivity, object?>>(assign, activity, value).Compile();
    });
}
