using System.Text.Json;
using Elsa.Expressions.Helpers;
using Elsa.Workflows.Serialization;

namespace Elsa.Workflows.Activities.Flowchart.Models;

/// <summary>How often activities and connections of one running flowchart have been visited.</summary>
internal sealed class FlowScope : PlainData.IWritesItself
{
    private readonly Dictionary<string, int> _activities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _connections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _followed = new(StringComparer.Ordinal);

    public static FlowScope From(IDictionary<string, object>? kept)
    {
        var scope = new FlowScope();
        if (kept is null)
            return scope;
        Fill(scope._activities, kept, "activitiesVisitCount");
        Fill(scope._connections, kept, "connectionVisitCount");
        Fill(scope._followed, kept, "connectionLastVisitFollowed");
        return scope;
    }

    public void RegisterVisit(IActivity activity) => _activities[activity.Id] = _activities.GetValueOrDefault(activity.Id) + 1;

    public void RegisterVisit(FlowConnection connection, bool followed)
    {
        _connections[connection.Key] = _connections.GetValueOrDefault(connection.Key) + 1;
        _followed[connection.Key] = followed;
    }

    /// <summary>True when the connection was visited since the activity last was.</summary>
    public bool IsNew(FlowConnection connection, IActivity activity) =>
        _connections.GetValueOrDefault(connection.Key) > _activities.GetValueOrDefault(activity.Id);

    public bool AllVisited(IReadOnlyList<FlowConnection> inbound, IActivity activity)
    {
        foreach (var connection in inbound)
            if (!IsNew(connection, activity))
                return false;
        return true;
    }

    public bool AllFollowed(IReadOnlyList<FlowConnection> inbound)
    {
        foreach (var connection in inbound)
            if (!_followed.GetValueOrDefault(connection.Key))
                return false;
        return true;
    }

    public bool AnyFollowed(IReadOnlyList<FlowConnection> inbound)
    {
        foreach (var connection in inbound)
            if (_followed.GetValueOrDefault(connection.Key))
                return true;
        return false;
    }

    void PlainData.IWritesItself.WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("activitiesVisitCount");
        foreach (var (id, count) in _activities)
            writer.WriteNumber(id, count);
        writer.WriteEndObject();
        writer.WriteStartObject("connectionVisitCount");
        foreach (var (key, count) in _connections)
            writer.WriteNumber(key, count);
        writer.WriteEndObject();
        writer.WriteStartObject("connectionLastVisitFollowed");
        foreach (var (key, followed) in _followed)
            writer.WriteBoolean(key, followed);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Fill<T>(Dictionary<string, T> target, IDictionary<string, object> kept, string name)
    {
        if (kept.TryGetValue(name, out var value) && value is IDictionary<string, object> entries)
            foreach (var (key, entry) in entries)
                target[key] = entry.ConvertTo<T>()!;
    }
}
