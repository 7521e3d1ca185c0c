using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Elsa.Tests.Api;

/// <summary>One recorded call and its answer.</summary>
/// <param name="Name">File name, and the place in it where a file holds several.</param>
public sealed record Exchange(string Name, string Method, string Path, JsonObject? Query, JsonNode? RequestBody, int Status, JsonNode? Answer, bool Authenticated)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    /// <summary>Null where the recordings are not on this machine.</summary>
    public static string? Folder
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
                if (Path(folder) is var candidate && Directory.Exists(candidate))
                    return candidate;
            return null;

            static string Path(DirectoryInfo folder) => System.IO.Path.Combine(folder.FullName, "shared", "elsa", "wire");
        }
    }

    public static List<Exchange> Load(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json").OrderBy(static file => file.Contains("resumed-while", StringComparison.Ordinal)).ThenBy(static file => file, StringComparer.Ordinal).SelectMany(Read)];

    private static IEnumerable<Exchange> Read(string file)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(file);
        var content = JsonNode.Parse(File.ReadAllText(file), documentOptions: Deep)!;
        var list = content as JsonArray ?? content["exchanges"] as JsonArray ?? new JsonArray(content.DeepClone());
        var number = 0;
        foreach (var entry in list.OfType<JsonObject>())
            yield return Of(list.Count == 1 ? name : $"{name}#{number++}", entry);
    }

    private static Exchange Of(string name, JsonObject entry)
    {
        var url = entry["url"]?.GetValue<string>();
        var path = entry["path"]?.GetValue<string>() ?? url!.Split('?')[0];
        var query = entry["query"] as JsonObject;
        if (url?.Contains('?') == true)
            query = new JsonObject(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(url[url.IndexOf('?')..])
                .Select(static pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value.Count == 1 ? pair.Value[0] : new JsonArray([.. pair.Value.Select(static value => (JsonNode?)value)]))));
        return new Exchange(
            name,
            entry["method"]!.GetValue<string>(),
            path,
            query,
            Structured(entry["requestBody"] ?? entry["request"]),
            entry["status"]!.GetValue<int>(),
            Structured(entry["responseBody"] ?? entry["response"]),
            !name.Contains("anonymous", StringComparison.Ordinal) && !name.Contains("no-credentials", StringComparison.Ordinal));
    }

    /// <summary>Some files hold bodies as text.</summary>
    private static JsonNode? Structured(JsonNode? body)
    {
        if (body is not JsonValue value || !value.TryGetValue<string>(out var text) || text.Length == 0 || text[0] is not ('{' or '['))
            return body?.DeepClone();
        try
        {
            return JsonNode.Parse(text, documentOptions: Deep);
        }
        catch (JsonException)
        {
            return body.DeepClone();
        }
    }

    /// <summary>The call, with the ids of the recording replaced by those of the replay.</summary>
    public HttpRequestMessage ToRequest(Func<string, string> replace)
    {
        var address = new StringBuilder(replace(Path));
        var separator = '?';
        foreach (var (key, value) in Query ?? [])
            foreach (var one in value is JsonArray several ? several.AsEnumerable() : [value])
            {
                address.Append(separator).Append(key).Append('=').Append(Uri.EscapeDataString(replace(one?.ToString() ?? "")));
                separator = '&';
            }

        var request = new HttpRequestMessage(new HttpMethod(Method), address.ToString());
        if (Path.EndsWith("/import-files", StringComparison.Ordinal))
        {
            const string File = """{"definitionId":"json-file-1","name":"JSON file 1","root":{"type":"Elsa.Sequence","id":"s","version":1,"activities":[]}}""";
            request.Content = new MultipartFormDataContent { { new StringContent(File), "files", "one.json" } };
        }
        else if (RequestBody is JsonValue text)
        {
            request.Content = new StringContent(replace(text.ToString()), Encoding.UTF8, "application/json");
        }
        else if (RequestBody is not null)
        {
            request.Content = new StringContent(replace(RequestBody.ToJsonString()), Encoding.UTF8, "application/json");
        }

        return request;
    }
}
