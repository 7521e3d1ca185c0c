using System.Text.Json;
using Elsa.Workflows.Serialization;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>Writes a value with the options of the contract.</summary>
internal sealed class JsonAnswer(object value, JsonSerializerOptions options, int status = StatusCodes.Status200OK) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        await JsonSerializer.SerializeAsync(response.Body, value, value.GetType(), options, httpContext.RequestAborted).ConfigureAwait(false);
    }
}

/// <summary>Says why a call was refused; the unknown is answered without a body, as clients of the contract expect.</summary>
internal sealed class RefusalAnswer(RefusedCall refused) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = refused.Status;
        if (refused.Errors.Count == 0)
            return;
        response.ContentType = "application/problem+json";
        var body = new { statusCode = refused.Status, message = "One or more errors occurred!", errors = refused.Errors };
        await JsonSerializer.SerializeAsync(response.Body, body, EngineJson.Values, httpContext.RequestAborted).ConfigureAwait(false);
    }
}

/// <summary>A list and its length.</summary>
internal sealed class Listed<T>(IReadOnlyCollection<T> items)
{
    public IReadOnlyCollection<T> Items { get; } = items;

    public long Count => Items.Count;
}

/// <summary>A page of a longer list.</summary>
internal sealed record PageAnswer<T>(IEnumerable<T> Items, long TotalCount);
