using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Listings;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Visits;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>Price changes, returns and exchanges through their real definitions.</summary>
public sealed class SmallFlows
{
    [Fact]
    public async Task A_new_price_counts_from_the_day_that_the_chain_confirmed_and_not_before()
    {
        await using var company = await OpenAsync();
        var id = await StartAsync(company, "price-change");
        await company.ActAsync(id, Kam, "Submit", null, Change(17.5m));
        foreach (var person in new[] { Arm, Rgm, FinEx }) await company.ActAsync(id, person, "Approve");
        Assert.Equal((CaseState.Running, "kam"), ((await company.CaseAsync(id)).State, await company.HoldersAsync(id)));
        var chain = await ChainAsync(company);
        var prices = company.Get<AgreedPrices>();
        Assert.Equal(16.8m, (await prices.OnAsync(chain, new(2026, 12, 1)))[Listing.Oats].SupplyPrice);
        await company.ActAsync(id, Kam, "Submit", null, new JsonObject { ["confirmedOn"] = "2026-10-08", ["confirmedBy"] = "李采购" });
        Assert.Equal(CaseState.Closed, (await company.CaseAsync(id)).State);
        Assert.Equal((16.8m, 17.5m), ((await prices.OnAsync(chain, new(2026, 10, 7)))[Listing.Oats].SupplyPrice, (await prices.OnAsync(chain, new(2026, 10, 8)))[Listing.Oats].SupplyPrice));
    }

    [Fact]
    public async Task A_price_below_its_floor_needs_a_reason_and_the_director()
    {
        await using var company = await OpenAsync();
        var id = await StartAsync(company, "price-change");
        await Assert.ThrowsAsync<Workflows.RefusedException>(() => company.ActAsync(id, Kam, "Submit", null, Change(13m)));
        await company.ActAsync(id, Kam, "Submit", "清库存", Change(13m));
        Assert.Equal(["arm", "rgm", "finex", "dir"], (await company.PathAsync(id)).Levels.Select(level => level.Approvers[0].Name));
    }

    [Theory]
    [InlineData(100, "arm,log")]
    [InlineData(200, "arm,log,rgm,finex")]
    public async Task What_was_counted_becomes_the_credit_and_not_what_was_claimed(int pieces, string chain)
    {
        await using var company = await OpenAsync();
        var id = await StartAsync(company, "return-exchange");
        await company.ActAsync(id, Kam, "Submit", null, Return(pieces));
        Assert.Equal(chain, string.Join(",", (await company.PathAsync(id)).Levels.Select(level => level.Approvers[0].Name)));
        foreach (var name in chain.Split(',')) await company.ActAsync(id, name switch { "arm" => Arm, "log" => Log, "rgm" => Rgm, _ => FinEx }, "Approve");
        Assert.Equal("log", await company.HoldersAsync(id));
        var counted = new JsonObject { ["counted"] = new JsonArray(new JsonObject { ["product"] = Listing.Oats, ["producedOn"] = "2026-03-01", ["quantity"] = 90 }) };
        await Assert.ThrowsAsync<Workflows.RefusedException>(() => company.ActAsync(id, Log, "Submit", null, (JsonObject)counted.DeepClone()));
        counted["differenceReason"] = "破损未收";
        await company.ActAsync(id, Log, "Submit", null, counted);
        Assert.Equal((CaseState.Closed, "贷项 ¥1512.00"), ((await company.CaseAsync(id)).State, (await company.CaseAsync(id)).StateNote));
        var customer = await ChainAsync(company);
        var source = company.Get<IEnumerable<IDeductionSource>>().Single(each => each.Kind == "return");
        await using var db = await company.OpenDbAsync();
        Assert.Equal(1512m, Assert.Single(await source.OpenAsync(db, customer, default)).Amount);
        await source.MatchAsync(db, "statement-1", id, 1512m, null, default);
        await source.MatchAsync(db, "statement-1", id, 1512m, null, default);
        await db.SaveChangesAsync();
        Assert.Empty(await source.OpenAsync(db, customer, default));
        await Assert.ThrowsAsync<Workflows.RefusedException>(() => source.MatchAsync(db, "statement-2", id, 1m, null, default));
    }

    [Fact]
    public async Task Goods_come_back_at_the_price_agreed_with_the_chain_also_of_an_article_that_was_given_up()
    {
        await using var company = await OpenAsync();
        await using (var db = await company.OpenDbAsync())
        {
            db.PriceList.Add(new() { Id = Guid.NewGuid(), CustomerId = await ChainAsync(company), ProductCode = Listing.Oats, From = new(2026, 1, 1), SupplyPrice = 15m, RetailPrice = 25m });
            await db.SaveChangesAsync();
        }

        await company.Get<ListingGrid>().WithdrawArticleAsync(Rgm, Listing.Oats, "停产");
        var references = company.Get<References>();
        Assert.DoesNotContain(await references.SearchAsync(Kam, "products", "C01", null), option => option.Id == Listing.Oats);
        Assert.Equal(15m, Assert.Single(await references.SearchAsync(Kam, "all-products", "C01", "燕麦")).Facts["supplyPrice"]!.GetValue<decimal>());
        var id = await StartAsync(company, "return-exchange");
        await company.ActAsync(id, Kam, "Submit", null, Return(100));
        Assert.Equal(1500m, (await company.CaseAsync(id)).Amount);
        foreach (var person in new[] { Arm, Log }) await company.ActAsync(id, person, "Approve");
        // Logistics does not see the chain's prices; what it counts is worth what the claim says.
        var counted = new JsonObject { ["counted"] = new JsonArray(new JsonObject { ["product"] = Listing.Oats, ["producedOn"] = "2026-03-01", ["quantity"] = 100 }) };
        await company.ActAsync(id, Log, "Submit", null, counted);
        Assert.Equal("贷项 ¥1500.00", (await company.CaseAsync(id)).StateNote);
    }

    [Theory]
    [InlineData(RaisedKind.PriceChange, "PX-")]
    [InlineData(RaisedKind.Return, "RX-")]
    public async Task A_finding_of_a_visit_opens_one_case_for_the_store_s_manager_however_often_it_is_handed_over(RaisedKind kind, string prefix)
    {
        await using var company = await OpenAsync();
        await using var db = await company.OpenDbAsync();
        var store = await db.Stores.SingleAsync(row => row.Code == "C01-01");
        var finding = new VisitFinding(Guid.NewGuid(), kind, Guid.NewGuid(), store.Id, Ast, company.Clock.GetUtcNow(), Listing.Oats, new(2026, 1, 10), 6, false, null, "价签 24.9", []);
        var taker = company.Get<IEnumerable<IFindingTaker>>().Single(each => each.Kind == kind);
        var number = await taker.TakeAsync(finding, default);
        Assert.StartsWith(prefix, number);
        Assert.Equal(number, await taker.TakeAsync(finding, default));
        var file = await db.Cases.SingleAsync(row => row.Number == number);
        Assert.Equal(Kam, file.OwnerId);
        Assert.True(await company.Get<ContinuationPump>().RunAsync(file.Id));
        Assert.Equal("kam", await company.HoldersAsync(file.Id));
    }

    private static async Task<Running.Company> OpenAsync()
    {
        var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        await using var db = await company.OpenDbAsync();
        foreach (var (process, order, most, floor, chain) in new (string, int, decimal?, bool, string)[]
                 {
                     ("price-change", 1, null, false, "ARM > RGM > FIN-EX"), ("price-change", 2, null, true, "ARM > RGM > FIN-EX > DIR"),
                     ("return-exchange", 1, 3000m, true, "ARM > LOG"), ("return-exchange", 2, null, true, "ARM > LOG > RGM > FIN-EX"),
                 })
            db.ApprovalRules.Add(new ApprovalRule { Id = Guid.NewGuid(), Process = process, EffectiveFrom = new(2026, 1, 1), Order = order, MaxAmount = most, AllowBelowFloor = floor, AllowOverBudget = floor, Chain = chain });
        await db.SaveChangesAsync();
        return company;
    }

    private static async Task<Guid> StartAsync(Running.Company company, string process)
    {
        var id = await company.Get<CaseRegister>().StartAsync(Kam, process);
        Assert.True(await company.Get<ContinuationPump>().RunAsync(id));
        return id;
    }

    private static async Task<Guid> ChainAsync(Running.Company company)
    {
        await using var db = await company.OpenDbAsync();
        return await db.Customers.Where(row => row.Code == "C01").Select(row => row.Id).SingleAsync();
    }

    private static JsonObject Change(decimal supply) => new()
    {
        ["chain"] = "C01", ["reason"] = "原料上涨", ["effectiveOn"] = "2026-10-01", ["promotions"] = "无",
        ["skus"] = new JsonArray(new JsonObject { ["product"] = Listing.Oats, ["newSupply"] = supply, ["newRetail"] = 26.9m }),
    };

    private static JsonObject Return(int pieces) => new()
    {
        ["chain"] = "C01", ["store"] = "C01-01", ["kind"] = "return", ["source"] = "pulled", ["slip"] = "TH-1",
        ["lines"] = new JsonArray(new JsonObject { ["product"] = Listing.Oats, ["producedOn"] = "2026-03-01", ["quantity"] = pieces, ["reason"] = "expiry" }),
    };
}
