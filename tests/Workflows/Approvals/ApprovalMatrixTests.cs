using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Approvals;

public sealed class ApprovalMatrixTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    [Theory]
    [InlineData(5_000, 0.15, false, false, "江叙白 > 温书言")]
    [InlineData(5_001, 0.15, false, false, "江叙白 > 沈砚秋 > 温书言")]
    [InlineData(5_000, 0.16, false, false, "江叙白 > 沈砚秋 > 温书言")]
    [InlineData(30_000, 0.20, false, false, "江叙白 > 沈砚秋 > 温书言")]
    [InlineData(30_001, 0.10, false, false, "江叙白 > 沈砚秋 > 温书言 > 贺明谦 & 顾行舟")]
    [InlineData(100, 0.21, false, false, "江叙白 > 沈砚秋 > 温书言 > 贺明谦 & 顾行舟")]
    [InlineData(100, 0.01, true, false, "江叙白 > 沈砚秋 > 温书言 > 贺明谦 & 顾行舟")]
    [InlineData(100, 0.01, false, true, "江叙白 > 沈砚秋 > 温书言 > 贺明谦 & 顾行舟")]
    public async Task Each_row_of_the_matrix_gives_its_chain(decimal amount, decimal ratio, bool overBudget, bool belowFloor, string expected)
    {
        await using var business = await Business.OpenAsync();
        Assert.Equal(expected, await PathAsync(business, "lin.zhiyuan", new(amount, ratio, overBudget, belowFloor, false)));
    }

    [Theory]
    [InlineData(800, "ARM > RGM > FIN-EX", "江叙白 > 沈砚秋 > 温书言")]
    [InlineData(800, "ARM > RGM > FIN-EX > FIN-M & DIR", "江叙白 > 沈砚秋 > 温书言 > 贺明谦 & 顾行舟")]
    [InlineData(31_000, "ARM > FIN-EX", "江叙白 > 沈砚秋 > 温书言 > 贺明谦 & 顾行舟")]
    [InlineData(800, "ARM > FIN-AR > FIN-EX", "江叙白 > 程一诺 > 温书言")]
    public async Task What_changes_an_approved_case_never_takes_a_shorter_chain_than_it(decimal amount, string first, string expected)
    {
        await using var business = await Business.OpenAsync();
        var path = await business.Get<ApprovalMatrix>().ResolveAsync("promotion-approval", new(amount, 0.1m, false, false, false), await business.PersonAsync("lin.zhiyuan"), Today, first, default);
        Assert.Equal(expected, string.Join(" > ", path.Levels.Select(level => string.Join(" & ", level.Approvers.Select(one => one.Name)))));
    }

    [Theory]
    [InlineData(5, "6", 1)]
    [InlineData(6, "6", 2)]
    [InlineData(5, "6.1", 2)]
    [InlineData(null, null, 1)]
    public void A_row_may_limit_the_stores_and_the_payback(int? stores, string? payback, int expected)
    {
        var rules = new[] { new ApprovalRule { Order = 1, MaxStores = 5, MaxPayback = 6m }, new ApprovalRule { Order = 2 } };
        var facts = new ApprovalFacts(1m, null, false, false, false) { Stores = stores, Payback = payback is null ? null : decimal.Parse(payback, System.Globalization.CultureInfo.InvariantCulture) };
        Assert.Equal(expected, rules.First(rule => rule.Holds(facts)).Order);
    }

    [Theory]
    [InlineData(800, "江叙白 > 温书言 > 贺明谦")]
    [InlineData(31_000, "江叙白 > 沈砚秋 > 温书言 > 贺明谦 & 顾行舟")] // signs there anyway
    public async Task While_the_payers_credit_is_held_finances_manager_signs_too(decimal amount, string expected)
    {
        await using var business = await Business.OpenAsync();
        Assert.Equal(expected, await PathAsync(business, "lin.zhiyuan", new(amount, 0.1m, false, false, false) { OnHold = true }));
    }

    [Fact]
    public async Task S_13_an_area_managers_own_application_goes_to_the_regional_manager()
    {
        await using var business = await Business.OpenAsync();
        Assert.Equal("沈砚秋 > 温书言", await PathAsync(business, "jiang.xubai", new(800m, 0.1m, false, false, false)));
    }

    [Theory]
    [InlineData("wen.shuyan", 800, "江叙白 > 贺明谦")]
    [InlineData("shen.yanqiu", 8_000, "江叙白 > 顾行舟 > 温书言")]
    [InlineData("jiang.xubai", 800, "沈砚秋 > 温书言")]
    [InlineData("he.mingqian", 40_000, "江叙白 > 沈砚秋 > 温书言 > 顾行舟")]
    public async Task An_empty_seat_is_filled_from_above_by_somebody_who_has_not_signed_yet(string gone, decimal amount, string expected)
    {
        await using var business = await Business.OpenAsync();
        await business.WriteAsync(db => db.Users.Where(person => person.UserName == gone).ExecuteUpdateAsync(set => set.SetProperty(person => person.Active, false)));
        Assert.Equal(expected, await PathAsync(business, "lin.zhiyuan", new(amount, 0.1m, false, false, false)));
    }

    [Fact]
    public async Task A_countersign_with_one_person_in_both_seats_stays_a_countersign()
    {
        await using var business = await Business.OpenAsync();
        await business.WriteAsync(db => db.Users.Where(person => person.UserName == "he.mingqian").ExecuteUpdateAsync(set => set.SetProperty(person => person.Active, false)));
        var path = await business.Get<ApprovalMatrix>().ResolveAsync("promotion-approval", new(40_000m, 0.1m, false, false, false), await business.PersonAsync("lin.zhiyuan"), Today);
        Assert.Equal(GroupRule.All, path.Levels[^1].Rule);
    }

    [Fact]
    public async Task A_process_without_rules_is_refused()
    {
        await using var business = await Business.OpenAsync();
        var person = await business.PersonAsync("lin.zhiyuan");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => business.Get<ApprovalMatrix>().ResolveAsync("nothing", new(1m, null, false, false, false), person, Today));
        Assert.Equal("approval.noRule", refused.Refusals[0].Key);
    }

    [Theory]
    [InlineData("ARM > BOSS")]
    [InlineData("ARM & RGM | DIR")]
    [InlineData("")]
    [InlineData("ADM")]
    public void A_chain_that_cannot_be_walked_is_refused(string chain) => Assert.Throws<RefusedException>(() => ApprovalChain.Parse(chain));

    private static async Task<string> PathAsync(Business business, string applicant, ApprovalFacts facts)
    {
        var path = await business.Get<ApprovalMatrix>().ResolveAsync("promotion-approval", facts, await business.PersonAsync(applicant), Today);
        return string.Join(" > ", path.Levels.Select(level => string.Join(level.Rule == GroupRule.Any ? " | " : " & ", level.Approvers.Select(approver => approver.Name))));
    }
}
