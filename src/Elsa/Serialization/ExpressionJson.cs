using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using Elsa.Expressions.Contracts;
using Elsa.Expressions.Models;
using Elsa.Workflows.Memory;

namespace Elsa.Workflows.Serialization;

/// <summary>An expression as <c>{type, value}</c>.</summary>
internal sealed class ExpressionJsonConverter(IExpressionDescriptorRegistry expressions) : JsonConverter<Expression>
{
    public override Expression? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return Read(document.RootElement, typeof(object), options);
    }

    public Expression? Read(JsonElement element, Type valueType, JsonSerializerOptions options)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return element.ValueKind == JsonValueKind.Null ? null : Expression.LiteralExpression(PlainData.Read(element));
        var type = element.Text("type") ?? "Literal";

        // An unknown type is kept as it is; it is refused when the definition is published.
        return expressions.Find(type) is { } descriptor
            ? descriptor.Deserialize(new ExpressionSerializationContext(type, element, options, valueType))
            : new Expression(type, element.Member("value") is { } value ? PlainData.Read(value) : null);
    }

    public override void Write(Utf8JsonWriter writer, Expression value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("type", value.Type);
        switch (value.Value)
        {
            case Delegate:
                break;
            case null:
                writer.WriteNull("value");
                break;
            case Variable variable:
                writer.WritePropertyName("value");
                JsonSerializer.Serialize(writer, variable, options);
                break;
            case IEnumerable items and not string when value.Type == "Literal":
                // The designer edits a list or an object as text.
                writer.WriteString("value", PlainData.WriteText(items));
                break;
            default:
                writer.WritePropertyName("value");
                PlainData.Write(writer, value.Value);
                break;
        }

        writer.WriteEndObject();
    }
}
