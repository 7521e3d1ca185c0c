using System.Globalization;
using System.Text.Json;
using Elsa.Common.Models;
using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Filters;
using ProcessSales.Workflows.Cases;

namespace ProcessSales.Host.Pages.Cases;

/// <summary>A step as drawn: where it lies and whether it is done, current or ahead.</summary>
public sealed record PictureNode(string Id, string Name, double X, double Y, double Width, double Height, string State);

/// <summary>A connection as drawn.</summary>
public sealed record PictureEdge(string Path, string? Label, double LabelX, double LabelY);

/// <summary>A flowchart as drawn.</summary>
/// <param name="Width">As laid out; drawn smaller.</param>
public sealed record Picture(string ViewBox, double Width, IReadOnlyList<PictureNode> Nodes, IReadOnlyList<PictureEdge> Edges);

/// <summary>Draws the flowchart of a case in the version that the case runs on, as Studio laid it out. Plain SVG: it needs no script and fits a phone.</summary>
public sealed class CaseDrawing(IWorkflowDefinitionStore definitions, IActivityExecutionStore executions)
{
    private const double Margin = 24;

    /// <summary>Null while the engine has not started the case, or when its definition is no flowchart.</summary>
    public async Task<Picture?> DrawAsync(Case file, CancellationToken stop)
    {
        if (file.DefinitionVersion is not { } version) return null;
        var definition = await definitions.FindAsync(new WorkflowDefinitionFilter { DefinitionId = file.Process, VersionOptions = VersionOptions.SpecificVersion(version) }, stop);
        if (definition?.StringData is not { } json) return null;
        using var root = JsonDocument.Parse(json);
        if (!root.RootElement.TryGetProperty("activities", out var activities) || !root.RootElement.TryGetProperty("connections", out var connections)) return null;
        var states = await StatesAsync(file.InstanceId, stop);
        var nodes = activities.EnumerateArray().Select(activity => NodeOf(activity, states)).ToDictionary(node => node.Id);
        if (nodes.Count == 0) return null;
        var edges = connections.EnumerateArray().Select(connection => EdgeOf(connection, nodes)).OfType<PictureEdge>().ToList();
        var left = nodes.Values.Min(node => node.X) - Margin;
        var top = nodes.Values.Min(node => node.Y) - Margin;
        var width = nodes.Values.Max(node => node.X + node.Width) + Margin - left;
        var height = nodes.Values.Max(node => node.Y + node.Height) + Margin - top;
        return new(string.Create(CultureInfo.InvariantCulture, $"{left:0} {top:0} {width:0} {height:0}"), width, [.. nodes.Values], edges);
    }

    private async Task<Dictionary<string, string>> StatesAsync(string instanceId, CancellationToken stop)
    {
        var records = await executions.FindManyAsync(new ActivityExecutionRecordFilter { WorkflowInstanceId = instanceId }, stop);
        return records.GroupBy(record => record.ActivityId).ToDictionary(
            group => group.Key,
            group => group.OrderBy(record => record.StartedAt).Last().Status == ActivityStatus.Running ? "current" : "done");
    }

    private static PictureNode NodeOf(JsonElement activity, Dictionary<string, string> states)
    {
        var id = activity.GetProperty("id").GetString() ?? "";
        var metadata = activity.TryGetProperty("metadata", out var known) ? known : default;
        var name = TextOf(metadata, "displayText") ?? TextOf(activity, "name") ?? TextOf(activity, "type")?.Split('.')[^1] ?? id;
        var designer = metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("designer", out var layout) ? layout : default;
        return new(id, Fitting(name), NumberOf(designer, "position", "x", 0), NumberOf(designer, "position", "y", 0),
            Math.Max(120, NumberOf(designer, "size", "width", 200)), Math.Max(44, NumberOf(designer, "size", "height", 54)), states.GetValueOrDefault(id, "ahead"));
    }

    // A Chinese character is about as wide as two Latin ones.
    private static string Fitting(string name)
    {
        const int Room = 17;
        var taken = 0;
        for (var i = 0; i < name.Length; i++)
        {
            taken += name[i] > 0x2E80 ? 2 : 1;
            if (taken > Room) return string.Concat(name.AsSpan(0, i), "…");
        }

        return name;
    }

    private static PictureEdge? EdgeOf(JsonElement connection, Dictionary<string, PictureNode> nodes)
    {
        var source = connection.GetProperty("source");
        if (!nodes.TryGetValue(TextOf(source, "activity") ?? "", out var from) || !nodes.TryGetValue(TextOf(connection.GetProperty("target"), "activity") ?? "", out var to)) return null;
        var (x1, y1, x2, y2) = (from.X + from.Width, from.Y + from.Height / 2, to.X, to.Y + to.Height / 2);
        var reach = x2 > x1 ? (x2 - x1) / 2 : 70;
        // A way back runs above the steps, where it can be told from the way forward.
        var path = x2 > x1
            ? string.Create(CultureInfo.InvariantCulture, $"M{x1:0} {y1:0}C{x1 + reach:0} {y1:0} {x2 - reach:0} {y2:0} {x2:0} {y2:0}")
            : string.Create(CultureInfo.InvariantCulture, $"M{from.X + from.Width / 2:0} {from.Y:0}C{from.X + from.Width / 2:0} {Math.Min(from.Y, to.Y) - 90:0} {to.X + to.Width / 2:0} {Math.Min(from.Y, to.Y) - 90:0} {to.X + to.Width / 2:0} {to.Y:0}");
        var port = TextOf(source, "port");
        // Several ways may leave one step, so the label stands where the way arrives.
        return new(path, port is null or "Done" ? null : port, x2 > x1 ? x2 - 14 : x1 + 6, x2 > x1 ? y2 - 9 : y1 - 9);
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static double NumberOf(JsonElement element, string group, string name, double otherwise) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(group, out var inner) && inner.ValueKind == JsonValueKind.Object
        && inner.TryGetProperty(name, out var value) && value.TryGetDouble(out var number) ? number : otherwise;
}
