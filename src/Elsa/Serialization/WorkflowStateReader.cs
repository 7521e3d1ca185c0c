using System.Text.Json;
using Elsa.Workflows.Models;
using Elsa.Workflows.State;

namespace Elsa.Workflows.Serialization;

/// <summary>Reads the kept form of instances. Nothing in it can name a type that is then made.</summary>
internal static class WorkflowStateReader
{
    public static WorkflowState Read(JsonElement element, VariableJsonConverter variables) => new()
    {
        Id = Required(element, "id"),
        DefinitionId = Required(element, "definitionId"),
        DefinitionVersionId = Required(element, "definitionVersionId"),
        DefinitionVersion = element.GetProperty("definitionVersion").GetInt32(),
        CorrelationId = element.Text("correlationId"),
        ParentWorkflowInstanceId = element.Text("parentWorkflowInstanceId"),
        Name = element.Text("name"),
        Status = ReadEnum<WorkflowStatus>(element, "status"),
        SubStatus = ReadEnum<WorkflowSubStatus>(element, "subStatus"),
        IsExecuting = Flag(element, "isExecuting"),
        Bookmarks = List(element, "bookmarks", ReadBookmark),
        Incidents = List(element, "incidents", ReadIncident),
        IsSystem = Flag(element, "isSystem"),
        CompletionCallbacks = List(element, "completionCallbacks", ReadCallback),
        ActivityExecutionContexts = List(element, "activityExecutionContexts", x => ReadExecution(x, variables)),
        ScheduledActivities = List(element, "scheduledActivities", x => ReadDue(x, variables)),
        HeldBookmarks = List(element, "heldBookmarks", ReadBookmark),
        FailedSteps = Data(element, "failedSteps"),
        ExecutionLogSequence = element.Member("executionLogSequence")?.GetInt64() ?? 0,
        Input = Data(element, "input"),
        Output = Data(element, "output"),
        Properties = Data(element, "properties"),
        CreatedAt = element.GetProperty("createdAt").GetDateTimeOffset(),
        UpdatedAt = element.GetProperty("updatedAt").GetDateTimeOffset(),
        FinishedAt = element.Member("finishedAt")?.GetDateTimeOffset(),
    };

    private static Bookmark ReadBookmark(JsonElement element) => new()
    {
        Id = Required(element, "id"),
        Name = Required(element, "name"),
        Hash = Required(element, "hash"),
        Payload = element.Member("payload") is { } payload ? PlainData.Read(payload) : null,
        ActivityId = Required(element, "activityId"),
        ActivityNodeId = Required(element, "activityNodeId"),
        ActivityInstanceId = element.Text("activityInstanceId"),
        CreatedAt = element.GetProperty("createdAt").GetDateTimeOffset(),
        AutoBurn = Flag(element, "autoBurn"),
        CallbackMethodName = element.Text("callbackMethodName"),
        AutoComplete = Flag(element, "autoComplete"),
        Metadata = element.Member("metadata")?.EnumerateObject().ToDictionary(x => x.Name, x => x.Value.GetString() ?? ""),
    };

    private static ActivityIncident ReadIncident(JsonElement element) => new(
        Required(element, "activityId"),
        Required(element, "activityNodeId"),
        Required(element, "activityType"),
        element.Text("message") ?? "",
        element.Member("exception") is { } exception ? ReadException(exception) : null,
        element.GetProperty("timestamp").GetDateTimeOffset());

    private static ExceptionState ReadException(JsonElement element) => new()
    {
        TypeName = element.Text("type"),
        Message = element.Text("message") ?? "",
        StackTrace = element.Text("stackTrace"),
        InnerException = element.Member("innerException") is { } inner ? ReadException(inner) : null,
    };

    private static CompletionCallbackState ReadCallback(JsonElement element) => new(
        Required(element, "ownerInstanceId"),
        Required(element, "childNodeId"),
        element.Text("methodName"),
        element.Member("tag") is { } tag ? PlainData.Read(tag) : null);

    private static ActivityExecutionContextState ReadExecution(JsonElement element, VariableJsonConverter variables) => new()
    {
        Id = Required(element, "id"),
        CallStackDepth = element.Member("callStackDepth")?.GetInt32() ?? 0,
        ParentContextId = element.Text("parentContextId"),
        ScheduledActivityNodeId = Required(element, "scheduledActivityNodeId"),
        OwnerActivityNodeId = element.Text("ownerActivityNodeId"),
        Properties = Data(element, "properties"),
        Metadata = Data(element, "metadata"),
        ActivityState = Data(element, "activityState"),
        DynamicVariables = List(element, "dynamicVariables", variables.Read),
        Status = ReadEnum<ActivityStatus>(element, "status"),
        IsExecuting = Flag(element, "isExecuting"),
        FaultCount = element.Member("faultCount")?.GetInt32() ?? 0,
        StartedAt = element.GetProperty("startedAt").GetDateTimeOffset(),
        CompletedAt = element.Member("completedAt")?.GetDateTimeOffset(),
        Tag = element.Member("tag") is { } tag ? PlainData.Read(tag) : null,
    };

    private static ActivityWorkItemState ReadDue(JsonElement element, VariableJsonConverter variables) => new()
    {
        ActivityNodeId = Required(element, "activityNodeId"),
        OwnerContextId = element.Text("ownerContextId"),
        Tag = element.Member("tag") is { } tag ? PlainData.Read(tag) : null,
        Variables = element.Member("variables") is null ? null : List(element, "variables", variables.Read),
        ExistingActivityExecutionContextId = element.Text("existingActivityExecutionContextId"),
        Input = element.Member("input") is { } input ? PlainData.ReadObject(input) : null,
    };

    private static string Required(JsonElement element, string name) =>
        element.Text(name) ?? throw new JsonException($"The instance's state is damaged: '{name}' is missing.");

    private static bool Flag(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static T ReadEnum<T>(JsonElement element, string name) where T : struct, Enum =>
        Enum.TryParse<T>(element.Text(name), out var value) ? value : throw new JsonException($"The instance's state is damaged: '{name}' is '{element.Text(name)}'.");

    private static IDictionary<string, object> Data(JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Object } data ? PlainData.ReadObject(data) : new Dictionary<string, object>();

    private static List<T> List<T>(JsonElement element, string name, Func<JsonElement, T> read)
    {
        var list = new List<T>();
        if (element.Member(name) is { } items)
            foreach (var item in items.EnumerateArray())
                list.Add(read(item));
        return list;
    }
}
