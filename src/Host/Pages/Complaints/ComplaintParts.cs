using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.Continuations;

namespace ProcessSales.Host.Pages.Complaints;

/// <summary>What is done on a complaint's page. Who may do it is the business's question, asked of the very complaint.</summary>
internal static class ComplaintParts
{
    internal static void MapComplaintParts(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/complaints/{id:guid}/take", async (Guid id, [FromForm] string? none, HttpContext http, ComplaintDesk desk, CancellationToken stop) =>
        {
            await desk.TakeAsync(http.User.Id(), id, stop);
            return Back(id);
        });

        pages.MapPost("/complaints/{id:guid}/log", async (Guid id, [FromForm] string? kind, [FromForm] string? text, [FromForm] string? holder, [FromForm] string? place, HttpContext http, ComplaintDesk desk, ComplaintBook book, ContinuationPump pump, CancellationToken stop) =>
        {
            await desk.WriteAsync(http.User.Id(), id, One<ComplaintEntryKind>("Kind", kind), text, holder, place, stop);
            await GoOnAsync(http, id, book, pump, stop);
            return Back(id, "#log");
        });

        pages.MapPost("/complaints/{id:guid}/lower", async (Guid id, [FromForm] string? to, [FromForm] string? reason, HttpContext http, ComplaintDesk desk, CancellationToken stop) =>
        {
            await desk.ProposeLowerAsync(http.User.Id(), id, One<Severity>("To", to), reason, stop);
            return Back(id);
        });

        pages.MapPost("/complaints/{id:guid}/lower/confirm", async (Guid id, [FromForm] string? none, HttpContext http, ComplaintDesk desk, CancellationToken stop) =>
        {
            await desk.ConfirmLowerAsync(http.User.Id(), id, stop);
            return Back(id);
        });

        pages.MapPost("/complaints/{id:guid}/merge", async (Guid id, [FromForm] string? parent, HttpContext http, ComplaintMoves moves, ComplaintBook book, ContinuationPump pump, CancellationToken stop) =>
        {
            await moves.MergeAsync(http.User.Id(), id, parent, stop);
            await GoOnAsync(http, id, book, pump, stop);
            return Back(id);
        });

        pages.MapPost("/complaints/{id:guid}/legal", async (Guid id, [FromForm] string? kind, [FromForm] string? reason, HttpContext http, ComplaintMoves moves, ComplaintBook book, ContinuationPump pump, CancellationToken stop) =>
        {
            await moves.ToLegalAsync(http.User.Id(), id, One<LegalClockKind>("Kind", kind), reason, stop);
            await GoOnAsync(http, id, book, pump, stop);
            return Back(id);
        });

        pages.MapPost("/complaints/{id:guid}/legal-clock", async (Guid id, [FromForm] string? kind, [FromForm] string? done, HttpContext http, ComplaintDesk desk, CancellationToken stop) =>
        {
            await desk.LegalClockAsync(http.User.Id(), id, One<LegalClockKind>("Kind", kind), done == "true", stop);
            return Back(id, "#clocks");
        });

        pages.MapPost("/complaints/{id:guid}/tag", async (Guid id, [FromForm] string? reason, HttpContext http, ComplaintMoves moves, CancellationToken stop) =>
        {
            await moves.TagAsync(http.User.Id(), id, reason, stop);
            return Back(id);
        });

        pages.MapPost("/complaints/{id:guid}/reopen", async (Guid id, [FromForm] string? reason, HttpContext http, ComplaintMoves moves, ComplaintBook book, ContinuationPump pump, CancellationToken stop) =>
        {
            await moves.ReopenAsync(http.User.Id(), id, reason, stop);
            await GoOnAsync(http, id, book, pump, stop);
            return Back(id);
        });
    }

    private static async Task GoOnAsync(HttpContext http, Guid id, ComplaintBook book, ContinuationPump pump, CancellationToken stop)
    {
        if (await book.ReadAsync(http.User.Id(), id, stop) is { } view) await pump.RunAsync(view.Complaint.CaseId, stop);
    }

    private static T One<T>(string field, string? text)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) ? value : throw new RefusedException(RefusalKind.Invalid, [new(field, "field.notAValue")]);

    private static IResult Back(Guid id, string place = "") => Results.LocalRedirect($"/complaints/{id}{place}");
}
