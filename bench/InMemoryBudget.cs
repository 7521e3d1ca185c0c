using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace ProcessSales.Bench;

/// <summary>Ten steps one after the other, without a database.</summary>
public class TenSteps
{
    private ServiceProvider _services = null!;
    private IWorkflowRunner _runner = null!;
    private Workflow _workflow = null!;

    /// <summary>The engine without storage.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddElsa();
        _services = services.BuildServiceProvider();
        _runner = _services.GetRequiredService<IWorkflowRunner>();
        var count = new Variable<int>("Count", 0);
        var sequence = new Sequence { Variables = { count } };
        for (var i = 0; i < 10; i++)
            sequence.Activities.Add(new SetVariable<int>(count, i));
        _workflow = Workflow.FromActivity(sequence);
    }

    /// <summary>One run from start to finish.</summary>
    [Benchmark]
    public Task Run() => _runner.RunAsync(_workflow);

    /// <summary>Ends the engine.</summary>
    [GlobalCleanup]
    public void CleanUp() => _services.Dispose();
}

/// <summary>Prints the in-memory budget.</summary>
internal static class InMemoryBudget
{
    public static void Run()
    {
        var summary = BenchmarkRunner.Run<TenSteps>(ManualConfig.CreateMinimumViable()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithOptions(ConfigOptions.DisableLogFile));
        var nanoseconds = summary.Reports.Single().ResultStatistics!.Mean;
        Table.Head("In memory");
        Table.Rate("10-step sequence, in memory, one caller", 1e9 / nanoseconds, atLeast: 20_000);
    }
}
