using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Issues;

/// <summary>What is raised outside visits reaches whoever settles it: a promoter's difficulty (domain.md W11), a superior's task (D9).</summary>
public sealed class IssueDeskTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task What_a_promoter_raises_is_a_to_do_of_the_stores_manager_and_waits_at_the_next_visit(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (promoter, store, manager) = await PromoterAsync(business);
        var desk = business.Get<IssueDesk>();
        Assert.Equal(store.Code, Assert.Single(await desk.StoresAsync(promoter)).Code);
        // Whoever a promoter names, it goes to the store's manager; sent twice it is one.
        var raised = new RaisedByHand(store.Code, IssueKind.Promoter, "顾客问成分,答不上来", await business.PersonAsync("gu.xingzhou"), null);
        var id = await desk.RaiseAsync(promoter, "one", raised);
        Assert.Equal(id, await desk.RaiseAsync(promoter, "one", raised));
        var issue = await business.ReadAsync(db => db.OpenIssues.SingleAsync());
        Assert.Equal((manager, promoter, IssueSource.Desk, new DateOnly(2026, 11, 26)), (issue.OwnerId, issue.RaisedById, issue.Source, issue.DueOn));
        var told = await business.ReadAsync(db => db.Notifications.SingleAsync(row => row.RecipientId == manager));
        Assert.Contains("顾客问成分,答不上来", told.Subject, StringComparison.Ordinal);
        Assert.Null(told.Fault);
        var waiting = await business.Get<IssueBook>().OfAsync([store.Id], new(2026, 11, 24), TestContext.Current.CancellationToken);
        Assert.Equal(id, Assert.Single(waiting[store.Id]).Id);
        Assert.Equal(StoreMatterKind.OpenIssue, waiting[store.Id].First().Kind);
    }

    [Fact]
    public async Task A_superior_hands_a_task_with_a_day_to_one_of_his_people()
    {
        await using var business = await Business.OpenAsync();
        var (manager, kam) = (await business.PersonAsync("jiang.xubai"), await business.PersonAsync("lin.zhiyuan"));
        var id = await business.Get<IssueDesk>().RaiseAsync(manager, "task", new(null, IssueKind.Other, "整理竞品价目表", kam, new(2026, 11, 30)));
        var issue = await business.ReadAsync(db => db.OpenIssues.SingleAsync(row => row.Id == id));
        Assert.Equal((kam, (Guid?)null, new DateOnly(2026, 11, 30)), (issue.OwnerId, issue.StoreId, issue.DueOn));
        Assert.Equal(1, await business.ReadAsync(db => db.Notifications.CountAsync(row => row.RecipientId == kam && row.Template == "issue-raised")));
        // Nobody is told of what he gave himself.
        await business.Get<IssueDesk>().RaiseAsync(kam, "own", new(null, IssueKind.Other, "回访王采购", null, null));
        Assert.Equal(1, await business.ReadAsync(db => db.Notifications.CountAsync(row => row.RecipientId == kam)));
    }

    [Fact]
    public async Task A_store_out_of_sight_a_day_that_is_over_and_a_task_without_words_are_refused()
    {
        await using var business = await Business.OpenAsync();
        var (promoter, _, _) = await PromoterAsync(business);
        var kam = await business.PersonAsync("lin.zhiyuan");
        foreach (var (person, raised, key) in new (Guid, RaisedByHand, string)[]
                 {
                     (promoter, new(null, IssueKind.Other, "x", null, null), "required"), (kam, new("C04-01", IssueKind.Other, "x", null, null), "store.unknown"),
                     (kam, new(null, IssueKind.Other, " ", null, null), "required"), (kam, new(null, IssueKind.Other, "x", null, new(2026, 11, 22)), "issue.due"),
                     (kam, new(null, IssueKind.Other, "x", Guid.NewGuid(), null), "field.unknownReference"),
                 })
            Assert.Equal(key, Assert.Single((await Assert.ThrowsAsync<RefusedException>(() => business.Get<IssueDesk>().RaiseAsync(person, "no", raised))).Refusals).Key);
        Assert.Equal(0, await business.ReadAsync(db => db.OpenIssues.CountAsync()));
    }

    private static async Task<(Guid Promoter, (Guid Id, string Code) Store, Guid Manager)> PromoterAsync(Business business)
    {
        var promoter = await business.ReadAsync(db => db.Users.Where(row => row.Role == Role.Pcc).OrderBy(row => row.UserName).Select(row => row.Id).FirstAsync());
        var store = await business.ReadAsync(db => db.Stores.Where(row => db.StorePromoters.Any(own => own.StoreId == row.Id && own.PersonId == promoter)).Select(row => new { row.Id, row.Code, row.OwnerId }).SingleAsync());
        return (promoter, (store.Id, store.Code), store.OwnerId);
    }
}
