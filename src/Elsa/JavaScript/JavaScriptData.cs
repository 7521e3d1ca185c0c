using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elsa.Workflows.Serialization;
using Jint;
using Jint.Native;
using Jint.Native.Function;

namespace Elsa.Expressions.JavaScript;

/// <summary>Carries values into and out of scripts as copies: a script never holds an object of the program.</summary>
internal static class JavaScriptData
{
    private const int MaxDepth = 64;

    public static JsValue ToScript(Engine engine, object? value, int depth = 0)
    {
        if (depth > MaxDepth)
            throw new InvalidOperationException($"A value is nested deeper than {MaxDepth} levels or contains itself.");
        switch (value)
        {
            case null: return JsValue.Null;
            case JsValue already: return already;
            case string text: return text;
            case bool flag: return flag ? JsBoolean.True : JsBoolean.False;
            case char letter: return letter.ToString();
            case DateTimeOffset time: return JsValue.FromObject(engine, time.UtcDateTime);
            case DateTime time: return JsValue.FromObject(engine, time);
            case Enum or Guid or TimeSpan or DateOnly or Uri or Type: return value.ToString();
            case IConvertible number when value is not string: return number.ToDouble(CultureInfo.InvariantCulture);
            case JsonElement element: return ToScript(engine, PlainData.Read(element), depth);
            case JsonNode node: return ToScript(engine, PlainData.ReadText(node.ToJsonString()), depth);
            case IDictionary<string, object> map: return ToObject(engine, map, depth);
            case IDictionary map: return ToObject(engine, map.Keys.Cast<object>().Select(x => new KeyValuePair<string, object>(x.ToString()!, map[x]!)), depth);
            case IEnumerable items: return ToArray(engine, items, depth);
            default: return ToScript(engine, PlainData.ReadText(PlainData.WriteText(value)), depth + 1);
        }
    }

    public static object? FromScript(JsValue value, int depth = 0)
    {
        if (depth > MaxDepth)
            throw new InvalidOperationException($"The script's result is nested deeper than {MaxDepth} levels or contains itself.");
        switch (value)
        {
            case JsString text:
                return text.ToString();
            case JsBoolean flag:
                return flag == JsBoolean.True;
            case JsNumber number:
                return FromNumber(number.AsNumber());
            case JsDate date:
                return new DateTimeOffset(DateTime.SpecifyKind(date.ToDateTime(), DateTimeKind.Utc));
            case JsArray array:
                var list = new List<object?>();
                foreach (var item in array)
                    list.Add(FromScript(item, depth + 1));
                return list;
            case Function:
                throw new InvalidOperationException("The script's result is a function.");
            case JsObject map:
                var values = new Dictionary<string, object>(StringComparer.Ordinal);
                foreach (var (key, property) in map.GetOwnProperties())
                    if (property.Enumerable && key.IsString())
                        values[key.ToString()] = FromScript(map.Get(key), depth + 1)!;
                return values;
            default:
                return value.IsNull() || value.IsUndefined() ? null : value.ToString();
        }
    }

    private static object FromNumber(double number) =>
        number == Math.Floor(number) && Math.Abs(number) <= 9_007_199_254_740_991 ? (object)(long)number : number;

    private static JsObject ToObject(Engine engine, IEnumerable<KeyValuePair<string, object>> map, int depth)
    {
        var result = new JsObject(engine);
        foreach (var (key, item) in map)
            result.Set(key, ToScript(engine, item, depth + 1));
        return result;
    }

    private static JsArray ToArray(Engine engine, IEnumerable items, int depth)
    {
        var values = new List<JsValue>();
        foreach (var item in items)
            values.Add(ToScript(engine, item, depth + 1));
        return new JsArray(engine, [.. values]);
    }
}
