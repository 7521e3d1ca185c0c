using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Listings;

/// <content>Articles that the company gives up, and takes back (domain.md 2.3, exceptions and trigger).</content>
public sealed partial class ListingGrid
{
    private const string NotSold = "公司停售";

    /// <summary>
    /// The company gives an article up: no form that names it can be handed in any more, and every open line of it is cancelled, in all listings. Repeated it cancels what is left over.
    /// Returns the cases that are concerned; the caller hands their orders to the pump.
    /// </summary>
    /// <exception cref="RefusedException">No reason, an article that does not exist, or not a manager's to decide.</exception>
    public async Task<IReadOnlyList<Guid>> WithdrawArticleAsync(Guid person, string productCode, string? reason, CancellationToken cancellationToken = default)
    {
        await SellAsync(person, productCode, false, reason, cancellationToken);
        return await CancelNotSoldAsync(productCode, person, Short(reason)!, cancellationToken);
    }

    /// <summary>The company sells an article again (恢复销售): it may be applied for anew. Lines that were cancelled stay so. Once it is sold nothing changes.</summary>
    /// <exception cref="RefusedException">No reason, an article that does not exist, or not a manager's to decide.</exception>
    public Task SellAgainAsync(Guid person, string productCode, string? reason, CancellationToken cancellationToken = default) => SellAsync(person, productCode, true, reason, cancellationToken);

    /// <summary>Articles that are not sold any more, by code.</summary>
    public async Task<IReadOnlyList<Product>> NotSoldAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Products.AsNoTracking().Where(row => !row.Active).OrderBy(row => row.Code).ToListAsync(cancellationToken);
    }

    /// <summary>Cancels what is open of articles that were given up in another way: on the card, by an import, or while an application was being handed in.</summary>
    internal Task CancelNotSoldAsync(CancellationToken cancellationToken) => CancelNotSoldAsync(null, null, NotSold, cancellationToken);

    private async Task<IReadOnlyList<Guid>> CancelNotSoldAsync(string? productCode, Guid? person, string reason, CancellationToken cancellationToken)
    {
        var ready = await news.ReadyAsync(cancellationToken, "listing-withdrawn-article");
        List<(Guid CaseId, string Code)> open;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            open = [.. (await (from line in db.ListingLines
                               where line.State != LineState.Refused && line.State != LineState.Kept && line.State != LineState.Delisted && line.State != LineState.Cancelled
                               join product in db.Products on line.ProductCode equals product.Code
                               where !product.Active && (productCode == null || product.Code == productCode)
                               join request in db.Listings on line.RequestId equals request.Id
                               where request.ClosedAt == null && request.State != ListingState.Draft
                               select new { request.CaseId, line.ProductCode }).Distinct().ToListAsync(cancellationToken)).Select(row => (row.CaseId, row.ProductCode))];
        }

        var concerned = open.GroupBy(row => row.CaseId, row => row.Code).ToList();
        foreach (var listing in concerned)
        {
            await ChangeAsync(null, listing.Key, ListingDuty.Sales, async (db, file, request, lines) =>
            {
                var gone = lines.Where(line => listing.Contains(line.ProductCode) && !line.State.IsFinal()).ToList();
                if (gone.Count == 0) return;
                foreach (var line in gone) lines.Move(clock.Now, line, LineState.Cancelled, clock.Today, person, reason);
                await ListingCourse.FollowAsync(db, clock.Now, request, lines, clock.Today, person, reason, cancellationToken);
                Record(db, person, file, "ListingArticleWithdrawn", $"{string.Join(", ", listing)} · {reason}");
                await TellAsync(db, ready, file, [.. listing], gone.Count, reason, cancellationToken);
            }, cancellationToken);
        }

        return [.. concerned.Select(listing => listing.Key)];
    }

    // Its manager and who assists him hear of it at once. A case can lose the same article twice, with a sale between: each time is a version of the case.
    private async Task TellAsync(ProcessSalesDb db, ReadyTemplates ready, Case file, List<string> codes, int count, string reason, CancellationToken cancellationToken)
    {
        var names = await db.Products.Where(row => codes.Contains(row.Code)).OrderBy(row => row.Code).Select(row => row.Name).ToListAsync(cancellationToken);
        var team = await db.Assistances.Where(row => row.ManagerId == file.OwnerId).Select(row => row.AssistantId).ToListAsync(cancellationToken);
        await news.TellAsync(
            db, ready, file, $"listing/{file.Id:N}/withdrawn/{file.Version}", "listing-withdrawn-article", [file.OwnerId, .. team], "", null,
            new() { ["lines"] = string.Join("、", names), ["count"] = count, ["comment"] = reason }, cancellationToken);
    }

    private async Task SellAsync(Guid person, string productCode, bool sell, string? reason, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason)) throw new RefusedException(RefusalKind.Invalid, [new("Note", "required")]);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.RequireAsync(person, cancellationToken, AccessLevel.Manager);
            var product = await db.Products.SingleOrDefaultAsync(row => row.Code == productCode, cancellationToken) ?? throw new RefusedException(RefusalKind.Invalid, [new("Product", "field.unknownReference", productCode)]);
            if (product.Active == sell) return;
            product.Active = sell;
            CardHistory.Count(db);
            db.Record(clock.Now, new()
            {
                PersonId = person, Subject = CardDesk.SubjectOf("products", productCode), Action = sell ? "SellAgain" : "Withdraw", Comment = Short(reason), BeforeJson = Sold(!sell), AfterJson = Sold(sell),
            });
        }, cancellationToken);
    }

    private static string Sold(bool active) => JsonSerializer.Serialize(new Dictionary<string, string> { [nameof(Product.Active)] = CardNames.Text(active) });
}
