using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Host.Pages.Collections;

/// <summary>What is done with money. The business asks for the role; these only lead there and back.</summary>
internal static class ReceiptParts
{
    private const int MostLines = 200;

    internal static void MapReceiptParts(this IEndpointRouteBuilder pages)
    {
        var receipt = pages.MapGroup("/collections/receipts/{id:guid}").RequireAuthorization();
        receipt.MapPost("/claim", (Guid id, [FromForm] string? customer, HttpContext http, ReceiptDesk desk, CancellationToken stop) =>
            BackAsync($"/collections/receipts/{id}", desk.ClaimAsync(http.User.Id(), id, customer ?? "", stop)));
        receipt.MapPost("/suggest", (Guid id, [FromForm] string? customer, HttpContext http, ReceiptDesk desk, CancellationToken stop) =>
            BackAsync("/collections/receipts", desk.SuggestAsync(http.User.Id(), id, customer ?? "", stop)));
        receipt.MapPost("/unclaim", (Guid id, [FromForm] string? reason, HttpContext http, ReceiptDesk desk, CancellationToken stop) =>
            BackAsync($"/collections/receipts/{id}", desk.UnclaimAsync(http.User.Id(), id, reason ?? "", stop)));
        receipt.MapPost("/bounce", (Guid id, [FromForm] string? reason, HttpContext http, ReceiptDesk desk, CancellationToken stop) =>
            BackAsync($"/collections/receipts/{id}", desk.BounceAsync(http.User.Id(), id, reason ?? "", stop)));
        receipt.MapPost("/oldest", (Guid id, [FromForm] string? key, HttpContext http, AllocationLedger ledger, CancellationToken stop) =>
            BackAsync($"/collections/receipts/{id}", ledger.AllocateOldestAsync(http.User.Id(), id, KeyOf(id, key), stop)));
        receipt.MapPost("/allocate", (Guid id, [FromForm] IFormCollection posted, HttpContext http, AllocationLedger ledger, CancellationToken stop) =>
            BackAsync($"/collections/receipts/{id}", ledger.AllocateAsync(http.User.Id(), id, LinesOf(posted), KeyOf(id, posted["key"]), stop)));
        pages.MapPost("/collections/allocations/{id:guid}/reverse", async (Guid id, [FromForm] string? reason, [FromForm] string? returnUrl, HttpContext http, AllocationLedger ledger, CancellationToken stop) =>
        {
            await ledger.ReverseAsync(http.User.Id(), id, reason ?? "", stop);
            return Results.LocalRedirect(Paths.Local(returnUrl));
        }).RequireAuthorization();
        pages.MapPost("/collections/receivables/{id:guid}/small-rest", (Guid id, [FromForm] string? none, HttpContext http, AllocationLedger ledger, CancellationToken stop) =>
            BackAsync($"/collections/receivables/{id}", ledger.CloseSmallRestAsync(http.User.Id(), id, stop))).RequireAuthorization();
    }

    // The page that is sent twice carries the same key and posts once.
    private static string KeyOf(Guid receipt, string? key) => $"receipt/{receipt:N}/{(Guid.TryParse(key, out var id) ? id : Guid.NewGuid()):N}";

    private static List<AllocationLine> LinesOf(IFormCollection posted)
    {
        var lines = new List<AllocationLine>();
        foreach (var (name, value) in posted.Where(field => field.Key.StartsWith("item-", StringComparison.Ordinal)).Take(MostLines))
        {
            if (string.IsNullOrWhiteSpace(value) || !Guid.TryParse(name.AsSpan(5), out var id)) continue;
            lines.Add(new(id, decimal.TryParse(value.ToString().Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount < 1_000_000_000_000m
                ? amount : throw new RefusedException(RefusalKind.Invalid, [new(name, "field.notANumber")])));
        }

        return lines.Count > 0 ? lines : throw new RefusedException(RefusalKind.Invalid, "allocation.none");
    }

    private static async Task<IResult> BackAsync(string address, Task work)
    {
        await work;
        return Results.LocalRedirect(address);
    }
}
