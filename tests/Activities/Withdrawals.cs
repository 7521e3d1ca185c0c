using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Tasks;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>An applicant takes his case back.</summary>
public sealed class Withdrawals
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_withdrawn_application_frees_its_budget_and_tells_those_who_were_asked(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var id = await company.SubmitNewAsync(Kam, 8000m);
        await company.ActAsync(id, Arm, "Approve");
        await company.Get<CaseRegister>().WithdrawAsync(Kam, id, "门店取消档期", null);
        Assert.True(await company.Get<ContinuationPump>().RunAsync(id));
        Assert.Equal((CaseState.Withdrawn, 60000m, ""), ((await company.CaseAsync(id)).State, await company.AvailableAsync(), await company.HoldersAsync(id)));
        foreach (var person in new[] { Arm, Rgm })
            Assert.Contains("门店取消档期", Assert.Single(await company.MessagesAsync(person, "promotion-withdrawn")).Body);
        Assert.Empty(await company.MessagesAsync(FinEx));
    }

    [Fact]
    public async Task An_approver_with_the_page_still_open_is_told_politely()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var id = await company.SubmitNewAsync(Kam, 4000m);
        var task = (await company.Get<Inbox>().TaskInCaseAsync(Arm, id))!.Value;
        await company.Get<CaseRegister>().WithdrawAsync(Kam, id, null, null);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => company.Get<TaskDecisions>().CompleteAsync(new CompleteTask(task, Arm, "Approve", null, null, Guid.NewGuid(), null)));
        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        Assert.True(await company.Get<ContinuationPump>().RunAsync(id));
        Assert.Equal(CaseState.Withdrawn, (await company.CaseAsync(id)).State);
    }
}
