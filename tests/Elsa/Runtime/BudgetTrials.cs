using Elsa.Tests.Storage;
using Elsa.Workflows;

namespace Elsa.Tests.Runtime;

public sealed class BudgetTrials
{
    [Fact]
    public async Task R_30_an_endless_loop_is_stopped_marked_and_does_not_fill_memory()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("endless", Flows.Flowchart(
            [Flows.Step("Elsa.Start", "start"), Flows.Step("Test.Effect", "a"), Flows.Step("Test.Effect", "b")],
            ("start", "a"), ("a", "b"), ("b", "a")));
        var before = GC.GetTotalMemory(true);

        var answer = await engine.StartAsync("endless", "loop");

        Assert.Equal(WorkflowSubStatus.Faulted, answer.SubStatus);
        Assert.NotEmpty(answer.Incidents);
        Assert.Equal(WorkflowSubStatus.Faulted, (await engine.InstanceAsync("loop")).SubStatus);
        Assert.Empty(await engine.BookmarksAsync("loop"));
        Assert.True(GC.GetTotalMemory(true) - before < 50_000_000, "memory has grown");
    }
}
