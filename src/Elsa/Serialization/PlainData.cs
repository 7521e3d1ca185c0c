using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elsa.Expressions.Services;

namespace Elsa.Workflows.Serialization;

/// <summary>
/// Values without a declared type, as JSON. What is read back consists of strings, booleans, numbers (long, else decimal, else double),
/// lists and dictionaries: a type named in JSON is never looked up, so that stored or imported data cannot make objects.
/// </summary>
internal static class PlainData
{
    private const int MaxDepth = 64;

    public static void Write(Utf8JsonWriter writer, object? value) => Write(writer, value, 0);

    public static string WriteText(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, EngineJson.WriterOptions))
            Write(writer, value);
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static object? ReadText(string json)
    {
        using var document = JsonDocument.Parse(json, EngineJson.DocumentOptions);
        return Read(document.RootElement);
    }

    /// <exception cref="JsonException">It is nested deeper than what could be written again.</exception>
    public static object? Read(JsonElement element) => Read(element, 0);

    /// <inheritdoc cref="Read(JsonElement)"/>
    public static Dictionary<string, object> ReadObject(JsonElement element) => ReadObject(element, 0);

    private static object? Read(JsonElement element, int depth)
    {
        if (depth > MaxDepth)
            throw TooDeep();
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            case JsonValueKind.Number:
                return element.TryGetInt64(out var integer) ? integer : element.TryGetDecimal(out var exact) ? exact : element.GetDouble();
            case JsonValueKind.Array:
                var list = new List<object?>(element.GetArrayLength());
                foreach (var item in element.EnumerateArray())
                    list.Add(Read(item, depth + 1));
                return list;
            case JsonValueKind.Object:
                return ReadObject(element, depth);
            default:
                return null;
        }
    }

    private static Dictionary<string, object> ReadObject(JsonElement element, int depth)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            EngineJson.RefuseTypeNames(property);
            if (property.Name == EngineJson.TypeProperty)
                continue;
            values[property.Name] = Read(property.Value, depth + 1)!;
        }

        return values;
    }

    private static void Write(Utf8JsonWriter writer, object? value, int depth)
    {
        if (depth > MaxDepth)
            throw TooDeep();
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case double number: WriteDouble(writer, number); break;
            case float number: WriteDouble(writer, number); break;
            case DateTimeOffset time: writer.WriteStringValue(time); break;
            case DateTime time: writer.WriteStringValue(time); break;
            case DateOnly date: writer.WriteStringValue(date.ToString("O", CultureInfo.InvariantCulture)); break;
            case TimeSpan span: writer.WriteStringValue(span.ToString("c", CultureInfo.InvariantCulture)); break;
            case Guid guid: writer.WriteStringValue(guid); break;
            case Enum constant: writer.WriteStringValue(constant.ToString()); break;
            case byte[] bytes: writer.WriteBase64StringValue(bytes); break;
            case JsonElement element: element.WriteTo(writer); break;
            case JsonNode node: node.WriteTo(writer); break;
            case IWritesItself self: self.WriteTo(writer); break;
            case IDictionary<string, object> dictionary: WriteDictionary(writer, dictionary, depth); break;
            case IDictionary dictionary: WriteDictionary(writer, dictionary, depth); break;
            case Type type: writer.WriteStringValue(TypeNames.NameOfUnregistered(type)); break;
            case IEnumerable items: WriteList(writer, items, depth); break;
            case Exception exception: writer.WriteStringValue(exception.Message); break;
            default: JsonSerializer.Serialize(writer, value, value.GetType(), EngineJson.Values); break;
        }
    }

    private static JsonException TooDeep() => new($"A value is nested deeper than {MaxDepth} levels or contains itself.");

    private static void WriteDouble(Utf8JsonWriter writer, double number)
    {
        if (double.IsFinite(number))
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteDictionary(Utf8JsonWriter writer, IDictionary<string, object> dictionary, int depth)
    {
        writer.WriteStartObject();
        foreach (var (key, item) in dictionary)
        {
            writer.WritePropertyName(key);
            Write(writer, item, depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteDictionary(Utf8JsonWriter writer, IDictionary dictionary, int depth)
    {
        writer.WriteStartObject();
        foreach (DictionaryEntry entry in dictionary)
        {
            writer.WritePropertyName(Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "");
            Write(writer, entry.Value, depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, IEnumerable items, int depth)
    {
        writer.WriteStartArray();
        foreach (var item in items)
            Write(writer, item, depth + 1);
        writer.WriteEndArray();
    }

    /// <summary>A value of the engine's own that knows its JSON.</summary>
    internal interface IWritesItself
    {
        void WriteTo(Utf8JsonWriter writer);
    }
}
