using System.Globalization;
using System.Text.Json;
using Elsa.Common.Models;
using Elsa.Workflows.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Workflows.Api;

/// <summary>One call of the API: reads its parts with a message that names the field where a part is wrong.</summary>
internal sealed class ApiCall(HttpContext http)
{
    /// <summary>The largest body: a definition of the size that may still be stored, and its envelope.</summary>
    public const long LargestBody = 6 * 1024 * 1024;

    public HttpContext Http => http;

    public CancellationToken Stop => http.RequestAborted;

    private JsonSerializerOptions Json => Service<IApiSerializer>().GetOptions();

    public T Service<T>() where T : notnull => http.RequestServices.GetRequiredService<T>();

    public IResult Answer(object value, int status = StatusCodes.Status200OK) => new JsonAnswer(value, Json, status);

    /// <summary>Nothing to tell but that it was done.</summary>
    public static IResult Done(int status = StatusCodes.Status200OK) => Results.StatusCode(status);

    public string Route(string name) => http.Request.RouteValues[name]?.ToString() is { Length: > 0 } value ? value : throw RefusedCall.NotFound();

    /// <summary>Null when missing or empty.</summary>
    public string? Query(string name) => http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 && !string.IsNullOrEmpty(values[^1]) ? values[^1] : null;

    public string RequiredQuery(string name) => Query(name) ?? throw RefusedCall.Invalid(name, $"'{name}' is missing.");

    /// <summary>Null when missing; repeated and comma-separated values both count.</summary>
    public List<string>? QueryList(string name)
    {
        if (!http.Request.Query.TryGetValue(name, out var values))
            return null;
        var list = values.SelectMany(static value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        return list.Count == 0 ? null : list;
    }

    public int? QueryNumber(string name) => Query(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number
        : throw RefusedCall.Invalid(name, $"'{name}' must be a whole number that is not negative.");

    public bool? QueryFlag(string name) => Query(name) is not { } text ? null
        : bool.TryParse(text, out var flag) ? flag
        : throw RefusedCall.Invalid(name, $"'{name}' must be true or false.");

    public T? QueryOf<T>(string name) where T : struct, Enum => Query(name) is not { } text ? null : Named<T>(name, text);

    public VersionOptions? QueryVersion(string name = "versionOptions") => Query(name) is { } text ? Version(name, text) : null;

    public static T Named<T>(string field, string text) where T : struct, Enum =>
        Enum.TryParse<T>(text, true, out var value) && Enum.IsDefined(value) ? value
        : throw RefusedCall.Invalid(field, $"'{field}' must be one of {string.Join(", ", Enum.GetNames<T>())}.");

    public static VersionOptions Version(string field, string text) =>
        VersionOptions.TryParse(text, out var version) ? version : throw RefusedCall.Invalid(field, $"'{text}' names no version.");

    /// <summary>Plain values by name, as JSON in the address; null when missing.</summary>
    public IDictionary<string, object>? QueryValues(string name)
    {
        if (Query(name) is not { } text)
            return null;
        try
        {
            var element = JsonText.Parse(System.Text.Encoding.UTF8.GetBytes(text));
            return element.ValueKind == JsonValueKind.Object ? PlainData.ReadObject(element) : throw RefusedCall.Invalid(name, $"'{name}' must be a JSON object.");
        }
        catch (JsonException e)
        {
            throw RefusedCall.Invalid(name, e.Message);
        }
    }

    /// <summary>The body as JSON; an empty object where there is none.</summary>
    public async Task<JsonBody> BodyAsync(long largest = LargestBody)
    {
        var bytes = await BytesAsync(largest).ConfigureAwait(false);
        if (bytes.Length == 0)
            return new JsonBody(JsonElement.Parse("{}"));
        try
        {
            var element = JsonText.Parse(bytes.Span);
            return element.ValueKind == JsonValueKind.Object ? new JsonBody(element) : throw RefusedCall.Invalid(RefusedCall.General, "The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            throw RefusedCall.Invalid(FieldBefore(bytes.Span), e.Message);
        }
    }

    /// <summary>A part of the body as a type of the contract.</summary>
    public T Read<T>(JsonElement element, string path)
    {
        try
        {
            return element.Deserialize<T>(Json) ?? throw RefusedCall.Invalid(path, $"'{path}' must not be null.");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            var inner = (e as JsonException)?.Path is { Length: > 1 } found ? FieldOf(found) : "";
            throw RefusedCall.Invalid(inner.Length == 0 ? path : path.Length == 0 ? inner : $"{path}.{inner}", e.Message);
        }
    }

    /// <summary>A page that a form on another site sent carries the cookie of the person who looked at it, so such calls are refused unless they bring their own credentials.</summary>
    public void RefuseForeignSite()
    {
        var request = http.Request;
        if (request.Headers.Authorization.Count > 0)
            return;
        var changes = !HttpMethods.IsGet(request.Method) || request.Path.Value!.EndsWith("/execute", StringComparison.OrdinalIgnoreCase);
        if (!changes)
            return;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        if (site is "cross-site" or "same-site" || (origin.Length > 0 && (!Uri.TryCreate(origin, UriKind.Absolute, out var from) || !string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase))))
            throw new RefusedCall(StatusCodes.Status403Forbidden, RefusedCall.General, "Calls from another site are refused.");
    }

    private async Task<ReadOnlyMemory<byte>> BytesAsync(long largest)
    {
        var request = http.Request;
        if (request.ContentLength > largest)
            throw TooLarge(largest);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = largest + 1;

        // A form on any site can send the simple content types without asking; JSON needs the browser's leave.
        if (!request.HasJsonContentType() && (request.ContentType is not null || request.ContentLength is > 0))
            throw new RefusedCall(StatusCodes.Status415UnsupportedMediaType, RefusedCall.General, "The content type must be application/json.");

        using var copy = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, Stop).ConfigureAwait(false)) > 0)
        {
            if (copy.Length + read > largest)
                throw TooLarge(largest);
            copy.Write(buffer, 0, read);
        }

        if (copy.Length > 0 && !request.HasJsonContentType())
            throw new RefusedCall(StatusCodes.Status415UnsupportedMediaType, RefusedCall.General, "The content type must be application/json.");
        return copy.GetBuffer().AsMemory(0, (int)copy.Length);
    }

    public static RefusedCall TooLarge(long limit) =>
        new(StatusCodes.Status413PayloadTooLarge, RefusedCall.General, $"The body must not be larger than {limit / 1024} KB.");

    /// <summary>The outermost field within which damaged JSON breaks off.</summary>
    private static string FieldBefore(ReadOnlySpan<byte> json)
    {
        var field = RefusedCall.General;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = EngineJson.MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            while (reader.Read())
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                    field = reader.GetString() ?? field;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // This is where it breaks off.
        }

        return field;
    }

    private static string FieldOf(string? path) => path is null or "$" or "" ? RefusedCall.General : path.TrimStart('$', '.');
}
