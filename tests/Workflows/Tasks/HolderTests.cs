using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Tasks;

/// <summary>Who has a task, and the clock that runs for it.</summary>
public sealed class HolderTests
{
    private static readonly string[] Two = ["jiang.xubai", "tang.zhixia"];

    [Theory]
    [InlineData("SQLite", 300)]
    [InlineData("PostgreSQL", 300)]
    public async Task R_03_of_two_nodes_that_claim_one_task_exactly_one_wins_each_time(string database, int rounds)
    {
        await using var business = await Business.OpenAsync(database);
        await using var other = business.Another();
        TaskHolders[] nodes = [business.Get<TaskHolders>(), other.GetRequiredService<TaskHolders>()];
        Guid[] people = [await business.PersonAsync(Two[0]), await business.PersonAsync(Two[1])];
        var task = await SharedAsync(business);
        for (var i = 0; i < rounds; i++)
        {
            var answers = await Task.WhenAll(nodes.Select((node, n) => Task.Run(async () =>
            {
                try
                {
                    await node.ClaimAsync(people[n], task, null);
                    return null;
                }
                catch (RefusedException refused)
                {
                    return refused;
                }
            })));
            Assert.Equal((RefusalKind.Conflict, "task.takenBy"), (Assert.Single(answers, answer => answer is not null)!.Kind, answers.OfType<RefusedException>().Single().Refusals[0].Key));
            await nodes[0].ReleaseAsync(people[Array.FindIndex(answers, answer => answer is null)], task, null);
        }

        Assert.Equal(rounds, await business.ReadAsync(db => db.Audit.CountAsync(entry => entry.Action == "Claim")));
    }

    [Fact]
    public async Task A_claimed_task_leaves_the_others_lists_and_comes_back_when_it_is_released()
    {
        await using var business = await Business.OpenAsync();
        var task = await SharedAsync(business);
        var (first, second) = (await business.PersonAsync(Two[0]), await business.PersonAsync(Two[1]));
        Assert.Equal((1, 1), (await business.Get<Inbox>().CountAsync(first), await business.Get<Inbox>().CountAsync(second)));
        await business.Get<TaskHolders>().ClaimAsync(first, task, null);
        Assert.Equal((1, 0), (await business.Get<Inbox>().CountAsync(first), await business.Get<Inbox>().CountAsync(second)));
        await business.Get<TaskHolders>().ReleaseAsync(first, task, null);
        Assert.Equal((1, 1), (await business.Get<Inbox>().CountAsync(first), await business.Get<Inbox>().CountAsync(second)));
    }

    [Fact]
    public async Task The_clock_of_a_task_stands_while_it_waits_for_the_retailer_and_its_deadline_moves_on()
    {
        await using var business = await Business.OpenAsync();
        var (review, clock) = (await Review.OpenAsync(business, GroupRule.Single, Two[0]), business.Get<TaskClock>());
        var person = await business.PersonAsync(Two[0]);
        var task = await review.TaskAsync(Two[0]);
        var ladder = new TaskLadder(9, [new(50, RungKind.Remind), new(100, RungKind.Tell)], "approval-reminder", "approval-escalation");
        await business.WriteAsync(db => db.Tasks.Where(row => row.Id == task.Id).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.LadderJson, ladder.ToJson()).SetProperty(row => row.DueAt, business.Clock.GetUtcNow().AddDays(1)).SetProperty(row => row.LadderAt, business.Clock.GetUtcNow().AddHours(4.5))));
        await clock.PauseAsync(person, task.Id, "等店方确认档期", null);
        business.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, await clock.SweepAsync());
        await clock.ResumeAsync(person, task.Id, null);
        Assert.Equal(0, await clock.SweepAsync());
        var after = await review.TaskAsync(Two[0]);
        Assert.Equal((18 * 60, business.Clock.GetUtcNow().AddDays(1)), (after.PausedMinutes, after.DueAt));
        business.Clock.Advance(TimeSpan.FromHours(4.5));
        Assert.Equal(1, await clock.SweepAsync());
        Assert.Equal(0, await clock.SweepAsync());
    }

    [Fact]
    public async Task Urging_is_refused_within_thirty_minutes_and_after_the_third_time_of_a_day()
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, Two[0]);
        var (owner, urging) = (await business.PersonAsync("lin.zhiyuan"), business.Get<TaskUrging>());
        for (var i = 0; i < 3; i++)
        {
            await urging.UrgeAsync(owner, review.CaseId, null);
            Assert.Equal("urge." + (i < 2 ? "tooSoon" : "enough"), await KeyAsync());
            business.Clock.Advance(TimeSpan.FromMinutes(31));
        }

        Assert.Equal("urge.enough", await KeyAsync());
        business.Clock.Advance(TimeSpan.FromDays(1));
        await urging.UrgeAsync(owner, review.CaseId, null);

        async Task<string> KeyAsync() => (await Assert.ThrowsAsync<RefusedException>(() => urging.UrgeAsync(owner, review.CaseId, null))).Refusals[0].Key;
    }

    private static async Task<Guid> SharedAsync(Business business)
    {
        var owner = await business.PersonAsync("lin.zhiyuan");
        var caseId = await business.Get<CaseRegister>().StartAsync(owner, "promotion-approval");
        var instance = await business.ReadAsync(db => db.Cases.Where(file => file.Id == caseId).Select(file => file.InstanceId).SingleAsync());
        Guid[] candidates = [await business.PersonAsync(Two[0]), await business.PersonAsync(Two[1])];
        await business.Get<TaskProjection>().ApplyAsync(instance, _ => Task.FromResult<IReadOnlyList<TaskRequest>>(
            [new() { BookmarkId = instance, ActivityId = "check", StepName = "核对", CandidateIds = candidates, Actions = ["Done"], CreatedAt = business.Clock.GetUtcNow() }]));
        return await business.ReadAsync(db => db.Tasks.Where(task => task.CaseId == caseId).Select(task => task.Id).SingleAsync());
    }
}
