using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Listings;

/// <content>The trial review (form F-L3): what was sold against the plan, and a promotion for what needs one. Keeping and delisting are steps of the grid.</content>
public sealed partial class ListingGrid
{
    /// <summary>
    /// Notes what lines on trial have sold so far. With <paramref name="promote"/> an application for a promotion of these articles in these stores is opened for the listing's manager;
    /// its case is returned, and the caller hands its order to the pump. Null without one.
    /// </summary>
    /// <param name="sold">Pieces since the article came to the shelf, by line.</param>
    /// <exception cref="RefusedException">A line is not on trial, a count cannot be, or it is not the person's.</exception>
    public async Task<Guid?> ReviewTrialAsync(Guid person, Guid caseId, IReadOnlyDictionary<Guid, int> sold, bool promote, string? note, CancellationToken cancellationToken = default)
    {
        if (sold.Count == 0) throw new RefusedException(RefusalKind.Invalid, [new("Lines", "listing.nothingChosen")]);
        if (sold.Values.Any(count => count is < 0 or > 10_000_000)) throw new RefusedException(RefusalKind.Invalid, [new("Quantity", "listing.range", 0, 10_000_000)]);
        Guid? opened = null;
        await ChangeAsync(person, caseId, ListingDuty.Sales, async (db, file, request, lines) =>
        {
            var chosen = lines.Where(line => sold.ContainsKey(line.Id)).ToList();
            if (chosen.Count != sold.Count) throw new RefusedException(RefusalKind.NotFound, "listing.unknownLine");
            if (chosen.Exists(line => line.State is not (LineState.OnShelf or LineState.Trial))) throw new RefusedException(RefusalKind.Conflict, "listing.notOnTrial");
            foreach (var line in chosen) line.SoldQuantity = sold[line.Id];
            request.Version++;
            var planned = chosen.Sum(line => ListingFigures.PlannedBy(line.MonthlyVolume, Days(line)));
            var rate = planned > 0m ? Math.Round(chosen.Sum(line => line.SoldQuantity ?? 0) / planned * 100m) : 0m;
            Record(db, person, file, promote ? "TrialPromoted" : "TrialReviewed", $"{chosen.Count} × {rate:0}%{(string.IsNullOrWhiteSpace(note) ? "" : " · " + note.Trim())}");
            if (!promote) return;
            var draft = await PromotionDraftAsync(db, file.CustomerCode, chosen, rate, note, cancellationToken);
            opened = (await cases.StartAsync(db, new(PromotionRegister.Process, file.OwnerId)
            {
                StartedById = file.OwnerId, Fill = other => (other.CustomerCode, other.DataJson) = (file.CustomerCode, draft.ToJsonString()),
            }, cancellationToken)).Id;
        }, cancellationToken);
        return opened;
    }

    /// <summary>Corrects the chain's own code of lines whose item was created wrongly (domain.md 2.3, exceptions).</summary>
    /// <exception cref="RefusedException">The item is not created yet, the code is missing or too long, or it is not the person's.</exception>
    public Task CorrectCodeAsync(Guid person, Guid caseId, IReadOnlyCollection<Guid> lineIds, string? code, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(code)) throw new RefusedException(RefusalKind.Invalid, [new("ItemCode", "required")]);
        if (code.Trim().Length > 40) throw new RefusedException(RefusalKind.Invalid, [new("ItemCode", "tooLong", 40)]);
        return ChangeAsync(person, caseId, ListingDuty.Sales, (db, file, request, lines) =>
        {
            var chosen = lines.Where(line => lineIds.Contains(line.Id)).ToList();
            if (chosen.Count == 0 || chosen.Exists(line => line.ItemCode is null)) throw new RefusedException(RefusalKind.Conflict, "listing.noItem");
            Record(db, person, file, "ItemCodeCorrected", $"{string.Join(", ", chosen.Select(line => line.ItemCode).Distinct())} > {code.Trim()}");
            foreach (var line in chosen) line.ItemCode = code.Trim();
            request.Version++;
            return Task.CompletedTask;
        }, cancellationToken);
    }

    private int Days(ListingLine line) => line.ShelfOn is { } on ? Math.Max(1, clock.Today.DayNumber - on.DayNumber) : 1;

    private static async Task<JsonObject> PromotionDraftAsync(ProcessSalesDb db, string? customer, List<ListingLine> lines, decimal rate, string? note, CancellationToken cancellationToken)
    {
        var (stores, codes) = (lines.Select(line => line.StoreId).Distinct().ToList(), lines.Select(line => line.ProductCode).Distinct().Order(StringComparer.Ordinal).ToList());
        var storeCodes = await db.Stores.Where(row => stores.Contains(row.Id)).OrderBy(row => row.Code).Select(row => row.Code).ToListAsync(cancellationToken);
        var name = await db.Products.Where(row => row.Code == codes[0]).Select(row => row.Name).SingleAsync(cancellationToken);
        return new()
        {
            ["name"] = Short($"{name} 试销推广", 60), ["type"] = "priceOff", ["plan"] = "adHoc", ["chain"] = customer, ["goal"] = Short($"试销达成 {rate:0}%。{note}", 300),
            ["stores"] = new JsonArray([.. storeCodes.Select(code => (JsonNode)new JsonObject { ["store"] = code })]),
            ["skus"] = new JsonArray([.. codes.Select(code => (JsonNode)new JsonObject { ["product"] = code, ["promoSupply"] = lines.First(line => line.ProductCode == code).SupplyPrice })]),
        };
    }
}
