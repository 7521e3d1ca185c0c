using System.Text.Json;
using System.Text.Json.Serialization;
using Elsa.Expressions.Contracts;
using Elsa.Expressions.Services;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.State;

namespace Elsa.Workflows.Serialization;

/// <summary>The kept form of instances, written property by property: it is written and read once a burst.</summary>
internal sealed class WorkflowStateJson(IWellKnownTypeRegistry types) : JsonConverter<WorkflowState>, IWorkflowStateSerializer
{
    private readonly VariableJsonConverter _variables = new(types);

    public override WorkflowState? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return Deserialize(document.RootElement);
    }

    public override void Write(Utf8JsonWriter writer, WorkflowState value, JsonSerializerOptions options) => Write(writer, value);

    public string Serialize(WorkflowState workflowState) => System.Text.Encoding.UTF8.GetString(SerializeToUtfBytes(workflowState));

    public byte[] SerializeToUtfBytes(WorkflowState workflowState)
    {
        using var json = RentedJson.Of(writer => Write(writer, workflowState));
        return json.Written.ToArray();
    }

    public JsonElement SerializeToElement(WorkflowState workflowState) => JsonElement.Parse(SerializeToUtfBytes(workflowState), EngineJson.DocumentOptions);

    public WorkflowState Deserialize(string serializedState)
    {
        using var document = JsonDocument.Parse(serializedState, EngineJson.DocumentOptions);
        return Deserialize(document.RootElement);
    }

    public WorkflowState Deserialize(JsonElement serializedState)
    {
        try
        {
            return WorkflowStateReader.Read(serializedState, _variables);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new JsonException($"The instance's state is damaged: {exception.Message}", exception);
        }
    }

    public void Write(Utf8JsonWriter writer, WorkflowState state)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, state.Id);
        writer.WriteString("definitionId"u8, state.DefinitionId);
        writer.WriteString("definitionVersionId"u8, state.DefinitionVersionId);
        writer.WriteNumber("definitionVersion"u8, state.DefinitionVersion);
        WriteText(writer, "correlationId"u8, state.CorrelationId);
        WriteText(writer, "parentWorkflowInstanceId"u8, state.ParentWorkflowInstanceId);
        WriteText(writer, "name"u8, state.Name);
        writer.WriteString("status"u8, NameOf(state.Status));
        writer.WriteString("subStatus"u8, NameOf(state.SubStatus));
        writer.WriteBoolean("isExecuting"u8, state.IsExecuting);
        WriteList(writer, "bookmarks"u8, state.Bookmarks, Write);
        WriteList(writer, "incidents"u8, state.Incidents, Write);
        writer.WriteBoolean("isSystem"u8, state.IsSystem);
        WriteList(writer, "completionCallbacks"u8, state.CompletionCallbacks, Write);
        WriteList(writer, "activityExecutionContexts"u8, state.ActivityExecutionContexts, Write);
        WriteList(writer, "scheduledActivities"u8, state.ScheduledActivities, Write);
        if (state.HeldBookmarks.Count > 0)
            WriteList(writer, "heldBookmarks"u8, state.HeldBookmarks, Write);
        if (state.FailedSteps.Count > 0)
            WriteData(writer, "failedSteps"u8, state.FailedSteps);
        writer.WriteNumber("executionLogSequence"u8, state.ExecutionLogSequence);
        WriteData(writer, "input"u8, state.Input);
        WriteData(writer, "output"u8, state.Output);
        WriteData(writer, "properties"u8, state.Properties);
        writer.WriteString("createdAt"u8, state.CreatedAt);
        writer.WriteString("updatedAt"u8, state.UpdatedAt);
        if (state.FinishedAt is { } finishedAt)
            writer.WriteString("finishedAt"u8, finishedAt);
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, Bookmark bookmark)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, bookmark.Id);
        writer.WriteString("name"u8, bookmark.Name);
        writer.WriteString("hash"u8, bookmark.Hash);
        if (bookmark.Payload is not null)
            WriteData(writer, "payload"u8, bookmark.Payload);
        writer.WriteString("activityId"u8, bookmark.ActivityId);
        writer.WriteString("activityNodeId"u8, bookmark.ActivityNodeId);
        WriteText(writer, "activityInstanceId"u8, bookmark.ActivityInstanceId);
        writer.WriteString("createdAt"u8, bookmark.CreatedAt);
        writer.WriteBoolean("autoBurn"u8, bookmark.AutoBurn);
        WriteText(writer, "callbackMethodName"u8, bookmark.CallbackMethodName);
        writer.WriteBoolean("autoComplete"u8, bookmark.AutoComplete);
        if (bookmark.Metadata is { } metadata)
        {
            writer.WriteStartObject("metadata"u8);
            foreach (var (key, value) in metadata)
                writer.WriteString(key, value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, ActivityIncident incident)
    {
        writer.WriteStartObject();
        writer.WriteString("activityId"u8, incident.ActivityId);
        writer.WriteString("activityNodeId"u8, incident.ActivityNodeId);
        writer.WriteString("activityType"u8, incident.ActivityType);
        writer.WriteString("message"u8, incident.Message);
        if (incident.Exception is { } exception)
        {
            writer.WritePropertyName("exception"u8);
            Write(writer, exception);
        }

        writer.WriteString("timestamp"u8, incident.Timestamp);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ExceptionState exception)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, exception.TypeName ?? exception.Type.Name);
        writer.WriteString("message"u8, exception.Message);
        WriteText(writer, "stackTrace"u8, exception.StackTrace);
        if (exception.InnerException is { } inner)
        {
            writer.WritePropertyName("innerException"u8);
            Write(writer, inner);
        }

        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, CompletionCallbackState callback)
    {
        writer.WriteStartObject();
        writer.WriteString("ownerInstanceId"u8, callback.OwnerInstanceId);
        writer.WriteString("childNodeId"u8, callback.ChildNodeId);
        WriteText(writer, "methodName"u8, callback.MethodName);
        if (callback.Tag is not null)
            WriteData(writer, "tag"u8, callback.Tag);
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, ActivityExecutionContextState execution)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, execution.Id);
        writer.WriteNumber("callStackDepth"u8, execution.CallStackDepth);
        WriteText(writer, "parentContextId"u8, execution.ParentContextId);
        writer.WriteString("scheduledActivityNodeId"u8, execution.ScheduledActivityNodeId);
        WriteText(writer, "ownerActivityNodeId"u8, execution.OwnerActivityNodeId);
        WriteData(writer, "properties"u8, execution.Properties);
        WriteData(writer, "metadata"u8, execution.Metadata);
        if (execution.ActivityState is { } activityState)
            WriteData(writer, "activityState"u8, activityState);
        WriteList(writer, "dynamicVariables"u8, execution.DynamicVariables, Write);
        writer.WriteString("status"u8, execution.Status.ToString());
        writer.WriteBoolean("isExecuting"u8, execution.IsExecuting);
        writer.WriteNumber("faultCount"u8, execution.FaultCount);
        writer.WriteString("startedAt"u8, execution.StartedAt);
        if (execution.CompletedAt is { } completedAt)
            writer.WriteString("completedAt"u8, completedAt);
        if (execution.Tag is not null)
            WriteData(writer, "tag"u8, execution.Tag);
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, ActivityWorkItemState item)
    {
        writer.WriteStartObject();
        writer.WriteString("activityNodeId"u8, item.ActivityNodeId);
        WriteText(writer, "ownerContextId"u8, item.OwnerContextId);
        if (item.Tag is not null)
            WriteData(writer, "tag"u8, item.Tag);
        if (item.Variables is { } variables)
            WriteList(writer, "variables"u8, variables, Write);
        WriteText(writer, "existingActivityExecutionContextId"u8, item.ExistingActivityExecutionContextId);
        if (item.Input is { } input)
            WriteData(writer, "input"u8, input);
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, Variable variable) => _variables.Write(writer, variable, EngineJson.Values);

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static void WriteData(Utf8JsonWriter writer, ReadOnlySpan<byte> name, object value)
    {
        writer.WritePropertyName(name);
        PlainData.Write(writer, value);
    }

    private static void WriteList<T>(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ICollection<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
            write(writer, item);
        writer.WriteEndArray();
    }

    private static string NameOf(WorkflowStatus status) => status == WorkflowStatus.Running ? "Running" : "Finished";

    private static string NameOf(WorkflowSubStatus subStatus) => subStatus switch
    {
        WorkflowSubStatus.Suspended => "Suspended",
        WorkflowSubStatus.Finished => "Finished",
        var other => other.ToString(),
    };
}
