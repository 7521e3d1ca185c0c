namespace ProcessSales.Host;

/// <summary>Parts of the address space that follow rules of their own.</summary>
internal static class Paths
{
    /// <summary>Machines talk there: answers are never pages.</summary>
    public static bool IsApi(PathString path) => path.StartsWithSegments("/elsa") || path.StartsWithSegments("/api");

    /// <summary>Answers that carry no antiforgery token of ours but come with the cookie: the engine's API, that of the phone and Hangfire's pages.</summary>
    public static bool IsCookieOnly(PathString path) => path.StartsWithSegments("/elsa") || path.StartsWithSegments("/api/visits") || path.StartsWithSegments("/hangfire");

    /// <summary>Files of Studio, which need another content policy.</summary>
    public static bool IsStudio(PathString path) => path.StartsWithSegments("/studio");

    /// <summary>An address of this application, safe to send a person to after the sign-in.</summary>
    public static string Local(string? address) =>
        address is { Length: > 0 } && address[0] == '/' && !address.StartsWith("//", StringComparison.Ordinal)
        && !address.Contains('\\') && !address.Any(char.IsControl)
            ? address : "/";
}
