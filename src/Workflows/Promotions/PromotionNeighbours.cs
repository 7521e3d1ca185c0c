using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Promotions;

/// <summary>What came of the last promotion of the same kind with the same chain, beside an application. Safe for concurrent use.</summary>
internal sealed class PromotionFacts(IDbContextFactory<ProcessSalesDb> databases) : ICaseFactSource
{
    public async Task<IReadOnlyList<CaseFact>> OfAsync(Guid person, Case file, CancellationToken cancellationToken)
    {
        if (file.Process != PromotionRegister.Process || file.CustomerCode is not { } code) return [];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var closed = (await PromotionScope.OfAsync(db, person, cancellationToken)).AsNoTracking().Where(row => row.CustomerCode == code && row.State == PromotionState.Closed && row.CaseId != file.Id && row.ActualSales != null);
        var type = (JsonNode.Parse(file.DataJson ?? "{}") as JsonObject)?["type"]?.ToString();
        var last = await closed.Where(row => row.Type == type).OrderByDescending(row => row.EndedOn).FirstOrDefaultAsync(cancellationToken) ?? await closed.OrderByDescending(row => row.EndedOn).FirstOrDefaultAsync(cancellationToken);
        if (last is null) return [];
        var result = PromotionMath.Of(last.BaselineSales, last.ActualSales!.Value, last.Contribution, last.FinalCost ?? 0m);
        return result.Roi is { } roi ? [new("LastRoi") { Ratio = roi, Text = $"{last.Number} {last.Name}", CaseId = last.CaseId, Grave = roi < 0m }] : [];
    }
}

/// <summary>Promotions that run or begin within a week, for whoever visits their stores. Safe for concurrent use.</summary>
internal sealed class PromotionMatters(IDbContextFactory<ProcessSalesDb> databases) : IStoreMatterSource
{
    private const int Ahead = 7;

    public async Task<ILookup<Guid, StoreMatter>> OfAsync(IReadOnlyCollection<Guid> storeIds, DateOnly day, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var soon = day.AddDays(Ahead);
        var rows = await (from store in db.PromotionStores.AsNoTracking()
                          where storeIds.Contains(store.StoreId)
                          join promotion in db.Promotions on store.PromotionId equals promotion.Id
                          where promotion.Start <= soon && promotion.End >= day
                              && (promotion.State == PromotionState.Approved || promotion.State == PromotionState.Ready || promotion.State == PromotionState.Running)
                          orderby promotion.Start
                          select new { store.StoreId, promotion.Id, promotion.Number, promotion.Name, promotion.Mechanism, promotion.End }).ToListAsync(cancellationToken);
        return rows.ToLookup(row => row.StoreId, row => new StoreMatter(StoreMatterKind.Promotion, row.Id, row.Number, row.Name, row.Mechanism.Length > 0 ? row.Mechanism : null, row.End, null, $"/promotions/{row.Id}"));
    }
}

/// <summary>Takes deviations that visits find over as execution checks; the area manager is told at once. Safe for concurrent use.</summary>
internal sealed class PromotionDeviations(IDbContextFactory<ProcessSalesDb> databases, PromotionDesk desk) : IFindingTaker
{
    public RaisedKind Kind => RaisedKind.PromotionDeviation;

    public async Task<string?> TakeAsync(VisitFinding finding, CancellationToken cancellationToken)
    {
        var (ready, calendar) = await desk.ReadyForCheckAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var running = from store in db.PromotionStores
                          where store.StoreId == finding.StoreId
                          join one in db.Promotions on store.PromotionId equals one.Id
                          where one.State == PromotionState.Running
                          orderby one.Start
                          select one;
            var promotion = (finding.SubjectId is { } subject ? await running.FirstOrDefaultAsync(row => row.Id == subject, cancellationToken) : null) ?? await running.FirstOrDefaultAsync(cancellationToken);
            if (promotion is null) return null;
            if (!await db.ExecutionChecks.AnyAsync(row => row.Id == finding.Id, cancellationToken))
            {
                var note = string.IsNullOrWhiteSpace(finding.Note) ? "–" : finding.Note.Length > 500 ? finding.Note[..500] : finding.Note;
                await desk.EnterCheckAsync(db, ready, calendar, promotion, finding.PersonId, new() { Id = finding.Id, PromotionId = promotion.Id, StoreId = finding.StoreId, VisitId = finding.VisitId, At = finding.At, Executed = false, Note = note }, cancellationToken);
            }

            return promotion.Number;
        }, cancellationToken);
    }
}

/// <summary>Warns in the application of promotions of the same article in the same store on the same days, and keeps the monthly plan to its window (domain.md 2.4). Safe for concurrent use.</summary>
internal sealed class PromotionFormCheck(IDbContextFactory<ProcessSalesDb> databases, PromotionTermsBook book, BaselineSales baseline, Calendar.CompanyClock clock) : IFormCheck
{
    private const int Most = 5;

    // What rounding and a piece more or less make is no edit.
    private const decimal EditedFrom = 0.01m;

    public string Form => "promotion-application";

    public async Task<(IReadOnlyList<Refusal> Refusals, IReadOnlyList<Refusal> Warnings)> CheckAsync(JsonObject data, FormContext context, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var warnings = new List<Refusal>();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        refusals.AddRange(await NotSold.InAsync(db, data, cancellationToken));
        WarnOfPromoters(data, warnings);
        if (Day(data["start"]) is not { } start || Day(data["end"]) is not { } end) return (refusals, warnings);
        if (data["plan"]?.ToString() == "monthly")
        {
            var today = clock.Today;
            var next = new DateOnly(today.Year, today.Month, 1).AddMonths(1);
            var terms = await book.CurrentAsync(cancellationToken);
            if (today.Day > terms.PlanUntilDay || start < next || start >= next.AddMonths(1)) refusals.Add(new("plan", "promotion.planWindow", terms.PlanUntilDay, $"{next:yyyy-MM}"));
        }

        var origin = await db.Cases.Where(row => row.Id == context.CaseId).Select(row => row.OriginId).SingleOrDefaultAsync(cancellationToken);
        var stores = Ids(data["stores"], "store");
        var products = Ids(data["skus"], "product");
        var found = await (from one in db.Promotions.AsNoTracking()
                           where one.Start <= end && one.End >= start && one.CaseId != origin && one.State != PromotionState.Cancelled && one.State != PromotionState.Stopped
                               && db.PromotionStores.Any(store => store.PromotionId == one.Id && stores.Contains(store.Code)) && db.PromotionSkus.Any(sku => sku.PromotionId == one.Id && products.Contains(sku.ProductCode))
                           orderby one.Start
                           select one.Number + " " + one.Name).Take(Most).ToListAsync(cancellationToken);
        if (found.Count > 0) warnings.Add(FormRules.Warning("skus", $"同店同品档期重叠:{string.Join('、', found)}", $"The same article in the same store on the same days: {string.Join(", ", found)}"));
        await CheckBaselineAsync(db, data, end.DayNumber - start.DayNumber + 1, refusals, warnings, cancellationToken);
        await WarnOfStockAsync(db, data, warnings, cancellationToken);
        return (refusals, warnings);
    }

    // What visits counted is the baseline unless the applicant says why not (F-P1); while they have not counted enough, his own figure stands.
    private async Task CheckBaselineAsync(ProcessSalesDb db, JsonObject data, int days, List<Refusal> refusals, List<Refusal> warnings, CancellationToken cancellationToken)
    {
        if (data["chain"] is not JsonObject chain || await baseline.OfAsync(db, chain["id"]!.ToString(), Ids(data["stores"], "store"), Ids(data["skus"], "product"), days, cancellationToken) is not { } counted) return;
        decimal? entered = decimal.TryParse(data["baselineSales"]?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (entered is { } own && Math.Abs(own - counted) <= counted * EditedFrom) return;
        warnings.Add(FormRules.Warning("baselineSales", $"按最近 {BaselineSales.Weeks} 个可比非促销周的到店盘点,同天数基线为 ¥{counted:N2}(未税)", $"By the counts of the last {BaselineSales.Weeks} comparable weeks without promotion the baseline of these days is CNY {counted:N2} (excl. VAT)"));
        if (entered is not null && string.IsNullOrWhiteSpace(data["baselineReason"]?.ToString())) refusals.Add(new("baselineReason", "promotion.baselineReason", counted));
    }

    // People x days x wage stand beside the costs and are paid out of them (F-P1).
    private static void WarnOfPromoters(JsonObject data, List<Refusal> warnings)
    {
        static decimal Sum(JsonNode? table, Func<JsonObject, bool> which) =>
            (table as JsonArray ?? []).OfType<JsonObject>().Where(which).Sum(row => decimal.TryParse(row["amount"]?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) ? amount : 0m);
        var (wages, costs) = (Sum(data["promoters"], _ => true), Sum(data["costs"], row => row["feeType"]?.ToString() == "promoter"));
        if (wages != costs && wages > 0m) warnings.Add(FormRules.Warning("promoters", $"临时促销员合计 ¥{wages:N2},费用明细中的促销员费 ¥{costs:N2}", $"The temporary promoters come to CNY {wages:N2}, the promoter costs to CNY {costs:N2}"));
    }

    // An item that the store-room knows, by name or code; what it does not know is bought for the promotion.
    private static async Task WarnOfStockAsync(ProcessSalesDb db, JsonObject data, List<Refusal> warnings, CancellationToken cancellationToken)
    {
        var rows = (data["gifts"] as JsonArray ?? []).OfType<JsonObject>().Select(row => (Item: row["item"]?.ToString() ?? "", Wanted: decimal.TryParse(row["quantity"]?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var count) ? count : 0m)).ToList();
        if (rows.Count == 0) return;
        var names = rows.ConvertAll(row => row.Item);
        var known = await db.MaterialItems.AsNoTracking().Where(row => names.Contains(row.Name) || names.Contains(row.Code)).ToListAsync(cancellationToken);
        for (var i = 0; i < rows.Count; i++)
        {
            if (known.Find(row => row.Name == rows[i].Item || row.Code == rows[i].Item) is { } item && item.Stock < rows[i].Wanted) warnings.Add(FormRules.Warning($"gifts[{i}].quantity", $"{item.Name} 库存只有 {item.Stock}", $"Only {item.Stock} of {(item.NameEn.Length > 0 ? item.NameEn : item.Name)} are in stock"));
        }
    }

    private static List<string> Ids(JsonNode? table, string column) =>
        [.. (table as JsonArray ?? []).OfType<JsonObject>().Select(row => row[column] is JsonObject reference ? reference["id"]?.ToString() : row[column]?.ToString()).OfType<string>().Distinct()];

    private static DateOnly? Day(JsonNode? node) => DateOnly.TryParseExact(node?.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
