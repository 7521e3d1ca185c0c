using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Material;
using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Host.Pages.Promotions;

/// <summary>What people send from the pages of promotions; who may do it is checked by the business, on the very promotion.</summary>
internal static class PromotionParts
{
    internal static void MapPromotionParts(this IEndpointRouteBuilder pages)
    {
        var promotion = pages.MapGroup("/promotions/{id:guid}").RequireAuthorization();
        promotion.MapPost("/agree", async (Guid id, [FromForm] IFormCollection posted, HttpContext http, PromotionDesk desk, PromotionList list, AttachmentStore files, CancellationToken stop) =>
        {
            var view = await list.ReadAsync(http.User.Id(), id, stop) ?? throw new RefusedException(RefusalKind.NotFound, "promotion.unknown");
            foreach (var file in posted.Files.Where(file => file.Length > 0))
            {
                await using var content = file.OpenReadStream();
                await files.SaveAsync(http.User.Id(), view.Promotion.CaseId, "agreement", file.FileName, content, stop);
            }

            if (view.Promotion.State is PromotionState.Approved or PromotionState.Ready) await desk.AgreeAsync(http.User.Id(), id, posted["note"], stop);
            return Back(id);
        });
        promotion.MapPost("/stock", async (Guid id, [FromForm] IFormCollection posted, HttpContext http, PromotionDesk desk, CancellationToken stop) =>
        {
            var counts = posted.Keys.Where(key => key.StartsWith("gift-", StringComparison.Ordinal) && int.TryParse(key[5..], NumberStyles.None, CultureInfo.InvariantCulture, out _))
                .ToDictionary(key => int.Parse(key[5..], CultureInfo.InvariantCulture), key => Number(posted[key]) ?? 0m);
            await desk.StockAsync(http.User.Id(), id, counts, stop);
            return Back(id);
        });
        promotion.MapPost("/goods", async (Guid id, [FromForm] IFormCollection posted, HttpContext http, GiftRegister register, CancellationToken stop) =>
        {
            if (!Guid.TryParse(posted["operation"], out var operation) || !Guid.TryParse(posted["item"], out var item) || !Enum.TryParse<MaterialMove>(posted["move"], out var move) || !Enum.IsDefined(move)) throw new RefusedException(RefusalKind.Invalid, "material.unknown");
            if (!int.TryParse(posted["quantity"], NumberStyles.None, CultureInfo.InvariantCulture, out var quantity)) throw new RefusedException(RefusalKind.Invalid, [new("Quantity", "field.notANumber")]);
            await register.MoveAsync(http.User.Id(), new(id, item, move, quantity, Guid.TryParse(posted["holder"], out var holder) ? holder : null, Guid.TryParse(posted["store"], out var store) ? store : null, posted["note"], operation), stop);
            return Results.LocalRedirect($"/promotions/{id}#gifts");
        });
        promotion.MapPost("/check", async (Guid id, [FromForm] IFormCollection posted, HttpContext http, PromotionDesk desk, CompanyClock clock, CancellationToken stop) =>
        {
            if (!Guid.TryParse(posted["id"], out var own) || !Guid.TryParse(posted["store"], out var store)) throw new RefusedException(RefusalKind.Invalid, "promotion.otherStore");
            await desk.CheckAsync(http.User.Id(), new()
            {
                Id = own, PromotionId = id, StoreId = store, At = clock.Now, Executed = posted["executed"] == "true", PriceRight = posted["price"] == "true", GiftsThere = posted["gifts"] == "true" ? true : null, Note = posted["note"].ToString(),
            }, stop);
            return Back(id);
        });
        promotion.MapPost("/report", async (Guid id, [FromForm] IFormCollection posted, HttpContext http, PromotionDesk desk, CancellationToken stop) =>
        {
            await desk.ReportAsync(http.User.Id(), id, new(Number(posted["actual"]) ?? throw new RefusedException(RefusalKind.Invalid, [new("ActualSales", "required")]), Number(posted["left"]), posted["text"].ToString()), stop);
            return Back(id);
        });
        promotion.MapPost("/settle", async (Guid id, [FromForm] string? none, HttpContext http, SettlementDesk desk, ContinuationPump pump, CancellationToken stop) =>
        {
            var file = await desk.OpenAsync(http.User.Id(), id, stop);
            await pump.RunAsync(file, stop);
            return Results.LocalRedirect($"/promotions/settlements/of/{file}");
        });
        promotion.MapPost("/change", async (Guid id, [FromForm] string? none, HttpContext http, PromotionDesk desk, ContinuationPump pump, CancellationToken stop) =>
        {
            var file = await desk.ChangeAsync(http.User.Id(), id, stop);
            await pump.RunAsync(file, stop);
            return Results.LocalRedirect($"/cases/{file}");
        });
        promotion.MapPost("/close", async (Guid id, [FromForm] string? lesson, HttpContext http, PromotionDesk desk, CancellationToken stop) => await ThenAsync(id, desk.CloseAsync(http.User.Id(), id, lesson, stop)));
        promotion.MapPost("/cancel", async (Guid id, [FromForm] string? reason, HttpContext http, PromotionDesk desk, CancellationToken stop) => await ThenAsync(id, desk.CancelAsync(http.User.Id(), id, reason, stop)));
        promotion.MapPost("/stop", async (Guid id, [FromForm] string? reason, HttpContext http, PromotionDesk desk, CancellationToken stop) => await ThenAsync(id, desk.StopAsync(http.User.Id(), id, reason, stop)));
        promotion.MapPost("/reopen", async (Guid id, [FromForm] string? reason, HttpContext http, PromotionDesk desk, CancellationToken stop) => await ThenAsync(id, desk.ReopenAsync(http.User.Id(), id, reason, stop)));

        pages.MapGet("/promotions/settlements/of/{file:guid}", async (Guid file, HttpContext http, SettlementList list, CancellationToken stop) =>
            await list.OfCaseAsync(http.User.Id(), file, stop) is { } settlement ? Results.LocalRedirect($"/promotions/settlements/{settlement}") : throw new RefusedException(RefusalKind.NotFound, "settlement.unknown")).RequireAuthorization();
        var settlements = pages.MapGroup("/promotions/settlements/{id:guid}").RequireAuthorization();
        settlements.MapPost("/proofs", async (Guid id, [FromForm] IFormCollection posted, HttpContext http, SettlementDesk desk, CancellationToken stop) =>
        {
            int? line = int.TryParse(posted["line"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            foreach (var file in posted.Files.Where(file => file.Length > 0))
            {
                await using var content = file.OpenReadStream();
                await desk.AddProofAsync(http.User.Id(), id, line, posted["kind"].ToString(), Layout.Query.Day(posted["takenOn"]), file.FileName, content, stop);
            }

            return Results.LocalRedirect($"/promotions/settlements/{id}");
        });
        settlements.MapPost("/proofs/remove", async (Guid id, [FromForm] Guid file, HttpContext http, SettlementDesk desk, CancellationToken stop) =>
        {
            await desk.RemoveProofAsync(http.User.Id(), id, file, stop);
            return Results.LocalRedirect($"/promotions/settlements/{id}");
        });
        settlements.MapPost("/invoice", async (Guid id, [FromForm] IFormCollection posted, HttpContext http, LateInvoices invoices, CancellationToken stop) =>
        {
            if (posted.Files.GetFile("file") is not { Length: > 0 } file) throw new RefusedException(RefusalKind.Invalid, [new("File", "required")]);
            await using var content = file.OpenReadStream();
            var line = int.TryParse(posted["line"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            await invoices.EnterAsync(http.User.Id(), id, new(line, posted["number"].ToString(), posted["kind"].ToString(), Layout.Query.Day(posted["on"]), posted["seller"].ToString()), file.FileName, content, stop);
            return Results.LocalRedirect($"/promotions/settlements/{id}");
        });
        settlements.MapPost("/reverse", async (Guid id, [FromForm] string? reason, HttpContext http, SettlementCourse course, CancellationToken stop) =>
        {
            await course.ReverseAsync(http.User.Id(), id, reason, stop);
            return Results.LocalRedirect($"/promotions/settlements/{id}");
        });
    }

    /// <summary>What finance does with budgets.</summary>
    internal static void MapBudgetParts(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/data/budgets/{id:guid}/move", async (Guid id, [FromForm] IFormCollection posted, HttpContext http, BudgetDesk desk, CancellationToken stop) =>
        {
            var (person, note) = (http.User.Id(), posted["note"].ToString());
            if (!Guid.TryParse(posted["operation"], out var operation)) throw new RefusedException(RefusalKind.Invalid, "budget.unknownLine");
            decimal Amount() => Number(posted["amount"]) ?? throw new RefusedException(RefusalKind.Invalid, [new("Amount", "field.notANumber")]);
            await (posted["how"].ToString() switch
            {
                "adjust" => desk.AdjustAsync(person, id, Amount(), note, operation, stop),
                "transfer" => desk.TransferAsync(person, id, Guid.TryParse(posted["to"], out var to) ? to : throw new RefusedException(RefusalKind.Invalid, "budget.unknownLine"), Amount(), note, operation, stop),
                "control" => desk.ControlAsync(person, id, Enum.TryParse<BudgetControl>(posted["control"], out var control) && Enum.IsDefined(control) ? control : throw new RefusedException(RefusalKind.Invalid, "budget.unknownLine"), note, stop),
                _ => desk.AllocateAsync(person, id, Amount(), note, operation, stop),
            });
            return Results.LocalRedirect($"/data/budgets/{id}");
        }).RequireAuthorization(Access.DataImport);
        pages.MapPost("/data/budgets/month-end", async ([FromForm] string? none, HttpContext http, BudgetDesk desk, CompanyClock clock, CancellationToken stop) =>
        {
            var carried = await desk.CloseMonthAsync(http.User.Id(), clock.Today.AddMonths(-1), stop);
            return Results.LocalRedirect("/data/budgets?carried=" + carried.ToString("0.00", CultureInfo.InvariantCulture));
        }).RequireAuthorization(Access.DataImport);
    }

    /// <summary>A day as people read it.</summary>
    internal static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>A number as a form sends it; null for none.</summary>
    internal static decimal? Number(string? text) => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1_000_000_000m ? number : null;

    /// <summary>Which of the colours of states it has.</summary>
    internal static string Colour(PromotionState state) => state switch
    {
        PromotionState.Approved or PromotionState.Ready or PromotionState.Closed => "approved",
        PromotionState.InReview or PromotionState.Changing or PromotionState.Running or PromotionState.Settling => "inreview",
        PromotionState.Returned or PromotionState.Ended or PromotionState.Stopped => "returned",
        PromotionState.Rejected or PromotionState.Expired => "rejected",
        _ => "draft",
    };

    /// <summary>Which of the colours of states it has.</summary>
    internal static string Colour(SettlementState state) => state switch
    {
        SettlementState.Confirmed or SettlementState.Paid or SettlementState.Deducted => "approved",
        SettlementState.Supplement or SettlementState.OverspendApproval => "returned",
        SettlementState.Rejected or SettlementState.Reversed => "rejected",
        SettlementState.Draft or SettlementState.Withdrawn => "draft",
        _ => "inreview",
    };

    private static IResult Back(Guid id) => Results.LocalRedirect($"/promotions/{id}");

    private static async Task<IResult> ThenAsync(Guid id, Task done)
    {
        await done;
        return Back(id);
    }
}
