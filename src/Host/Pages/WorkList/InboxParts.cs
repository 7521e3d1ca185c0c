using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using ProcessSales.Activities.Engine;
using ProcessSales.Host.Security;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Pages.WorkList;

/// <summary>Posts of the inbox: putting off, kept filters and sentences, undoing an answer.</summary>
internal static class InboxParts
{
    internal static void MapInboxParts(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/tasks/{id:guid}/undo", async (Guid id, [FromForm] string? none, HttpContext http, AnswerUndo undo, TaskProjector projector, CancellationToken stop) =>
        {
            // The process may have gone on meanwhile, by a timer; then the task that came back closes again.
            var instance = await undo.UndoAsync(http.User.Id(), id, Client(http), stop);
            await projector.ProjectAsync(instance, stop);
            return Results.LocalRedirect($"/tasks/{id}?done=Undone");
        });

        pages.MapPost("/tasks/{id:guid}/snooze", async (Guid id, [FromForm] string? until, [FromForm] string? returnUrl, HttpContext http, InboxDesk desk, CancellationToken stop) =>
        {
            DateOnly.TryParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
            await desk.SnoozeAsync(http.User.Id(), id, day, stop);
            return Results.LocalRedirect(returnUrl is { Length: > 0 } ? Paths.Local(returnUrl) : "/inbox");
        });

        pages.MapPost("/tasks/{id:guid}/wake", async (Guid id, [FromForm] string? none, HttpContext http, InboxDesk desk, CancellationToken stop) =>
        {
            await desk.WakeAsync(http.User.Id(), id, stop);
            return Results.LocalRedirect($"/tasks/{id}");
        });

        pages.MapPost("/inbox/views", async ([FromForm] string? name, [FromForm] string? query, HttpContext http, InboxDesk desk, CancellationToken stop) =>
        {
            var values = QueryHelpers.ParseQuery(query);
            var filter = InboxFilter.Read(key => values.TryGetValue(key, out var value) ? value.FirstOrDefault() : null);
            await desk.SaveViewAsync(http.User.Id(), name, filter, stop);
            return Results.LocalRedirect(InboxAddress.Of("/inbox", filter with { Number = 1 }));
        });

        pages.MapPost("/inbox/views/remove", async ([FromForm] Guid id, HttpContext http, InboxDesk desk, CancellationToken stop) =>
        {
            await desk.RemoveViewAsync(http.User.Id(), id, stop);
            return Results.LocalRedirect("/inbox");
        });

        pages.MapPost("/phrases", async ([FromForm] string? text, [FromForm] string? returnUrl, HttpContext http, InboxDesk desk, CancellationToken stop) =>
        {
            await desk.KeepPhraseAsync(http.User.Id(), text, stop);
            return Results.LocalRedirect(Paths.Local(returnUrl));
        });

        pages.MapPost("/phrases/remove", async ([FromForm] Guid id, [FromForm] string? returnUrl, HttpContext http, InboxDesk desk, CancellationToken stop) =>
        {
            await desk.RemovePhraseAsync(http.User.Id(), id, stop);
            return Results.LocalRedirect(Paths.Local(returnUrl));
        });
    }

    private static string Client(HttpContext http) => http.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent[..Math.Min(agent.Length, 200)] : "";
}
