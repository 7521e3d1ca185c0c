using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Listings;

/// <summary>The six listings of domain.md 5: draft; waiting for the regional manager; negotiating for nine days of silence; a higher fee in its supplement; seven of ten lines on the shelf; closed in part.</summary>
internal sealed class DemoListings(IDbContextFactory<ProcessSalesDb> databases, DemoStage stage, ListingGrid grid, CompanyClock clock) : IDemoStory
{
    private const string Oats = "2000000000121";
    private const string Water = "2000000000138";
    private const string Nuts = "2000000000046";
    private const string Tea = "2000000000077";

    public int Order => 40;

    public string Name => "listings";

    public async Task<bool> IsToldAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await stage.IsOpenAsync("listing/partial", cancellationToken) || !await db.Products.AnyAsync(row => row.Code == Water, cancellationToken);
    }

    public async Task TellAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, tell) in new (string, Func<string, CancellationToken, Task>)[]
                 {
                     ("listing/draft", DraftAsync), ("listing/region", RegionAsync), ("listing/silent", SilentAsync), ("listing/supplement", SupplementAsync), ("listing/shelf", ShelfAsync), ("listing/partial", PartialAsync),
                 })
        {
            if (!await stage.IsOpenAsync(name, cancellationToken)) await tell(name, cancellationToken);
        }
    }

    private async Task DraftAsync(string story, CancellationToken stop) =>
        await stage.OpenAsync(story, "su.xiaoman", "product-listing", await FormAsync("C02", [Water], 5, 0m, null, stop), stop);

    private async Task RegionAsync(string story, CancellationToken stop)
    {
        var id = await HandInAsync(story, "lin.zhiyuan", "C01", [Oats, Water], 4, 500m, "A-LINHU", stop);
        await stage.ApproveAsync(id, 1, stop);
    }

    private async Task SilentAsync(string story, CancellationToken stop)
    {
        var id = await HandInAsync(story, "han.shiyu", "C04", [Water], 3, 100m, "A-LINGAN", stop);
        await stage.ApproveAsync(id, 2, stop);
        await AgeAsync(id, 3, stop);
        await MoveAsync(id, "han.shiyu", LineState.Submitted, new() { Buyer = "七巷采购 孙经理" }, stop);
        await AgeAsync(id, 9, stop);
    }

    private async Task SupplementAsync(string story, CancellationToken stop)
    {
        var id = await HandInAsync(story, "su.xiaoman", "C02", [Oats], 4, 500m, "A-LINHU", stop);
        await stage.ApproveAsync(id, 2, stop);
        await AgeAsync(id, 2, stop);
        await MoveAsync(id, "su.xiaoman", LineState.Submitted, new() { Buyer = "榆果采购 钱经理" }, stop);
        await AgeAsync(id, 8, stop);
        await MoveAsync(id, "su.xiaoman", LineState.Accepted, new() { Promise = "榆果采购 钱经理 与苏小满当面约定", AgreedFee = 900m, PromisedShelfOn = clock.Today.AddDays(12) }, stop);
    }

    private async Task ShelfAsync(string story, CancellationToken stop)
    {
        var id = await DeliverAsync(story, "su.xiaoman", "fang.yuan", "C02", [Nuts, Tea], 5, stop);
        var seven = (await LinesAsync(id, stop)).Take(7).Select(line => line.Id).ToList();
        await grid.MoveAsync(new(await stage.PersonAsync("fang.yuan", stop), id, seven, LineState.OnShelf, null, new() { Facings = 2, TagRight = true }), stop);
        await stage.GoOnAsync(id, stop);
    }

    private async Task PartialAsync(string story, CancellationToken stop)
    {
        var id = await DeliverAsync(story, "zhou.yiheng", "fang.yuan", "C03", [Nuts, Tea], 2, stop, refused: 1);
        await AgeAsync(id, 1, stop);
        await MoveAsync(id, "fang.yuan", LineState.OnShelf, new() { Facings = 3, TagRight = true }, stop);
        await AgeAsync(id, 92, stop);
        await MoveAsync(id, "zhou.yiheng", LineState.Kept, new() { Quantity = 320 }, stop);
    }

    private async Task<Guid> DeliverAsync(string story, string manager, string assistant, string chain, string[] products, int stores, CancellationToken stop, int refused = 0)
    {
        var id = await HandInAsync(story, manager, chain, products, stores, 0m, null, stop);
        await stage.ApproveAsync(id, 2, stop);
        await AgeAsync(id, 2, stop);
        await MoveAsync(id, manager, LineState.Submitted, new() { Buyer = "采购 吴经理" }, stop);
        await AgeAsync(id, 7, stop);
        if (refused > 0)
        {
            var none = (await LinesAsync(id, stop)).TakeLast(refused).Select(line => line.Id).ToList();
            await grid.MoveAsync(new(await stage.PersonAsync(manager, stop), id, none, LineState.Refused, null, new() { Refusal = ListingRefusal.CategoryFull }), stop);
        }

        await MoveAsync(id, manager, LineState.Accepted, new() { Promise = "采购 吴经理 口头确认,邮件留档" }, stop);
        await grid.SignAsync(await stage.PersonAsync(manager, stop), id, null, "附件二 新品", ListingInvoice.Service, "deduct", stop);
        await stage.GoOnAsync(id, stop);
        await AgeAsync(id, 4, stop);
        await MoveAsync(id, assistant, LineState.ItemCreated, new() { ItemCode = "88" + chain[1..] + "01" }, stop);
        await MoveAsync(id, manager, LineState.Ordered, new() { OrderNumber = "PO-" + chain, Quantity = 30 }, stop);
        await AgeAsync(id, 3, stop);
        await MoveAsync(id, "luo.qicheng", LineState.Delivered, new() { Quantity = 30, ProducedOn = clock.Today.AddDays(-20) }, stop);
        await AgeAsync(id, 2, stop);
        return id;
    }

    private async Task<Guid> HandInAsync(string story, string manager, string chain, string[] products, int stores, decimal fee, string? area, CancellationToken stop)
    {
        var form = await FormAsync(chain, products, stores, fee, area, stop);
        var id = await stage.OpenAsync(story, manager, "product-listing", form, stop);
        await stage.FileAsync(id, manager, "files", "证照.pdf", stop);
        await stage.AnswerAsync(id, "Submit", stop, form: (JsonObject)form.DeepClone());
        return id;
    }

    private async Task<JsonObject> FormAsync(string chain, string[] products, int stores, decimal fee, string? area, CancellationToken stop)
    {
        await using var db = await databases.CreateDbContextAsync(stop);
        var goods = await db.Products.AsNoTracking().Where(row => products.Contains(row.Code)).OrderBy(row => row.Code).ToListAsync(stop);
        var shops = await db.Stores.AsNoTracking().Where(row => db.Customers.Any(customer => customer.Id == row.CustomerId && customer.Code == chain && customer.OwnerId == row.OwnerId)).OrderBy(row => row.Code).Take(stores).ToListAsync(stop);
        var contract = await db.Contracts.AsNoTracking().Where(row => db.Customers.Any(customer => customer.Id == row.CustomerId && customer.Code == chain)).OrderByDescending(row => row.From).Select(row => row.Number).FirstAsync(stop);
        var month = new DateOnly(clock.Today.Year, clock.Today.Month, 1);
        var line = area is null ? null : await db.BudgetLines.AsNoTracking().Where(row => row.Month == month && row.FeeType == "display" && db.OrgUnits.Any(unit => unit.Id == row.AreaId && unit.Code == area)).Select(row => (Guid?)row.Id).SingleAsync(stop);
        return new()
        {
            ["chain"] = chain, ["contract"] = contract, ["kind"] = "launch", ["role"] = "profit", ["reason"] = "补齐品类,提升客单", ["targetShelf"] = Iso(clock.Today.AddDays(30)),
            ["skus"] = new JsonArray([.. goods.Select(row => (JsonNode)new JsonObject
            {
                ["product"] = row.Code, ["supplyPrice"] = row.SupplyPrice, ["retailPrice"] = row.RetailPrice, ["monthlyVolume"] = 120, ["unitContribution"] = decimal.Round(row.SupplyPrice * 0.3m, 2), ["firstOrder"] = row.CasePack * 2,
            })]),
            ["stores"] = new JsonArray([.. shops.Select(row => (JsonNode)new JsonObject { ["store"] = row.Code })]),
            ["fees"] = fee == 0m ? [] : new JsonArray(new JsonObject { ["type"] = "service", ["basis"] = "line", ["amount"] = fee, ["payMode"] = "deduct", ["invoice"] = "service", ["basisText"] = "附件二 3.1" }),
            ["budgetLine"] = line?.ToString() ?? "",
            ["papers"] = new JsonArray(new JsonObject { ["kind"] = "inspection", ["number"] = "JC-2026-118", ["expiresOn"] = Iso(clock.Today.AddDays(28)) }, new JsonObject { ["kind"] = "licence", ["number"] = "91990000MA0DEMO0" }),
        };
    }

    private async Task MoveAsync(Guid id, string userName, LineState to, LineFacts facts, CancellationToken stop)
    {
        var lines = (await LinesAsync(id, stop)).Where(line => line.State.Allows(to)).Select(line => line.Id).ToList();
        await grid.MoveAsync(new(await stage.PersonAsync(userName, stop), id, lines, to, null, facts), stop);
        await stage.GoOnAsync(id, stop);
    }

    private async Task<List<ListingLine>> LinesAsync(Guid id, CancellationToken stop)
    {
        await using var db = await databases.CreateDbContextAsync(stop);
        return await db.ListingLines.AsNoTracking().Where(line => db.Listings.Any(request => request.Id == line.RequestId && request.CaseId == id)).OrderBy(line => line.Id).ToListAsync(stop);
    }

    // Days pass: all that has happened so far lies further back.
    private Task AgeAsync(Guid id, int days, CancellationToken stop) => stage.ChangeAsync(async db =>
    {
        var request = await db.Listings.SingleAsync(row => row.CaseId == id, stop);
        var file = await db.Cases.SingleAsync(row => row.Id == id, stop);
        file.CreatedAt = file.CreatedAt.AddDays(-days);
        request.CreatedAt = request.CreatedAt.AddDays(-days);
        (request.HandedInOn, request.LastWordOn, request.SignedOn) = (request.HandedInOn?.AddDays(-days), request.LastWordOn?.AddDays(-days), request.SignedOn?.AddDays(-days));
        foreach (var line in await db.ListingLines.Where(row => row.RequestId == request.Id).ToListAsync(stop)) (line.StateOn, line.ShelfOn, line.ProducedOn) = (line.StateOn.AddDays(-days), line.ShelfOn?.AddDays(-days), line.ProducedOn?.AddDays(-days));
        foreach (var move in await db.ListingMoves.Where(row => row.RequestId == request.Id).ToListAsync(stop)) (move.On, move.At) = (move.On.AddDays(-days), move.At.AddDays(-days));
        foreach (var move in await db.ListingLineMoves.Where(row => row.RequestId == request.Id).ToListAsync(stop)) (move.On, move.At) = (move.On.AddDays(-days), move.At.AddDays(-days));
    }, stop);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
