using System.Text.Json;
using Elsa.Storage;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Serialization;
using Elsa.Workflows.State;

namespace Elsa.Workflows.Runtime;

/// <summary>What a burst wrote: entries of the journal and executions of activities, as one compact text. Absent values are left out.</summary>
internal static class JournalPack
{
    public static byte[] Write(IEnumerable<WorkflowExecutionLogRecord> entries, IEnumerable<ActivityExecutionRecord> executions)
    {
        using var json = RentedJson.Of(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("l");
            foreach (var entry in entries)
                Write(writer, entry);
            writer.WriteEndArray();
            writer.WriteStartArray("a");
            foreach (var execution in executions)
                Write(writer, execution);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
        return Packed.Pack(json.Written);
    }

    public static void Read(InstanceKey instance, byte[] data, List<WorkflowExecutionLogRecord>? entries, Dictionary<string, ActivityExecutionRecord>? executions)
    {
        using var document = JsonDocument.Parse(Packed.Unpack(data), EngineJson.DocumentOptions);
        if (entries is not null)
            foreach (var element in document.RootElement.GetProperty("l").EnumerateArray())
                entries.Add(ReadEntry(instance, element));
        if (executions is not null)
            foreach (var element in document.RootElement.GetProperty("a").EnumerateArray())
            {
                var execution = ReadExecution(instance, element);
                executions[execution.Id] = execution;
            }
    }

    /// <summary>The id of an entry names its instance and place, so that it need not be stored.</summary>
    public static string EntryId(string instanceId, long sequence) => $"{instanceId}-{sequence}";

    private static void Write(Utf8JsonWriter writer, WorkflowExecutionLogRecord entry)
    {
        writer.WriteStartObject();
        writer.WriteNumber("s", entry.Sequence);
        writer.WriteNumber("t", entry.Timestamp.UtcTicks);
        Text(writer, "x", entry.ActivityInstanceId);
        Text(writer, "p", entry.ParentActivityInstanceId);
        Text(writer, "i", entry.ActivityId);
        Text(writer, "y", entry.ActivityType);
        if (entry.ActivityTypeVersion != 1)
            writer.WriteNumber("v", entry.ActivityTypeVersion);
        Text(writer, "m", entry.ActivityName);
        Text(writer, "n", entry.ActivityNodeId);
        Text(writer, "e", entry.EventName);
        Text(writer, "d", entry.Message);
        Text(writer, "o", entry.Source);
        Value(writer, "z", entry.Payload);
        writer.WriteEndObject();
    }

    private static WorkflowExecutionLogRecord ReadEntry(InstanceKey instance, JsonElement element)
    {
        var sequence = element.GetProperty("s").GetInt64();
        return new WorkflowExecutionLogRecord
        {
            Id = EntryId(instance.Id, sequence),
            WorkflowInstanceId = instance.Id,
            WorkflowDefinitionId = instance.DefinitionId,
            WorkflowDefinitionVersionId = instance.DefinitionVersionId,
            WorkflowVersion = instance.Version,
            Sequence = sequence,
            Timestamp = Moment(element, "t")!.Value,
            ActivityInstanceId = Text(element, "x") ?? "",
            ParentActivityInstanceId = Text(element, "p"),
            ActivityId = Text(element, "i") ?? "",
            ActivityType = Text(element, "y") ?? "",
            ActivityTypeVersion = Number(element, "v") ?? 1,
            ActivityName = Text(element, "m"),
            ActivityNodeId = Text(element, "n") ?? "",
            EventName = Text(element, "e"),
            Message = Text(element, "d"),
            Source = Text(element, "o"),
            Payload = Value(element, "z"),
        };
    }

    private static void Write(Utf8JsonWriter writer, ActivityExecutionRecord execution)
    {
        writer.WriteStartObject();
        Text(writer, "x", execution.Id);
        Text(writer, "i", execution.ActivityId);
        Text(writer, "n", execution.ActivityNodeId);
        Text(writer, "y", execution.ActivityType);
        if (execution.ActivityTypeVersion != 1)
            writer.WriteNumber("v", execution.ActivityTypeVersion);
        Text(writer, "m", execution.ActivityName);
        writer.WriteNumber("t", execution.StartedAt.UtcTicks);
        if (execution.CompletedAt is { } completed)
            writer.WriteNumber("c", completed.UtcTicks);
        writer.WriteNumber("u", (int)execution.Status);
        if (execution.HasBookmarks)
            writer.WriteBoolean("b", true);
        if (execution.AggregateFaultCount > 0)
            writer.WriteNumber("f", execution.AggregateFaultCount);
        if (execution.CallStackDepth is { } depth)
            writer.WriteNumber("h", depth);
        Text(writer, "g", execution.SchedulingActivityExecutionId);
        Text(writer, "j", execution.SchedulingActivityId);
        Text(writer, "k", execution.SchedulingWorkflowInstanceId);
        Value(writer, "S", execution.ActivityState);
        Value(writer, "P", execution.Payload);
        Value(writer, "O", execution.Outputs);
        Value(writer, "R", execution.Properties);
        Value(writer, "M", execution.Metadata);
        if (execution.Exception is { } exception)
        {
            writer.WritePropertyName("X");
            Write(writer, exception);
        }

        writer.WriteEndObject();
    }

    private static ActivityExecutionRecord ReadExecution(InstanceKey instance, JsonElement element) => new()
    {
        Id = Text(element, "x")!,
        WorkflowInstanceId = instance.Id,
        ActivityId = Text(element, "i") ?? "",
        ActivityNodeId = Text(element, "n") ?? "",
        ActivityType = Text(element, "y") ?? "",
        ActivityTypeVersion = Number(element, "v") ?? 1,
        ActivityName = Text(element, "m"),
        StartedAt = Moment(element, "t")!.Value,
        CompletedAt = Moment(element, "c"),
        Status = (ActivityStatus)(Number(element, "u") ?? 0),
        HasBookmarks = element.TryGetProperty("b", out _),
        AggregateFaultCount = Number(element, "f") ?? 0,
        CallStackDepth = Number(element, "h"),
        SchedulingActivityExecutionId = Text(element, "g"),
        SchedulingActivityId = Text(element, "j"),
        SchedulingWorkflowInstanceId = Text(element, "k"),
        ActivityState = Values(element, "S")!,
        Payload = Values(element, "P"),
        Outputs = Values(element, "O")!,
        Properties = Values(element, "R"),
        Metadata = Values(element, "M"),
        Exception = element.TryGetProperty("X", out var exception) ? ReadException(exception) : null,
    };

    private static void Write(Utf8JsonWriter writer, ExceptionState exception)
    {
        writer.WriteStartObject();
        Text(writer, "y", exception.TypeName ?? exception.Type.FullName);
        Text(writer, "d", exception.Message);
        Text(writer, "s", exception.StackTrace);
        if (exception.InnerException is { } inner)
        {
            writer.WritePropertyName("X");
            Write(writer, inner);
        }

        writer.WriteEndObject();
    }

    private static ExceptionState ReadException(JsonElement element) => new()
    {
        TypeName = Text(element, "y"),
        Message = Text(element, "d") ?? "",
        StackTrace = Text(element, "s"),
        InnerException = element.TryGetProperty("X", out var inner) ? ReadException(inner) : null,
    };

    private static void Text(Utf8JsonWriter writer, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            writer.WriteString(name, text);
    }

    private static void Value(Utf8JsonWriter writer, string name, object? value)
    {
        if (value is null or System.Collections.ICollection { Count: 0 })
            return;
        writer.WritePropertyName(name);
        PlainData.Write(writer, value);
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int? Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetInt32() : null;

    private static DateTimeOffset? Moment(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? new DateTimeOffset(value.GetInt64(), TimeSpan.Zero) : null;

    private static object? Value(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? PlainData.Read(value) : null;

    private static Dictionary<string, object>? Values(JsonElement element, string name) => Value(element, name) as Dictionary<string, object>;
}

/// <summary>What every record of an instance has in common.</summary>
internal readonly record struct InstanceKey(long Num, string Id, string DefinitionId, string DefinitionVersionId, int Version);
