using System.Text;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Cards;

public sealed class CardTests
{
    [Theory]
    [InlineData("91990000MA0DEM0011", true)]
    [InlineData("91990000MA0DEM0012", false)]
    [InlineData("91990000MA0DEM001", false)]
    [InlineData("91990000MA0DEMO011", false)]
    [InlineData("91990000ma0dem0011", false)]
    public void A_tax_number_has_18_characters_and_a_check_character(string number, bool valid) => Assert.Equal(valid, TaxNumber.IsValid(number));

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Every_kind_lists_shows_and_exports_what_may_be_imported_again_without_a_change(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (desk, imports, finance) = (business.Get<CardDesk>(), business.Get<ImportDesk>(), await business.PersonAsync("he.mingqian"));
        // The files of the demo company hold none of these.
        await desk.SaveAsync(await business.PersonAsync("jiang.xubai"), "targets", null, 0, new Dictionary<string, string> { ["Person"] = "lin.zhiyuan", ["Year"] = "2026", ["Amount"] = "120000" }, null);
        await desk.SaveAsync(await business.PersonAsync("lin.zhiyuan"), "forecasts", null, 0, new Dictionary<string, string> { ["Customer"] = "C01", ["Month"] = "2026-11", ["Group"] = "饼干", ["Amount"] = "30000" }, null);
        await desk.SaveAsync(
            await business.PersonAsync("lin.zhiyuan"), "promoter-records", null, 0, new Dictionary<string, string> { ["Person"] = "bai.xiaotang", ["Day"] = "2026-11-20", ["Record"] = "Assessment", ["Topic"] = "产品知识", ["Score"] = "85" }, null);
        foreach (var kind in desk.Kinds)
        {
            var (info, rows) = await desk.ListAsync(finance, kind, null, null, 1, 5);
            Assert.True(rows.Total > 0, kind);
            foreach (var sort in info.SortColumns.SelectMany(column => new[] { column, "-" + column })) Assert.Equal(rows.Total, (await desk.ListAsync(finance, kind, null, sort, 1, 5)).Rows.Total);
            Assert.Equal(rows.Rows[0].Key, (await desk.ReadAsync(finance, kind, rows.Rows[0].Id))!.Row.Key);
            using var file = new MemoryStream();
            await desk.WriteCsvAsync(finance, kind, null, file);
            Assert.Equal(rows.Total + 1, Encoding.UTF8.GetString(file.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
            if (imports.KindsFor(ProcessSales.Workflows.People.Role.FinM).All(known => known.Name != kind)) continue;
            file.Position = 0;
            var report = await imports.CheckAsync(finance, kind, file);
            Assert.True(report.Errors.Count == 0, kind + ": " + string.Join("; ", report.Errors.Take(3)));
            await imports.ApplyAsync(finance, report.Ticket!.Value);
        }

        Assert.Equal(0, await business.ReadAsync(db => db.Audit.CountAsync(entry => entry.Action == "Change")));
        using var workbook = new MemoryStream();
        await desk.WriteWorkbookAsync(finance, "products", null, workbook);
        workbook.Position = 0;
        Assert.Empty((await imports.CheckAsync(finance, "products", workbook)).Errors);
    }

    [Fact]
    public async Task A_card_tells_who_changed_what_and_a_change_on_an_old_view_is_refused()
    {
        await using var business = await Business.OpenAsync();
        var (desk, finance) = (business.Get<CardDesk>(), await business.PersonAsync("he.mingqian"));
        var id = await IdAsync(business, "C01");
        await desk.SaveAsync(finance, "customers", id, 0, new Dictionary<string, string> { ["CreditLimit"] = "650000", ["Bank"] = "新银行" }, null);
        var view = (await desk.ReadAsync(finance, "customers", id))!;
        var change = Assert.Single(view.History);
        Assert.Equal(("贺明谦", "Change", "600000", "650000", "新银行"), (change.Person, change.Action, change.Before["CreditLimit"], change.After["CreditLimit"], change.After["Bank"]));
        Assert.Equal(2, change.After.Count);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => desk.SaveAsync(finance, "customers", id, 0, new Dictionary<string, string> { ["Bank"] = "别的" }, null));
        Assert.Equal((RefusalKind.Conflict, "card.changed"), (refused.Kind, refused.Refusals[0].Key));
        await desk.SaveAsync(finance, "customers", id, view.Row.Version, new Dictionary<string, string> { ["CreditLimit"] = "650000.00" }, null);
        Assert.Single((await desk.ReadAsync(finance, "customers", id))!.History);
    }

    [Theory]
    [InlineData("TaxNumber", "123", "customer.taxNumber")]
    [InlineData("PaymentTerm", "someday", "customer.term")]
    [InlineData("InvoiceWindows", "40", "customer.monthDays")]
    [InlineData("Owner", "nobody", "field.unknownReference")]
    [InlineData("VatRate", "13", "field.tooLarge")]
    [InlineData("Class", "Z", "field.notOneOf")]
    public async Task What_a_card_is_given_is_checked_by_the_rules_of_its_import(string column, string value, string key)
    {
        await using var business = await Business.OpenAsync();
        var finance = await business.PersonAsync("he.mingqian");
        var id = await IdAsync(business, "C02");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => business.Get<CardDesk>().SaveAsync(finance, "customers", id, 0, new Dictionary<string, string> { [column] = value }, null));
        Assert.Contains(refused.Refusals, refusal => refusal.Field == column && refusal.Key == key);
        Assert.Empty((await business.Get<CardDesk>().ReadAsync(finance, "customers", id))!.History);
    }

    [Fact]
    public async Task Its_manager_keeps_the_open_columns_alone_and_a_stranger_sees_no_card()
    {
        await using var business = await Business.OpenAsync();
        var desk = business.Get<CardDesk>();
        var (id, owner) = (await IdAsync(business, "C01"), await business.PersonAsync("lin.zhiyuan"));
        await desk.SaveAsync(owner, "customers", id, 0, new Dictionary<string, string> { ["CreditLimit"] = "9", ["Bank"] = "新银行" }, null);
        var view = (await desk.ReadAsync(owner, "customers", id))!;
        Assert.Equal(("600000", "新银行"), (view.Row.Cells["CreditLimit"], view.Row.Cells["Bank"]));
        var stranger = await business.PersonAsync("han.shiyu");
        Assert.Null(await desk.ReadAsync(stranger, "customers", id));
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => desk.SaveAsync(stranger, "customers", id, 1, new Dictionary<string, string> { ["Bank"] = "x" }, null))).Kind);
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => desk.VerifyAsync(stranger, "customers", id, null))).Kind);
        Assert.DoesNotContain((await desk.ListAsync(stranger, "contracts", null, null, 1, 50)).Rows.Rows, row => row.Cells["Customer"] == "C01");
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => desk.SaveAsync(owner, "products", null, 0, new Dictionary<string, string>(), null))).Kind);
    }

    [Fact]
    public async Task The_margin_is_finances_alone_to_see_and_to_set()
    {
        await using var business = await Business.OpenAsync();
        var (desk, finance, director) = (business.Get<CardDesk>(), await business.PersonAsync("wen.shuyan"), await business.PersonAsync("gu.xingzhou"));
        var id = await business.ReadAsync(db => db.Products.Where(product => product.Code == "2000000000015").Select(product => product.Id).SingleAsync());
        Assert.Equal("0.35", (await desk.ReadAsync(finance, "products", id))!.Row.Cells["Margin"]);
        await desk.SaveAsync(finance, "products", id, 0, new Dictionary<string, string> { ["Margin"] = "0.36" }, null);
        var seen = (await desk.ReadAsync(director, "products", id))!;
        Assert.False(seen.Row.Cells.ContainsKey("Margin"));
        Assert.All(seen.History, change => Assert.False(change.After.ContainsKey("Margin")));
        using var file = new MemoryStream();
        await desk.WriteCsvAsync(director, "products", null, file);
        Assert.DoesNotContain("Margin", Encoding.UTF8.GetString(file.ToArray()));
        await desk.SaveAsync(director, "products", id, seen.Row.Version, new Dictionary<string, string> { ["Margin"] = "0.01", ["Spec"] = "400 克" }, null);
        Assert.Equal(0.36m, await business.ReadAsync(db => db.Products.Where(product => product.Id == id).Select(product => product.Margin).SingleAsync()));
        using var sheet = new MemoryStream(Encoding.UTF8.GetBytes("Code,Name,NameEn,CasePack,ShelfLife,ShelfLifeUnit,SupplyPrice,RetailPrice,FloorPrice,Margin\n2000000000015,饼干,Crackers,12,12,Months,9.80,13.90,8.33,0.9\n"));
        Assert.Equal("product.marginFinance", Assert.Single((await business.Get<ImportDesk>().CheckAsync(director, "products", sheet)).Errors).Key);
    }

    [Fact]
    public async Task A_card_that_nobody_verified_for_90_days_is_yellow_until_one_tap()
    {
        await using var business = await Business.OpenAsync();
        var (desk, owner, id) = (business.Get<CardDesk>(), await business.PersonAsync("lin.zhiyuan"), await IdAsync(business, "C01"));
        Assert.True((await desk.ReadAsync(owner, "customers", id))!.Stale);
        await desk.VerifyAsync(owner, "customers", id, null);
        await desk.VerifyAsync(owner, "customers", id, null);
        Assert.False((await desk.ReadAsync(owner, "customers", id))!.Stale);
        Assert.Equal("Verify", Assert.Single((await desk.ReadAsync(owner, "customers", id))!.History).Action);
        business.Clock.Advance(TimeSpan.FromDays(90));
        Assert.False((await desk.ReadAsync(owner, "customers", id))!.Stale);
        business.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True((await desk.ReadAsync(owner, "customers", id))!.Stale);
    }

    [Fact]
    public async Task An_import_leaves_the_changes_on_the_cards_and_what_it_does_not_name_as_it_is()
    {
        await using var business = await Business.OpenAsync();
        var (desk, imports, finance) = (business.Get<CardDesk>(), business.Get<ImportDesk>(), await business.PersonAsync("he.mingqian"));
        using var sheet = new MemoryStream(Encoding.UTF8.GetBytes("Code,Name,NameEn,Type,Owner,Area,Class,Status,CreditLimit,PaymentTerm,InvoiceWindows,PayDays,CreditHold\nC02,榆果生活超市,Yuguo Supermarket,supermarket,su.xiaoman,A-LINHU,A,Paused,300000,EOM+45,\"5,17\",20,\n"));
        var report = await imports.CheckAsync(finance, "customers", sheet);
        await imports.ApplyAsync(finance, report.Ticket!.Value);
        var view = (await desk.ReadAsync(finance, "customers", await IdAsync(business, "C02")))!;
        Assert.Equal(("Active", "Paused"), (Assert.Single(view.History).Before["Status"], view.History[0].After["Status"]));
        Assert.Equal(("91990000MA0DEM0024", "Paused", 1), (view.Row.Cells["TaxNumber"], view.Row.Cells["Status"], view.Row.Version));
    }

    [Theory]
    [InlineData("R-LIN,岚桥线,lin.zhiyuan,C01-01,Tue,,1", "Weekdays", "route.fewDays")]
    [InlineData("R-LIN,岚桥线,lin.zhiyuan,C01-01,Someday,,1", "Weekdays", "store.weekdays")]
    [InlineData("R-LIN,岚桥线,lin.zhiyuan,C04-01,\"Tue,Fri\",,1", "Store", "field.unknownReference")]
    [InlineData("R-LIN,岚桥线,lin.zhiyuan,C01-01,Tue,9/week,1", "Frequency", "store.frequency")]
    public async Task A_route_needs_days_for_its_frequency_and_stores_of_the_managers_area(string row, string column, string key)
    {
        await using var business = await Business.OpenAsync();
        using var sheet = new MemoryStream(Encoding.UTF8.GetBytes("Route,RouteName,Owner,Store,Weekdays,Frequency,Order\n" + row + "\n"));
        var report = await business.Get<ImportDesk>().CheckAsync(await business.PersonAsync("jiang.xubai"), "routes", sheet);
        Assert.Contains(report.Errors, error => error.Column == column && error.Key == key);
    }

    private static Task<Guid> IdAsync(Business business, string code) => business.ReadAsync(db => db.Customers.Where(customer => customer.Code == code).Select(customer => customer.Id).SingleAsync());
}
