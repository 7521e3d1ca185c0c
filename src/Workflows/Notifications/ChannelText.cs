using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProcessSales.Workflows.Notifications;

/// <summary>Makes text harmless in the form of a channel (trial S-16).</summary>
internal static class ChannelText
{
    private const string MarkdownSigns = "\\`*_{}[]()<>#+!|~&@";

    /// <summary>A copy of the data whose texts are encoded; numbers and flags stay what they are.</summary>
    public static JsonObject Encode(JsonObject data, TemplateFormat format) => (JsonObject)Encoded(data, text => Encode(text, format))!;

    /// <summary>The text, encoded.</summary>
    public static string Encode(string text, TemplateFormat format) => format switch
    {
        TemplateFormat.Html => WebUtility.HtmlEncode(text),
        TemplateFormat.Markdown => Markdown(text),
        _ => text,
    };

    /// <summary>A whole plain body as HTML, line by line.</summary>
    public static string AsHtml(string text) => WebUtility.HtmlEncode(text.ReplaceLineEndings("\n")).Replace("\n", "<br>\n");

    // A sign that could begin a link, a mention or a picture is written in its full width, which every group's client shows as it is: they do not agree on escapes.
    private static string Markdown(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var sign in text) safe.Append(MarkdownSigns.Contains(sign) ? (char)(sign + 0xFEE0) : sign is '\r' or '\n' ? ' ' : sign);
        return safe.Replace("://", "\uFF1A//").ToString();
    }

    private static JsonNode? Encoded(JsonNode? node, Func<string, string> encode) => node switch
    {
        null => null,
        JsonObject map => new JsonObject(map.Select(member => KeyValuePair.Create(member.Key, Encoded(member.Value, encode)))),
        JsonArray list => new JsonArray([.. list.Select(each => Encoded(each, encode))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(encode(value.GetValue<string>())),
        _ => node.DeepClone(),
    };
}
