using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Primitives;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Forms;

public sealed class PromotionApplicationTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Costs_add_up_and_ratio_and_flags_follow(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var outcome = await Application.CheckAsync(business, await Application.FilledInAsync(business));
        Assert.Empty(outcome.Refusals);
        Assert.Empty(outcome.Warnings);
        Assert.Equal(10_000m, outcome.Data["total"]!.GetValue<decimal>());
        Assert.Equal(30_000m, outcome.Data["available"]!.GetValue<decimal>());
        Assert.Equal(0.1515m, outcome.Data["expenseRatio"]!.GetValue<decimal>());
        Assert.Equal(-0.09m, outcome.Data["expectedRoi"]!.GetValue<decimal>());
        Assert.True(outcome.Data["emergency"]!.GetValue<bool>());
        Assert.False(outcome.Data["overBudget"]!.GetValue<bool>());
        Assert.Equal("岚桥一店", outcome.Data["stores"]![0]!["store"]!["name"]!.GetValue<string>());
        Assert.Equal(9.60m, outcome.Data["skus"]![0]!["normalSupply"]!.GetValue<decimal>()); // as agreed with the chain, not the article's own 9.80
    }

    [Fact]
    public async Task A_return_on_investment_comes_out_as_the_business_reckons_it()
    {
        await using var business = await Business.OpenAsync();
        var data = await Application.FilledInAsync(business);
        data["costs"] = new JsonArray(new JsonObject { ["feeType"] = "display", ["quantity"] = "1", ["unitPrice"] = "6000", ["payMode"] = "deduct" });
        var outcome = await Application.CheckAsync(business, data);
        Assert.Equal(0.5167m, outcome.Data["expectedRoi"]!.GetValue<decimal>());
        Assert.Equal(0.0909m, outcome.Data["expenseRatio"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task A_price_below_the_floor_and_an_exceeded_budget_warn_and_raise_their_flags()
    {
        await using var business = await Business.OpenAsync();
        var data = await Application.FilledInAsync(business);
        data["skus"]![0]!["promoSupply"] = "8.32";
        data["costs"]![0]!["unitPrice"] = "30000";
        var outcome = await Application.CheckAsync(business, data);
        Assert.Empty(outcome.Refusals);
        Assert.Equal(["budgetLine", "skus"], outcome.Warnings.Select(warning => warning.Field).Order());
        Assert.True(outcome.Data["belowFloor"]!.GetValue<bool>() && outcome.Data["overBudget"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData(false, "该客户处于信用冻结")]
    [InlineData(true, "该客户为高风险客户,先款后货")]
    public async Task A_chain_on_hold_or_flagged_as_high_risk_shows_red(bool risk, string says)
    {
        await using var business = await Business.OpenAsync();
        await business.WriteAsync(db => db.Customers.Where(row => row.Code == "C01").ExecuteUpdateAsync(set => set.SetProperty(row => row.CreditHold, "关店").SetProperty(row => row.HighRisk, risk)));
        var outcome = await Application.CheckAsync(business, await Application.FilledInAsync(business));
        Assert.Empty(outcome.Refusals);
        Assert.Equal(("chain", says), outcome.Warnings.Select(warning => (warning.Field, warning.Arguments[0] as string)).Single());
    }

    [Fact]
    public async Task An_emergency_needs_a_reason_and_an_early_application_keeps_none()
    {
        await using var business = await Business.OpenAsync();
        var data = await Application.FilledInAsync(business);
        data.Remove("emergencyReason");
        Assert.Contains((await Application.CheckAsync(business, data)).Refusals, refusal => refusal is { Field: "emergencyReason", Key: "required" });
        data["emergencyReason"] = "不再需要";
        data["start"] = "2026-12-07";
        Assert.False((await Application.CheckAsync(business, data)).Data.ContainsKey("emergencyReason"));
    }

    [Fact]
    public async Task From_when_on_an_application_is_an_emergency_stands_in_the_terms_of_its_day()
    {
        await using var business = await Business.OpenAsync();
        var data = await Application.FilledInAsync(business);
        var before = (await Application.CheckAsync(business, data)).Data;
        Assert.Equal((7m, true), (before["emergencyDays"]!.GetValue<decimal>(), before["emergency"]!.GetValue<bool>()));
        var administrator = await business.PersonAsync("admin");
        await business.Get<PromotionTermsBook>().SetAsync(administrator, new(2026, 11, 24), new() { EmergencyDays = 3 });
        Assert.True((await Application.CheckAsync(business, data)).Data["emergency"]!.GetValue<bool>());
        business.Clock.Advance(TimeSpan.FromDays(1));
        var after = (await Application.CheckAsync(business, data)).Data;
        Assert.Equal((3m, false), (after["emergencyDays"]!.GetValue<decimal>(), after["emergency"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task An_article_that_was_given_up_is_refused_with_its_row_even_before_the_days_are_filled_in()
    {
        await using var business = await Business.OpenAsync();
        var data = await Application.FilledInAsync(business);
        var code = data["skus"]![0]!["product"]!.ToString();
        await business.WriteAsync(db => db.Products.Where(row => row.Code == code).ExecuteUpdateAsync(set => set.SetProperty(row => row.Active, false)));
        data.Remove("end");
        var refusal = Assert.Single((await Application.CheckAsync(business, data)).Refusals, refusal => refusal.Key == "listing.notSold");
        Assert.Equal("skus[0].product", refusal.Field);
        Assert.StartsWith(code, (string)refusal.Arguments[0]!);
    }

    [Theory]
    [InlineData("600", 0)]
    [InlineData("500", 1)]
    public async Task Temporary_promoters_cost_what_their_fee_says_or_whoever_approves_is_told(string cost, int warnings)
    {
        await using var business = await Business.OpenAsync();
        var data = await Application.FilledInAsync(business);
        data["costs"] = new JsonArray(new JsonObject { ["feeType"] = "promoter", ["quantity"] = "1", ["unitPrice"] = cost, ["payMode"] = "transfer" });
        data["promoters"] = new JsonArray(new JsonObject { ["people"] = "2", ["days"] = "2", ["wage"] = "150" });
        Assert.Equal(warnings, (await Application.CheckAsync(business, data)).Warnings.Count(warning => warning.Field == "promoters"));
    }

    [Theory]
    [InlineData("end", "2026-11-29", "end", "form.rule")]
    [InlineData("end", "2026-12-31", "end", "form.rule")]
    [InlineData("start", "2026-11-22", "start", "form.rule")]
    [InlineData("setUp", "2026-12-01", "setUp", "form.rule")]
    [InlineData("cutOff", "2026-12-12", "cutOff", "form.rule")]
    [InlineData("start", "2026-02-30", "start", "field.notADate")]
    [InlineData("type", "giveAway", "type", "field.notAnOption")]
    [InlineData("chain", "C02", "chain", "field.unknownReference")]
    [InlineData("chain", "C99", "chain", "field.unknownReference")]
    [InlineData("name", "", "name", "required")]
    [InlineData("targetSales", "0", "targetSales", "field.tooSmall")]
    [InlineData("targetSales", "much", "targetSales", "field.notANumber")]
    [InlineData("targetSales", "1.234", "targetSales", "field.twoDecimals")]
    [InlineData("costs[0].unitPrice", "-1", "costs[0].unitPrice", "field.tooSmall")]
    [InlineData("costs[0].quantity", "", "costs[0].quantity", "required")]
    [InlineData("costs[0].feeType", "bribe", "costs[0].feeType", "field.notAnOption")]
    [InlineData("costs[1].store", "C02-01", "costs[1].store", "field.unknownReference")]
    [InlineData("stores[0].store", "C03-01", "stores[0].store", "field.unknownReference")]
    [InlineData("skus[0].product", "4006381333931", "skus[0].product", "field.unknownReference")]
    [InlineData("budgetLine", "00000000-0000-0000-0000-000000000001", "budgetLine", "field.unknownReference")]
    [InlineData("budgetLine", "not a guid", "budgetLine", "field.unknownReference")]
    [InlineData("salary", "1", "salary", "field.unknown")]
    [InlineData("costs[0].bonus", "1", "costs[0].bonus", "field.unknown")]
    public async Task A_broken_rule_is_shown_at_its_field(string field, string value, string shownAt, string key)
    {
        await using var business = await Business.OpenAsync();
        var data = await Application.FilledInAsync(business);
        var parts = field.Split('[', ']', '.');
        if (parts.Length > 1) data[parts[0]]![int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)]![parts[^1]] = value;
        else data[field] = value;
        var refusals = (await Application.CheckAsync(business, data)).Refusals;
        Assert.Contains(refusals, refusal => refusal.Field == shownAt && refusal.Key == key);
    }

    [Fact]
    public async Task Texts_over_300_characters_are_refused()
    {
        await using var business = await Business.OpenAsync();
        var data = await Application.FilledInAsync(business);
        data["goal"] = new string('长', 301);
        Assert.Contains((await Application.CheckAsync(business, data)).Refusals, refusal => refusal is { Field: "goal", Key: "tooLong" });
    }

    [Fact]
    public async Task Entered_values_of_computed_fields_do_not_count()
    {
        await using var business = await Business.OpenAsync();
        var data = await Application.FilledInAsync(business);
        data["total"] = "1";
        data["overBudget"] = "false";
        data["costs"]![0]!["amount"] = "1";
        Assert.Equal(10_000m, (await Application.CheckAsync(business, data)).Data["total"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task A_budget_line_of_another_area_or_month_is_refused()
    {
        await using var business = await Business.OpenAsync();
        var data = await Application.FilledInAsync(business);
        data["budgetLine"] = (await business.LineAsync("A-LINGAN", "display")).ToString();
        Assert.Contains((await Application.CheckAsync(business, data)).Refusals, refusal => refusal is { Field: "budgetLine", Key: "field.unknownReference" });
        data = await Application.FilledInAsync(business);
        data["start"] = "2026-12-01";
        Assert.Contains((await Application.CheckAsync(business, data)).Refusals, refusal => refusal is { Field: "budgetLine", Key: "form.rule" });
    }

    [Fact]
    public async Task Fifty_stores_and_forty_products_fit_and_one_more_does_not()
    {
        await using var business = await Business.OpenAsync();
        await AddStoresAndProductsAsync(business);
        var data = await Application.FilledInAsync(business);
        data["stores"] = new JsonArray(Enumerable.Range(0, 50).Select(n => (JsonNode)new JsonObject { ["store"] = $"X{n:00}", ["place"] = new string('入', 60) }).ToArray());
        data["skus"] = new JsonArray(Enumerable.Range(0, 40).Select(n => (JsonNode)new JsonObject { ["product"] = $"P{n:00}", ["promoSupply"] = "9", ["promoRetail"] = "12" }).ToArray());
        FormPost.RefuseTooLarge(data);
        Assert.Empty((await Application.CheckAsync(business, data)).Refusals);
        ((JsonArray)data["stores"]!).Add(new JsonObject { ["store"] = "C01-01" });
        Assert.Contains((await Application.CheckAsync(business, data)).Refusals, refusal => refusal is { Field: "stores", Key: "field.tooManyRows" });
    }

    [Fact]
    public async Task S_06_What_people_enter_is_never_a_formula_or_template()
    {
        await using var business = await Business.OpenAsync();
        var data = await Application.FilledInAsync(business);
        data["name"] = "{{ 7 | times: 7 }}{% include 'x' %}";
        data["goal"] = "sum(costs.amount)";
        var outcome = await Application.CheckAsync(business, data);
        Assert.Empty(outcome.Refusals);
        Assert.Equal("{{ 7 | times: 7 }}{% include 'x' %}", outcome.Data["name"]!.GetValue<string>());
        Assert.Equal("sum(costs.amount)", outcome.Data["goal"]!.GetValue<string>());
    }

    [Fact]
    public async Task Posted_fields_become_data_with_closed_gaps_and_the_last_of_doubled_values()
    {
        await using var business = await Business.OpenAsync();
        var data = FormPost.Read(await Application.FormAsync(business), new Dictionary<string, StringValues>
        {
            ["f.name"] = "年末", ["f.costs[4].quantity"] = "2", ["f.costs[1].quantity"] = "1", ["f.emergency"] = new(["", "on"]), ["__RequestVerificationToken"] = "x",
        });
        Assert.Equal("""["1","2"]""", new JsonArray(((JsonArray)data["costs"]!).Select(row => (JsonNode)row!["quantity"]!.GetValue<string>()).ToArray()).ToJsonString());
        Assert.Equal(("on", 0), (data["emergency"]!.GetValue<string>(), ((JsonArray)data["stores"]!).Count));
        Assert.False(data.ContainsKey("__RequestVerificationToken"));
    }

    [Theory]
    [InlineData("f.costs[0]")]
    [InlineData("f.costs[99999].quantity")]
    [InlineData("f.costs[-1].quantity")]
    [InlineData("f.a.b")]
    [InlineData("f.<script>")]
    [InlineData("f.name\n")]
    [InlineData("f.")]
    public async Task A_posted_name_that_no_field_can_have_is_refused(string name)
    {
        await using var business = await Business.OpenAsync();
        var form = await Application.FormAsync(business);
        Assert.Equal(RefusalKind.Invalid, Assert.Throws<RefusedException>(() => FormPost.Read(form, new Dictionary<string, StringValues> { [name] = "1" })).Kind);
    }

    [Theory]
    [InlineData(256 * 1024)]
    [InlineData(1024 * 1024)]
    [InlineData(20 * 1024 * 1024)]
    public async Task R_28_A_form_that_is_too_large_is_refused_and_leaves_nothing_behind(int size)
    {
        await using var business = await Business.OpenAsync();
        var application = await Application.StartAsync(business);
        var form = await Application.FormAsync(business);
        var text = new string('x', size);
        Assert.Equal("form.tooLarge", Refused(() => FormPost.Read(form, new Dictionary<string, StringValues> { ["f.goal"] = text })));
        var decisions = business.Get<TaskDecisions>();
        var data = new JsonObject { ["goal"] = text };
        Assert.Equal("form.tooLarge", (await Assert.ThrowsAsync<RefusedException>(() => decisions.SaveDraftAsync(application.Person, application.TaskId, data))).Refusals[0].Key);
        var answer = new CompleteTask(application.TaskId, application.Person, TaskActions.Submit, null, data, Guid.NewGuid(), null);
        Assert.Equal("form.tooLarge", (await Assert.ThrowsAsync<RefusedException>(() => decisions.CompleteAsync(answer))).Refusals[0].Key);
        var task = await business.ReadAsync(db => db.Tasks.AsNoTracking().SingleAsync());
        Assert.Equal((TaskState.Open, null), (task.State, task.DraftJson));
        Assert.Null(await business.ReadAsync(db => db.Cases.Select(file => file.DataJson).SingleAsync()));
    }

    private static string Refused(Action action) => Assert.Throws<RefusedException>(action).Refusals[0].Key;

    private static async Task AddStoresAndProductsAsync(Business business)
    {
        var owner = await business.PersonAsync("lin.zhiyuan");
        await business.WriteAsync(async db =>
        {
            var chain = await db.Customers.SingleAsync(customer => customer.Code == "C01");
            for (var n = 0; n < 50; n++) db.Stores.Add(new() { Id = Guid.NewGuid(), Code = $"X{n:00}", Name = $"店{n}", CustomerId = chain.Id, OwnerId = owner });
            for (var n = 0; n < 40; n++) db.Products.Add(new() { Id = Guid.NewGuid(), Code = $"P{n:00}", Name = $"品{n}", SupplyPrice = 10, RetailPrice = 13, FloorPrice = 8 });
        });
    }
}
