using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using ProcessSales.Workflows.People;

namespace ProcessSales.Host.Security;

/// <summary>Who may do what: the claims of the sign-in and the policies that read them.</summary>
public static class Access
{
    /// <summary>Claim: the name as colleagues write it.</summary>
    public const string NameClaim = "display";

    /// <summary>Claim: the role's code, such as FIN-EX.</summary>
    public const string RoleClaim = "role_code";

    /// <summary>Claim: an <see cref="AccessLevel"/>.</summary>
    public const string LevelClaim = "level";

    /// <summary>Claim: zh-CN or en.</summary>
    public const string LanguageClaim = "language";

    /// <summary>Claim that the engine's API reads, one a permission.</summary>
    public const string PermissionClaim = "permissions";

    /// <summary>Policy: see and change process definitions.</summary>
    public const string Designer = "Designer";

    /// <summary>Policy: see the live diagram of a case.</summary>
    public const string Diagram = "Diagram";

    /// <summary>Policy: settings, people, jobs.</summary>
    public const string Administration = "Administration";

    /// <summary>Policy: import master data, deliveries, statements or money.</summary>
    public const string DataImport = "DataImport";

    private static readonly string[] Read =
    [
        "read:workflow-definitions", "read:workflow-instances", "read:activity-execution", "read:activity-descriptors",
        "read:activity-descriptors-options", "read:expression-descriptors", "read:variable-descriptors", "read:storage-drivers",
        "read:output-converters", "read:installed-features", "read:commit-strategies", "read:incident-strategies",
        "read:log-persistence-strategies", "read:workflow-activation-strategies", "read:javascript-type-definitions",
    ];

    private static readonly string[] Change =
    [
        "write:workflow-definitions", "publish:workflow-definitions", "retract:workflow-definitions", "delete:workflow-definitions",
        "exec:workflow-definitions", "write:workflow-instances", "cancel:workflow-instances", "delete:workflow-instances",
        "actions:workflow-definitions:reload", "actions:workflow-definitions:refresh",
    ];

    /// <summary>Adds the policies; without one of their own, all pages ask for a sign-in.</summary>
    public static void AddPolicies(AuthorizationOptions options)
    {
        options.FallbackPolicy = options.DefaultPolicy;
        options.AddPolicy(Designer, policy => policy.RequireClaim(LevelClaim, nameof(AccessLevel.Manager), nameof(AccessLevel.Admin)));
        options.AddPolicy(Diagram, policy => policy.RequireClaim(LevelClaim, nameof(AccessLevel.Manager), nameof(AccessLevel.Finance), nameof(AccessLevel.Admin)));
        options.AddPolicy(DataImport, policy => policy.RequireAssertion(context => context.User.IsInImport()));
        options.AddPolicy(Administration, policy => policy.RequireClaim(LevelClaim, nameof(AccessLevel.Admin)));
    }

    /// <summary>Whether there is anything that the person may import: superiors give targets, assistants bring statements, but promoters and the complaint desk nothing. Each kind asks again, and each row whose it is.</summary>
    public static bool IsInImport(this ClaimsPrincipal person) => person.HasClaim(claim => claim.Type == RoleClaim) && person.RoleOf() is not (Role.Pcc or Role.Qa);

    /// <summary>What the engine's API grants each level: everything, reading for the instance viewer, or nothing.</summary>
    public static IEnumerable<string> PermissionsOf(AccessLevel level) => level switch
    {
        AccessLevel.Admin => [.. Read, .. Change, "read:stuck-work", "write:stuck-work"],
        AccessLevel.Manager => [.. Read, .. Change],
        AccessLevel.Finance => Read,
        _ => [],
    };

    /// <summary>The person's id; empty for a visitor.</summary>
    public static Guid Id(this ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : Guid.Empty;

    /// <summary>The name as colleagues write it.</summary>
    public static string DisplayName(this ClaimsPrincipal person) => person.FindFirstValue(NameClaim) ?? "";

    /// <summary>The person's role.</summary>
    public static Role RoleOf(this ClaimsPrincipal person) =>
        RoleCodes.TryParse(person.FindFirstValue(RoleClaim) ?? "", out var role) ? role : Role.Pcc;

    /// <summary>Staff for a visitor.</summary>
    public static AccessLevel Level(this ClaimsPrincipal person) => person.RoleOf().Access();
}
