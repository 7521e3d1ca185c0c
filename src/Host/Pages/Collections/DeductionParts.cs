using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Adjustments;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Deductions;
using ProcessSales.Workflows.Disputes;

namespace ProcessSales.Host.Pages.Collections;

/// <summary>What is done with deductions, disputes and adjustments of items. The business asks for the role; these only lead there and back.</summary>
internal static class DeductionParts
{
    internal static void MapDeductionParts(this IEndpointRouteBuilder pages)
    {
        var deduction = pages.MapGroup("/collections/deductions/{id:guid}").RequireAuthorization();
        deduction.MapPost("/match", async (Guid id, [FromForm] string? kind, [FromForm] Guid source, [FromForm] string? amount, [FromForm] string? key, HttpContext http, DeductionDesk desk, CancellationToken stop) =>
        {
            await desk.MatchAsync(http.User.Id(), id, kind ?? "", source, Money(amount), Once(key), stop);
            return Results.LocalRedirect($"/collections/deductions/{id}");
        });
        deduction.MapPost("/dispute", async (
            Guid id, [FromForm] string? amount, [FromForm] string? reason, [FromForm] string? story, [FromForm] string? key, HttpContext http, DeductionDesk desk, ContinuationPump pump, CancellationToken stop) =>
        {
            if (await desk.DisputeAsync(http.User.Id(), id, Money(amount), Reason(reason), story, Once(key), stop) is { } file) await pump.RunAsync(file, stop);
            return Results.LocalRedirect($"/collections/deductions/{id}");
        });
        deduction.MapPost("/withdraw", async (Guid id, [FromForm] string? reason, HttpContext http, DeductionDesk desk, CancellationToken stop) =>
        {
            await desk.WithdrawAsync(http.User.Id(), id, reason, stop);
            return Results.LocalRedirect($"/collections/deductions/{id}");
        });
        pages.MapPost("/collections/deductions/parts/{id:guid}/reverse", async (Guid id, [FromForm] Guid deduction, [FromForm] string? reason, HttpContext http, DeductionDesk desk, CancellationToken stop) =>
        {
            await desk.ReverseAsync(http.User.Id(), id, reason, stop);
            return Results.LocalRedirect($"/collections/deductions/{deduction}");
        }).RequireAuthorization();
        pages.MapPost("/collections/differences/{id:guid}/deduct", async (Guid id, [FromForm] string? none, HttpContext http, DeductionDesk desk, CancellationToken stop) =>
            Results.LocalRedirect($"/collections/deductions/{await desk.TakeAsync(http.User.Id(), id, stop)}")).RequireAuthorization();

        var item = pages.MapGroup("/collections/receivables/{id:guid}").RequireAuthorization();
        item.MapPost("/short-pay", async (Guid id, [FromForm] string? amount, [FromForm] string? reference, [FromForm] string? note, HttpContext http, DeductionDesk desk, CancellationToken stop) =>
            Results.LocalRedirect($"/collections/deductions/{await desk.EnterAsync(http.User.Id(), id, Money(amount), reference, note, stop)}"));
        item.MapPost("/dispute", async (Guid id, [FromForm] string? amount, [FromForm] string? reason, [FromForm] string? story, HttpContext http, DisputeDesk desk, ContinuationPump pump, CancellationToken stop) =>
        {
            await pump.RunAsync(await desk.OpenAsync(http.User.Id(), new(id, Money(amount), Reason(reason), story ?? ""), stop), stop);
            return Results.LocalRedirect($"/collections/receivables/{id}");
        });
        item.MapPost("/adjust", async (Guid id, [FromForm] string? kind, HttpContext http, AdjustmentDesk desk, ContinuationPump pump, CancellationToken stop) =>
        {
            if (!Enum.TryParse<AdjustmentKind>(kind, out var how) || !Enum.IsDefined(how)) throw new RefusedException(RefusalKind.Invalid, [new("kind", "field.notOneOf", string.Join(", ", Enum.GetNames<AdjustmentKind>()))]);
            var file = await desk.StartAsync(http.User.Id(), id, how, stop);
            await pump.RunAsync(file, stop);
            return Results.LocalRedirect($"/cases/{file}");
        });
    }

    private static decimal Money(string? amount) => decimal.TryParse(amount?.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var read) && read < 1_000_000_000_000m
        ? read : throw new RefusedException(RefusalKind.Invalid, [new("amount", "field.notANumber")]);

    private static DisputeReason Reason(string? reason) => Enum.TryParse<DisputeReason>(reason, out var read) && Enum.IsDefined(read)
        ? read : throw new RefusedException(RefusalKind.Invalid, [new("reason", "field.notOneOf", string.Join(", ", Enum.GetNames<DisputeReason>()))]);

    // The page that is sent twice carries the same key and posts once.
    private static Guid Once(string? key) => Guid.TryParse(key, out var id) ? id : Guid.NewGuid();
}
