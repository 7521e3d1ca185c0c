using Microsoft.AspNetCore.Http.Features;

namespace ProcessSales.Host.Security;

/// <summary>How much may be sent where. A larger body is answered with 413 before anything of it is read as a form.</summary>
internal sealed class BodyLimit(RequestDelegate next)
{
    private const long Kilo = 1024;
    private const long Mega = 1024 * Kilo;

    public async Task InvokeAsync(HttpContext context)
    {
        var limit = LimitOf(context.Request.Path);
        if (context.Request.ContentLength > limit)
        {
            await DiscardAsync(context);
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = limit;
        await next(context);
    }

    private static long LimitOf(PathString path) => path.Value switch
    {
        "/error" => long.MaxValue,
        { } x when x.EndsWith("/attachments", StringComparison.Ordinal) => 61 * Mega,
        "/complaints/new" => 61 * Mega,
        { } x when x.StartsWith("/api/visits/", StringComparison.Ordinal) => x.Contains("/photos/", StringComparison.Ordinal) ? 7 * Mega : Mega,
        { } x when x.StartsWith("/data/", StringComparison.Ordinal) => 21 * Mega,
        { } x when x.StartsWith("/elsa/", StringComparison.Ordinal) => 8 * Mega,
        _ => 250 * Kilo,
    };

    // A browser shows the answer only when it could send all it had, so the rest is read and thrown away, within reason.
    private static async Task DiscardAsync(HttpContext context)
    {
        const long Patience = 256 * Mega;
        if (context.Request.ContentLength > Patience || context.User.Identity?.IsAuthenticated != true)
            return;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = Patience;
        var buffer = new byte[64 * Kilo];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) > 0)
        {
        }
    }
}
