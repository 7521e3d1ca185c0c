using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Security;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Pages.Cases;

/// <summary>Posts and files of a case.</summary>
internal static class CaseParts
{
    internal static void MapCaseParts(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/cases/{id:guid}/attachments", async (Guid id, [FromForm] IFormCollection posted, HttpContext http, AttachmentStore store, CancellationToken stop) =>
        {
            foreach (var file in posted.Files.Where(file => file.Length > 0))
            {
                var field = file.Name.StartsWith("file-", StringComparison.Ordinal) && file.Name.Length > 5 ? file.Name[5..] : null;
                await using var content = file.OpenReadStream();
                await store.SaveAsync(http.User.Id(), id, field, file.FileName, content, stop);
            }

            return Results.LocalRedirect(Paths.Local(posted["returnUrl"]));
        });

        pages.MapPost("/cases/{id:guid}/attachments/remove", async (Guid id, [FromForm] Guid file, [FromForm] string? returnUrl, HttpContext http, AttachmentStore store, CancellationToken stop) =>
        {
            await store.RemoveAsync(http.User.Id(), file, stop);
            return Results.LocalRedirect(Paths.Local(returnUrl));
        });

        pages.MapGet("/attachments/{id:guid}", async (Guid id, HttpContext http, AttachmentStore store, CancellationToken stop) =>
            await store.OpenAsync(http.User.Id(), id, stop) is { } file
                ? Results.File(file.Content, file.ContentType, file.FileName)
                : Results.NotFound());

        pages.MapPost("/cases/{id:guid}/withdraw", async (Guid id, [FromForm] string? reason, HttpContext http, CaseRegister register, ContinuationPump pump, CancellationToken stop) =>
        {
            await register.WithdrawAsync(http.User.Id(), id, reason, ClientOf(http), stop);
            await pump.RunAsync(id, stop);
            return Results.LocalRedirect($"/cases/{id}");
        });

        pages.MapPost("/cases/{id:guid}/urge", async (Guid id, [FromForm] string? none, HttpContext http, TaskUrging urging, CancellationToken stop) =>
        {
            await urging.UrgeAsync(http.User.Id(), id, ClientOf(http), stop);
            return Results.LocalRedirect($"/cases/{id}?done=urge");
        });

        pages.MapPost("/cases/{id:guid}/take-back", async (Guid id, [FromForm] string? none, HttpContext http, PathChanges changes, ContinuationPump pump, CancellationToken stop) =>
        {
            await changes.TakeBackAsync(http.User.Id(), id, ClientOf(http), stop);
            await pump.RunAsync(id, stop);
            return Results.LocalRedirect($"/cases/{id}?done=takeBack");
        });

        pages.MapPost("/cases/{id:guid}/signers/remove", async (Guid id, [FromForm] string? seat, HttpContext http, PathChanges changes, ContinuationPump pump, CancellationToken stop) =>
        {
            await changes.RemoveAsync(http.User.Id(), id, seat ?? "", ClientOf(http), stop);
            await pump.RunAsync(id, stop);
            return Results.LocalRedirect($"/cases/{id}");
        });

        pages.MapPost("/cases/{id:guid}/comment", async (Guid id, [FromForm] string? comment, HttpContext http, CaseTalk talk, CancellationToken stop) =>
        {
            await talk.SayAsync(http.User.Id(), id, comment ?? "", ClientOf(http), stop);
            return Results.LocalRedirect($"/cases/{id}?done=comment#history");
        });

        pages.MapPost("/cases/{id:guid}/messages/{message:guid}/undo", async (Guid id, Guid message, [FromForm] string? none, HttpContext http, MessageUndo undo, CancellationToken stop) =>
        {
            await undo.UndoAsync(http.User.Id(), id, message, ClientOf(http), stop);
            return Results.LocalRedirect($"/cases/{id}?done=Unsent");
        });
    }

    private static string ClientOf(HttpContext http) => http.Request.Headers.UserAgent.ToString() is { } agent ? agent[..Math.Min(agent.Length, 200)] : "";
}
