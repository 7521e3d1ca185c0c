using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Tasks;

public sealed class UndoTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private readonly NotingEngine engine = new();

    [Fact]
    public async Task Undone_in_time_nothing_has_happened_and_the_audit_holds_both()
    {
        await using var business = await OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        await review.AnswerAsync("jiang.xubai", TaskActions.Approve, "同意");
        Assert.False(await business.Get<ContinuationPump>().RunAsync(review.CaseId));
        var pending = await business.Get<AnswerUndo>().PendingAsync(await business.PersonAsync("jiang.xubai"));
        Assert.Equal((review.CaseId, TaskActions.Approve, business.Clock.GetUtcNow() + Window), (pending!.CaseId, pending.Outcome, pending.Until));

        business.Clock.Advance(Window - TimeSpan.FromSeconds(1));
        await UndoAsync(business, review, "jiang.xubai");
        business.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await business.Get<ContinuationPump>().RunAsync(review.CaseId));
        await business.Get<ContinuationPump>().SweepAsync();

        var task = await review.TaskAsync("jiang.xubai");
        Assert.Equal((TaskState.Open, null, null, null), (task.State, task.Outcome, task.Comment, task.CompletedById));
        Assert.Empty(engine.Told);
        Assert.Empty(await business.ReadAsync(db => db.UndoableAnswers.ToListAsync()));
        Assert.Equal(["Approve", "Undo"], await business.ReadAsync(db => db.Audit.Where(entry => entry.Subject == "task:审批").OrderBy(entry => entry.At).Select(entry => entry.Action).ToListAsync()));
    }

    [Fact]
    public async Task Not_undone_it_reaches_the_engine_once_when_the_window_ends()
    {
        await using var business = await OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        await review.AnswerAsync("jiang.xubai", TaskActions.Approve);
        await business.Get<ContinuationPump>().RunAsync(review.CaseId);
        await business.Get<ContinuationPump>().RunAsync(review.CaseId);
        await business.Get<ContinuationPump>().SweepAsync();
        Assert.Empty(engine.Told);

        business.Clock.Advance(Window);
        for (var turn = 0; turn < 200 && (await review.ToldAsync()).Count > 0; turn++) await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Single(engine.Told);
        var late = await Assert.ThrowsAsync<RefusedException>(() => UndoAsync(business, review, "jiang.xubai"));
        Assert.Equal("undo.tooLate", late.Refusals[0].Key);
    }

    [Fact]
    public async Task A_node_that_dies_in_the_window_loses_nothing_and_the_sweeper_of_another_acts_once()
    {
        await using var business = await OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        await review.AnswerAsync("jiang.xubai", TaskActions.Reject, "价格过高");
        await using var other = business.Another();
        await other.GetRequiredService<ContinuationPump>().SweepAsync();
        Assert.Empty(engine.Told);
        business.Clock.Advance(Window + TimeSpan.FromSeconds(1));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => other.GetRequiredService<ContinuationPump>().SweepAsync()));
        Assert.Single(engine.Told);
    }

    [Fact]
    public async Task While_the_window_runs_the_others_of_an_or_sign_are_told_and_an_undo_gives_it_back_to_them()
    {
        await using var business = await OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Any, "jiang.xubai", "shen.yanqiu");
        await review.AnswerAsync("jiang.xubai", TaskActions.Approve);
        var second = await Assert.ThrowsAsync<RefusedException>(() => review.AnswerAsync("shen.yanqiu", TaskActions.Reject, "不行"));
        Assert.Equal("task.handledBy", second.Refusals[0].Key);
        await UndoAsync(business, review, "jiang.xubai");
        await review.AnswerAsync("shen.yanqiu", TaskActions.Reject, "不行");
        Assert.Equal(TaskState.Superseded, (await review.TaskAsync("jiang.xubai")).State);
        business.Clock.Advance(Window);
        await business.Get<ContinuationPump>().SweepAsync();
        Assert.Contains(TaskActions.Reject, Assert.Single(engine.Told).InputJson);
    }

    [Fact]
    public async Task An_answer_on_which_a_withdrawal_followed_is_not_undone()
    {
        await using var business = await OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.All, "jiang.xubai", "shen.yanqiu");
        await review.AnswerAsync("jiang.xubai", TaskActions.Approve);
        await business.Get<CaseRegister>().WithdrawAsync(await business.PersonAsync("lin.zhiyuan"), review.CaseId, "方案变了", null);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => UndoAsync(business, review, "jiang.xubai"));
        Assert.Equal("undo.actedUpon", refused.Refusals[0].Key);
        business.Clock.Advance(Window);
        await business.Get<ContinuationPump>().SweepAsync();
        Assert.Equal([ContinuationKind.Resume, ContinuationKind.ResumeByStimulus], engine.Told.Select(order => order.Kind));
    }

    [Fact]
    public async Task A_form_handed_in_and_undone_is_a_draft_again()
    {
        await using var business = await OpenAsync();
        var application = await Application.StartAsync(business);
        var data = await Application.FilledInAsync(business);
        await business.Get<TaskDecisions>().SaveDraftAsync(application.Person, application.TaskId, data);
        await business.Get<TaskDecisions>().CompleteAsync(new(application.TaskId, application.Person, TaskActions.Submit, null, data, Guid.NewGuid(), null));
        await business.Get<AnswerUndo>().UndoAsync(application.Person, application.TaskId, null);
        var view = (await business.Get<TaskDecisions>().ReadAsync(application.Person, application.TaskId))!;
        Assert.True(view.Editable);
        Assert.Equal((null, null), (view.File.DataJson, view.File.SubmittedAt));
        Assert.Equal("年末堆头", view.Data["name"]!.ToString());
    }

    [Fact]
    public async Task What_the_network_repeats_after_the_undo_does_not_come_back()
    {
        await using var business = await OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        var operation = Guid.NewGuid();
        await review.AnswerAsync("jiang.xubai", TaskActions.Approve, operation: operation);
        await UndoAsync(business, review, "jiang.xubai");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => review.AnswerAsync("jiang.xubai", TaskActions.Approve, operation: operation));
        Assert.Equal("undo.undone", refused.Refusals[0].Key);
        await review.AnswerAsync("jiang.xubai", TaskActions.Return, "请补充");
        Assert.Single(await review.ToldAsync());
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Of_an_undo_and_the_end_of_the_window_one_wins(string database)
    {
        await using var business = await OpenAsync(database);
        for (var round = 0; round < 10; round++)
        {
            var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
            await review.AnswerAsync("jiang.xubai", TaskActions.Approve);
            var before = engine.Told.Count;
            var undone = Task.Run(async () =>
            {
                try
                {
                    await UndoAsync(business, review, "jiang.xubai");
                    return true;
                }
                catch (RefusedException)
                {
                    return false;
                }
            }, TestContext.Current.CancellationToken);
            if (round % 2 == 0) await Task.Yield();
            business.Clock.Advance(Window);
            await business.Get<ContinuationPump>().RunAsync(review.CaseId);
            Assert.Equal(await undone ? 0 : 1, engine.Told.Count - before);
            Assert.Equal(await undone ? TaskState.Open : TaskState.Completed, (await review.TaskAsync("jiang.xubai")).State);
        }
    }

    private static async Task UndoAsync(Business business, Review review, string person) =>
        await business.Get<AnswerUndo>().UndoAsync(await business.PersonAsync(person), (await review.TaskAsync(person)).Id, null);

    private Task<Business> OpenAsync(string database = "SQLite") => Business.OpenAsync(database, services =>
    {
        engine.AddTo(services);
        var options = (WorkflowsOptions)services.Last(service => service.ServiceType == typeof(WorkflowsOptions)).ImplementationInstance!;
        services.AddSingleton(options with { UndoWindow = Window });
    });
}
