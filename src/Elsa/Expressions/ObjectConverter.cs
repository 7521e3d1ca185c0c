using System.Collections;
using System.ComponentModel;
using System.Dynamic;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elsa.Expressions.Exceptions;
using Elsa.Workflows.Serialization;

namespace Elsa.Expressions.Helpers;

/// <summary>Converts values between what expressions give, what JSON holds and what activities want.</summary>
internal static class ObjectConverter
{
    /// <summary>The value as <typeparamref name="T"/>; null stays null or becomes the type's default.</summary>
    /// <exception cref="TypeConversionException">There is no way.</exception>
    public static T? ConvertTo<T>(this object? value) => value is T typed ? typed : (T?)ConvertTo(value, typeof(T));

    /// <summary>The value as <paramref name="targetType"/>; null stays null or becomes the type's default.</summary>
    /// <exception cref="TypeConversionException">There is no way.</exception>
    public static object? ConvertTo(this object? value, Type targetType)
    {
        if (value is null)
            return targetType.IsValueType && Nullable.GetUnderlyingType(targetType) is null ? Activator.CreateInstance(targetType) : null;
        if (targetType == typeof(object) || targetType.IsInstanceOfType(value))
            return value is JsonElement element && targetType == typeof(object) ? PlainData.Read(element) : value;
        var type = Nullable.GetUnderlyingType(targetType) ?? targetType;
        if (type.IsInstanceOfType(value))
            return value;
        try
        {
            return Convert(value, type, targetType);
        }
        catch (Exception exception) when (exception is not TypeConversionException)
        {
            throw new TypeConversionException($"'{Shorten(value)}' is not a {Name(type)}.", value, targetType, exception);
        }
    }

    /// <summary>False where <see cref="ConvertTo(object,Type)"/> would throw.</summary>
    internal static bool TryConvert(object? value, Type targetType, out object? converted)
    {
        try
        {
            converted = ConvertTo(value, targetType);
            return true;
        }
        catch (TypeConversionException)
        {
            converted = null;
            return false;
        }
    }

    private static object? Convert(object value, Type type, Type targetType)
    {
        switch (value)
        {
            case JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }:
                return ConvertTo(null, targetType);
            case JsonElement element when type == typeof(JsonNode) || type == typeof(JsonObject) || type == typeof(JsonArray):
                return element.Deserialize(type);
            case JsonElement element:
                return ConvertTo(PlainData.Read(element), targetType);
            case JsonNode node:
                return ConvertTo(JsonSerializer.SerializeToElement(node), targetType);
            case string text:
                return FromText(text, type, targetType);
        }

        if (type == typeof(string))
            return ToText(value);
        if (type.IsEnum && value is IConvertible)
            return Enum.ToObject(type, System.Convert.ChangeType(value, Enum.GetUnderlyingType(type), CultureInfo.InvariantCulture));
        if (value is IConvertible && typeof(IConvertible).IsAssignableFrom(type) && type != typeof(DateTime))
            return ToNumber(value, type);
        if (type == typeof(DateTimeOffset) && value is DateTime dateTime)
            return new DateTimeOffset(dateTime.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(dateTime, DateTimeKind.Utc) : dateTime);
        if (type == typeof(DateTime) && value is DateTimeOffset moment)
            return moment.UtcDateTime;
        if (type == typeof(ExpandoObject) && value is IDictionary<string, object> map)
            return ToExpando(map);
        if (value is IEnumerable items && ElementTypeOf(type) is { } elementType && value is not IDictionary && value is not IDictionary<string, object>)
            return ToList(items, type, elementType);

        // Everything else goes by way of JSON, into the type that the program asks for.
        return JsonSerializer.Deserialize(PlainData.WriteText(value), type, EngineJson.Values);
    }

    private static object? FromText(string text, Type type, Type targetType)
    {
        if (text.Length == 0 && type != typeof(string))
            return ConvertTo(null, targetType);
        if (type == typeof(bool))
            return bool.Parse(text);
        if (type.IsEnum)
            return Enum.Parse(type, text, ignoreCase: true);
        if (type == typeof(DateTimeOffset))
            return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        if (type == typeof(DateTime))
            return DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
        if (type == typeof(TimeSpan))
            return TimeSpan.Parse(text, CultureInfo.InvariantCulture);
        if (type == typeof(byte[]))
            return System.Convert.FromBase64String(text);
        if (type.IsPrimitive || type == typeof(decimal))
            return ParseNumber(text, type);
        if (type == typeof(Uri))
            return new Uri(text, UriKind.RelativeOrAbsolute);
        var first = text.AsSpan().TrimStart();
        if (first is ['{' or '[', ..])
        {
            if (typeof(JsonNode).IsAssignableFrom(type) || type == typeof(JsonElement))
                return JsonSerializer.Deserialize(text, type);
            return ConvertTo(PlainData.ReadText(text), targetType);
        }

        if (ElementTypeOf(type) is { } elementType)
            return ToList(new[] { text }, type, elementType);
        var converter = TypeDescriptor.GetConverter(type);
        return converter.CanConvertFrom(typeof(string))
            ? converter.ConvertFromInvariantString(text)
            : JsonSerializer.Deserialize(text, type, EngineJson.Values);
    }

    private static object ParseNumber(string text, Type type)
    {
        // "12.0" is what JavaScript and spreadsheets make of the integer 12.
        var number = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            ? (IConvertible)exact
            : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return ToNumber(number, type);
    }

    private static object ToNumber(object value, Type type) => System.Convert.ChangeType(value, type, CultureInfo.InvariantCulture);

    private static string ToText(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        IFormattable formattable when value is DateTimeOffset or DateTime => formattable.ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable => PlainData.WriteText(value),
        _ => value.ToString() ?? "",
    };

    private static object ToList(IEnumerable items, Type type, Type elementType)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(elementType))!;
        foreach (var item in items)
            list.Add(ConvertTo(item, elementType));
        if (type.IsArray)
        {
            var array = Array.CreateInstance(elementType, list.Count);
            list.CopyTo(array, 0);
            return array;
        }

        if (type.IsInstanceOfType(list))
            return list;
        return Activator.CreateInstance(type, list)!;
    }

    private static Type? ElementTypeOf(Type type)
    {
        if (type.IsArray)
            return type.GetElementType();
        if (!type.IsGenericType || type == typeof(string))
            return null;
        foreach (var candidate in type.GetInterfaces().Append(type))
            if (candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            {
                var element = candidate.GetGenericArguments()[0];
                return element.IsGenericType && element.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) ? null : element;
            }

        return null;
    }

    private static ExpandoObject ToExpando(IDictionary<string, object> map)
    {
        IDictionary<string, object?> expando = new ExpandoObject();
        foreach (var (key, value) in map)
            expando[key] = value is IDictionary<string, object> nested ? ToExpando(nested) : value;
        return (ExpandoObject)expando;
    }

    private static string Name(Type type) => Nullable.GetUnderlyingType(type)?.Name ?? type.Name;

    private static string Shorten(object value)
    {
        var text = value as string ?? value.GetType().Name;
        return text.Length <= 60 ? text : text[..60] + "…";
    }
}
