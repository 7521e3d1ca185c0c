using Microsoft.AspNetCore.Localization;
using ProcessSales.Host.Security;

namespace ProcessSales.Host.Language;

/// <summary>Two languages. The switch in the menu wins, then the person's own language, then Chinese.</summary>
internal static class Cultures
{
    internal const string Cookie = "lang";
    internal static readonly string[] All = ["zh-CN", "en"];

    internal static void AddCultures(this IServiceCollection services)
    {
        services.AddSingleton<Texts>();
        services.AddScoped<Show>();
        services.AddScoped<Names>();
        services.AddScoped<Layout.RequestCounts>();
        services.AddScoped<Pages.Tasks.FormDesk>();
        services.AddScoped<Pages.Tasks.ChoosePeople>();
        services.AddScoped<Pages.Cases.CaseDrawing>();
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SetDefaultCulture(All[0]).AddSupportedCultures(All).AddSupportedUICultures(All);
            options.RequestCultureProviders =
            [
                new CustomRequestCultureProvider(request => Task.FromResult(
                    Chosen(request.Request.Cookies[Cookie]) ?? Chosen(request.User.FindFirst(Access.LanguageClaim)?.Value))),
            ];
        });
    }

    private static ProviderCultureResult? Chosen(string? name) => All.Contains(name) ? new(name!) : null;
}
