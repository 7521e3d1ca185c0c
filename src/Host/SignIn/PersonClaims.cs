using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using ProcessSales.Host.Security;
using ProcessSales.Workflows.People;

namespace ProcessSales.Host.SignIn;

/// <summary>What the cookie says about a person. It is renewed whenever the security stamp is checked.</summary>
internal sealed class PersonClaims(UserManager<Person> people, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<Person>(people, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Person user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        var level = user.Role.Access();
        identity.AddClaim(new(Access.NameClaim, user.Name));
        identity.AddClaim(new(Access.RoleClaim, user.Role.Code()));
        identity.AddClaim(new(Access.LevelClaim, level.ToString()));
        identity.AddClaim(new(Access.LanguageClaim, user.Language));
        identity.AddClaims(Access.PermissionsOf(level).Select(x => new Claim(Access.PermissionClaim, x)));
        return identity;
    }
}

/// <summary>Refuses whoever has left, at sign-in and at every check of the security stamp.</summary>
internal sealed class ActivePeopleOnly : IUserConfirmation<Person>
{
    public Task<bool> IsConfirmedAsync(UserManager<Person> manager, Person user) => Task.FromResult(user.Active);
}

/// <summary>Ends the session of whoever has left, at the next check of the security stamp.</summary>
internal sealed class LeaversSignedOut(IOptions<SecurityStampValidatorOptions> options, SignInManager<Person> signIn, ILoggerFactory logs)
    : SecurityStampValidator<Person>(options, signIn, logs)
{
    protected override async Task<Person?> VerifySecurityStamp(ClaimsPrincipal? principal) =>
        await base.VerifySecurityStamp(principal) is { Active: true } person ? person : null;
}
