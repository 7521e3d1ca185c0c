using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Continuations;

public sealed class ContinuationPumpTests
{
    private static readonly string[] Approvers = ["jiang.xubai", "tang.zhixia", "xu.muyun"];

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task However_many_pump_at_once_every_entry_is_told_once_and_in_order(string database)
    {
        var engine = new NotingEngine { Answer = async _ => { await Task.Delay(20); return ContinuationResult.Done; } };
        await using var business = await Business.OpenAsync(database, engine.AddTo);
        var review = await DecidedAsync(business);
        var written = (await review.ToldAsync()).Select(row => row.Id).ToList();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => business.Get<ContinuationPump>().RunAsync(review.CaseId))));

        Assert.Equal(written, engine.Told.Select(row => row.Id));
        Assert.Empty(await review.ToldAsync());
    }

    [Fact]
    public async Task What_fails_stays_holds_back_the_later_ones_and_is_tried_again_when_its_time_comes()
    {
        var engine = new NotingEngine { Answer = _ => throw new InvalidOperationException("the engine is away") };
        await using var business = await Business.OpenAsync(more: engine.AddTo);
        var review = await DecidedAsync(business);
        var pump = business.Get<ContinuationPump>();
        Assert.False(await pump.RunAsync(review.CaseId));

        var waiting = await review.ToldAsync();
        Assert.Equal((3, "the engine is away", 1), (waiting.Count, waiting[0].LastError, waiting[0].Attempts));
        Assert.Equal(0, waiting[1].Attempts);

        engine.Answer = _ => Task.FromResult(ContinuationResult.Done);
        await pump.SweepAsync();
        Assert.Equal(3, (await review.ToldAsync()).Count);
        business.Clock.Advance(TimeSpan.FromMinutes(1));
        await pump.SweepAsync();
        Assert.Empty(await review.ToldAsync());
    }

    [Fact]
    public async Task What_has_just_been_ordered_is_left_to_whoever_ordered_it()
    {
        var engine = new NotingEngine();
        await using var business = await Business.OpenAsync(more: engine.AddTo);
        var review = await DecidedAsync(business);
        var pump = business.Get<ContinuationPump>();
        Assert.Equal(0, await pump.SweepAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(3, (await review.ToldAsync()).Count);
        business.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await pump.SweepAsync(TimeSpan.FromSeconds(5)));
        Assert.Empty(await review.ToldAsync());
    }

    [Fact]
    public async Task Who_needs_the_end_waits_for_what_somebody_else_is_carrying_out()
    {
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var engine = new NotingEngine
        {
            Answer = async _ =>
            {
                begun.TrySetResult();
                await goOn.Task;
                return ContinuationResult.Done;
            },
        };
        await using var business = await Business.OpenAsync(more: engine.AddTo);
        var review = await DecidedAsync(business);
        var pump = business.Get<ContinuationPump>();
        var other = pump.RunAsync(review.CaseId);
        await begun.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.False(await pump.RunAsync(review.CaseId));
        var end = pump.RunToEndAsync(review.CaseId);
        goOn.SetResult();
        Assert.True(await other);
        Assert.True(await end);
        Assert.Empty(await review.ToldAsync());
    }

    [Fact]
    public async Task The_pauses_grow_and_what_failed_often_is_shown_and_never_dropped()
    {
        var engine = new NotingEngine { Answer = _ => throw new InvalidOperationException("away") };
        await using var business = await Business.OpenAsync(more: engine.AddTo);
        var review = await DecidedAsync(business);
        var pauses = new List<TimeSpan>();
        for (var attempt = 0; attempt < 12; attempt++)
        {
            await business.Get<ContinuationPump>().SweepAsync();
            var next = (await review.ToldAsync())[0].NextAttemptAt;
            pauses.Add(next - business.Clock.GetUtcNow());
            business.Clock.SetUtcNow(next);
        }

        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal(TimeSpan.FromMinutes(1), pauses[^1]);
        Assert.Equal(review.CaseId, Assert.Single(await business.Get<ContinuationPump>().StuckAsync()).CaseId);
        Assert.Equal(3, (await review.ToldAsync()).Count);
    }

    [Fact]
    public async Task R_17_what_a_node_took_before_it_died_is_taken_over_when_its_lease_has_run_out()
    {
        var engine = new NotingEngine();
        await using var business = await Business.OpenAsync(more: engine.AddTo);
        var review = await DecidedAsync(business);
        var first = (await review.ToldAsync())[0].Id;
        var lease = business.Clock.GetUtcNow() + TimeSpan.FromSeconds(30);
        await business.WriteAsync(db => db.Continuations.Where(row => row.Id == first).ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAttemptAt, lease)));

        Assert.False(await business.Get<ContinuationPump>().RunAsync(review.CaseId));
        Assert.Empty(engine.Told);
        business.Clock.Advance(TimeSpan.FromSeconds(31));
        await business.Get<ContinuationPump>().SweepAsync();
        // The first look left a wait of its own behind: whichever of the two comes second finds the order taken.
        await Soon.TrueAsync(() => engine.Told.Count == 3, "all three told");
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task R_17_a_burst_longer_than_the_lease_keeps_it_and_is_not_told_twice(string database)
    {
        var end = new TaskCompletionSource<ContinuationResult>();
        var engine = new NotingEngine { Answer = _ => end.Task };
        await using var business = await Business.OpenAsync(database, engine.AddTo);
        var review = await DecidedAsync(business);
        var pump = business.Get<ContinuationPump>();
        var running = Task.Run(() => pump.RunAsync(review.CaseId));
        await Soon.TrueAsync(() => engine.Told.Count == 1, "the engine told");
        var begun = business.Clock.Begun;
        for (var passed = 0; passed < 9; passed++)
        {
            await Soon.TrueAsync(() => business.Clock.Begun == begun + passed, "the wait for the next renewal begun");
            var before = (await review.ToldAsync())[0].NextAttemptAt;
            business.Clock.Advance(TimeSpan.FromSeconds(11));
            await Soon.TrueAsync(async () => (await review.ToldAsync())[0].NextAttemptAt > before, "the lease renewed");
            await pump.SweepAsync();
            Assert.False(await pump.RunAsync(review.CaseId));
            Assert.Single(engine.Told);
        }

        end.SetResult(ContinuationResult.Done);
        Assert.True(await running);
        Assert.Equal(3, engine.Told.Count);
    }

    [Fact]
    public async Task What_is_gone_is_forgotten()
    {
        var engine = new NotingEngine { Answer = _ => Task.FromResult(ContinuationResult.Gone) };
        await using var business = await Business.OpenAsync(more: engine.AddTo);
        var review = await DecidedAsync(business);
        Assert.True(await business.Get<ContinuationPump>().RunAsync(review.CaseId));
        Assert.Empty(await review.ToldAsync());
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_case_that_waits_with_much_behind_it_does_not_hold_up_the_others(string database)
    {
        var engine = new NotingEngine();
        await using var business = await Business.OpenAsync(database, engine.AddTo);
        var (waiting, due) = (await DecidedAsync(business), await DecidedAsync(business));
        var (now, head) = (business.Clock.GetUtcNow(), (await waiting.ToldAsync())[0]);
        await business.WriteAsync(db => db.Continuations.Where(row => row.Id == head.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAttemptAt, now.AddMinutes(5))));
        await business.WriteAsync(async db =>
        {
            for (var behind = 1; behind <= 150; behind++)
                db.Continuations.Add(new() { Id = Guid.CreateVersion7(now.AddMinutes(1)), CaseId = waiting.CaseId, InstanceId = head.InstanceId, Process = head.Process, CreatedAt = now, NextAttemptAt = now.AddHours(-1) });
            await db.SaveChangesAsync();
        });

        await business.Get<ContinuationPump>().SweepAsync();
        Assert.Empty(await due.ToldAsync());
        Assert.Equal(153, (await waiting.ToldAsync()).Count);
    }

    private static async Task<Review> DecidedAsync(Business business)
    {
        var review = await Review.OpenAsync(business, GroupRule.All, Approvers);
        foreach (var approver in Approvers) await review.AnswerAsync(approver, TaskActions.Approve);
        return review;
    }
}
