using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using ProcessSales.Workflows.ApiAccess;

namespace ProcessSales.Host.Api;

/// <summary>The JSON API for other systems: keys, scopes, a pace, and its description at <c>/api/openapi.json</c>.</summary>
internal static class ApiSetup
{
    /// <summary>Where it lives.</summary>
    public const string Root = "/api";

    private const string Document = "v1";

    internal static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyScheme>(ApiKeyScheme.Name, null);
        builder.Services.AddAuthorization(options =>
        {
            foreach (var scope in ApiScopes.All)
                options.AddPolicy(PolicyOf(scope), policy => policy.AddAuthenticationSchemes(ApiKeyScheme.Name).RequireAuthenticatedUser().RequireClaim(ApiKeyScheme.ScopeClaim, scope));
        });
        builder.Services.AddOpenApi(Document, options =>
        {
            options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new() { Title = "ProcessSales", Version = "1", Description = "Lists are paged; numbers of pages begin with 1. Times are UTC, amounts CNY. Refusals are problem details (RFC 9457) whose errors name field and rule." };
                document.Components ??= new();
                document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme> { [ApiKeyScheme.Name] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key from Settings → API keys." } };
                document.Security = [new() { [new OpenApiSecuritySchemeReference(ApiKeyScheme.Name, document)] = [] }];
                return Task.CompletedTask;
            });
        });
    }

    internal static void MapApi(this WebApplication app)
    {
        app.MapOpenApi($"{Root}/openapi.json").AllowAnonymous();
        var api = app.MapGroup(Root).DisableAntiforgery();
        api.MapCustomers();
        api.MapTasks();
        api.MapInvoices();
    }

    /// <summary>Asks for a key with this scope.</summary>
    internal static TBuilder Needs<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization(PolicyOf(scope));

    /// <summary>
    /// How many calls a minute a key has (<c>Api:CallsPerMinute</c>, 600). Counted by the whole key, which nobody else knows, so that none uses up another's; whoever
    /// calls without one is counted by address.
    /// </summary>
    internal static PartitionedRateLimiter<HttpContext> Pace(IConfiguration configuration)
    {
        var calls = configuration.GetValue("Api:CallsPerMinute", 600);
        return PartitionedRateLimiter.Create<HttpContext, string>(http =>
        {
            if (!http.Request.Path.StartsWithSegments(Root) || Paths.IsCookieOnly(http.Request.Path)) return RateLimitPartition.GetNoLimiter("");
            var who = ApiKeyScheme.KeyOf(http.Request) is { Length: <= 100 } key
                ? "key:" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)))
                : "from:" + http.Connection.RemoteIpAddress;
            return RateLimitPartition.GetFixedWindowLimiter(who, _ => new() { PermitLimit = calls, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });
        });
    }

    private static string PolicyOf(string scope) => "Api:" + scope;
}
