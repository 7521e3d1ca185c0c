using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Jobs;
using ProcessSales.Host.Tests.Running;

namespace ProcessSales.Host.Tests.Jobs;

/// <summary>What the timetable calls, over the demo company, on the database that refuses queries whose rows come in any order.</summary>
public sealed class EveryJob(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Each_job_of_the_timetable_runs_and_may_run_again_at_once()
    {
        _ = await host.SignedInAsync("lin.zhiyuan"); // everything is loaded
        var stop = TestContext.Current.CancellationToken;
        var jobs = typeof(RecurringWork).Assembly.GetTypes().Where(type => type.Namespace == typeof(RecurringWork).Namespace && type.IsPublic && type.Name.EndsWith("Work", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)).ToList();
        Assert.InRange(jobs.Count, 20, 60);
        for (var time = 0; time < 2; time++)
        {
            foreach (var job in jobs)
            {
                await using var scope = host.Services.CreateAsyncScope();
                await (Task)job.Invoke(scope.ServiceProvider.GetRequiredService(job.DeclaringType!), [stop])!;
            }
        }
    }
}
