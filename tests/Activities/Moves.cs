using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Messages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>From a SQLite file to PostgreSQL.</summary>
public sealed class Moves
{
    private const int Waits = 20;

    private const string Wait = """
        {"id":"root","type":"Elsa.Sequence","version":1,"activities":[{"id":"wait","type":"Elsa.Delay","version":1,
         "timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"02:00:00"}}}]}
        """;

    [Fact]
    public async Task R_34_a_move_under_load_carries_every_row_and_each_timer_fires_once()
    {
        await using var target = await TestDatabase.CreateAsync(TestDatabase.PostgreSql);
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var old = company.ConnectionString;
        var half = await company.SubmitNewAsync(Kam, 4000m);
        await company.ActAsync(half, Arm, "Approve");
        await WaitAsync(company);
        var reported = new List<Guid>();
        var open = true;
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (Volatile.Read(ref open))
            {
                var id = await company.Get<CaseRegister>().StartAsync(Kam, "promotion-approval");
                lock (reported) reported.Add(id);
            }
        })).ToList();
        await Running.Company.EventuallyAsync(() => Task.FromResult(reported.Count >= 8));
        Volatile.Write(ref open, false);
        await Task.WhenAll(callers);

        // Orders to the engine are still on their way when the host stops.
        var moved = await company.MoveAsync(target);

        Assert.Equal(Waits, moved.Single(table => table.Name == "elsatimers").Rows);
        await using (var db = await company.OpenDbAsync())
        {
            var cases = await db.Cases.Select(row => row.Id).ToListAsync();
            Assert.Superset(reported.ToHashSet(), cases.ToHashSet());
        }

        await company.ActAsync(half, FinEx, "Approve");
        Assert.Equal(CaseState.Approved, (await company.CaseAsync(half)).State);
        await company.PassAsync(TimeSpan.FromHours(3), async () => await FinishedAsync(company) == Waits);
        Assert.Throws<DatabaseFileException>(() => Reopen(old));
    }

    [Fact]
    public async Task R_34_nothing_is_moved_while_the_app_runs_or_where_work_lies_already()
    {
        await using var target = await TestDatabase.CreateAsync(TestDatabase.PostgreSql);
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await company.SubmitNewAsync(Kam, 4000m);
        var running = await Assert.ThrowsAsync<DatabaseFileException>(() => new MoveToPostgreSql(company.ConnectionString, target.ConnectionString).RunAsync(_ => { }));
        Assert.Contains("stop the app first", running.Message, StringComparison.Ordinal);

        var old = company.ConnectionString;
        await company.MoveAsync(target);
        await company.SubmitNewAsync(Kam, 1000m);
        await company.CloseAsync();
        var twice = await Assert.ThrowsAsync<DatabaseFileException>(() => new MoveToPostgreSql(old, target.ConnectionString).RunAsync(_ => { }));
        Assert.Contains("in use already", twice.Message, StringComparison.Ordinal);
        await company.ReopenAsync();
    }

    private static void Reopen(string connectionString)
    {
        using var custody = new FileCustody(new() { DataDirectory = "", ConnectionString = connectionString, WorkflowsDirectory = "", PublicUrl = new Uri("http://localhost") });
        custody.Take();
    }

    private static async Task WaitAsync(Running.Company company)
    {
        await using var scope = company.Services.CreateAsyncScope();
        var published = await scope.ServiceProvider.GetRequiredService<IWorkflowDefinitionPublisher>().PublishAsync(new WorkflowDefinition { DefinitionId = "wait", Name = "wait", StringData = Wait, Options = new WorkflowOptions() });
        Assert.True(published.Succeeded);
        for (var number = 0; number < Waits; number++)
        {
            var client = await scope.ServiceProvider.GetRequiredService<IWorkflowRuntime>().CreateClientAsync($"wait-{number}");
            await client.CreateAndRunInstanceAsync(new CreateAndRunWorkflowInstanceRequest { WorkflowDefinitionHandle = WorkflowDefinitionHandle.ByDefinitionId("wait") });
        }
    }

    private static async Task<long> FinishedAsync(Running.Company company)
    {
        await using var scope = company.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IWorkflowInstanceStore>().CountAsync(new WorkflowInstanceFilter { DefinitionId = "wait", WorkflowStatus = WorkflowStatus.Finished });
    }
}
