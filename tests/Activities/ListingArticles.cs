using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Listings;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>What an application of a listing may name and how it is reckoned, through the real definition: articles that the company gave up, pairs left out, the terms of the day.</summary>
public sealed class ListingArticles
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_draft_with_an_article_that_was_given_up_is_refused_with_its_row_until_it_is_sold_again(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        await Listing.PrepareAsync(company);
        var (grid, listing) = (company.Get<ListingGrid>(), await Listing.StartAsync(company));
        Assert.Empty(await grid.WithdrawArticleAsync(Rgm, Listing.Water, "配方更改"));
        Assert.Equal(Listing.Water, Assert.Single(await grid.NotSoldAsync()).Code);
        var form = Listing.Form(0m);
        var refusal = Assert.Single((await Assert.ThrowsAsync<RefusedException>(() => listing.SubmitAsync(form))).Refusals);
        Assert.Equal(("skus[1].product", "listing.notSold", $"{Listing.Water} 零糖白桃气泡水"), (refusal.Field, refusal.Key, refusal.Arguments[0]));
        var file = await company.CaseAsync(listing.Id);
        Assert.Equal((CaseState.Draft, true), (file.State, file.DataJson is null or "{}"));
        Assert.Null(file.SubmittedAt);
        await using (var db = await company.OpenDbAsync()) Assert.Empty(await db.ListingLines.ToListAsync());

        await Assert.ThrowsAsync<RefusedException>(() => grid.SellAgainAsync(Kam, Listing.Water, "恢复"));
        Assert.Equal("Note", (await Assert.ThrowsAsync<RefusedException>(() => grid.SellAgainAsync(Rgm, Listing.Water, " "))).Refusals[0].Field);
        company.Clock.Advance(TimeSpan.FromMinutes(1));
        await grid.SellAgainAsync(Rgm, Listing.Water, "新配方上市");
        await grid.SellAgainAsync(Rgm, Listing.Water, "新配方上市");
        await listing.SubmitAsync(form);
        Assert.Equal(8, (await listing.ViewAsync()).Lines.Count);
        await using var after = await company.OpenDbAsync();
        var trail = await after.Audit.Where(row => row.Subject == $"products:{Listing.Water}").OrderBy(row => row.Id).Select(row => new { row.Action, row.PersonId, row.Comment }).ToListAsync();
        Assert.Equal([("Withdraw", "配方更改"), ("SellAgain", "新配方上市")], trail.Select(row => (row.Action, row.Comment!)));
        Assert.All(trail, row => Assert.Equal(Rgm, row.PersonId));
    }

    [Fact]
    public async Task A_returned_listing_that_names_an_article_given_up_meanwhile_is_refused_and_keeps_its_lines()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        await listing.SubmitAsync(Listing.Form(0m));
        await company.ActAsync(listing.Id, Arm, "Return", "补充理由");
        var before = await company.CaseAsync(listing.Id);
        await company.Get<ListingGrid>().WithdrawArticleAsync(Rgm, Listing.Oats, "停产");
        var form = Listing.Form(0m);
        form["reason"] = "补齐健康零食,店方要求";
        var refused = await Assert.ThrowsAsync<RefusedException>(() => listing.SubmitAsync(form));
        Assert.Equal("skus[0].product", Assert.Single(refused.Refusals).Field);
        var after = await company.CaseAsync(listing.Id);
        Assert.Equal((CaseState.Returned, before.DataJson, before.Version), (after.State, after.DataJson, after.Version));
        form["skus"]!.AsArray().RemoveAt(0);
        await listing.SubmitAsync(form);
        Assert.Equal([Listing.Water], (await listing.ViewAsync()).Lines.Select(line => line.ProductCode).Distinct());
    }

    [Fact]
    public async Task What_was_given_up_on_its_card_is_cancelled_by_the_next_look_at_the_listings()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        await listing.SubmitAsync(Listing.Form(0m));
        await listing.ApproveAsync(Arm, FinEx);
        await using (var db = await company.OpenDbAsync()) await db.Products.Where(row => row.Code == Listing.Oats).ExecuteUpdateAsync(set => set.SetProperty(row => row.Active, false));
        await company.Get<ListingClock>().SweepAsync();
        await company.Get<ListingClock>().SweepAsync();
        var view = await listing.ViewAsync();
        Assert.Equal((4, 4), (view.Counts[LineState.Cancelled], view.Counts[LineState.Approved]));
        Assert.Single(await company.Get<ListingBook>().StampsAsync(Kam, listing.Id, view.Lines.First(line => line.State == LineState.Cancelled).Id), stamp => stamp is { To: LineState.Cancelled, Note: "公司停售" });
    }

    [Fact]
    public async Task What_came_to_a_shelf_is_paid_for_although_the_company_gave_it_up_and_its_manager_is_told()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        await listing.SubmitAsync(Listing.Form(500m, stores: 1));
        await listing.ApproveAsync(Arm, FinEx);
        await listing.DeliverAsync();
        await listing.MoveAsync(Ast, LineState.OnShelf, new() { Facings = 1, TagRight = true });
        var available = await company.AvailableAsync();
        foreach (var code in new[] { Listing.Oats, Listing.Water })
        {
            Assert.Equal([listing.Id], await company.Get<ListingGrid>().WithdrawArticleAsync(Rgm, code, "停产"));
            await company.Get<ContinuationPump>().RunAsync(listing.Id);
        }

        Assert.Equal((1000m, available, "finex"), ((await listing.ViewAsync()).Request.AgreedFee, await company.AvailableAsync(), await company.HoldersAsync(listing.Id)));
        foreach (var person in new[] { Kam, Ast })
        {
            var told = await company.MessagesAsync(person, "listing-withdrawn-article");
            Assert.Equal(2, told.Count);
            Assert.Contains("黑芝麻燕麦脆(停产)", told[0].Body);
        }

        await listing.SettleAsync(1000m);
        Assert.Equal((CaseState.Closed, available), ((await company.CaseAsync(listing.Id)).State, await company.AvailableAsync()));
    }

    [Fact]
    public async Task Pairs_left_out_count_in_the_payback_and_each_must_be_one_of_the_grid()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        static JsonObject Pair(string product, string store) => new() { ["product"] = product, ["store"] = store };
        var form = Listing.Form(480m, "once");
        form["exceptions"] = new JsonArray(Pair(Listing.Oats, "C01-01"), Pair(Listing.Oats, "C01-01"), Pair("2000000000015", "C01-02"));
        await using (var db = await company.OpenDbAsync())
        {
            db.Products.Add(new() { Id = Guid.NewGuid(), Code = "2000000000015", Name = "旧饼干", CasePack = 12, ShelfLife = 270 });
            await db.SaveChangesAsync();
        }

        var refusals = (await Assert.ThrowsAsync<RefusedException>(() => listing.SubmitAsync(form))).Refusals;
        Assert.Equal([("exceptions[1].product", "listing.twice"), ("exceptions[2].product", "listing.notInGrid")], refusals.Select(refusal => (refusal.Field, refusal.Key)));
        // Two articles in four stores at 160 a month; without three of the pairs five lines bring 800.
        form["exceptions"] = new JsonArray(Pair(Listing.Oats, "C01-01"), Pair(Listing.Oats, "C01-02"), Pair(Listing.Water, "C01-02"));
        form["fees"]![0]!["amount"] = 4840m;
        await listing.SubmitAsync(form);
        var view = await listing.ViewAsync();
        Assert.Equal((5, 6.1m), (view.Lines.Count, view.Request.PaybackMonths));
        Assert.Equal(6.1m, JsonNode.Parse((await company.CaseAsync(listing.Id)).DataJson!)!["payback"]!.GetValue<decimal>());
        Assert.Equal("arm,rgm,finex,dir", string.Join(",", (await company.PathAsync(listing.Id)).Levels.Select(level => level.Approvers[0].Name)));
        Assert.Contains(ReasonedWarning.Parse((await company.CaseAsync(listing.Id)).WarningsJson), warning => warning.Message.Zh.Contains("授权表"));
    }

    [Fact]
    public async Task A_fee_that_never_comes_back_goes_to_the_director()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        var listing = await Listing.StartAsync(company);
        var form = Listing.Form(100m, "once", stores: 1, products: Listing.Oats);
        form["skus"]![0]!["unitContribution"] = 0m;
        await listing.SubmitAsync(form);
        Assert.Equal("arm,rgm,finex,dir", string.Join(",", (await company.PathAsync(listing.Id)).Levels.Select(level => level.Approvers[0].Name)));
    }

    [Fact]
    public async Task A_listing_is_watched_by_the_terms_of_the_day()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company);
        await company.Get<ListingTermsBook>().SetAsync(Adm, new(2026, 9, 20), new() { SilentDays = 3, SilentTooLongDays = 4, RetryDays = 10 });
        var listing = await Listing.StartAsync(company);
        await listing.SubmitAsync(Listing.Form(0m, stores: 2));
        await listing.ApproveAsync(Arm, FinEx);
        await listing.MoveAsync(Kam, LineState.Submitted, new() { Buyer = "李采购" });
        async Task<(int, int)> AfterAsync(int days)
        {
            company.Clock.Advance(TimeSpan.FromDays(days));
            await company.Get<ListingClock>().SweepAsync();
            return ((await company.MessagesAsync(Kam, "listing-silent")).Count, (await company.MessagesAsync(Arm, "listing-silent-long")).Count);
        }

        Assert.Equal((0, 0), await AfterAsync(5));
        Assert.Equal((1, 1), await AfterAsync(1));
        await listing.MoveAsync(Kam, LineState.Refused, new() { Refusal = ListingRefusal.LowMargin }, line => line.ProductCode == Listing.Water);
        Assert.Equal(new DateOnly(2026, 9, 30), (await listing.ViewAsync()).Lines.First(line => line.State == LineState.Refused).RetryOn);
    }
}
