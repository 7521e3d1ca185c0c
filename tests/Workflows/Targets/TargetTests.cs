using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Targets;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Targets;

/// <summary>Targets are broken down and held against what was delivered, forecasts and expenses against the same (domain.md W1, W2, D2).</summary>
public sealed class TargetTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_year_is_broken_down_to_months_chains_and_stores_and_shows_what_was_reached(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (manager, kam) = (await business.PersonAsync("jiang.xubai"), await business.PersonAsync("lin.zhiyuan"));
        await SetAsync(business, manager, ("", "", "", 1_200_000m), ("11", "", "", 100_000m), ("10", "", "", 90_000m));
        await SetAsync(business, kam, ("11", "C01", "", 60_000m), ("11", "C01", "C01-01", 40_000m));
        await ComesAsync(business, ("C01-01", MovementKind.Delivery, 30_000m, 11), ("C01-01", MovementKind.Return, 2_000m, 11), ("C01-02", MovementKind.Delivery, 5_000m, 11), ("C01-01", MovementKind.Delivery, 7_000m, 10));

        var sheet = (await business.Get<TargetBook>().OfAsync(manager, kam, 2026, 11))!;
        Assert.Equal("林知远", sheet.Person.Name);
        var year = sheet.Tree[0];
        Assert.Equal((1_200_000m, 190_000m, 1_010_000m, 40_000m), (year.Target, year.BrokenDown, year.NotGiven, year.Actual));
        var november = sheet.Tree.Single(row => row is { Depth: 1, Month: 11 });
        Assert.Equal((100_000m, 40_000m, 33_000m, 0.33m, 67_000m), (november.Target, november.NotGiven, november.Actual, november.Attainment, november.Gap));
        var chain = sheet.Tree.Single(row => row is { Depth: 2, Code: "C01" });
        Assert.Equal((60_000m, 20_000m, 33_000m), (chain.Target, chain.NotGiven, chain.Actual));
        var store = sheet.Tree.Single(row => row is { Depth: 3, Code: "C01-01" });
        Assert.Equal((40_000m, 28_000m, 0.7m, 12_000m), (store.Target, store.Actual, store.Attainment, store.Gap));
        Assert.Equal((null, 5_000m), (sheet.Tree.Single(row => row is { Depth: 3, Code: "C01-02" }).Target, sheet.Tree.Single(row => row is { Depth: 3, Code: "C01-02" }).Actual));
        Assert.DoesNotContain(sheet.Tree, row => row is { Depth: > 1, Month: not 11 });
    }

    [Fact]
    public async Task A_forecast_stands_beside_what_came_and_the_areas_budget()
    {
        await using var business = await Business.OpenAsync();
        var kam = await business.PersonAsync("lin.zhiyuan");
        foreach (var (group, amount) in new[] { ("饼干", "30000"), ("薯片", "12000.50") })
            await business.Get<CardDesk>().SaveAsync(kam, "forecasts", null, 0, new Dictionary<string, string> { ["Customer"] = "C01", ["Month"] = "2026-11", ["Group"] = group, ["Amount"] = amount }, null);
        await ComesAsync(business, ("C01-01", MovementKind.Delivery, 20_000m, 11));
        var sheet = (await business.Get<TargetBook>().OfAsync(kam, null, 2026, 11))!;
        var chain = sheet.Chains.Single(row => row.Code == "C01");
        Assert.Equal((42_000.50m, 20_000m, 0m, 0m), (chain.Forecast, chain.Actual, chain.Expense, chain.ExpenseRatio));
        Assert.Equal(2, chain.Groups.Count);
        Assert.All(sheet.Budgets, area => Assert.True(area.Granted > 0m));
        // The same chain, month and group again is the same forecast.
        await business.Get<CardDesk>().SaveAsync(kam, "forecasts", null, 0, new Dictionary<string, string> { ["Customer"] = "C01", ["Month"] = "2026-11", ["Group"] = "饼干", ["Amount"] = "1" }, null);
        Assert.Equal(2, await business.ReadAsync(db => db.SalesForecasts.CountAsync()));
    }

    [Fact]
    public async Task The_page_begins_with_whoever_reads_it_or_else_with_the_first_who_has_targets()
    {
        await using var business = await Business.OpenAsync();
        var (manager, assistant, kam, other) = (await business.PersonAsync("jiang.xubai"), await business.PersonAsync("fang.yuan"), await business.PersonAsync("lin.zhiyuan"), await business.PersonAsync("su.xiaoman"));
        var book = business.Get<TargetBook>();
        Assert.Equal("苏小满", (await book.OfAsync(other, null, 2026, 11))!.Person.Name);
        await SetAsync(business, manager, ("11", "", "", 100m));
        Assert.Equal(["林知远", "林知远", "林知远"], new[] { (await book.OfAsync(manager, null, 2026, 11))!.Person.Name, (await book.OfAsync(assistant, null, 2026, 11))!.Person.Name, (await book.OfAsync(kam, null, 2026, 11))!.Person.Name });
        Assert.Equal("方予安", (await book.OfAsync(manager, assistant, 2026, 11))!.Person.Name);
    }

    [Fact]
    public async Task A_forecast_names_a_group_that_a_product_has()
    {
        await using var business = await Business.OpenAsync();
        var (kam, finance) = (await business.PersonAsync("lin.zhiyuan"), await business.PersonAsync("he.mingqian"));
        await using var file = new MemoryStream(System.Text.Encoding.UTF8.GetBytes("Customer,Month,Group,Amount\nC01,2026-12,饼干,10\nC01,2026-12,拼干,10\n"));
        var error = Assert.Single((await business.Get<ImportDesk>().CheckAsync(kam, "forecasts", file)).Errors);
        Assert.Equal((3, "Group", "forecast.group"), (error.Row, error.Column, error.Key));
        Assert.Contains("饼干", (string)error.Arguments[1]!);

        // A text that is a group's name finds the group and nothing else, and the card carries it.
        var cards = business.Get<CardDesk>();
        var found = (await cards.ListAsync(finance, "products", "饮料", null, 1, 30)).Rows;
        Assert.Equal(3, found.Total);
        Assert.All(found.Rows, row => Assert.Equal("饮料", row.Cells["Group"]));
        await cards.SaveAsync(finance, "products", found.Rows[0].Id, found.Rows[0].Version, new Dictionary<string, string> { ["Group"] = "拼干" }, null);
        file.Position = 0;
        Assert.Empty((await business.Get<ImportDesk>().CheckAsync(kam, "forecasts", file)).Errors);
    }

    [Fact]
    public async Task The_number_comes_from_above_how_it_is_spread_is_the_managers_own_and_a_stranger_reads_nothing()
    {
        await using var business = await Business.OpenAsync();
        var (manager, kam, other, stranger) = (await business.PersonAsync("jiang.xubai"), await business.PersonAsync("lin.zhiyuan"), await business.PersonAsync("su.xiaoman"), await business.PersonAsync("luo.shuyao"));
        await RefusesAsync(business, kam, "lin.zhiyuan", "11", "", "", "target.fromSuperior");
        await RefusesAsync(business, other, "lin.zhiyuan", "11", "C01", "", "target.notYours");
        await RefusesAsync(business, manager, "luo.shuyao", "11", "", "", "target.notYours");
        await RefusesAsync(business, kam, "lin.zhiyuan", "", "C01", "", "target.monthFirst");
        await RefusesAsync(business, kam, "lin.zhiyuan", "11", "C01", "C02-01", "target.storeOfChain");
        await RefusesAsync(business, kam, "lin.zhiyuan", "13", "C01", "", "field.tooLarge");
        await SetAsync(business, manager, ("11", "", "", 100m));
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => business.Get<TargetBook>().OfAsync(stranger, kam, 2026, 11))).Kind);
        Assert.Equal((1, 1, 0), (await CountAsync(business, manager), await CountAsync(business, kam), await CountAsync(business, stranger)));
        var card = (await business.Get<CardDesk>().ListAsync(manager, "targets", null, null, 1, 10)).Rows.Rows[0];
        // Entries of one moment have no order.
        business.Clock.Advance(TimeSpan.FromMinutes(1));
        await business.Get<CardDesk>().SaveAsync(manager, "targets", card.Id, card.Version, new Dictionary<string, string> { ["Amount"] = "150" }, null);
        var view = (await business.Get<CardDesk>().ReadAsync(manager, "targets", card.Id))!;
        Assert.Equal(("150", "100"), (view.Row.Cells["Amount"], view.History[0].Before["Amount"]));
    }

    private static async Task<int> CountAsync(Business business, Guid person) => (await business.Get<CardDesk>().ListAsync(person, "targets", null, null, 1, 10)).Rows.Total;

    private static async Task RefusesAsync(Business business, Guid by, string person, string month, string customer, string store, string key)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => business.Get<CardDesk>().SaveAsync(by, "targets", null, 0, Row(person, month, customer, store, 1m), null));
        Assert.Contains(refused.Refusals, refusal => refusal.Key == key);
    }

    private static async Task SetAsync(Business business, Guid by, params (string Month, string Customer, string Store, decimal Amount)[] rows)
    {
        foreach (var (month, customer, store, amount) in rows) await business.Get<CardDesk>().SaveAsync(by, "targets", null, 0, Row("lin.zhiyuan", month, customer, store, amount), null);
    }

    private static Dictionary<string, string> Row(string person, string month, string customer, string store, decimal amount) =>
        new() { ["Person"] = person, ["Year"] = "2026", ["Month"] = month, ["Customer"] = customer, ["Store"] = store, ["Amount"] = amount.ToString(System.Globalization.CultureInfo.InvariantCulture) };

    private static Task ComesAsync(Business business, params (string Store, MovementKind Kind, decimal Amount, int Month)[] slips) => business.WriteAsync(async db =>
    {
        foreach (var (code, kind, amount, month) in slips)
        {
            var store = await db.Stores.SingleAsync(row => row.Code == code);
            db.GoodsMovements.Add(new() { Id = Guid.NewGuid(), CustomerId = store.CustomerId, StoreId = store.Id, Kind = kind, SlipNumber = Guid.NewGuid().ToString("N"), Day = new(2026, month, 12), Amount = amount, TaxRate = 0.13m });
        }
    });
}
