using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Tasks;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>The approval manners of domain.md 4.2 that change the path, through the real definition and engine.</summary>
public sealed class Manners
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_signer_added_before_signs_first_and_then_it_is_the_adder_s_turn_again(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var id = await company.SubmitNewAsync(Kam, 4000m);
        await AddAsync(company, id, Arm, AddPlace.Before, GroupRule.All, Arm2);
        Assert.Equal("arm2", await company.HoldersAsync(id));
        await company.ActAsync(id, Arm2, "Approve");
        Assert.Equal("arm", await company.HoldersAsync(id));
        await company.ActAsync(id, Arm, "Approve");
        Assert.Equal("finex", await company.HoldersAsync(id));
    }

    [Fact]
    public async Task Signers_added_behind_sign_one_after_the_other_once_the_adder_has_signed()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.SubmitNewAsync(Kam, 4000m);
        await AddAsync(company, id, Arm, AddPlace.After, GroupRule.Sequential, Arm2, Rgm);
        Assert.Equal("arm", await company.HoldersAsync(id));
        foreach (var (person, next) in new[] { (Arm, "arm2"), (Arm2, "rgm"), (Rgm, "finex") })
        {
            await company.ActAsync(id, person, "Approve");
            Assert.Equal(next, await company.HoldersAsync(id));
        }
    }

    [Fact]
    public async Task Of_signers_added_beside_of_whom_one_is_enough_the_first_counts_and_the_adder_still_signs()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.SubmitNewAsync(Kam, 4000m);
        await AddAsync(company, id, Arm, AddPlace.Beside, GroupRule.Any, Arm2, Rgm);
        Assert.Equal("arm,arm2,rgm", await company.HoldersAsync(id));
        await company.ActAsync(id, Rgm, "Approve");
        Assert.Equal("arm", await company.HoldersAsync(id));
        await company.ActAsync(id, Arm, "Approve");
        Assert.Equal("finex", await company.HoldersAsync(id));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_parallel_signer_and_then_a_transfer_keep_both(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var id = await company.SubmitNewAsync(Kam, 4000m);
        await AddAsync(company, id, Arm, AddPlace.Beside, GroupRule.All, Arm2);
        await company.Get<TaskHolders>().TransferAsync(new(await company.TaskOfAsync(id, Arm), Arm, Dir, "请您定", null));
        Assert.Equal("arm2,dir", await company.HoldersAsync(id));
        await company.ActAsync(id, Dir, "Approve");
        Assert.Equal("arm2", await company.HoldersAsync(id));
        await company.ActAsync(id, Arm2, "Approve");
        Assert.Equal("finex", await company.HoldersAsync(id));
        Assert.Equal(Dir, (await company.PathAsync(id)).Levels[0].Approvers[0].Answer!.PersonId);
    }

    [Fact]
    public async Task Only_whoever_added_a_signer_removes_him_and_only_while_he_has_not_signed()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var changes = company.Get<PathChanges>();
        var id = await company.SubmitNewAsync(Kam, 4000m);
        await AddAsync(company, id, Arm, AddPlace.Before, GroupRule.All, Arm2, Rgm);
        var seats = (await company.PathAsync(id)).Levels[0].Seats.Where(x => x.AddedById == Arm).ToDictionary(x => x.PersonId, x => x.Seat);
        await RefusedAsync("signers.notYours", () => changes.RemoveAsync(Dir, id, seats[Arm2], null));
        await company.ActAsync(id, Arm2, "Approve");
        await RefusedAsync("signers.signed", () => changes.RemoveAsync(Arm, id, seats[Arm2], null));
        await changes.RemoveAsync(Arm, id, seats[Rgm], null);
        Assert.True(await company.Get<ContinuationPump>().RunAsync(id));
        Assert.Equal("arm", await company.HoldersAsync(id));
    }

    [Fact]
    public async Task The_applicant_an_administrator_and_somebody_who_left_are_never_added_and_nobody_twice()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await using (var db = await company.OpenDbAsync())
            await db.Users.Where(x => x.Id == Arm2).ExecuteUpdateAsync(x => x.SetProperty(y => y.Active, false));
        var id = await company.SubmitNewAsync(Kam, 40000m);
        foreach (var (person, key) in new[] { (Kam, "task.targetIsApplicant"), (Adm, "task.targetIsAdministrator"), (Arm2, "person.unknown"), (Arm, "task.alreadyHolds") })
            await RefusedAsync(key, () => AddAsync(company, id, Arm, AddPlace.Beside, GroupRule.All, person));
        Assert.Equal("arm", await company.HoldersAsync(id));
        await AddAsync(company, id, Arm, AddPlace.After, GroupRule.All, Dir);
        await RefusedAsync("task.targetSignsBeside", () => AddAsync(company, id, Arm, AddPlace.Beside, GroupRule.All, Dir));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_return_to_a_passed_level_asks_it_and_all_behind_it_again(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var id = await company.SubmitNewAsync(Kam, 8000m);
        await company.ActAsync(id, Arm, "Approve");
        await company.ActAsync(id, Rgm, "Approve");
        var task = await company.TaskOfAsync(id, FinEx);
        await RefusedAsync("return.notPassed", () => company.Get<TaskDecisions>().CompleteAsync(new(task, FinEx, "Return", "请核对", null, Guid.NewGuid(), null, 3)));
        await company.Get<TaskDecisions>().CompleteAsync(new(task, FinEx, "Return", "请核对", null, Guid.NewGuid(), null, 1));
        Assert.True(await company.Get<ContinuationPump>().RunAsync(id));
        Assert.Equal((CaseState.InReview, "arm"), ((await company.CaseAsync(id)).State, await company.HoldersAsync(id)));
        Assert.Equal(52000m, await company.AvailableAsync());
        foreach (var person in new[] { Arm, Rgm, FinEx })
            await company.ActAsync(id, person, "Approve");
        Assert.Equal(CaseState.Approved, (await company.CaseAsync(id)).State);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_returned_application_goes_back_to_the_one_who_returned_it_when_only_notes_changed(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var id = await company.SubmitNewAsync(Kam, 8000m);
        await company.ActAsync(id, Arm, "Approve");
        await company.ActAsync(id, Rgm, "Return", "请补充说明");
        await company.SubmitNamedAsync(id, Kam, 8000m, "中秋堆头(补充)");
        Assert.Equal("rgm", await company.HoldersAsync(id));
        await company.ActAsync(id, Rgm, "Approve");
        Assert.Equal("finex", await company.HoldersAsync(id));
        Assert.Contains(await company.ActionsAsync(id), x => x == "StraightBack");
    }

    [Fact]
    public async Task A_returned_application_begins_from_scratch_when_its_money_changed()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.SubmitNewAsync(Kam, 8000m);
        await company.ActAsync(id, Arm, "Approve");
        await company.ActAsync(id, Rgm, "Return", "费用太高");
        await company.SubmitAsync(id, Kam, 7999m);
        Assert.Equal("arm", await company.HoldersAsync(id));
        Assert.Contains(await company.ActionsAsync(id), x => x == "FromScratch");
    }

    [Fact]
    public async Task A_countersigner_s_return_goes_straight_back_to_those_who_had_not_signed()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.SubmitNewAsync(Kam, 40000m);
        foreach (var person in new[] { Arm, Rgm, FinEx, FinM })
            await company.ActAsync(id, person, "Approve");
        await company.ActAsync(id, Dir, "Return", "请补报价");
        Assert.Single(await company.MessagesAsync(Kam, "promotion-returned"));
        await company.SubmitNamedAsync(id, Kam, 40000m, "中秋堆头(附报价)");
        Assert.Equal("dir", await company.HoldersAsync(id));
        await company.ActAsync(id, Dir, "Approve");
        Assert.Equal(CaseState.Approved, (await company.CaseAsync(id)).State);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task An_approval_is_taken_back_while_the_next_has_not_handled_it(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var id = await company.SubmitNewAsync(Kam, 8000m);
        await company.ActAsync(id, Arm, "Approve");
        var open = await company.TaskOfAsync(id, Rgm);
        await company.Get<PathChanges>().TakeBackAsync(Arm, id, null);
        var late = await Assert.ThrowsAsync<RefusedException>(() => company.Get<TaskDecisions>().CompleteAsync(new(open, Rgm, "Approve", null, null, Guid.NewGuid(), null)));
        Assert.Equal(RefusalKind.Conflict, late.Kind);
        Assert.True(await company.Get<ContinuationPump>().RunAsync(id));
        Assert.Equal("arm", await company.HoldersAsync(id));
        await company.ActAsync(id, Arm, "Approve");
        await company.ActAsync(id, Rgm, "Approve");
        await RefusedAsync("takeBack.tooLate", () => company.Get<PathChanges>().TakeBackAsync(Arm, id, null));
        Assert.Equal("finex", await company.HoldersAsync(id));
    }

    [Fact]
    public async Task A_countersigner_takes_back_his_own_and_leaves_the_others_alone()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.SubmitNewAsync(Kam, 40000m);
        foreach (var person in new[] { Arm, Rgm, FinEx, FinM })
            await company.ActAsync(id, person, "Approve");
        await company.Get<PathChanges>().TakeBackAsync(FinM, id, null);
        Assert.True(await company.Get<ContinuationPump>().RunAsync(id));
        Assert.Equal("dir,finm", await company.HoldersAsync(id));
        await company.ActAsync(id, FinM, "Approve");
        await company.ActAsync(id, Dir, "Approve");
        Assert.Equal(CaseState.Approved, (await company.CaseAsync(id)).State);
    }

    [Fact]
    public async Task An_order_to_change_the_path_that_comes_twice_has_one_effect()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.SubmitNewAsync(Kam, 4000m);
        await company.Get<PathChanges>().AddAsync(new(await company.TaskOfAsync(id, Arm), Arm, [Arm2], AddPlace.Beside, GroupRule.All, null, null));
        Continuation order;
        await using (var db = await company.OpenDbAsync())
            order = await db.Continuations.AsNoTracking().SingleAsync(x => x.CaseId == id);
        Assert.True(await company.Get<ContinuationPump>().RunAsync(id));
        await using (var db = await company.OpenDbAsync())
        {
            db.Continuations.Add(order);
            await db.SaveChangesAsync();
        }

        Assert.True(await company.Get<ContinuationPump>().RunAsync(id));
        Assert.Equal("arm,arm2", await company.HoldersAsync(id));
        Assert.Equal(2, (await company.PathAsync(id)).Levels[0].Seats.Count());
    }

    private static async Task AddAsync(Running.Company company, Guid caseId, Guid by, AddPlace place, GroupRule rule, params Guid[] signers)
    {
        await company.Get<PathChanges>().AddAsync(new(await company.TaskOfAsync(caseId, by), by, signers, place, rule, null, null));
        Assert.True(await company.Get<ContinuationPump>().RunAsync(caseId));
    }

    private static async Task RefusedAsync(string key, Func<Task> act) => Assert.Equal(key, (await Assert.ThrowsAsync<RefusedException>(act)).Refusals[0].Key);
}
