using System.Text.Json;
using System.Text.Unicode;
using Elsa.Workflows.Serialization;

namespace Elsa.Workflows.Api;

/// <summary>Reads what callers send as JSON. Texts that are not characters are found here, not by whoever first looks at one of them.</summary>
internal static class JsonText
{
    /// <exception cref="JsonException">It is no JSON, nested too deeply, or holds bytes or escapes that stand for no character.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
            throw new JsonException("The text is not UTF-8.");
        var element = JsonElement.Parse(text, EngineJson.DocumentOptions);
        if (text.IndexOf("\\ud"u8) >= 0 || text.IndexOf("\\uD"u8) >= 0)
            RefuseHalves(text);
        return element;
    }

    /// <summary>Half of a pair of escapes parses, but cannot be read as text.</summary>
    private static void RefuseHalves(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = EngineJson.MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String)
                    _ = reader.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("An escape stands for no character.", e);
        }
    }
}
