using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Elsa.Expressions.Contracts;
using Elsa.Expressions.Services;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.Serialization;

/// <summary>The options with which definitions, and everything that the REST API exchanges, are written and read.</summary>
internal sealed class DefinitionJson
{
    private readonly JsonConverter[] _converters;

    public DefinitionJson(IActivityRegistry activities, IWellKnownTypeRegistry types, IExpressionDescriptorRegistry expressionTypes, WorkflowStateJson states)
    {
        var expressions = new ExpressionJsonConverter(expressionTypes);
        Activities = new ActivityJsonConverter(activities, types, expressions);
        _converters =
        [
            new JsonStringEnumConverter(),
            Activities,
            new InputJsonConverter(Activities),
            expressions,
            new VariableJsonConverter(types),
            new ArgumentDefinitionJsonConverter<InputDefinition>(types),
            new ArgumentDefinitionJsonConverter<OutputDefinition>(types),
            new TypeJsonConverter(types),
            states,
            new PlainDictionaryConverter(),
            new PlainDataConverter(),
        ];
        Options = Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));
        Options.MakeReadOnly(populateMissingResolver: true);
    }

    public ActivityJsonConverter Activities { get; }

    public JsonSerializerOptions Options { get; }

    public JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.MaxDepth = EngineJson.MaxDepth;
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.AllowTrailingCommas = true;
        options.ReadCommentHandling = JsonCommentHandling.Skip;
        foreach (var converter in _converters)
            options.Converters.Add(converter);
        return options;
    }
}

internal sealed class ActivitySerializer(DefinitionJson json) : IActivitySerializer
{
    public string Serialize(IActivity activity) => JsonSerializer.Serialize(activity, json.Options);

    public string Serialize(object value) => JsonSerializer.Serialize(value, value.GetType(), json.Options);

    public IActivity Deserialize(string serializedActivity)
    {
        using var document = JsonDocument.Parse(serializedActivity, EngineJson.DocumentOptions);
        return json.Activities.Read(document.RootElement, json.Options);
    }

    public object Deserialize(string serializedValue, Type type) => JsonSerializer.Deserialize(serializedValue, type, json.Options)!;

    public T Deserialize<T>(string serializedValue) => JsonSerializer.Deserialize<T>(serializedValue, json.Options)!;
}

internal sealed class ApiSerializer(DefinitionJson json) : IApiSerializer
{
    public string Serialize(object model) => JsonSerializer.Serialize(model, model.GetType(), json.Options);

    public object Deserialize(string serializedModel) => PlainData.ReadText(serializedModel)!;

    public T Deserialize<T>(string serializedModel) => JsonSerializer.Deserialize<T>(serializedModel, json.Options)!;

    public JsonSerializerOptions GetOptions() => json.Options;

    public JsonSerializerOptions ApplyOptions(JsonSerializerOptions options) => json.Apply(options);
}

/// <summary>An input or output of a workflow; a list is written as the type <c>X[]</c> and read in that form or with <c>isArray</c>.</summary>
internal sealed class ArgumentDefinitionJsonConverter<T>(IWellKnownTypeRegistry types) : JsonConverter<T> where T : ArgumentDefinition, new()
{
    // So that a list with a hole is refused instead of kept.
    public override bool HandleNull => true;

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var element = document.RootElement;
        if (element.ValueKind != JsonValueKind.Object)
            throw new JsonException("An input or output must be an object.");
        var type = element.Text("type") is { } name ? types.TypeOf(name) : typeof(object);
        var definition = new T
        {
            Type = element.Member("isArray")?.ValueKind == JsonValueKind.True ? type.MakeArrayType() : type,
            Name = element.Text("name") ?? throw new JsonException("An input or output must have a 'name'."),
            DisplayName = element.Text("displayName") ?? "",
            Description = element.Text("description") ?? "",
            Category = element.Text("category") ?? "",
        };
        if (definition is InputDefinition input)
        {
            input.UIHint = element.Text("uiHint")!;
            input.StorageDriverType = element.Text("storageDriverType") is { Length: > 0 } driver ? types.TypeOf(driver) : null;
        }

        return definition;
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (value is InputDefinition input)
        {
            if (input.UIHint is not null)
                writer.WriteString("uiHint", input.UIHint);
            if (input.StorageDriverType is { } driver)
                writer.WriteString("storageDriverType", types.NameOf(driver));
        }

        writer.WriteString("type", types.NameOf(value.Type));
        writer.WriteString("name", value.Name);
        writer.WriteString("displayName", value.DisplayName);
        writer.WriteString("description", value.Description);
        writer.WriteString("category", value.Category);
        writer.WriteEndObject();
    }
}
