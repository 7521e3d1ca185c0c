using System.Security.Claims;
using ProcessSales.Activities;

namespace ProcessSales.Host.Engine;

/// <summary>Whoever is signed in to the current request. A request of nobody sees nothing; work outside a request is not restricted.</summary>
internal sealed class SignedInPerson(IHttpContextAccessor http) : ICurrentPerson
{
    public Guid? Id => http.HttpContext is { } request ? IdOf(request.User) : null;

    public static Guid IdOf(ClaimsPrincipal? user) =>
        user?.Identity?.IsAuthenticated == true && Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : Guid.Empty;
}
