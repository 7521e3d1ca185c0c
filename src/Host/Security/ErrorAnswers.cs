using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using ProcessSales.Host.Pages.Error;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Security;

/// <summary>Turns refusals and failures into an answer with the right status and a text in the reader's language; never a stack.</summary>
internal static class ErrorAnswers
{
    internal static void UseErrorAnswers(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            StatusCodeSelector = StatusOf,
            AllowStatusCode404Response = true,
            CreateScopeForErrors = true,
            SuppressDiagnosticsCallback = context => StatusOf(context.Exception) < 500,
        });
        app.UseWhen(
            request => !Paths.IsCookieOnly(request.Request.Path) && !Paths.IsStudio(request.Request.Path),
            pages => pages.UseStatusCodePagesWithReExecute("/error", createScopeForStatusCodePages: true));
    }

    internal static void MapErrorAnswers(this WebApplication app) =>
        app.Map("/error", Answer).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();

    private static IResult Answer(HttpContext context, Language.Texts texts)
    {
        var failure = context.Features.Get<IExceptionHandlerFeature>();
        var original = failure?.Path ?? context.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? "";
        var status = context.Response.StatusCode == StatusCodes.Status200OK ? StatusCodes.Status403Forbidden : context.Response.StatusCode;
        IReadOnlyList<string> reasons = failure?.Error switch
        {
            RefusedException refused => [.. refused.Refusals.Select(texts.Refusal)],
            FormFileException broken => [texts.Refusal(new Refusal(null, "form.fileBroken", broken.Message))],
            _ => [],
        };
        var wantsPage = context.Request.Headers.Accept.ToString().Contains("text/html") && !Paths.IsApi(original);
        return wantsPage
            ? new RazorComponentResult<ErrorPage>(new { Status = status, Reasons = reasons }) { StatusCode = status }
            : Results.Problem(
                statusCode: status, title: texts[$"Error.{TitleOf(status)}"], detail: reasons.Count == 0 ? null : string.Join("\n", reasons),
                extensions: failure?.Error is RefusedException named ? new Dictionary<string, object?> { ["errors"] = named.Refusals.Select(refusal => new { field = refusal.Field, rule = refusal.Key, message = texts.Refusal(refusal) }) } : null);
    }

    /// <summary>The part of the resource key that says what a status means to a person.</summary>
    internal static string TitleOf(int status) => status switch
    {
        401 or 403 => "Forbidden",
        404 => "NotFound",
        409 => "Conflict",
        413 => "TooLarge",
        429 => "TooMany",
        503 => "Unavailable",
        >= 500 => "Broken",
        _ => "Invalid",
    };

    private static int StatusOf(Exception exception) => exception switch
    {
        RefusedException { Kind: RefusalKind.NotFound } => 404,
        RefusedException { Kind: RefusalKind.Forbidden } => 403,
        RefusedException { Kind: RefusalKind.Conflict } => 409,
        RefusedException or FormFileException => 422,
        BadHttpRequestException bad => bad.StatusCode,
        AntiforgeryValidationException or InvalidDataException or FormatException => 400,
        _ when DatabaseTrouble.IsUnavailable(exception) => 503,
        { InnerException: { } inner } => StatusOf(inner),
        _ => 500,
    };
}
