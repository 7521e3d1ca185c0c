using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Language;
using ProcessSales.Workflows.People;

namespace ProcessSales.Host.Pages.SignIn;

/// <summary>The small forms of the account menu.</summary>
internal static class Account
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(365);

    internal static void MapAccount(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/sign-out", async ([FromForm] string? returnUrl, SignInManager<Person> signIn) =>
        {
            await signIn.SignOutAsync();
            return Results.LocalRedirect("/sign-in");
        }).AllowAnonymous();

        pages.MapPost("/language", ([FromForm] string? language, [FromForm] string? returnUrl, HttpContext http) =>
        {
            if (Cultures.All.Contains(language)) Remember(http, Cultures.Cookie, language!);
            return Results.LocalRedirect(Paths.Local(returnUrl));
        }).AllowAnonymous();

        pages.MapPost("/theme", ([FromForm] string? theme, [FromForm] string? returnUrl, HttpContext http) =>
        {
            if (theme is "light" or "dark") Remember(http, "theme", theme);
            return Results.LocalRedirect(Paths.Local(returnUrl));
        }).AllowAnonymous();
    }

    private static void Remember(HttpContext http, string name, string value) => http.Response.Cookies.Append(name, value, new()
    {
        HttpOnly = true, IsEssential = true, MaxAge = Remembered, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps,
    });
}
