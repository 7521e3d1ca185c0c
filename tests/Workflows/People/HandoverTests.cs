using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.People;

public sealed class HandoverTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Who_leaves_hands_over_everything_to_the_superior_at_once_and_keeps_the_history(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (desk, admin, lin, superior) = (business.Get<Handover>(), await business.PersonAsync("admin"), await business.PersonAsync("lin.zhiyuan"), await business.PersonAsync("jiang.xubai"));
        var drafted = await Application.StartAsync(business);
        var closed = await Application.StartAsync(business);
        await business.WriteAsync(async db =>
        {
            await db.Tasks.Where(task => task.Id == closed.TaskId).ExecuteUpdateAsync(set => set.SetProperty(task => task.State, TaskState.Completed).SetProperty(task => task.CompletedById, lin));
            await db.Cases.Where(file => file.Id == closed.CaseId).ExecuteUpdateAsync(set => set.SetProperty(file => file.State, CaseState.Approved));
        });
        var before = await desk.HoldingsAsync(lin);
        Assert.True(before is { Tasks: 1, Cases: 1, Customers: > 0, Stores: > 0 });
        var trail = await business.ReadAsync(db => db.Audit.AsNoTracking().Select(row => row.Id).ToListAsync());
        var stamp = await business.ReadAsync(db => db.Users.Where(row => row.Id == lin).Select(row => row.SecurityStamp).SingleAsync());

        var done = await desk.RunAsync(admin, lin, null, leaves: true);
        Assert.Equal((before, 0), (done.Moved, done.Kept));
        Assert.False((await desk.HoldingsAsync(lin)).Any);
        var person = await business.ReadAsync(db => db.Users.AsNoTracking().SingleAsync(row => row.Id == lin));
        Assert.False(person.Active);
        Assert.NotEqual(stamp, person.SecurityStamp);
        Assert.Equal(superior, await business.ReadAsync(db => db.Tasks.Where(task => task.Id == drafted.TaskId).Select(task => task.AssigneeId).SingleAsync()));
        Assert.Equal((lin, lin), await business.ReadAsync(async db => ((await db.Tasks.SingleAsync(task => task.Id == closed.TaskId)).CompletedById!.Value, (await db.Cases.SingleAsync(file => file.Id == closed.CaseId)).OwnerId)));
        Assert.Equal(trail.Count, await business.ReadAsync(db => db.Audit.CountAsync(row => trail.Contains(row.Id))));
        Assert.Contains(await business.ReadAsync(db => db.Audit.AsNoTracking().ToListAsync()), row => row is { Action: "Leave", To: "江叙白" } && row.PersonId == admin);
        Assert.Contains(await business.ReadAsync(db => db.Audit.AsNoTracking().ToListAsync()), row => row.CaseId == drafted.CaseId && row.Action == "HandOver" && row.OnBehalfOfId == lin);
    }

    [Fact]
    public async Task Nobody_becomes_the_judge_of_their_own_case_by_a_hand_over()
    {
        await using var business = await Business.OpenAsync();
        var (desk, admin, lin, jiang) = (business.Get<Handover>(), await business.PersonAsync("admin"), await business.PersonAsync("lin.zhiyuan"), await business.PersonAsync("jiang.xubai"));
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");

        // The applicant leaves; his superior is deciding: the case stays until it is decided.
        var first = await desk.RunAsync(admin, lin, null, leaves: false);
        Assert.Equal((0, 1), (first.Moved.Cases, first.Kept));
        Assert.Equal(lin, await business.ReadAsync(db => db.Cases.Where(file => file.Id == review.CaseId).Select(file => file.OwnerId).SingleAsync()));

        // The approver leaves and the applicant takes over: the task goes to the applicant's superior who is still there.
        var second = await desk.RunAsync(admin, jiang, lin, leaves: true);
        Assert.Equal(1, second.Moved.Tasks);
        var task = await business.ReadAsync(db => db.Tasks.AsNoTracking().SingleAsync(row => row.CaseId == review.CaseId && row.State == TaskState.Open && row.Level != null));
        Assert.NotEqual(lin, task.AssigneeId);
        Assert.NotEqual(jiang, task.AssigneeId);
    }

    [Fact]
    public async Task A_hand_over_needs_an_administrator_and_somebody_who_takes_over_and_changes_nothing_otherwise()
    {
        await using var business = await Business.OpenAsync();
        var (desk, admin, lin) = (business.Get<Handover>(), await business.PersonAsync("admin"), await business.PersonAsync("lin.zhiyuan"));
        await Application.StartAsync(business);
        var before = await desk.HoldingsAsync(lin);
        foreach (var name in new[] { "jiang.xubai", "gu.xingzhou", "he.mingqian", "lin.zhiyuan" })
        {
            var person = await business.PersonAsync(name);
            Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => desk.RunAsync(person, lin, null, true))).Kind);
        }

        foreach (var to in new[] { lin, admin, Guid.NewGuid() }) Assert.Equal("handover.nobody", (await Assert.ThrowsAsync<RefusedException>(() => desk.RunAsync(admin, lin, to, true))).Refusals[0].Key);
        Assert.Equal("handover.self", (await Assert.ThrowsAsync<RefusedException>(() => desk.RunAsync(admin, admin, lin, true))).Refusals[0].Key);
        Assert.Equal(before, await desk.HoldingsAsync(lin));
    }

    [Fact]
    public async Task The_organisation_is_a_tree_with_superiors_assistants_and_what_people_own()
    {
        await using var business = await Business.OpenAsync();
        var tree = await business.Get<Organisation>().TreeAsync(await business.PersonAsync("admin"));
        var all = tree.SelectMany(Flat).ToList();
        Assert.Equal(await business.ReadAsync(db => db.Users.CountAsync(row => row.Active)), all.SelectMany(node => node.Members).Count());
        Assert.Equal(await business.ReadAsync(db => db.OrgUnits.CountAsync()), all.Count(node => node.Unit.Code.Length > 0));
        var lin = all.SelectMany(node => node.Members).Single(member => member.Name == "林知远");
        Assert.Equal("江叙白", lin.Superior);
        Assert.True(lin is { Customers: > 0, Stores: > 0 });
        Assert.Contains(all.SelectMany(node => node.Members), member => member.Role == Role.Ast && member.Assists.Count > 0);

        static IEnumerable<UnitNode> Flat(UnitNode node) => node.Below.SelectMany(Flat).Prepend(node);
    }
}
