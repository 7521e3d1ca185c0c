using Elsa.Expressions.Helpers;
using Elsa.Extensions;
using Elsa.Workflows.Runtime.Requests;
using Elsa.Workflows.State;

namespace Elsa.Workflows.Runtime;

/// <summary>Stands in the properties of a child: which bookmark of the parent waits for it, and whether for its end or for its first pause.</summary>
internal sealed record ParentNotice(string BookmarkId, bool WaitForCompletion)
{
    private const string BookmarkProperty = "ParentBookmarkId";
    private const string WaitProperty = "WaitForCompletion";
    private const string LevelProperty = "ParentLevel";

    public static int LevelOf(IDictionary<string, object> properties) => PropertyBag.Get<int>(properties, LevelProperty);

    public void WriteTo(IDictionary<string, object> properties, int level)
    {
        properties[BookmarkProperty] = BookmarkId;
        properties[WaitProperty] = WaitForCompletion;
        properties[LevelProperty] = level;
    }

    /// <summary>The resume of the parent that belongs into the commit of a child's burst; null when nobody waits for what the burst brought about.</summary>
    public static QueueRow? ResumeOf(WorkflowState child, bool isFirstBurst, DateTimeOffset now)
    {
        if (child.ParentWorkflowInstanceId is not { } parent || PropertyBag.Get<string>(child.Properties, BookmarkProperty) is not { } bookmark)
            return null;
        if (child.Status != WorkflowStatus.Finished && (!isFirstBurst || PropertyBag.Get<bool>(child.Properties, WaitProperty)))
            return null;
        var request = new DispatchWorkflowInstanceRequest(parent) { BookmarkId = bookmark, Input = ChildReport.Of(child).ToInput() };
        return new QueueRow(Keys.Derive("child", child.Id, bookmark), QueueKind.Run, now) { InstanceId = parent, BookmarkId = bookmark, Data = QueueRow.Write(request) };
    }

    /// <summary>The resume of a parent whose child could not be started at all; null when nobody waits.</summary>
    public static QueueRow? ResumeOf(DispatchWorkflowDefinitionRequest start, string error, DateTimeOffset now)
    {
        if (start is not { ParentWorkflowInstanceId: { } parent, Properties: { } properties } || PropertyBag.Get<string>(properties, BookmarkProperty) is not { } bookmark)
            return null;
        var report = new ChildReport(start.InstanceId ?? "", start.DefinitionVersionId, start.CorrelationId, WorkflowStatus.Finished, WorkflowSubStatus.Faulted, new Dictionary<string, object>(), error);
        var request = new DispatchWorkflowInstanceRequest(parent) { BookmarkId = bookmark, Input = report.ToInput() };
        return new QueueRow(Keys.Derive("child", start.InstanceId ?? "", bookmark), QueueKind.Run, now) { InstanceId = parent, BookmarkId = bookmark, Data = QueueRow.Write(request) };
    }
}

/// <summary>What a parent hears about a child.</summary>
/// <param name="Error">Why the child could not be started; null when it was.</param>
internal sealed record ChildReport(string InstanceId, string VersionId, string? CorrelationId, WorkflowStatus Status, WorkflowSubStatus SubStatus, IDictionary<string, object> Output, string? Error)
{
    private const string InputKey = "ChildWorkflow";

    public static ChildReport Of(WorkflowState child) =>
        new(child.Id, child.DefinitionVersionId, child.CorrelationId, child.Status, child.SubStatus, child.Output, null);

    public Dictionary<string, object> ToInput()
    {
        var report = new Dictionary<string, object>
        {
            ["InstanceId"] = InstanceId,
            ["VersionId"] = VersionId,
            ["Status"] = Status.ToString(),
            ["SubStatus"] = SubStatus.ToString(),
            ["Output"] = Output,
        };
        if (CorrelationId is not null)
            report["CorrelationId"] = CorrelationId;
        if (Error is not null)
            report["Error"] = Error;
        return new Dictionary<string, object> { [InputKey] = report };
    }

    /// <exception cref="InvalidOperationException">The resume came from somewhere else than a child.</exception>
    /// <exception cref="StartAgainException">The child could not be started.</exception>
    public static ChildReport From(ActivityExecutionContext parent)
    {
        var report = FromAny(parent);
        return report.Error is null ? report : throw new StartAgainException($"The child workflow could not be started: {report.Error}");
    }

    /// <summary>Also of a child that could not be started.</summary>
    /// <exception cref="InvalidOperationException">The resume came from somewhere else than a child.</exception>
    public static ChildReport FromAny(ActivityExecutionContext parent)
    {
        var report = parent.GetWorkflowInput<IDictionary<string, object>>(InputKey)
            ?? throw new InvalidOperationException("Only the end of the child workflow resumes this activity.");
        return new ChildReport(
            Text(report, "InstanceId") ?? "",
            Text(report, "VersionId") ?? "",
            Text(report, "CorrelationId"),
            Enum.Parse<WorkflowStatus>(Text(report, "Status") ?? nameof(WorkflowStatus.Finished)),
            Enum.Parse<WorkflowSubStatus>(Text(report, "SubStatus") ?? nameof(WorkflowSubStatus.Finished)),
            report.TryGetValue("Output", out var output) ? output.ConvertTo<IDictionary<string, object>>() ?? new Dictionary<string, object>() : new Dictionary<string, object>(),
            Text(report, "Error"));
    }

    private static string? Text(IDictionary<string, object> report, string name) => report.TryGetValue(name, out var value) ? value as string : null;
}
