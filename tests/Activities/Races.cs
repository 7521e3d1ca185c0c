using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Tasks;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>Several people at the same moment.</summary>
public sealed class Races
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Of_two_who_submit_for_the_last_thousand_exactly_one_gets_it(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var cases = new[] { (Person: Kam, Chain: "C01"), (Person: Kam2, Chain: "C02") };
        var ids = new List<Guid>();
        foreach (var (person, _) in cases)
            ids.Add(await company.StartCaseAsync(person));
        await Task.WhenAll(cases.Select((x, i) => company.ActAsync(ids[i], x.Person, "Submit", null, new JsonObject
        {
            ["name"] = "最后一千", ["chain"] = x.Chain, ["start"] = "2026-10-08", ["end"] = "2026-10-09", ["budgetLine"] = SmallLine.ToString(), ["total"] = 1000m, ["expenseRatio"] = 0.1m,
        })));
        var states = new[] { (await company.CaseAsync(ids[0])).State, (await company.CaseAsync(ids[1])).State };
        Assert.Equal([CaseState.InReview, CaseState.Returned], states.Order());
        Assert.Equal(0m, await company.AvailableAsync(SmallLine));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Where_one_of_several_is_enough_one_click_wins_and_the_other_is_told_who_was_faster(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        await using (var db = await company.OpenDbAsync())
            await db.ApprovalRules.ExecuteUpdateAsync(x => x.SetProperty(y => y.Chain, "FIN-M | DIR"));
        var id = await company.SubmitNewAsync(Kam, 4000m);
        Assert.Equal("dir,finm", await company.HoldersAsync(id));
        var answers = new List<(Guid Task, Guid Person)>();
        foreach (var person in new[] { Dir, FinM })
            answers.Add(((await company.Get<Inbox>().TaskInCaseAsync(person, id))!.Value, person));
        var outcomes = await Task.WhenAll(answers.Select(x => Task.Run(async () =>
        {
            try
            {
                await company.Get<TaskDecisions>().CompleteAsync(new CompleteTask(x.Task, x.Person, "Approve", null, null, Guid.NewGuid(), null));
                return null;
            }
            catch (RefusedException refused)
            {
                return refused;
            }
        })));
        var loser = Assert.Single(outcomes, x => x is not null)!;
        Assert.Equal((RefusalKind.Conflict, "task.handledBy"), (loser.Kind, loser.Refusals[0].Key));
        Assert.True(await company.Get<ContinuationPump>().RunAsync(id));
        Assert.Equal((CaseState.Approved, ""), ((await company.CaseAsync(id)).State, await company.HoldersAsync(id)));
    }

    [Fact]
    public async Task R_06_a_decision_and_the_reminder_at_the_same_moment_end_in_one_result()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        for (var i = 0; i < 15; i++)
        {
            var id = await company.SubmitNewAsync(Kam, 100m);
            var due = (await company.OpenDbAsync()).Tasks.Single(x => x.CaseId == id && x.Level == 1).DueAt!.Value;
            var click = Task.Run(() => company.ActAsync(id, Arm, "Approve"));
            company.Clock.Advance(due - company.Clock.GetUtcNow());
            await Task.WhenAll(click, Task.Run(() => company.Get<TaskClock>().SweepAsync()));
            await Running.Company.EventuallyAsync(async () => await company.Get<ContinuationPump>().RunAsync(id) && await company.HoldersAsync(id) == "finex");
            Assert.Equal(CaseState.InReview, (await company.CaseAsync(id)).State);
        }
    }
}
