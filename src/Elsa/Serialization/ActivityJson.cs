using System.Text.Json;
using System.Text.Json.Serialization;
using Elsa.Expressions.Contracts;
using Elsa.Expressions.Models;
using Elsa.Expressions.Services;
using Elsa.Extensions;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Management.Activities.WorkflowDefinitionActivity;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.Serialization;

/// <summary>Activities as the designer writes and reads them. What is not known here is kept and written back.</summary>
internal sealed class ActivityJsonConverter(IActivityRegistry activities, IWellKnownTypeRegistry types, ExpressionJsonConverter expressions) : JsonConverter<IActivity>
{
    private const string RootName = "root";

    public override bool CanConvert(Type typeToConvert) => typeof(IActivity).IsAssignableFrom(typeToConvert);

    public override IActivity? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Null ? null : Read(document.RootElement, options);
    }

    public IActivity Read(JsonElement element, JsonSerializerOptions options)
    {
        if (element.ValueKind != JsonValueKind.Object || element.Text("type") is not { Length: > 0 } type)
            throw new JsonException("An activity must be an object with a 'type'.");
        var version = element.Member("version") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var given) ? given : 0;
        if ((activities.Find(type, version) ?? activities.Find(type)) is not { } descriptor)
            return Missing(element, type, version);
        var context = new ActivityConstructorContext(descriptor, clrType => new ActivityConstructionResult(Populate(clrType, element, options)));
        var activity = descriptor.Constructor(context).Activity;
        activity.Type = descriptor.TypeName;
        activity.Version = descriptor.Version;
        ReadSynthetic(activity, descriptor, options);
        (activity as IComposite)?.Setup();
        return activity;
    }

    public override void Write(Utf8JsonWriter writer, IActivity value, JsonSerializerOptions options)
    {
        if (value is NotFoundActivity { OriginalActivityJson: { } original })
        {
            writer.WriteRawValue(original);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("id", value.Id);
        if (value.NodeId is not null)
            writer.WriteString("nodeId", value.NodeId);
        if (value.Name is not null || value is not Activities.Flowchart.Activities.Flowchart)
            writer.WriteString("name", value.Name);
        writer.WriteString("type", value.Type);
        writer.WriteNumber("version", value.Version);
        WriteCustomProperties(writer, value);
        writer.WritePropertyName("metadata");
        PlainData.Write(writer, value.Metadata);
        foreach (var slot in ActivityShape.Of(value.GetType()).Slots)
        {
            if (FlowchartJson.Writes(writer, value, slot.Name) || (value is WorkflowDefinitionActivity && slot.Name == RootName))
                continue;
            writer.WritePropertyName(slot.Name);
            WriteSlot(writer, slot.Get(value), slot, options);
        }

        foreach (var (name, kept) in value.SyntheticProperties)
        {
            writer.WritePropertyName(kept is Input or Output ? JsonNamingPolicy.CamelCase.ConvertName(name) : name);
            if (kept is Input input)
                WriteInput(writer, input, options);
            else if (kept is Output output)
                WriteOutput(writer, output, output.GetType());
            else
                PlainData.Write(writer, kept);
        }

        writer.WriteEndObject();
    }

    // What is described but has no property of the class was kept as it stands and is read now.
    private void ReadSynthetic(IActivity activity, ActivityDescriptor descriptor, JsonSerializerOptions options)
    {
        foreach (var input in descriptor.Inputs)
            if (input is { IsSynthetic: true, IsWrapped: true } && Take(activity, input.Name) is { } value && ReadInput(typeof(Input<>).MakeGenericType(input.Type), value, options) is { } read)
                input.ValueSetter(activity, read);
        foreach (var output in descriptor.Outputs)
            if (output.IsSynthetic && Take(activity, output.Name) is { } value && ReadOutput(typeof(Output<>).MakeGenericType(output.Type), value) is { } read)
                output.ValueSetter(activity, read);
    }

    private static JsonElement? Take(IActivity activity, string name)
    {
        foreach (var (key, value) in activity.SyntheticProperties)
            if (value is JsonElement element && string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                activity.SyntheticProperties.Remove(key);
                return element;
            }

        return null;
    }

    private static NotFoundActivity Missing(JsonElement element, string type, int version) => new()
    {
        MissingTypeName = type,
        Id = element.Text("id")!,
        Name = element.Text("name"),
        MissingTypeVersion = version,
        OriginalActivityJson = element.GetRawText(),
    };

    private IActivity Populate(Type type, JsonElement element, JsonSerializerOptions options)
    {
        var shape = ActivityShape.Of(type);
        var activity = shape.Create();
        foreach (var property in element.EnumerateObject())
        {
            EngineJson.RefuseTypeNames(property);
            switch (property.Name)
            {
                case "id": activity.Id = property.Value.GetString()!; break;
                case "name": activity.Name = property.Value.GetString(); break;
                case "nodeId" or "type" or "version": break;
                case "customProperties": Merge(activity.CustomProperties, property.Value); break;

                // The older place of these two notes.
                case "canStartWorkflow" or "runAsynchronously" when property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    activity.CustomProperties.TryAdd(property.Name, property.Value.GetBoolean());
                    break;
                case "metadata": activity.Metadata = Map(property.Value); break;
                case RootName when activity is WorkflowDefinitionActivity: break;
                default:
                    if (FlowchartJson.IsDeferred(activity, property.Name))
                        break;
                    if (shape.ByName.TryGetValue(property.Name, out var slot))
                        ReadSlot(activity, slot, property.Value, options);
                    else
                        activity.SyntheticProperties[property.Name] = property.Value.Clone();
                    break;
            }
        }

        FlowchartJson.Complete(activity, element);
        return activity;
    }

    private void ReadSlot(IActivity activity, ActivityShape.Slot slot, JsonElement value, JsonSerializerOptions options)
    {
        if (slot.IsInput)
        {
            if (ReadInput(slot.Type, value, options) is { } input)
                slot.Set(activity, input);
            return;
        }

        if (slot.IsOutput)
        {
            // One that names no place keeps the place with which the class begins.
            if (ReadOutput(slot.Type, value) is { } output)
                slot.Set(activity, output);
            else if (value.ValueKind == JsonValueKind.Null)
                slot.Set(activity, null);
            return;
        }

        if (value.ValueKind == JsonValueKind.Null && slot.Get(activity) is not null)
            return;
        try
        {
            slot.Set(activity, value.Deserialize(slot.Type, options));
        }
        catch (JsonException exception)
        {
            throw new JsonException($"Property '{slot.Name}' of activity '{activity.Id}': {exception.Message}", exception);
        }
    }

    // An input that is null or missing keeps what the class begins with.
    internal object? ReadInput(Type inputType, JsonElement element, JsonSerializerOptions options)
    {
        if (element.ValueKind == JsonValueKind.Null)
            return null;
        var valueType = inputType.GenericTypeArguments[0];
        var isArgument = element.ValueKind == JsonValueKind.Object && (element.TryGetProperty("expression", out _) || element.TryGetProperty("memoryReference", out _));
        if (!isArgument)
            return ArgumentFactory.Input(inputType, Expression.LiteralExpression(PlainData.Read(element)), new MemoryBlockReference());
        var reference = new MemoryBlockReference { Id = element.Member("memoryReference")?.Text("id")! };
        var expression = element.Member("expression") is { } value ? expressions.Read(value, valueType, options) : null;
        return expression is null && reference.Id is null ? null : ArgumentFactory.Input(inputType, expression, reference);
    }

    private static object? ReadOutput(Type outputType, JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.Member("memoryReference")?.Text("id") is { Length: > 0 } id
            ? ArgumentFactory.Output(outputType, new MemoryBlockReference(id))
            : null;

    private void WriteSlot(Utf8JsonWriter writer, object? value, ActivityShape.Slot slot, JsonSerializerOptions options)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case Input input:
                WriteInput(writer, input, options);
                break;
            case Output output:
                WriteOutput(writer, output, slot.Type);
                break;
            default:
                JsonSerializer.Serialize(writer, value, value is IActivity ? typeof(IActivity) : slot.Type, options);
                break;
        }
    }

    private void WriteOutput(Utf8JsonWriter writer, Output output, Type type)
    {
        writer.WriteStartObject();
        writer.WriteString("typeName", types.NameOf(type.IsGenericType ? type.GenericTypeArguments[0] : typeof(object)));
        WriteReference(writer, output.Reference, true);
        writer.WriteEndObject();
    }

    internal void WriteInput(Utf8JsonWriter writer, Input input, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("typeName", types.NameOf(input.Type));
        if (input.Expression is { } expression)
        {
            writer.WritePropertyName("expression");
            expressions.Write(writer, expression, options);
        }

        WriteReference(writer, input.Reference, input.Expression is null);
        writer.WriteEndObject();
    }

    private static void WriteReference(Utf8JsonWriter writer, MemoryBlockReference? reference, bool always)
    {
        if (reference?.Id is not { } id || (!always && (reference is Literal || id.Contains(WorkflowGraphBuilder.InputPlaceMark))))
            return;
        writer.WriteStartObject("memoryReference");
        writer.WriteString("id", id);
        writer.WriteEndObject();
    }

    private static void WriteCustomProperties(Utf8JsonWriter writer, IActivity activity)
    {
        writer.WriteStartObject("customProperties");
        foreach (var (name, value) in activity.CustomProperties)
        {
            if (name is "canStartWorkflow" or "runAsynchronously")
                continue;
            writer.WritePropertyName(name);
            PlainData.Write(writer, value);
        }

        writer.WriteBoolean("canStartWorkflow", activity.GetCanStartWorkflow());
        writer.WriteBoolean("runAsynchronously", activity.GetRunAsynchronously() ?? false);
        writer.WriteEndObject();
    }

    private static void Merge(IDictionary<string, object> properties, JsonElement element)
    {
        foreach (var (name, value) in Map(element))
            properties[name] = value;
    }

    private static IDictionary<string, object> Map(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? PlainData.ReadObject(element) : new Dictionary<string, object>();
}

/// <summary>Inputs that stand inside something that is not an activity, such as the condition of a transition.</summary>
internal sealed class InputJsonConverter(ActivityJsonConverter activities) : JsonConverter<Input>
{
    public override bool CanConvert(Type typeToConvert) => typeof(Input).IsAssignableFrom(typeToConvert) && typeToConvert.IsGenericType;

    public override Input? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return (Input?)activities.ReadInput(typeToConvert, document.RootElement, options);
    }

    public override void Write(Utf8JsonWriter writer, Input value, JsonSerializerOptions options) => activities.WriteInput(writer, value, options);
}
