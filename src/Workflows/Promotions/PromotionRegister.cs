using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>Enters promotions whose application was approved, and changes of them (domain.md 2.4). Safe for concurrent use.</summary>
public sealed class PromotionRegister(IDbContextFactory<ProcessSalesDb> databases, BudgetLedger ledger, CompanyClock clock)
{
    /// <summary>The process of applications.</summary>
    public const string Process = "promotion-approval";

    /// <summary>
    /// Does what follows from the state of an application: an approved one becomes a promotion or changes the one it is a change of; any other end of a change
    /// gives the promotion back its state. The same key again changes nothing. Returns the promotion; null when there is none.
    /// </summary>
    public async Task<Guid?> FollowAsync(string key, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var file = await db.Cases.AsNoTracking().SingleAsync(row => row.Id == caseId, cancellationToken);
            var changed = file.OriginId is null ? null : await db.Promotions.SingleOrDefaultAsync(row => row.CaseId == file.OriginId, cancellationToken);
            if (changed is not null) await FollowChangeAsync(db, key, changed, file, cancellationToken);
            else if (file.State == CaseState.Approved && !await db.Promotions.AnyAsync(row => row.CaseId == caseId, cancellationToken)) return (await OpenAsync(db, file, cancellationToken)).Id;
            return changed?.Id ?? await db.Promotions.Where(row => row.CaseId == caseId).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Moves a promotion on, with its line of history and its audit entry, inside the caller's transaction.</summary>
    /// <exception cref="RefusedException">It cannot go there from where it is.</exception>
    internal void Move(ProcessSalesDb db, Promotion promotion, PromotionState to, Guid? person, string? note)
    {
        if (!promotion.State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "promotion.transition", promotion.State, to);
        db.PromotionMoves.Add(new() { Id = Guid.CreateVersion7(clock.Now), PromotionId = promotion.Id, At = clock.Now, PersonId = person, From = promotion.State, To = to, Note = note });
        db.Record(clock.Now, new() { PersonId = person, CaseId = promotion.CaseId, Subject = "promotion", Action = "State", From = promotion.State.ToString(), To = to.ToString(), Comment = note });
        promotion.State = to;
        promotion.StateSince = clock.Now;
        promotion.Version++;
        if (to is PromotionState.Closed or PromotionState.Expired or PromotionState.Cancelled) promotion.ClosedAt = clock.Now;
    }

    private async Task<Promotion> OpenAsync(ProcessSalesDb db, Case file, CancellationToken cancellationToken)
    {
        var promotion = new Promotion
        {
            Id = Guid.CreateVersion7(clock.Now), CaseId = file.Id, Number = file.Number, AreaId = file.AreaId, OwnerId = file.OwnerId,
            State = PromotionState.Approved, StateSince = clock.Now, ApprovedAt = clock.Now,
        };
        await WriteAsync(db, promotion, file, cancellationToken);
        db.Promotions.Add(promotion);
        db.PromotionMoves.Add(new() { Id = Guid.CreateVersion7(clock.Now), PromotionId = promotion.Id, At = clock.Now, From = PromotionState.InReview, To = PromotionState.Approved });
        return promotion;
    }

    private async Task FollowChangeAsync(ProcessSalesDb db, string key, Promotion promotion, Case change, CancellationToken cancellationToken)
    {
        if (promotion.State != PromotionState.Changing || promotion.ChangeCaseId != change.Id || !change.State.IsFinal()) return;
        promotion.ChangeCaseId = null;
        if (change.State != CaseState.Approved)
        {
            Move(db, promotion, promotion.StateBefore ?? PromotionState.Approved, null, change.Number);
            promotion.StateBefore = null;
            return;
        }

        await db.PromotionStores.Where(row => row.PromotionId == promotion.Id).ExecuteDeleteAsync(cancellationToken);
        await db.PromotionSkus.Where(row => row.PromotionId == promotion.Id).ExecuteDeleteAsync(cancellationToken);
        await db.PromotionCosts.Where(row => row.PromotionId == promotion.Id).ExecuteDeleteAsync(cancellationToken);
        await db.PromotionGifts.Where(row => row.PromotionId == promotion.Id).ExecuteDeleteAsync(cancellationToken);
        await WriteAsync(db, promotion, change, cancellationToken);
        promotion.Revision++;
        // What changed is agreed with the store anew.
        Move(db, promotion, PromotionState.Approved, null, change.Number);
        (promotion.AgreedAt, promotion.StockedAt, promotion.StateBefore) = (null, null, null);
        if (promotion.BudgetLineId is { } line) await ledger.TakeOverAsync(db, key, change.Id, promotion.CaseId, line, promotion.ApprovedTotal, promotion.OwnerId, cancellationToken);
    }

    /// <summary>What was approved, as the application says it. What a form of another shape lacks stays empty.</summary>
    private static async Task WriteAsync(ProcessSalesDb db, Promotion promotion, Case file, CancellationToken cancellationToken)
    {
        var form = file.DataJson is { Length: > 0 } json ? JsonNode.Parse(json) as JsonObject ?? [] : [];
        promotion.Name = Cut(Text(form["name"]) is { Length: > 0 } name ? name : file.Title, 100);
        promotion.Type = Cut(Text(form["type"]), 40);
        promotion.CustomerCode = Cut(Text(form["chain"]) is { Length: > 0 } chain ? chain : file.CustomerCode ?? "", 40);
        promotion.CustomerId = await db.Customers.Where(row => row.Code == promotion.CustomerCode).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken);
        promotion.BudgetLineId = Guid.TryParse(Text(form["budgetLine"]), out var line) ? line : null;
        promotion.Start = Day(form["start"]) ?? DateOnly.FromDateTime(file.CreatedAt.UtcDateTime);
        promotion.End = Day(form["end"]) ?? promotion.Start;
        promotion.SetUp = Day(form["setUp"]);
        promotion.CutOff = Day(form["cutOff"]);
        promotion.ApprovedTotal = Number(form["total"]) ?? file.Amount ?? 0m;
        promotion.BaselineSales = Number(form["baselineSales"]) ?? 0m;
        promotion.TargetSales = Number(form["targetSales"]) ?? 0m;
        promotion.Contribution = Number(form["contribution"]);
        promotion.Emergency = Text(form["emergency"]) == "true";
        promotion.Planned = Text(form["plan"]) == "monthly";
        promotion.Mechanism = Cut(Text(form["mechanism"]), 300);

        var codes = Rows(form["stores"]).Select(row => Text(row["store"])).Concat(Rows(form["costs"]).Select(row => Text(row["store"]))).Where(code => code.Length > 0).Distinct().ToList();
        var stores = await db.Stores.AsNoTracking().Where(row => codes.Contains(row.Code)).ToDictionaryAsync(row => row.Code, cancellationToken);
        foreach (var row in Rows(form["stores"]).DistinctBy(row => Text(row["store"])))
        {
            if (stores.TryGetValue(Text(row["store"]), out var store))
                db.PromotionStores.Add(new() { PromotionId = promotion.Id, StoreId = store.Id, Code = store.Code, Name = store.Name, Place = Cut(Text(row["place"]), 60) });
        }

        foreach (var row in Rows(form["skus"]).DistinctBy(row => Text(row["product"])).Where(row => Text(row["product"]).Length > 0))
        {
            db.PromotionSkus.Add(new()
            {
                PromotionId = promotion.Id, ProductCode = Cut(Text(row["product"]), 13), Name = Cut(NameOf(row["product"]), 200), PromoSupply = Number(row["promoSupply"]) ?? 0m,
                NormalRetail = Number(row["normalRetail"]) ?? 0m, PromoRetail = Number(row["promoRetail"]) ?? 0m, Gift = Cut(Text(row["gift"]), 60),
            });
        }

        var number = 0;
        foreach (var row in Rows(form["gifts"]))
            db.PromotionGifts.Add(new() { PromotionId = promotion.Id, Number = ++number, Item = Cut(Text(row["item"]), 60), Planned = Number(row["quantity"]) ?? 0m });
        WriteCosts(db, promotion, form, stores);
    }

    private static void WriteCosts(ProcessSalesDb db, Promotion promotion, JsonObject form, Dictionary<string, Customers.Store> stores)
    {
        var all = Rows(form["stores"]).Select(row => stores.GetValueOrDefault(Text(row["store"]))).OfType<Customers.Store>().DistinctBy(store => store.Id).ToList();
        var number = 0;
        foreach (var row in Rows(form["costs"]))
        {
            var (amount, quantity) = (Number(row["amount"]) ?? 0m, Number(row["quantity"]) ?? 0m);
            // A cost that names no store is one of all stores alike.
            var shares = stores.TryGetValue(Text(row["store"]), out var one) ? [one] : all;
            var parts = PromotionMath.Split(amount, shares.Count);
            for (var part = 0; part < parts.Count; part++)
            {
                Add(shares.Count > part ? shares[part] : null, Cut(Text(row["feeType"]), 40), decimal.Round(quantity / parts.Count, 4), parts[part], Cut(Text(row["payMode"]), 40), Cut(Text(row["payee"]), 60));
            }
        }

        if (number == 0 && promotion.ApprovedTotal > 0m) Add(all.Count == 1 ? all[0] : null, promotion.Type.Length > 0 ? promotion.Type : "other", 1m, promotion.ApprovedTotal, "deduct", "");

        void Add(Customers.Store? store, string feeType, decimal quantity, decimal amount, string payMode, string payee) => db.PromotionCosts.Add(new()
        {
            Id = Guid.CreateVersion7(), PromotionId = promotion.Id, Number = ++number, StoreId = store?.Id, StoreName = store?.Name ?? "", FeeType = feeType, Quantity = quantity, Amount = amount, PayMode = payMode, Payee = payee,
        });
    }

    private static IEnumerable<JsonObject> Rows(JsonNode? table) => (table as JsonArray ?? []).OfType<JsonObject>();

    // A reference is kept as an object with what was known of it.
    private static string Text(JsonNode? node) => node switch { null => "", JsonObject reference => Text(reference["id"]), JsonArray => "", _ => node.ToString() };

    private static string NameOf(JsonNode? node) => node is JsonObject reference ? Text(reference["name"]) : Text(node);

    private static decimal? Number(JsonNode? node) => decimal.TryParse(Text(node), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateOnly? Day(JsonNode? node) => DateOnly.TryParseExact(Text(node), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Cut(string text, int most) => text.Length > most ? text[..most] : text;
}
