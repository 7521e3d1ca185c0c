using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows.Tasks;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>An approver who does not act.</summary>
public sealed class Reminders
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task As_the_time_runs_out_the_approver_is_reminded_then_his_superior_told_then_joined_then_the_next_level_told(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var id = await company.SubmitNewAsync(Kam, 4000m);

        // Monday 10:00 with 9 working hours: 50 % is 14:30, 80 % is 17:12, 100 % Tuesday 10:00, 150 % 14:30, 200 % Wednesday 10:00.
        await company.PassAsync(TimeSpan.FromHours(4.4));
        Assert.Empty(await company.MessagesAsync(Arm, "approval-reminder"));
        await company.PassAsync(TimeSpan.FromHours(0.1));
        Assert.Single(await company.MessagesAsync(Arm, "approval-reminder"));
        await company.PassAsync(TimeSpan.FromHours(2.7));
        Assert.Equal(2, (await company.MessagesAsync(Arm, "approval-reminder")).Count);
        Assert.Empty(await company.MessagesAsync(Rgm, "approval-escalation"));
        await company.PassAsync(TimeSpan.FromHours(16.8));
        Assert.Equal((3, 1), ((await company.MessagesAsync(Arm, "approval-reminder")).Count, (await company.MessagesAsync(Rgm, "approval-escalation")).Count));
        Assert.Contains("arm", (await company.MessagesAsync(Rgm, "approval-escalation"))[0].Body);
        Assert.Null(await company.Get<Inbox>().TaskInCaseAsync(Rgm, id));
        await company.PassAsync(TimeSpan.FromHours(4.5));
        Assert.NotNull(await company.Get<Inbox>().TaskInCaseAsync(Rgm, id));
        Assert.Empty(await company.MessagesAsync(Dir, "approval-escalation"));
        await company.PassAsync(TimeSpan.FromHours(19.5));
        Assert.Single(await company.MessagesAsync(Dir, "approval-escalation"));

        // The superior acts for whoever is late; both stand in the audit. Nothing has passed by itself.
        await company.ActAsync(id, Rgm, "Approve");
        Assert.Equal("finex", await company.HoldersAsync(id));
        await using var db = await company.OpenDbAsync();
        var entry = await db.Audit.SingleAsync(x => x.CaseId == id && x.Action == "Approve");
        Assert.Equal((Rgm, Arm), (entry.PersonId, entry.OnBehalfOfId));
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
        await company.PassAsync(TimeSpan.FromDays(2) + TimeSpan.FromMinutes(1), async () => (await company.MessagesAsync(Arm, "approval-reminder")).Count == 3);

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
        await company.PassAsync(TimeSpan.Zero);
        await company.RestartAsync(TimeSpan.FromDays(3));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => company.PassAsync(TimeSpan.FromHours(1))));
        Assert.Equal(3, (await company.MessagesAsync(Arm, "approval-reminder")).Count);
        Assert.Equal(2, (await company.MessagesAsync(Rgm, "approval-escalation")).Count);
        Assert.Single(await company.MessagesAsync(Dir, "approval-escalation"));
    }

    [Fact]
    public async Task Who_has_decided_is_not_reminded_while_the_other_signer_is()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.SubmitNewAsync(Kam, 40000m);
        foreach (var person in new[] { Arm, Rgm, FinEx, Dir })
            await company.ActAsync(id, person, "Approve");
        await company.PassAsync(TimeSpan.FromDays(1.1), async () => (await company.MessagesAsync(FinM, "approval-reminder")).Count == 1); // 50 % of two working days
        Assert.Empty(await company.MessagesAsync(Dir, "approval-reminder"));
        Assert.Empty(await company.MessagesAsync(Arm, "approval-reminder"));
    }
}
