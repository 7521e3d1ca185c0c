namespace Elsa;

/// <summary>The permissions that the API asks for beyond those named <c>verb:things</c>.</summary>
public static class PermissionNames
{
    /// <summary>May do everything.</summary>
    public const string All = "*";

    /// <summary>The claim type that carries permissions, one claim each.</summary>
    public const string ClaimType = "permissions";
}
