using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Filters;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Activities.Engine;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>What the engine forgets of old cases, and what stays.</summary>
public sealed class Retention
{
    [Theory]
    [InlineData(TestDatabase.Sqlite, false)]
    [InlineData(TestDatabase.PostgreSql, true)]
    public async Task R_35_finished_instances_go_with_all_that_hangs_on_them_and_the_case_and_its_audit_stay(string provider, bool withTasks)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var old = await company.SubmitNewAsync(Kam, 4000m);
        await company.ActAsync(old, Arm, "Approve");
        await company.ActAsync(old, FinEx, "Approve");
        var open = await company.SubmitNewAsync(Kam, 4000m);
        company.Clock.Advance(TimeSpan.FromDays(40));
        var recent = await company.SubmitNewAsync(Kam, 3000m);
        await company.ActAsync(recent, Arm, "Reject", "太贵");
        await AddDeadLetterAsync(company, old);
        var audit = await company.ActionsAsync(old);

        Assert.Equal(0, await RunAsync(company, options => options with { KeepFinished = null }));
        Assert.Equal(1, await RunAsync(company, options => options with { KeepFinished = TimeSpan.FromDays(30), RemoveTasksOfFinished = withTasks }));
        Assert.Equal(0, await RunAsync(company, options => options with { KeepFinished = TimeSpan.FromDays(30), RemoveTasksOfFinished = withTasks }));

        var instance = (await company.CaseAsync(old)).InstanceId;
        await using var scope = company.Services.CreateAsyncScope();
        Assert.Equal(2, await scope.ServiceProvider.GetRequiredService<IWorkflowInstanceStore>().CountAsync(new WorkflowInstanceFilter()));
        Assert.Empty(await scope.ServiceProvider.GetRequiredService<IBookmarkStore>().FindManyAsync(new BookmarkFilter { WorkflowInstanceId = instance }));
        Assert.Empty(await scope.ServiceProvider.GetRequiredService<IActivityExecutionStore>().FindManyAsync(new ActivityExecutionRecordFilter { WorkflowInstanceId = instance }));
        await using var db = await company.OpenDbAsync();
        Assert.Equal(0, await LeftOverAsync(db, instance));
        Assert.Equal(withTasks ? 0 : 3, await db.Tasks.CountAsync(task => task.CaseId == old));
        Assert.Equal(CaseState.Approved, (await company.CaseAsync(old)).State);
        Assert.Equal(audit, await company.ActionsAsync(old));
        await company.ActAsync(open, Arm, "Approve");
        Assert.Equal("finex", await company.HoldersAsync(open));
    }

    private static async Task<long> RunAsync(Running.Company company, Func<WorkflowsOptions, WorkflowsOptions> change)
    {
        await using var scope = company.Services.CreateAsyncScope();
        return await ActivatorUtilities.CreateInstance<InstanceRetention>(scope.ServiceProvider, change(company.Get<WorkflowsOptions>())).RunAsync(TestContext.Current.CancellationToken);
    }

    // What the engine could not deliver and has put aside.
    private static async Task AddDeadLetterAsync(Running.Company company, Guid caseId)
    {
        var instance = (await company.CaseAsync(caseId)).InstanceId;
        await using var db = await company.OpenDbAsync();
        await db.Database.ExecuteSqlAsync($"INSERT INTO ElsaQueue (Id, Kind, InstanceId, CreatedAt, DueAt, Attempts) VALUES ('dead', 0, {instance}, 0, {long.MaxValue}, 9)");
    }

    private static Task<int> LeftOverAsync(ProcessSalesDb db, string instance) => db.Database.SqlQuery<int>(
        $"SELECT CAST((SELECT count(*) FROM ElsaQueue WHERE InstanceId = {instance}) + (SELECT count(*) FROM ElsaTimers WHERE InstanceId = {instance}) AS INTEGER) AS \"Value\"").SingleAsync();
}
