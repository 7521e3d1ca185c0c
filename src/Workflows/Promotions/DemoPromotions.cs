using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>The promotions of domain.md 5, from a draft to one that is closed with its return.</summary>
internal sealed class DemoPromotions(
    IDbContextFactory<ProcessSalesDb> databases, DemoStage stage, PromotionDesk desk, PromotionClock promotionClock, SettlementDesk settlements, CompanyClock clock) : IDemoStory
{
    private const int Days = 14;

    public int Order => 45;

    public string Name => "promotions";

    public async Task<bool> IsToldAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await stage.IsOpenAsync("promotion/closed", cancellationToken) || !await db.Customers.AnyAsync(row => row.Code == "C04", cancellationToken);
    }

    public async Task TellAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, tell) in new (string, Func<string, CancellationToken, Task>)[]
                 {
                     ("promotion/draft", DraftAsync), ("promotion/area", AreaAsync), ("promotion/countersign", CountersignAsync), ("promotion/approved", ApprovedAsync), ("promotion/running", RunningAsync),
                     ("promotion/due", (story, stop) => EndedAsync(story, "su.xiaoman", "C02", "饼干端架", 14, stop)), ("promotion/late", (story, stop) => EndedAsync(story, "lin.zhiyuan", "C01", "坚果堆头", 35, stop)),
                     ("promotion/returned", ReturnedAsync), ("promotion/overspend", OverspendAsync), ("promotion/closed", ClosedAsync),
                 })
        {
            if (!await stage.IsOpenAsync(name, cancellationToken)) await tell(name, cancellationToken);
        }
    }

    private async Task DraftAsync(string story, CancellationToken stop) => await stage.OpenAsync(story, "lin.zhiyuan", PromotionRegister.Process, await FormAsync("C01", "元旦 DM", 2_000m, 30_000m, 20, stop), stop);

    private async Task AreaAsync(string story, CancellationToken stop) => await HandInAsync(story, "lin.zhiyuan", await FormAsync("C01", "饼干特价", 1_200m, 20_000m, 3, stop), stop);

    // Above the highest ratio: everybody signs, and of the two who countersign one has.
    private async Task CountersignAsync(string story, CancellationToken stop)
    {
        var id = await HandInAsync(story, "su.xiaoman", await FormAsync("C02", "酸奶礼盒试吃", 1_600m, 7_000m, 4, stop), stop);
        await stage.ApproveAsync(id, 3, stop);
        await stage.AnswerAsync(id, "Approve", stop, "同意", by: "he.mingqian");
    }

    private async Task ApprovedAsync(string story, CancellationToken stop)
    {
        var id = await HandInAsync(story, "su.xiaoman", await FormAsync("C02", "周末满减", 1_000m, 20_000m, 2, stop), stop);
        await stage.ApproveAsync(id, 2, stop);
    }

    private async Task RunningAsync(string story, CancellationToken stop)
    {
        var promotion = await RunAsync(story, "lin.zhiyuan", "C01", "苏打饼干堆头", 1_500m, 5, stop);
        await using var db = await databases.CreateDbContextAsync(stop);
        var stores = await db.PromotionStores.AsNoTracking().Where(row => row.PromotionId == promotion).OrderBy(row => row.Code).ToListAsync(stop);
        var person = await stage.PersonAsync("fang.yuan", stop);
        await desk.CheckAsync(person, Look(promotion, stores[0].StoreId, true, ""), stop);
        await desk.CheckAsync(person, Look(promotion, stores[1].StoreId, false, "堆头被竞品占用,课长答应明日归还"), stop);
    }

    private async Task EndedAsync(string story, string manager, string chain, string name, int ago, CancellationToken stop)
    {
        var promotion = await RunAsync(story, manager, chain, name, 1_600m, 3, stop);
        await LookEverywhereAsync(promotion, stop);
        await AgeAsync(promotion, Days - 4 + ago, stop);
    }

    private async Task ReturnedAsync(string story, CancellationToken stop)
    {
        var settlement = await ClaimAsync(story, "han.shiyu", "C04", "乌龙茶 DM", 2_000m, 2_000m, "", stop);
        await stage.ApproveAsync(settlement, 1, stop);
        await stage.AnswerAsync(settlement, "Return", stop, "DM 原件看不清价格,请补拍");
    }

    private async Task OverspendAsync(string story, CancellationToken stop)
    {
        var settlement = await ClaimAsync(story, "zhou.yiheng", "C03", "会员店陈列", 12_000m, 12_900m, "店方多收 900 元陈列费", stop);
        await stage.ApproveAsync(settlement, 1, stop);
    }

    private async Task ClosedAsync(string story, CancellationToken stop)
    {
        var settlement = await ClaimAsync(story, "lin.zhiyuan", "C01", "中秋坚果 DM", 2_000m, 2_000m, "", stop);
        await stage.ApproveAsync(settlement, 1, stop);
        await stage.AnswerAsync(settlement, SettlementSteps.Confirm, stop);
        await using var db = await databases.CreateDbContextAsync(stop);
        var promotion = await db.PromotionSettlements.Where(row => row.CaseId == settlement).Select(row => row.PromotionId).SingleAsync(stop);
        await desk.CloseAsync(await stage.PersonAsync("lin.zhiyuan", stop), promotion, "DM 首页位置带动明显,下次提前两周定版面", stop);
    }

    private async Task<Guid> ClaimAsync(string story, string manager, string chain, string name, decimal approved, decimal claimed, string deviation, CancellationToken stop)
    {
        var promotion = await RunAsync(story, manager, chain, name, approved, 2, stop);
        await LookEverywhereAsync(promotion, stop);
        await AgeAsync(promotion, Days + 6, stop);
        var person = await stage.PersonAsync(manager, stop);
        await desk.ReportAsync(person, promotion, new(66_000m, null, "按方案执行,销售明显提升"), stop);
        var id = await settlements.OpenAsync(person, promotion, stop);
        await stage.GoOnAsync(id, stop);
        Settlement settlement;
        List<SettlementLine> lines;
        await using (var db = await databases.CreateDbContextAsync(stop))
        {
            settlement = await db.PromotionSettlements.AsNoTracking().SingleAsync(row => row.CaseId == id, stop);
            lines = await db.SettlementLines.AsNoTracking().Where(row => row.SettlementId == settlement.Id).OrderBy(row => row.Number).ToListAsync(stop);
        }

        var entries = lines.Select((line, at) => new ClaimEntry(
            line.Number, line.Claimed + (at == 0 ? claimed - approved : 0m), line.Quantity, 66_000m / lines.Count, null, $"FP{promotion.ToString("N")[^6..].ToUpperInvariant()}{line.Number}", "plain", clock.Today.AddDays(-3), "虚构零售有限公司", at == 0 ? deviation : "")).ToList();
        await settlements.SaveAsync(person, settlement.Id, new(entries, null, null, settlement.Version), stop);
        foreach (var kind in new[] { Proofs.Invoice, Proofs.Agreement, "flyer" }) await settlements.AddProofAsync(person, settlement.Id, null, kind, null, $"{kind}.pdf", DemoStage.Paper($"{settlement.Id} {kind}"), stop);
        await stage.AnswerAsync(id, "Submit", stop);
        return id;
    }

    // Begins today, runs since some days.
    private async Task<Guid> RunAsync(string story, string manager, string chain, string name, decimal cost, int since, CancellationToken stop)
    {
        var id = await HandInAsync(story, manager, await FormAsync(chain, name, cost, Math.Max(20_000m, cost * 8m), 0, stop), stop);
        await stage.ApproveAsync(id, cost > 5_000m ? 3 : 2, stop);
        await using var db = await databases.CreateDbContextAsync(stop);
        var promotion = await db.Promotions.Where(row => row.CaseId == id).Select(row => row.Id).SingleAsync(stop);
        await desk.AgreeAsync(await stage.PersonAsync(manager, stop), promotion, "采购邮件确认档期", stop);
        await AgeAsync(promotion, since, stop);
        return promotion;
    }

    private async Task<Guid> HandInAsync(string story, string manager, JsonObject form, CancellationToken stop)
    {
        var id = await stage.OpenAsync(story, manager, PromotionRegister.Process, form, stop);
        await stage.AnswerAsync(id, "Submit", stop, form: (JsonObject)form.DeepClone());
        return id;
    }

    private async Task<JsonObject> FormAsync(string chain, string name, decimal cost, decimal target, int begins, CancellationToken stop)
    {
        var start = clock.Today.AddDays(begins);
        var month = new DateOnly(start.Year, start.Month, 1);
        await using var db = await databases.CreateDbContextAsync(stop);
        var customer = await db.Customers.AsNoTracking().SingleAsync(row => row.Code == chain, stop);
        var stores = await db.Stores.AsNoTracking().Where(row => row.CustomerId == customer.Id && row.OwnerId == customer.OwnerId).OrderBy(row => row.Code).Take(2).Select(row => row.Code).ToListAsync(stop);
        // Where the month's main line has not enough left, as at the end of a month, the next one of the area has.
        var line = (await db.BudgetLines.AsNoTracking().Where(row => row.AreaId == customer.AreaId && row.Month == month).ToListAsync(stop)).OrderByDescending(row => row.Available >= cost).ThenBy(row => row.FeeType == "display" ? 0 : 1).First();
        return new()
        {
            ["name"] = name, ["type"] = "dm", ["plan"] = "adHoc", ["chain"] = chain, ["start"] = Iso(start), ["end"] = Iso(start.AddDays(Days - 1)), ["emergencyReason"] = "竞品同期活动",
            ["stores"] = new JsonArray([.. stores.Select(code => (JsonNode)new JsonObject { ["store"] = code, ["place"] = "主通道" })]),
            ["skus"] = new JsonArray(new JsonObject { ["product"] = "2000000000015", ["promoSupply"] = 9.00m, ["promoRetail"] = 12.90m }),
            ["budgetLine"] = line.Id.ToString(),
            ["costs"] = new JsonArray(new JsonObject { ["feeType"] = "dm", ["quantity"] = 1, ["unitPrice"] = cost, ["payMode"] = "deduct", ["payee"] = customer.Name }),
            ["baselineSales"] = 40_000m, ["targetSales"] = target, ["contribution"] = 0.35m, ["goal"] = "提升节前销量", ["mechanism"] = "DM 首页加特价,主通道堆头",
        };
    }

    private async Task LookEverywhereAsync(Guid promotion, CancellationToken stop)
    {
        await using var db = await databases.CreateDbContextAsync(stop);
        var stores = await db.PromotionStores.AsNoTracking().Where(row => row.PromotionId == promotion).Select(row => row.StoreId).ToListAsync(stop);
        var owner = await db.Promotions.Where(row => row.Id == promotion).Select(row => row.OwnerId).SingleAsync(stop);
        foreach (var store in stores) await desk.CheckAsync(owner, Look(promotion, store, true, ""), stop);
    }

    private ExecutionCheck Look(Guid promotion, Guid store, bool executed, string note) => new() { Id = Guid.CreateVersion7(), PromotionId = promotion, StoreId = store, At = clock.Now, Executed = executed, PriceRight = executed ? true : null, Note = note };

    // Days pass: all that has happened so far lies further back, and what time moves on moves.
    private async Task AgeAsync(Guid id, int days, CancellationToken stop)
    {
        await stage.ChangeAsync(async db =>
        {
            var promotion = await db.Promotions.SingleAsync(row => row.Id == id, stop);
            var file = await db.Cases.SingleAsync(row => row.Id == promotion.CaseId, stop);
            file.CreatedAt = file.CreatedAt.AddDays(-days);
            (promotion.Start, promotion.End, promotion.EndedOn, promotion.SettleBy) = (promotion.Start.AddDays(-days), promotion.End.AddDays(-days), promotion.EndedOn?.AddDays(-days), promotion.SettleBy?.AddDays(-days));
            (promotion.StateSince, promotion.ApprovedAt, promotion.AgreedAt) = (promotion.StateSince.AddDays(-days), promotion.ApprovedAt.AddDays(-days), promotion.AgreedAt?.AddDays(-days));
            foreach (var move in await db.PromotionMoves.Where(row => row.PromotionId == id).ToListAsync(stop)) move.At = move.At.AddDays(-days);
            foreach (var check in await db.ExecutionChecks.Where(row => row.PromotionId == id).ToListAsync(stop)) check.At = check.At.AddDays(-days);
        }, stop);
        await promotionClock.SweepAsync(stop);
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
