using System.Collections.Concurrent;
using System.Reflection;

namespace Elsa.Workflows;

/// <summary>Finds methods of activities again by the names that are kept between bursts. The search is done once a class and name.</summary>
internal static class Callbacks
{
    private static readonly ConcurrentDictionary<(Type Activity, string Name, Type Delegate), MethodInfo?> Methods = new();

    public static string NameOf(Delegate callback, IActivity activity)
    {
        var name = callback.Method.Name;
        return ReferenceEquals(callback.Target, activity) && Find(activity, name, callback.GetType()) is not null
            ? name
            : throw new ArgumentException($"The callback of activity '{activity.Id}' must be a named method of {activity.GetType().Name}, so that a later burst can find it.");
    }

    public static TDelegate? Bind<TDelegate>(IActivity activity, string name) where TDelegate : Delegate =>
        Find(activity, name, typeof(TDelegate)) is { } method ? method.CreateDelegate<TDelegate>(activity) : null;

    private static MethodInfo? Find(IActivity activity, string name, Type delegateType) =>
        Methods.GetOrAdd((activity.GetType(), name, delegateType), static key =>
        {
            var signature = key.Delegate.GetMethod("Invoke")!;
            var parameters = Array.ConvertAll(signature.GetParameters(), x => x.ParameterType);
            for (var type = key.Activity; type is not null; type = type.BaseType)
            {
                var method = type.GetMethod(
                    key.Name,
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly,
                    parameters);
                if (method is not null && method.ReturnType == signature.ReturnType)
                    return method;
            }

            return null;
        });
}
