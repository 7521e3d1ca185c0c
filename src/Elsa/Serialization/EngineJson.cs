using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Elsa.Workflows.Serialization;

/// <summary>The JSON settings that all serializers of the engine share.</summary>
internal static class EngineJson
{
    /// <summary>Deep enough for any workflow that a person draws, shallow enough to read without harm.</summary>
    public const int MaxDepth = 100;

    /// <summary>The property with which a polymorphic object names its type; only the names of plain containers are let through.</summary>
    public const string TypeProperty = "_type";

    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>For values whose type the program names.</summary>
    public static readonly JsonSerializerOptions Values = CreateValues();

    /// <exception cref="JsonException">The property names a CLR type.</exception>
    public static void RefuseTypeNames(JsonProperty property)
    {
        if (property.Name is not (TypeProperty or "$type"))
            return;
        var name = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : null;
        if (property.Name == TypeProperty && name is "ObjectMap" or "Object" or "ObjectArray" or "ObjectDictionary" or "JSON")
            return;
        throw new JsonException($"The type name '{name}' in '{property.Name}' is not allowed.");
    }

    private static JsonSerializerOptions CreateValues()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = MaxDepth,
            ReferenceHandler = ReferenceHandler.IgnoreCycles,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            AllowTrailingCommas = true,
            ReadCommentHandling = JsonCommentHandling.Skip,
        };
        options.Converters.Add(new JsonStringEnumConverter());
        options.Converters.Add(new PlainDataConverter());
        options.Converters.Add(new PlainDictionaryConverter());
        return options;
    }
}

/// <summary>Properties declared as object are plain data.</summary>
internal sealed class PlainDataConverter : JsonConverter<object>
{
    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return PlainData.Read(document.RootElement);
    }

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        if (value.GetType() == typeof(object))
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }
        else
        {
            PlainData.Write(writer, value);
        }
    }
}

/// <summary>Dictionaries of objects are plain data.</summary>
internal sealed class PlainDictionaryConverter : JsonConverter<IDictionary<string, object>>
{
    public override IDictionary<string, object>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Object ? PlainData.ReadObject(document.RootElement) : null;
    }

    public override void Write(Utf8JsonWriter writer, IDictionary<string, object> value, JsonSerializerOptions options) => PlainData.Write(writer, value);
}
