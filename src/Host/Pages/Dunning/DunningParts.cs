using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Language;
using ProcessSales.Host.Layout;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Dunning;

namespace ProcessSales.Host.Pages.Dunning;

/// <summary>What is done about a payer's money. The business asks for role and scope; these only lead there and back, with the reason when it says no.</summary>
internal static class DunningParts
{
    internal static void MapDunningParts(this IEndpointRouteBuilder pages)
    {
        var payer = pages.MapGroup("/collections/payers/{code}").RequireAuthorization();
        payer.MapPost("/contact", (string code, [FromForm] IFormCollection form, HttpContext http, CollectionDesk desk, CollectionViews views, CancellationToken stop) => DoAsync(code, http, views, async id =>
        {
            await using var proof = form.Files["proof"] is { Length: > 0 } file ? file.OpenReadStream() : null;
            await desk.LogAsync(http.User.Id(), new(id, Of<ContactKind>(form["kind"]) ?? ContactKind.Phone, form["with"].ToString(), Of<NonPaymentReason>(form["reason"]), form["result"].ToString(), Query.Day(form["next"]))
            {
                Proof = proof is null ? null : (form.Files["proof"]!.FileName, proof),
            }, stop);
        }));
        payer.MapPost("/snooze", (string code, [FromForm] IFormCollection form, HttpContext http, CollectionDesk desk, CollectionViews views, CancellationToken stop) =>
            DoAsync(code, http, views, id => desk.SnoozeAsync(http.User.Id(), id, int.TryParse(form["days"], out var days) ? days : 0, form["reason"], stop)));
        payer.MapPost("/pause", (string code, [FromForm] IFormCollection form, HttpContext http, CollectionDesk desk, CollectionViews views, CancellationToken stop) =>
            DoAsync(code, http, views, id => desk.PauseAsync(http.User.Id(), id, Query.Day(form["until"]) ?? default, form["reason"], stop)));
        payer.MapPost("/resume", (string code, [FromForm] string? none, HttpContext http, CollectionDesk desk, CollectionViews views, CancellationToken stop) =>
            DoAsync(code, http, views, id => desk.ResumeAsync(http.User.Id(), id, stop)));
        payer.MapPost("/promise", (string code, [FromForm] IFormCollection form, HttpContext http, PromiseDesk desk, CollectionViews views, CancellationToken stop) => DoAsync(code, http, views, async id =>
        {
            await using var proof = form.Files["proof"] is { Length: > 0 } file ? file.OpenReadStream() : null;
            await desk.TakeAsync(http.User.Id(), new(id, Ids(form), Money(form["amount"]), Query.Day(form["on"]) ?? default, form["by"].ToString(), Of<ContactKind>(form["channel"]) ?? ContactKind.Phone)
            {
                CheckOn = Query.Day(form["check"]), Proof = proof is null ? null : (form.Files["proof"]!.FileName, proof),
            }, stop);
        }));
        payer.MapPost("/agree", (string code, [FromForm] Guid id, HttpContext http, PromiseDesk desk, CollectionViews views, CancellationToken stop) => DoAsync(code, http, views, _ => desk.AgreeAsync(http.User.Id(), id, stop)));
        payer.MapPost("/cancel-promise", (string code, [FromForm] Guid id, [FromForm] string? reason, HttpContext http, PromiseDesk desk, CollectionViews views, CancellationToken stop) =>
            DoAsync(code, http, views, _ => desk.CancelAsync(http.User.Id(), id, reason, stop)));
        payer.MapPost("/letter", (string code, [FromForm] string? tone, HttpContext http, LetterDesk desk, CollectionViews views, CancellationToken stop) =>
            DoAsync(code, http, views, id => desk.DraftAsync(http.User.Id(), id, Of<LetterTone>(tone) ?? LetterTone.Friendly, null, stop)));
        MapHolds(payer);
        var item = pages.MapGroup("/collections/receivables/{id:guid}").RequireAuthorization();
        item.MapPost("/pause", (Guid id, [FromForm] IFormCollection form, HttpContext http, CollectionDesk desk, CancellationToken stop) =>
            BackAsync($"/collections/receivables/{id}", () => desk.PauseItemAsync(http.User.Id(), id, Query.Day(form["until"]) ?? default, form["reason"], stop)));
        item.MapPost("/resume", (Guid id, [FromForm] string? none, HttpContext http, CollectionDesk desk, CancellationToken stop) =>
            BackAsync($"/collections/receivables/{id}", () => desk.ResumeItemAsync(http.User.Id(), id, stop)));
        MapDecisions(item);
        MapLetters(pages);
        pages.MapGet("/collections/figures/export", ExportAsync).RequireAuthorization();
        pages.MapGet("/collections/figures/lists/{kind}/export", ExportListAsync).RequireAuthorization();
    }

    private static void MapHolds(RouteGroupBuilder payer)
    {
        payer.MapPost("/hold-propose", (string code, [FromForm] IFormCollection form, HttpContext http, CreditHoldDesk desk, CollectionViews views, CancellationToken stop) =>
            DoAsync(code, http, views, id => desk.ProposeAsync(http.User.Id(), id, form["reason"], stop)));
        payer.MapPost("/risk-propose", (string code, [FromForm] string? reason, HttpContext http, CreditHoldDesk desk, CollectionViews views, CancellationToken stop) =>
            DoAsync(code, http, views, id => desk.ProposeRiskAsync(http.User.Id(), id, reason, stop)));
        payer.MapPost("/risk-set", (string code, [FromForm] string? reason, HttpContext http, CreditHoldDesk desk, CollectionViews views, CancellationToken stop) =>
            DoAsync(code, http, views, id => desk.FlagAsync(http.User.Id(), id, reason, stop)));
        payer.MapPost("/risk-lift", (string code, [FromForm] string? reason, HttpContext http, CreditHoldDesk desk, CollectionViews views, CancellationToken stop) =>
            DoAsync(code, http, views, id => desk.LiftAsync(http.User.Id(), id, reason, stop)));
        payer.MapPost("/hold-confirm", (string code, [FromForm] IFormCollection form, HttpContext http, CreditHoldDesk desk, CollectionViews views, CancellationToken stop) =>
            DoAsync(code, http, views, id => desk.ConfirmAsync(http.User.Id(), id, form["reason"], stop)));
        payer.MapPost("/hold-refuse", (string code, [FromForm] IFormCollection form, HttpContext http, CreditHoldDesk desk, CollectionViews views, CancellationToken stop) =>
            DoAsync(code, http, views, id => desk.RefuseAsync(http.User.Id(), id, form["reason"], Query.Day(form["until"]) ?? default, stop)));
        payer.MapPost("/hold-release", (string code, [FromForm] IFormCollection form, HttpContext http, CreditHoldDesk desk, CollectionViews views, CancellationToken stop) =>
            DoAsync(code, http, views, id => desk.ReleaseAsync(http.User.Id(), id, form["reason"], Query.Day(form["until"]) ?? default, stop)));
    }

    // What of an item is decided above its manager: a later due date, the lawyers.
    private static void MapDecisions(RouteGroupBuilder item)
    {
        item.MapPost("/extension", (Guid id, [FromForm] IFormCollection form, HttpContext http, ExtensionDesk desk, CancellationToken stop) =>
            BackAsync($"/collections/receivables/{id}", () => desk.AskAsync(http.User.Id(), id, Query.Day(form["to"]) ?? default, form["reason"], stop)));
        item.MapPost("/extension-agree", (Guid id, [FromForm] Guid extension, HttpContext http, ExtensionDesk desk, CancellationToken stop) =>
            BackAsync($"/collections/receivables/{id}", () => desk.AgreeAsync(http.User.Id(), extension, stop)));
        item.MapPost("/extension-refuse", (Guid id, [FromForm] Guid extension, [FromForm] string? reason, HttpContext http, ExtensionDesk desk, CancellationToken stop) =>
            BackAsync($"/collections/receivables/{id}", () => desk.RefuseAsync(http.User.Id(), extension, reason, stop)));
        item.MapPost("/legal", (Guid id, [FromForm] string? reason, HttpContext http, LegalDesk desk, CancellationToken stop) =>
            BackAsync($"/collections/receivables/{id}", () => desk.HandOverAsync(http.User.Id(), id, reason, stop)));
        item.MapPost("/legal-back", (Guid id, [FromForm] string? reason, HttpContext http, LegalDesk desk, CancellationToken stop) =>
            BackAsync($"/collections/receivables/{id}", () => desk.TakeBackAsync(http.User.Id(), id, reason, stop)));
    }

    private static void MapLetters(IEndpointRouteBuilder pages)
    {
        var letter = pages.MapGroup("/collections/letters/{id:guid}").RequireAuthorization();
        letter.MapPost("/sent", (Guid id, [FromForm] string? route, [FromForm] string? on, HttpContext http, LetterDesk desk, CancellationToken stop) =>
            BackAsync($"/collections/letters/{id}", () => desk.SendAsync(http.User.Id(), id, Of<LetterRoute>(route) ?? LetterRoute.Courier, Query.Day(on) ?? default, stop)));
        letter.MapPost("/drop", (Guid id, [FromForm] string? none, HttpContext http, LetterDesk desk, CancellationToken stop) => BackAsync($"/collections/letters/{id}", () => desk.DropAsync(http.User.Id(), id, stop)));
        letter.MapPost("/proof", (Guid id, [FromForm] string? on, IFormFile? file, HttpContext http, LetterDesk desk, CancellationToken stop) => BackAsync($"/collections/letters/{id}", async () =>
        {
            if (file is null) throw new RefusedException(RefusalKind.Invalid, "required");
            await using var content = file.OpenReadStream();
            await desk.ProveAsync(http.User.Id(), id, Query.Day(on) ?? default, file.FileName, content, stop);
        }));
    }

    private static IResult ExportAsync(string? by, string? key, string? bucket, string? week, string? disputed, string? overdue, string? issued, HttpContext http, CollectionFigures figures) => Results.Stream(
        async output =>
        {
            // A workbook is written back and forth, which an answer cannot be.
            using var whole = new MemoryStream();
            await figures.WriteWorkbookAsync(http.User.Id(), SliceOf(by, key, bucket, week, disputed, overdue, issued), whole, http.RequestAborted);
            whole.Position = 0;
            await whole.CopyToAsync(output, http.RequestAborted);
        },
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "receivables.xlsx");

    private static IResult ExportListAsync(string kind, HttpContext http, CollectionLists lists, Texts texts)
    {
        if (Of<CollectionListKind>(kind) is not { } wanted) return Results.NotFound();
        // The language is that of the request; whoever writes the stream may not know it any more.
        var culture = CultureInfo.CurrentUICulture.Name;
        return Results.Stream(
            async output =>
            {
                using var whole = new MemoryStream();
                await lists.WriteWorkbookAsync(http.User.Id(), wanted, key => texts.In(culture, key), whole, http.RequestAborted);
                whole.Position = 0;
                await whole.CopyToAsync(output, http.RequestAborted);
            },
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"{wanted.ToString().ToLowerInvariant()}.xlsx");
    }

    /// <summary>What an address asks for.</summary>
    internal static FigureSlice SliceOf(string? by, string? key, string? bucket, string? week, string? disputed, string? overdue, string? issued) =>
        new(Of<AgeingBy>(by) ?? AgeingBy.Chain, string.IsNullOrEmpty(key) ? null : key, Of<AgeBucket>(bucket), Query.Day(week), disputed == "1", overdue == "1", issued == "1");

    private static Task<IResult> DoAsync(string code, HttpContext http, CollectionViews views, Func<Guid, Task> act) => BackAsync($"/collections/payers/{Uri.EscapeDataString(code)}", async () =>
        // Finding the payer first also asks whether the person may see it.
        await act((await views.PayerAsync(http.User.Id(), code, http.RequestAborted)).Row.Id));

    private static async Task<IResult> BackAsync(string page, Func<Task> act)
    {
        try
        {
            await act();
            return Results.LocalRedirect(page + "?done=1");
        }
        catch (RefusedException refused) when (refused.Kind is RefusalKind.Invalid or RefusalKind.Conflict)
        {
            return Results.LocalRedirect(Query.Of(page, ("refused", string.Join(',', refused.Refusals.Select(one => one.Arguments is [int number] ? $"{one.Key}:{number}" : one.Key).Distinct()))));
        }
    }

    private static T? Of<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) && !int.TryParse(text, out _) ? value : null;

    private static decimal Money(string? text) => decimal.TryParse(text?.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount < 1_000_000_000_000m ? amount : 0;

    private static List<Guid> Ids(IFormCollection form) => [.. form["item"].Take(200).Select(text => Guid.TryParse(text, out var id) ? id : (Guid?)null).OfType<Guid>()];
}
