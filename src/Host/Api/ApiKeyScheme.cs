using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using ProcessSales.Host.Security;
using ProcessSales.Workflows.ApiAccess;
using ProcessSales.Workflows.People;

namespace ProcessSales.Host.Api;

/// <summary>Signs another system in by <c>Authorization: Bearer psk_…</c>. The cookie of a browser opens nothing here, so no other site can call in a person's name.</summary>
internal sealed class ApiKeyScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, ApiKeyDesk keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string Name = "ApiKey";

    /// <summary>Claim: one a scope.</summary>
    public const string ScopeClaim = "api_scope";

    private const string Bearer = "Bearer ";

    /// <summary>The key that a call carries; null for none.</summary>
    public static string? KeyOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;

    /// <summary>Whether a call to the API carries a key. The phone's part of the API goes by the session alone.</summary>
    public static bool Speaks(HttpRequest request) => request.Path.StartsWithSegments(ApiSetup.Root) && !Paths.IsCookieOnly(request.Path) && KeyOf(request) is not null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyOf(Request) is not { } key) return AuthenticateResult.NoResult();
        if (await keys.AdmitAsync(key, Context.RequestAborted) is not { } caller) return AuthenticateResult.Fail("The key is unknown, over or taken back");
        var identity = new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, caller.Person.Id.ToString()), new(ClaimTypes.Name, caller.Person.UserName!), new(Access.NameClaim, caller.Person.Name), new(Access.RoleClaim, caller.Person.Role.Code()),
            .. caller.Scopes.Select(scope => new Claim(ScopeClaim, scope)),
        ], Name);
        return AuthenticateResult.Success(new(new(identity), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return base.HandleChallengeAsync(properties);
    }
}
