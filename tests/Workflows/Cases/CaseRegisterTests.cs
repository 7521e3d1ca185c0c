using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Cases;

public sealed class CaseRegisterTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Sixteen_who_start_at_once_get_sixteen_numbers_of_the_day(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var person = await business.PersonAsync("lin.zhiyuan");
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => business.Get<CaseRegister>().StartAsync(person, "promotion-approval"))));

        var numbers = await business.ReadAsync(db => db.Cases.Select(file => file.Number).ToListAsync());
        Assert.Equal(16, numbers.Distinct().Count());
        Assert.All(numbers, number => Assert.Matches("^PA-20261123-00(0[1-9]|1[0-6])$", number));
    }

    [Fact]
    public async Task The_numbers_begin_anew_with_the_companys_day_not_with_that_of_utc()
    {
        await using var business = await Business.OpenAsync();
        var person = await business.PersonAsync("lin.zhiyuan");
        await business.Get<CaseRegister>().StartAsync(person, "promotion-approval");
        business.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 23, 16, 0, 0, TimeSpan.Zero));
        var next = await business.Get<CaseRegister>().StartAsync(person, "promotion-approval");
        Assert.Equal("PA-20261124-0001", await business.ReadAsync(db => db.Cases.Where(file => file.Id == next).Select(file => file.Number).SingleAsync()));
    }

    [Fact]
    public async Task A_start_stores_case_order_and_audit_together_and_a_refused_one_nothing()
    {
        await using var business = await Business.OpenAsync();
        var caseId = await business.Get<CaseRegister>().StartAsync(await business.PersonAsync("lin.zhiyuan"), "promotion-approval");
        Assert.Equal(1, await business.ReadAsync(db => db.Continuations.CountAsync(row => row.CaseId == caseId)));
        Assert.Equal(1, await business.ReadAsync(db => db.Audit.CountAsync(row => row.CaseId == caseId && row.Action == "Start")));

        var finance = await business.PersonAsync("wen.shuyan");
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => business.Get<CaseRegister>().StartAsync(finance, "promotion-approval"))).Kind);
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => business.Get<CaseRegister>().StartAsync(finance, "nothing"))).Kind);
        Assert.Equal(1, await business.ReadAsync(db => db.Cases.CountAsync()));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_step_that_is_repeated_moves_its_case_once(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var owner = await business.PersonAsync("lin.zhiyuan");
        var update = new CaseUpdate { Key = "once", InstanceId = "run-1", Process = "promotion-approval", State = CaseState.InReview, Title = "促销", OwnerId = owner };
        var files = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => business.Get<CaseRegister>().OpenOrUpdateAsync(update))));

        Assert.Single(files.Select(file => file.Id).Distinct());
        Assert.Equal(1, await business.ReadAsync(db => db.Cases.CountAsync(file => file.InstanceId == "run-1")));
        Assert.Equal(1, await business.ReadAsync(db => db.Audit.CountAsync(entry => entry.Key == "once")));
    }

    [Fact]
    public void The_life_of_a_case_leads_where_the_business_says_and_nowhere_else()
    {
        var allowed = from before in Enum.GetValues<CaseState>() from after in Enum.GetValues<CaseState>() where before != after && before.Allows(after) select $"{before}>{after}";
        Assert.Equal(
            [
                "Draft>InReview", "Draft>Returned", "Draft>Withdrawn", "Draft>Cancelled",
                "InReview>Returned", "InReview>Approved", "InReview>Rejected", "InReview>Withdrawn", "InReview>Cancelled", "InReview>Running",
                "Returned>InReview", "Returned>Withdrawn", "Returned>Cancelled",
                "Running>InReview", "Running>Withdrawn", "Running>Cancelled", "Running>Closed",
            ],
            allowed);
        Assert.All(Enum.GetValues<CaseState>().Where(state => state.IsFinal()), state => Assert.DoesNotContain(Enum.GetValues<CaseState>(), next => next != state && state.Allows(next)));
    }
}
