using ProcessSales.Activities.Tests.Running;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>An approver who does not act.</summary>
public sealed class Reminders
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task An_approver_is_reminded_after_a_working_day_and_his_superior_told_at_half_as_much_again(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        await company.SubmitNewAsync(Kam, 4000m);
        company.Clock.Advance(TimeSpan.FromHours(23.9));
        await Task.Delay(200);
        Assert.Empty(await company.MessagesAsync(Arm, "approval-reminder"));
        await company.PassAsync(TimeSpan.FromHours(0.2), async () => (await company.MessagesAsync(Arm, "approval-reminder")).Count == 1);
        Assert.Empty(await company.MessagesAsync(Rgm, "approval-escalation"));

        // 9 working hours and a half as much again after Monday 10:00 is Tuesday 14:30.
        await company.PassAsync(TimeSpan.FromHours(4.5), async () => (await company.MessagesAsync(Rgm, "approval-escalation")).Count == 1);
        Assert.Contains("arm", (await company.MessagesAsync(Rgm, "approval-escalation"))[0].Body);
    }

    [Fact]
    public async Task The_clock_of_an_approval_stands_still_on_holidays_and_runs_on_a_working_Sunday()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);

        // Friday 2026-09-18 17:00; Sunday the 20th is a working day, so one working day ends there at 17:00.
        company.Clock.Advance(new DateTimeOffset(2026, 9, 18, 9, 0, 0, TimeSpan.Zero) - company.Clock.GetUtcNow());
        var id = await company.SubmitNewAsync(Kam, 4000m);
        await using var db = await company.OpenDbAsync();
        Assert.Equal(new DateTimeOffset(2026, 9, 20, 9, 0, 0, TimeSpan.Zero), Assert.Single(db.Tasks.Where(x => x.CaseId == id && x.Level == 1)).DueAt);
        await company.PassAsync(TimeSpan.FromDays(2) + TimeSpan.FromMinutes(1), async () => (await company.MessagesAsync(Arm, "approval-reminder")).Count == 1);

        // Handed on Wednesday 09-30 at 17:00: October begins with seven days off.
        await company.ActAsync(id, Arm, "Approve");
        company.Clock.Advance(new DateTimeOffset(2026, 9, 30, 9, 0, 0, TimeSpan.Zero) - company.Clock.GetUtcNow());
        var second = await company.SubmitNewAsync(Kam, 4000m);
        Assert.Equal(new DateTimeOffset(2026, 10, 8, 9, 0, 0, TimeSpan.Zero), Assert.Single(db.Tasks.Where(x => x.CaseId == second && x.Level == 1)).DueAt);
    }

    [Fact]
    public async Task Reminders_that_fell_due_while_the_house_was_down_are_sent_once()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await company.SubmitNewAsync(Kam, 4000m);
        await company.RestartAsync(TimeSpan.FromDays(3));
        await Running.Company.EventuallyAsync(async () => (await company.MessagesAsync(Arm, "approval-reminder")).Count == 1 && (await company.MessagesAsync(Rgm, "approval-escalation")).Count == 1);
        await company.RestartAsync(TimeSpan.FromDays(3));
        company.Clock.Advance(TimeSpan.FromHours(1));
        await Task.Delay(300);
        Assert.Single(await company.MessagesAsync(Arm, "approval-reminder"));
        Assert.Single(await company.MessagesAsync(Rgm, "approval-escalation"));
    }

    [Fact]
    public async Task Who_has_decided_is_not_reminded_while_the_other_signer_is()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.SubmitNewAsync(Kam, 40000m);
        foreach (var person in new[] { Arm, Rgm, FinEx, Dir })
            await company.ActAsync(id, person, "Approve");
        await company.PassAsync(TimeSpan.FromDays(1.1), async () => (await company.MessagesAsync(FinM, "approval-reminder")).Count == 1);
        Assert.Empty(await company.MessagesAsync(Dir, "approval-reminder"));
        Assert.Empty(await company.MessagesAsync(Arm, "approval-reminder"));
    }
}
