using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Elsa.Workflows.Api;

/// <summary>Maps routes of the contract. Every route asks for a signed-in user and one of its permissions, and refuses calls that another site could have caused.</summary>
internal sealed class ApiRoutes(IEndpointRouteBuilder routes)
{
    public void Get(string path, string[] permissions, Func<ApiCall, Task<IResult>> answer) => Map(path, ["GET"], permissions, answer);

    public void Post(string path, string[] permissions, Func<ApiCall, Task<IResult>> answer) => Map(path, ["POST"], permissions, answer);

    public void GetOrPost(string path, string[] permissions, Func<ApiCall, Task<IResult>> answer) => Map(path, ["GET", "POST"], permissions, answer);

    public void PostOrPut(string path, string[] permissions, Func<ApiCall, Task<IResult>> answer) => Map(path, ["POST", "PUT"], permissions, answer);

    public void Delete(string path, string[] permissions, Func<ApiCall, Task<IResult>> answer) => Map(path, ["DELETE"], permissions, answer);

    /// <summary>For callers who bring a token instead of a sign-in.</summary>
    public void Anonymous(string path, string method, Func<ApiCall, Task<IResult>> answer) =>
        routes.MapMethods(path, [method], http => AnswerAsync(http, answer)).AllowAnonymous().ExcludeFromDescription();

    /// <summary>For what says nothing about the installation but its version.</summary>
    public void GetAnonymous(string path, Func<ApiCall, Task<IResult>> answer) =>
        routes.MapMethods(path, ["GET"], http => AnswerAsync(http, answer)).AllowAnonymous();

    private void Map(string path, string[] methods, string[] permissions, Func<ApiCall, Task<IResult>> answer) => routes
        .MapMethods(path, methods, http => AnswerAsync(http, answer))
        .RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireAssertion(context => Has(context.User, permissions)))
        .ExcludeFromDescription();

    /// <summary>A claim may name the permission itself, everything, or a whole verb as in <c>read:*</c>.</summary>
    internal static bool Has(ClaimsPrincipal user, string[] permissions)
    {
        foreach (var claim in user.FindAll(PermissionNames.ClaimType))
            foreach (var permission in permissions)
                if (claim.Value == PermissionNames.All || claim.Value == permission
                    || (claim.Value.EndsWith(":*", StringComparison.Ordinal) && permission.StartsWith(claim.Value[..^1], StringComparison.Ordinal)))
                    return true;
        return false;
    }

    private static async Task AnswerAsync(HttpContext http, Func<ApiCall, Task<IResult>> answer)
    {
        var result = await TryAsync(http, answer).ConfigureAwait(false);
        await result.ExecuteAsync(http).ConfigureAwait(false);
    }

    private static async Task<IResult> TryAsync(HttpContext http, Func<ApiCall, Task<IResult>> answer)
    {
        var call = new ApiCall(http);
        try
        {
            call.RefuseForeignSite();
            return await answer(call).ConfigureAwait(false);
        }
        catch (RefusedCall refused)
        {
            return new RefusalAnswer(refused);
        }
        catch (BadHttpRequestException e)
        {
            return new RefusalAnswer(new RefusedCall(e.StatusCode, RefusedCall.General, e.Message));
        }
    }
}
