using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Elsa.Expressions.Contracts;
using Elsa.Expressions.Services;
using Elsa.Extensions;
using Elsa.Workflows.Memory;

namespace Elsa.Workflows.Serialization;

/// <summary>A variable as <c>{id, name, typeName, value, storageDriverTypeName}</c>; the value is text. A list is read with <c>isArray</c> too.</summary>
internal sealed class VariableJsonConverter(IWellKnownTypeRegistry types) : JsonConverter<Variable>
{
    private static readonly ConcurrentDictionary<Type, Func<Variable>> Factories = new();

    public override bool CanConvert(Type typeToConvert) => typeof(Variable).IsAssignableFrom(typeToConvert);

    public override Variable? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : null;
    }

    public override void Write(Utf8JsonWriter writer, Variable value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("id", value.Id);
        writer.WriteString("name", value.Name);
        writer.WriteString("typeName", types.NameOf(value.GetVariableType()));
        if (value.Value is not null)
            writer.WriteString("value", Text(value.Value));
        if (value.StorageDriverType is { } driver)
            writer.WriteString("storageDriverTypeName", types.NameOf(driver));
        writer.WriteEndObject();
    }

    public Variable Read(JsonElement element)
    {
        var type = element.Text("typeName") is { } name ? types.TypeOf(name) : typeof(object);
        if (element.TryGetProperty("isArray", out var isArray) && isArray.ValueKind == JsonValueKind.True)
            type = type.MakeArrayType();
        var variable = Factories.GetOrAdd(type, static t =>
        {
            var closed = t == typeof(object) ? typeof(Variable) : typeof(Variable<>).MakeGenericType(t);
            return System.Linq.Expressions.Expression.Lambda<Func<Variable>>(System.Linq.Expressions.Expression.New(closed)).Compile();
        })();
        variable.Id = element.Text("id") ?? element.Text("name") ?? "";
        variable.Name = element.Text("name") ?? variable.Id;
        variable.StorageDriverType = element.Text("storageDriverTypeName") is { } driver ? types.TypeOf(driver) : null;
        if (element.TryGetProperty("value", out var value))
            variable.Value = PlainData.Read(value) is { } initial && variable.TryParseValue(initial, out var parsed) ? parsed : PlainData.Read(value);
        return variable;
    }

    private static string Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "True" : "False",
        _ => Elsa.Expressions.Helpers.ObjectConverter.ConvertTo<string>(value) ?? "",
    };
}

/// <summary>Types by their names on the allow-list.</summary>
internal sealed class TypeJsonConverter(IWellKnownTypeRegistry types) : JsonConverter<Type>
{
    public override bool CanConvert(Type typeToConvert) => typeof(Type).IsAssignableFrom(typeToConvert);

    public override Type? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { Length: > 0 } name ? types.TypeOf(name) : null;

    public override void Write(Utf8JsonWriter writer, Type value, JsonSerializerOptions options) => writer.WriteStringValue(types.NameOf(value));
}

internal static class JsonElementReading
{
    public static string? Text(this JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static JsonElement? Member(this JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;
}
