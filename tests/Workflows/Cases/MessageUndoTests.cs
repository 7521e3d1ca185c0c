using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Cases;

/// <summary>What people send by hand is held back for a moment and can be undone in it.</summary>
public sealed class MessageUndoTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(SentKind.Comment)]
    [InlineData(SentKind.Copy)]
    [InlineData(SentKind.Urge)]
    public async Task Undone_in_time_nobody_was_told_and_the_audit_holds_both(SentKind kind)
    {
        await using var business = await OpenAsync();
        var (review, owner, reader) = (await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai"), await business.PersonAsync("lin.zhiyuan"), await ReaderAsync(business, kind));
        await SendAsync(business, review.CaseId, owner, kind);
        Assert.Equal(0, await business.Get<NotificationBell>().UnreadCountAsync(reader));
        Assert.Empty((await business.Get<NotificationBell>().ListAsync(reader, false, 1, 20)).Rows);
        Assert.Equal(0, await business.Get<DeliveryPump>().SendDueAsync());

        var pending = await business.Get<MessageUndo>().PendingAsync(owner);
        Assert.Equal((kind, business.Clock.GetUtcNow() + Window), (pending!.Kind, pending.Until));
        business.Clock.Advance(Window - TimeSpan.FromSeconds(1));
        await business.Get<MessageUndo>().UndoAsync(owner, review.CaseId, pending.Id, null);
        business.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, await business.Get<DeliveryPump>().SendDueAsync());
        Assert.Empty((await business.Get<NotificationBell>().ListAsync(reader, false, 1, 20)).Rows);
        Assert.Equal((0, 0, 0), await business.ReadAsync(async db => (await db.Deliveries.CountAsync(), await db.CaseCopies.CountAsync(), await db.TaskUrges.CountAsync())));
        Assert.Equal([kind.ToString(), "Undo"], await business.ReadAsync(db => db.Audit.Where(entry => entry.CaseId == review.CaseId && entry.PersonId == owner && (entry.Action == kind.ToString() || entry.Action == "Undo")).OrderBy(entry => entry.At).Select(entry => entry.Action).ToListAsync()));
        var view = await business.Get<CaseFile>().ReadAsync(owner, review.CaseId);
        Assert.DoesNotContain(view!.Timeline, entry => entry.Comment is not null && entry.Action == kind.ToString());
        if (kind == SentKind.Copy) Assert.Null(await business.Get<CaseFile>().ReadAsync(reader, review.CaseId));
    }

    [Theory]
    [InlineData(SentKind.Comment)]
    [InlineData(SentKind.Copy)]
    [InlineData(SentKind.Urge)]
    public async Task Not_undone_it_arrives_once_when_the_window_ends(SentKind kind)
    {
        await using var business = await OpenAsync();
        var (review, owner, reader) = (await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai"), await business.PersonAsync("lin.zhiyuan"), await ReaderAsync(business, kind));
        await SendAsync(business, review.CaseId, owner, kind);
        var pending = await business.Get<MessageUndo>().PendingAsync(owner);
        business.Clock.Advance(Window);
        Assert.Equal(1, await business.Get<NotificationBell>().UnreadCountAsync(reader));
        Assert.Equal("undo.tooLate", (await Assert.ThrowsAsync<RefusedException>(() => business.Get<MessageUndo>().UndoAsync(owner, review.CaseId, pending!.Id, null))).Refusals[0].Key);
        Assert.Null(await business.Get<MessageUndo>().PendingAsync(owner));
    }

    [Fact]
    public async Task Nobody_undoes_what_another_sent_nor_a_copy_that_was_opened()
    {
        await using var business = await OpenAsync();
        var (review, owner, reader) = (await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai"), await business.PersonAsync("lin.zhiyuan"), await business.PersonAsync("ye.qinghe"));
        await SendAsync(business, review.CaseId, owner, SentKind.Copy);
        var pending = (await business.Get<MessageUndo>().PendingAsync(owner))!;
        await Assert.ThrowsAsync<RefusedException>(() => business.Get<MessageUndo>().UndoAsync(reader, review.CaseId, pending.Id, null));
        await business.Get<CaseCopies>().MarkReadAsync(reader, review.CaseId);
        Assert.Equal("undo.actedUpon", (await Assert.ThrowsAsync<RefusedException>(() => business.Get<MessageUndo>().UndoAsync(owner, review.CaseId, pending.Id, null))).Refusals[0].Key);
    }

    private static Task<Business> OpenAsync() => Business.OpenAsync("SQLite", services =>
    {
        var known = services.Single(service => service.ServiceType == typeof(WorkflowsOptions));
        var options = (WorkflowsOptions)known.ImplementationInstance!;
        services.Remove(known);
        services.AddSingleton(new WorkflowsOptions
        {
            DataDirectory = options.DataDirectory, ConnectionString = options.ConnectionString, WorkflowsDirectory = options.WorkflowsDirectory, DemoDirectory = options.DemoDirectory, PublicUrl = options.PublicUrl, UndoWindow = Window,
        });
    });

    private static Task<Guid> ReaderAsync(Business business, SentKind kind) => business.PersonAsync(kind == SentKind.Urge ? "jiang.xubai" : kind == SentKind.Copy ? "ye.qinghe" : "shen.yanqiu");

    private static async Task SendAsync(Business business, Guid caseId, Guid person, SentKind kind)
    {
        await (kind switch
        {
            SentKind.Comment => business.Get<CaseTalk>().SayAsync(person, caseId, "@沈砚秋 请看", null),
            SentKind.Copy => business.Get<CaseCopies>().SendAsync(person, caseId, [await business.PersonAsync("ye.qinghe")], "请知悉", null),
            _ => business.Get<TaskUrging>().UrgeAsync(person, caseId, null),
        });
    }
}
