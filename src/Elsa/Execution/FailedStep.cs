using Elsa.Expressions.Helpers;
using Elsa.Workflows.Activities.Flowchart.Models;

namespace Elsa.Workflows;

/// <summary>What an execution was doing when it failed, other than beginning: a resume with its input, or hearing that a child is complete.</summary>
internal sealed record FailedStep
{
    public string? BookmarkId { get; init; }

    public IDictionary<string, object>? Input { get; init; }

    public string? ChildNodeId { get; init; }

    public string? ChildId { get; init; }

    public object? ChildTag { get; init; }

    public string? Method { get; init; }

    public string[]? Outcomes { get; init; }

    public static FailedStep Of(ActivityExecutionContext child, ActivityCompletionCallback callback, object? result) => new()
    {
        ChildNodeId = child.NodeId,
        ChildId = child.Id,
        ChildTag = child.Tag,
        Method = callback.Method.Name,
        Outcomes = (result as Outcomes)?.Names,
    };

    /// <summary>As plain data, the way it is kept with the instance.</summary>
    public Dictionary<string, object> Write()
    {
        var values = new Dictionary<string, object>();
        foreach (var (name, value) in new (string, object?)[] { ("bookmarkId", BookmarkId), ("input", Input), ("childNodeId", ChildNodeId), ("childId", ChildId), ("childTag", ChildTag), ("method", Method), ("outcomes", Outcomes) })
            if (value is not null)
                values[name] = value;
        return values;
    }

    public static FailedStep? Read(object kept) => kept is not IDictionary<string, object> values ? null : new FailedStep
    {
        BookmarkId = PropertyBag.Get<string>(values, "bookmarkId"),
        Input = PropertyBag.Get<IDictionary<string, object>>(values, "input"),
        ChildNodeId = PropertyBag.Get<string>(values, "childNodeId"),
        ChildId = PropertyBag.Get<string>(values, "childId"),
        ChildTag = values.TryGetValue("childTag", out var tag) ? tag : null,
        Method = PropertyBag.Get<string>(values, "method"),
        Outcomes = values.TryGetValue("outcomes", out var outcomes) ? outcomes.ConvertTo<string[]>() : null,
    };
}
