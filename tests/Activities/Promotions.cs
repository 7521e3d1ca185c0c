using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows.Cases;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>Whole ways of a promotion application through the real definition.</summary>
public sealed class Promotions
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_small_application_goes_to_the_area_and_the_expense_accountant(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var id = await company.SubmitNewAsync(Kam, 5000m, 0.15m);
        var file = await company.CaseAsync(id);
        Assert.Equal((CaseState.InReview, 5000m, "C01", "岚桥大卖场 中秋堆头"), (file.State, file.Amount, file.CustomerCode, file.Title));
        Assert.Equal(55000m, await company.AvailableAsync());
        Assert.Equal("arm", await company.HoldersAsync(id));
        Assert.Contains("预算余额¥55,000.00", Assert.Single(await company.MessagesAsync(Arm, "approval-request")).Body);
        await company.ActAsync(id, Arm, "Approve");
        Assert.Equal("finex", await company.HoldersAsync(id));
        await company.ActAsync(id, FinEx, "Approve", "备案 2026-001");
        Assert.Equal((CaseState.Approved, ""), ((await company.CaseAsync(id)).State, await company.HoldersAsync(id)));
        foreach (var person in new[] { Kam, Ast })
            Assert.Single(await company.MessagesAsync(person, "promotion-approved"));
        Assert.Empty(await company.MessagesAsync(Log, "promotion-approved")); // there are no goods in it
        Assert.Equal(55000m, await company.AvailableAsync());
    }

    [Fact]
    public async Task With_goods_in_it_logistics_is_told_and_the_promoter_of_the_store()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company, 2);
        var promoter = Guid.NewGuid();
        await using (var db = await company.OpenDbAsync())
        {
            db.Users.Add(new() { Id = promoter, UserName = "pcc", NormalizedUserName = "PCC", Name = "pcc", NameEn = "pcc", Role = Workflows.People.Role.Pcc, OrgUnitId = Lake, SuperiorId = Kam, Email = "pcc@example.test", SecurityStamp = "x" });
            await db.SaveChangesAsync();
            db.StorePromoters.Add(new() { StoreId = await db.Stores.Where(row => row.Code == "C01-02").Select(row => row.Id).SingleAsync(), PersonId = promoter });
            await db.SaveChangesAsync();
        }

        var id = await company.StartCaseAsync(Kam);
        await company.ActAsync(id, Kam, "Submit", null, new()
        {
            ["name"] = "买赠", ["chain"] = "C01", ["start"] = "2026-10-08", ["end"] = "2026-10-20", ["budgetLine"] = Line.ToString(), ["total"] = 1_000m, ["expenseRatio"] = 0.1m,
            ["stores"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["store"] = "C01-02" }), ["gifts"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["item"] = "帆布袋", ["quantity"] = 100 }),
        });
        await company.ActAsync(id, Arm, "Approve");
        await company.ActAsync(id, FinEx, "Approve");
        foreach (var person in new[] { Kam, Ast, Log, promoter }) Assert.Single(await company.MessagesAsync(person, "promotion-approved"));
        company.Clock.SetUtcNow(new DateTimeOffset(2026, 10, 7, 2, 0, 0, TimeSpan.Zero));
        await company.Get<Workflows.Promotions.PromotionClock>().SweepAsync();
        Assert.Single(await company.MessagesAsync(promoter, "promotion-starts"));
    }

    [Fact]
    public async Task A_larger_application_also_goes_to_the_region()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.SubmitNewAsync(Kam, 5000.01m);
        foreach (var (person, name) in new[] { (Arm, "arm"), (Rgm, "rgm"), (FinEx, "finex") })
        {
            Assert.Equal(name, await company.HoldersAsync(id));
            await company.ActAsync(id, person, "Approve");
        }

        Assert.Equal(CaseState.Approved, (await company.CaseAsync(id)).State);
    }

    [Fact]
    public async Task While_the_chains_credit_is_held_finances_manager_signs_last_whatever_the_amount()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await using (var db = await company.OpenDbAsync())
            await db.Customers.Where(x => x.Code == "C01").ExecuteUpdateAsync(x => x.SetProperty(y => y.CreditHold, "逾期超过 60 天"));
        var id = await company.SubmitNewAsync(Kam, 800m);
        foreach (var (person, name) in new[] { (Arm, "arm"), (FinEx, "finex"), (FinM, "finm") })
        {
            Assert.Equal(name, await company.HoldersAsync(id));
            await company.ActAsync(id, person, "Approve");
        }

        Assert.Equal(CaseState.Approved, (await company.CaseAsync(id)).State);
        Assert.True((await company.PathAsync(id)).Rule!.Facts.OnHold);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Finance_manager_and_director_sign_both_when_it_is_over_budget(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var id = await company.SubmitNewAsync(Kam, 3000m, line: SoftLine);
        await company.ActAsync(id, Arm, "Approve");
        await company.ActAsync(id, Rgm, "Approve");
        await company.ActAsync(id, FinEx, "Approve");
        Assert.Equal("dir,finm", await company.HoldersAsync(id));
        await company.ActAsync(id, Dir, "Approve");
        Assert.Equal((CaseState.InReview, "finm"), ((await company.CaseAsync(id)).State, await company.HoldersAsync(id)));
        await company.ActAsync(id, FinM, "Approve");
        Assert.Equal(CaseState.Approved, (await company.CaseAsync(id)).State);
    }

    [Fact]
    public async Task A_return_while_several_sign_ends_it_for_all_with_one_message()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.SubmitNewAsync(Kam, 40000m);
        await company.ActAsync(id, Arm, "Approve");
        await company.ActAsync(id, Rgm, "Approve");
        await company.ActAsync(id, FinEx, "Approve");
        await company.ActAsync(id, FinM, "Approve");
        await company.ActAsync(id, Dir, "Return", "请补报价");
        var file = await company.CaseAsync(id);
        Assert.Equal((CaseState.Returned, "请补报价", "kam"), (file.State, file.StateNote, await company.HoldersAsync(id)));
        Assert.Contains("请补报价", Assert.Single(await company.MessagesAsync(Kam, "promotion-returned")).Body);
        Assert.Equal(60000m, await company.AvailableAsync());
    }

    [Fact]
    public async Task A_returned_application_is_corrected_and_runs_its_way_again()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.SubmitNewAsync(Kam, 8000m);
        await company.ActAsync(id, Arm, "Return", "费用太高");
        await company.SubmitAsync(id, Kam, 4000m);
        Assert.Equal((CaseState.InReview, 56000m), ((await company.CaseAsync(id)).State, await company.AvailableAsync()));
        await company.ActAsync(id, Arm, "Approve");
        await company.ActAsync(id, FinEx, "Approve");
        Assert.Equal(CaseState.Approved, (await company.CaseAsync(id)).State);
        Assert.Equal(2, (await company.MessagesAsync(Arm, "approval-request")).Count);
    }

    [Fact]
    public async Task A_rejection_frees_the_budget_and_ends_the_case()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.SubmitNewAsync(Kam, 12000m);
        await company.ActAsync(id, Arm, "Reject", "与年度计划不符");
        Assert.Equal((CaseState.Rejected, 60000m, ""), ((await company.CaseAsync(id)).State, await company.AvailableAsync(), await company.HoldersAsync(id)));
        Assert.Contains("与年度计划不符", Assert.Single(await company.MessagesAsync(Kam, "promotion-rejected")).Body);
    }

    [Fact]
    public async Task Too_little_budget_sends_the_application_back_with_the_balance()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.SubmitNewAsync(Kam, 1000.01m, line: SmallLine);
        var file = await company.CaseAsync(id);
        Assert.Equal((CaseState.Returned, "kam", 1000m), (file.State, await company.HoldersAsync(id), await company.AvailableAsync(SmallLine)));
        Assert.Contains("1000.00", file.StateNote);
        Assert.Contains("1,000.00", Assert.Single(await company.MessagesAsync(Kam, "budget-insufficient")).Body);
        await company.SubmitAsync(id, Kam, 1000m, line: SmallLine);
        Assert.Equal(CaseState.InReview, (await company.CaseAsync(id)).State);
    }

    [Fact]
    public async Task Giving_up_a_draft_cancels_the_case()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.StartCaseAsync(Kam);
        await company.ActAsync(id, Kam, "Cancel");
        Assert.Equal((CaseState.Cancelled, ""), ((await company.CaseAsync(id)).State, await company.HoldersAsync(id)));
    }

    [Fact]
    public async Task An_area_manager_s_own_application_goes_one_level_up()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.StartCaseAsync(Kam);
        await using (var db = await company.OpenDbAsync())
        {
            (await db.Users.FindAsync(Arm))!.Active = false;
            var applicant = (await db.Users.FindAsync(Kam))!;
            (applicant.Role, applicant.SuperiorId) = (ProcessSales.Workflows.People.Role.Arm, Rgm);
            await db.SaveChangesAsync();
        }

        await company.SubmitAsync(id, Kam, 4000m);
        Assert.Equal("rgm", await company.HoldersAsync(id));
        await company.ActAsync(id, Rgm, "Approve");
        Assert.Equal("finex", await company.HoldersAsync(id));
    }

    [Fact]
    public async Task The_same_person_twice_in_a_row_signs_once()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await RuleAsync(company, "RGM > RGM > DIR");
        var id = await company.SubmitNewAsync(Kam, 4000m);
        await company.ActAsync(id, Rgm, "Approve");
        Assert.Equal("dir", await company.HoldersAsync(id));
    }

    [Theory]
    [InlineData("FIN-M > FIN-M", "finm")]
    [InlineData("DIR > FIN-M & DIR", "dir,finm")]
    public async Task Finance_and_signing_together_are_never_passed_over(string chain, string expected)
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await RuleAsync(company, chain);
        var id = await company.SubmitNewAsync(Kam, 4000m);
        await company.ActAsync(id, chain.StartsWith("FIN", StringComparison.Ordinal) ? FinM : Dir, "Approve");
        Assert.Equal((CaseState.InReview, expected), ((await company.CaseAsync(id)).State, await company.HoldersAsync(id)));
    }

    [Fact]
    public async Task An_empty_seat_does_not_pass_although_the_one_who_fills_it_has_just_signed()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await RuleAsync(company, "DIR > RGM");
        await using (var db = await company.OpenDbAsync())
        {
            await db.Users.Where(x => x.Id == Rgm || x.Id == Arm).ExecuteUpdateAsync(x => x.SetProperty(y => y.Active, false));
        }

        var id = await company.SubmitNewAsync(Kam, 4000m);
        await company.ActAsync(id, Dir, "Approve");
        Assert.Equal((CaseState.InReview, "dir"), ((await company.CaseAsync(id)).State, await company.HoldersAsync(id)));
    }

    private static async Task RuleAsync(Running.Company company, string chain)
    {
        await using var db = await company.OpenDbAsync();
        await db.ApprovalRules.ExecuteUpdateAsync(x => x.SetProperty(y => y.Chain, chain));
    }
}
