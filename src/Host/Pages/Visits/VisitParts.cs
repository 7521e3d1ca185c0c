using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Language;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Host.Pages.Visits;

/// <summary>Posts and pictures of visits.</summary>
internal static class VisitParts
{
    internal static void MapVisitParts(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/visits/photos/{id:guid}", async (Guid id, HttpContext http, VisitPhotos photos, CancellationToken stop) =>
        {
            if (await photos.OpenAsync(http.User.Id(), id, stop) is not { } file) return Results.NotFound();
            http.Response.Headers.CacheControl = "private, max-age=86400, immutable";
            return Results.File(file.Content, file.ContentType);
        });

        pages.MapPost("/visits/{id:guid}/answer", async (
            Guid id, [FromForm] string? answer, [FromForm] string? comment, [FromForm] string? operation, [FromForm] string? returnUrl, HttpContext http, VisitLists visits, TaskDecisions decisions,
            ContinuationPump pump, CancellationToken stop) =>
        {
            var view = await visits.ReadAsync(http.User.Id(), id, cancellationToken: stop) ?? throw new RefusedException(RefusalKind.NotFound, "visit.unknown");
            var task = view.TaskId ?? throw new RefusedException(RefusalKind.Conflict, "task.closed");
            await decisions.CompleteAsync(
                new(task, http.User.Id(), answer ?? "", comment, null, Guid.TryParse(operation, out var given) ? given : Guid.NewGuid(), http.Request.Headers.UserAgent.ToString()), stop);
            if (view.Visit.CaseId is { } file) await pump.RunAsync(file, stop);
            return Results.LocalRedirect(Paths.Local(returnUrl is { Length: > 0 } ? returnUrl : $"/visits/{id}"));
        });

        pages.MapPost("/visits/competitors", async (
            [FromForm] string? brand, [FromForm] string? item, [FromForm] string? action, [FromForm] string? price, [FromForm] string? note, [FromForm] string? store, HttpContext http, CompetitorNews news,
            CancellationToken stop) =>
        {
            decimal? amount = null;
            if (!string.IsNullOrWhiteSpace(price))
                amount = decimal.TryParse(price, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var read) ? read : throw new RefusedException(RefusalKind.Invalid, [new("price", "visit.price")]);
            await news.AddAsync(http.User.Id(), brand, item, action, amount, note, store, stop);
            return Results.LocalRedirect("/visits/competitors");
        });
    }
}
