namespace ProcessSales.Host.Security;

/// <summary>What a browser may do with our answers: nothing from elsewhere, nothing inline, no frames but our own.</summary>
internal sealed class ContentPolicy(RequestDelegate next)
{
    private const string Pages =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        + "frame-src 'self'; frame-ancestors 'self'; form-action 'self'; base-uri 'self'; object-src 'none'";

    // Studio is WebAssembly and a component library that writes style elements; Hangfire's dashboard does the latter too.
    private const string Studio =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; frame-ancestors 'self'; object-src 'none'";

    private const string Jobs =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; frame-ancestors 'self'; form-action 'self'; base-uri 'self'; object-src 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "SAMEORIGIN";
        headers["Referrer-Policy"] = "same-origin";
        // Only a visit asks where somebody is, and only at the check-in (domain.md 4.4).
        headers["Permissions-Policy"] = path.StartsWithSegments("/visits") ? "camera=(self), geolocation=(self), microphone=(), payment=()" : "camera=(self), geolocation=(), microphone=(), payment=()";
        headers.ContentSecurityPolicy = Paths.IsStudio(path) ? Studio : path.StartsWithSegments("/hangfire") ? Jobs : Pages;
        return next(context);
    }
}
