using Microsoft.Extensions.Primitives;

namespace ProcessSales.Host.Security;

/// <summary>
/// The engine's API and Hangfire's pages know no antiforgery token of ours, and the cookie comes with every request: there, whatever
/// changes something must come from our own pages.
/// </summary>
internal sealed class SameOrigin(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var safe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        var upgrade = request.Headers.Upgrade.Contains("websocket", StringComparer.OrdinalIgnoreCase);
        if (!Paths.IsCookieOnly(request.Path) || (safe && !upgrade) || IsOwn(request))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static bool IsOwn(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (!StringValues.IsNullOrEmpty(site) && site != "same-origin")
            return false;
        var origin = request.Headers.Origin;
        if (StringValues.IsNullOrEmpty(origin))
            return !StringValues.IsNullOrEmpty(site);
        return Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
            && from.Scheme == request.Scheme;
    }
}
