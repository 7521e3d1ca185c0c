using System.Diagnostics;
using System.Globalization;
using Elsa.Common.Entities;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace ProcessSales.Bench;

/// <summary>100,000 waits that all end within one minute: how long after that minute's end the last has fired.</summary>
internal static class TimerBudget
{
    private const int Waits = 100_000;

    public static async Task RunAsync(Options options)
    {
        foreach (var server in options.PostgreSql is null ? [null] : new[] { null, options.PostgreSql })
        {
            await using var database = await BenchDatabase.CreateAsync(server);
            await using var engine = await EngineUnderLoad.StartAsync(database.ConnectionString, database.IsPostgreSql, static elsa => elsa.UseScheduling());

            // The waits begin to end only when all of them are stored.
            var first = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(database.IsPostgreSql ? 240 : 90);
            for (var second = 0; second < 60; second++)
            {
                var at = first.AddSeconds(second).ToString("O", CultureInfo.InvariantCulture);
                await engine.PublishAsync("wait" + second, $$$"""
                    {"id":"root","type":"Elsa.Sequence","version":1,"activities":[
                      {"id":"wait","type":"Elsa.StartAt","version":1,"dateTime":{"typeName":"DateTimeOffset","expression":{"type":"Literal","value":"{{{at}}}"}} },
                      {"id":"last","type":"Elsa.SetName","version":1,"value":{"typeName":"String","expression":{"type":"Literal","value":"fired"}} }]}
                    """);
            }

            await Load.EachAsync(64, Enumerable.Range(0, Waits).ToList(), async wait => await engine.StartAsync("wait" + wait % 60));
            if (DateTimeOffset.UtcNow > first)
                Console.WriteLine("# The first waits ended before the last was stored.");

            var end = first.AddSeconds(60);
            var finished = new WorkflowInstanceFilter { WorkflowStatus = WorkflowStatus.Finished };
            await using var scope = engine.Services.CreateAsyncScope();
            var instances = scope.ServiceProvider.GetRequiredService<IWorkflowInstanceStore>();
            while (await instances.CountAsync(finished) < Waits && DateTimeOffset.UtcNow < end.AddMinutes(10))
                await Task.Delay(250);
            var late = DateTimeOffset.UtcNow - end;
            Table.Head($"{database.Name}: {Waits.ToString("N0", CultureInfo.InvariantCulture)} waits that end within one minute");
            Table.Value("fired, of " + Waits, await instances.CountAsync(finished), "waits");
            Table.Value("the last one fired after the end of that minute", Math.Max(0, late.TotalSeconds), "s", 60);
        }
    }
}
