using System.Text.Json;
using Elsa.Workflows.Activities.Flowchart.Models;
using Endpoint = Elsa.Workflows.Activities.Flowchart.Models.Endpoint;

namespace Elsa.Workflows.Serialization;

/// <summary>Connections name activities by id, so they are read when the activities are there.</summary>
internal static class FlowchartJson
{
    /// <summary>The custom property that keeps connections one of whose ends is missing: they can be saved and shown, not published.</summary>
    public const string NotFoundConnections = "notFoundConnections";

    public static bool IsDeferred(IActivity activity, string property) => activity is Activities.Flowchart.Activities.Flowchart && property is "connections" or "start";

    public static void Complete(IActivity activity, JsonElement element)
    {
        if (activity is not Activities.Flowchart.Activities.Flowchart flowchart)
            return;
        var byId = new Dictionary<string, IActivity>(StringComparer.Ordinal);
        foreach (var child in flowchart.Activities)
            if (child.Id is not null)
                byId.TryAdd(child.Id, child);
        var start = element.Member("start") is { } value ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.Text("id") : null;
        flowchart.Start = start is not null && byId.TryGetValue(start, out var first) ? first : null;
        var notFound = new List<object>();
        foreach (var item in element.Member("connections")?.EnumerateArray() ?? default)
        {
            if (Read(item, byId) is { } connection)
                flowchart.Connections.Add(connection);
            else
                notFound.Add(PlainData.Read(item)!);
        }

        flowchart.CustomProperties[NotFoundConnections] = notFound;
    }

    public static bool Writes(Utf8JsonWriter writer, IActivity activity, string property)
    {
        if (activity is not Activities.Flowchart.Activities.Flowchart flowchart || property is not ("connections" or "start"))
            return false;
        if (property == "start")
        {
            if (flowchart.Start is { } start)
                writer.WriteString("start", start.Id);
            return true;
        }

        writer.WriteStartArray("connections");
        foreach (var connection in flowchart.Connections)
        {
            writer.WriteStartObject();
            Write(writer, "source", connection.Source);
            Write(writer, "target", connection.Target);
            writer.WriteStartArray("vertices");
            foreach (var vertex in connection.Vertices)
            {
                writer.WriteStartObject();
                writer.WriteNumber("x", vertex.X);
                writer.WriteNumber("y", vertex.Y);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        return true;
    }

    private static Connection? Read(JsonElement element, Dictionary<string, IActivity> byId)
    {
        if (element.ValueKind != JsonValueKind.Object || ReadEnd(element, "source", byId) is not { } source || ReadEnd(element, "target", byId) is not { } target)
            return null;
        var connection = new Connection(source, target);
        if (element.Member("vertices") is { ValueKind: JsonValueKind.Array } vertices)
            foreach (var vertex in vertices.EnumerateArray())
                connection.Vertices.Add(new Position { X = vertex.Member("x")?.GetDouble() ?? 0, Y = vertex.Member("y")?.GetDouble() ?? 0 });
        return connection;
    }

    private static Endpoint? ReadEnd(JsonElement connection, string name, Dictionary<string, IActivity> byId) =>
        connection.Member(name) is { ValueKind: JsonValueKind.Object } end && end.Text("activity") is { } id && byId.TryGetValue(id, out var activity)
            ? new Endpoint(activity, end.Text("port"))
            : null;

    private static void Write(Utf8JsonWriter writer, string name, Endpoint endpoint)
    {
        writer.WriteStartObject(name);
        writer.WriteString("activity", endpoint.Activity.Id);
        if (endpoint.Port is not null)
            writer.WriteString("port", endpoint.Port);
        writer.WriteEndObject();
    }
}
