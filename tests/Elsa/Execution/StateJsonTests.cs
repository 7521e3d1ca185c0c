using System.Text.Json;
using System.Text.Json.Nodes;
using Elsa.Tests.Serialization;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Elsa.Workflows.State;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.Execution;

public class StateJsonTests : IDisposable
{
    private readonly InMemoryEngine _engine = new();

    public StateJsonTests()
    {
        var registry = _engine.Services.GetRequiredService<IActivityRegistry>();
        registry.RegisterAsync([typeof(UserTask), typeof(ComputeDiscount)]).GetAwaiter().GetResult();
    }

    public void Dispose() => _engine.Dispose();

    private IWorkflowStateSerializer Serializer => _engine.Services.GetRequiredService<IWorkflowStateSerializer>();

    [Fact]
    public async Task The_recorded_approval_waits_with_the_recorded_state()
    {
        var recorded = Recordings.Load("106")["responseBody"]!["workflowState"]!;
        var instance = await StartApprovalAsync();
        var written = JsonNode.Parse(Serializer.Serialize(instance.State))!;
        SameShape(recorded, written, "state");
        Assert.Equal(recorded["activityExecutionContexts"]![1]!["properties"]!.ToJsonString(), written["activityExecutionContexts"]![1]!["properties"]!.ToJsonString());
        Assert.Equal(recorded["activityExecutionContexts"]![2]!["properties"]!.ToJsonString(), written["activityExecutionContexts"]![2]!["properties"]!.ToJsonString());
        Assert.Equal(recorded["activityExecutionContexts"]![0]!["activityState"]!.ToJsonString(), written["activityExecutionContexts"]![0]!["activityState"]!.ToJsonString());
        Assert.Equal(recorded["completionCallbacks"]!.AsArray().Select(x => (string?)x!["methodName"]), written["completionCallbacks"]!.AsArray().Select(x => (string?)x!["methodName"]));
        Assert.Equal("""{"taskKey":"T-A1"}""", written["bookmarks"]![0]!["payload"]!.ToJsonString());
    }

    [Fact]
    public async Task The_recorded_approval_runs_to_its_recorded_end()
    {
        var instance = await StartApprovalAsync();
        await instance.ResumeAsync("ask", "Approve");
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Finished), (instance.State.Status, instance.State.SubStatus));
        var recorded = Recordings.Load("127")["responseBody"]!["items"]!.AsArray();
        var events = recorded.Skip(6).Select(x => $"{(string?)x!["activityId"]} {(string?)x["eventName"]}");
        Assert.Equal(events, instance.Events);
        var record = instance.Last.Journal.ActivityExecutionContexts.Single(x => x.Activity.Id == "ask");
        Assert.Equal(["Approve"], (string[])record.JournalData["Outcomes"]);
    }

    [Fact]
    public async Task A_rejection_faults_with_the_message_of_the_definition()
    {
        var instance = await StartApprovalAsync();
        await instance.ResumeAsync("ask", "Reject");
        Assert.Equal(WorkflowSubStatus.Faulted, instance.SubStatus);
        Assert.Equal("rejected", instance.Incident);
    }

    [Fact]
    public async Task Written_and_read_again_a_state_stays_the_same()
    {
        var once = Serializer.Serialize((await StartApprovalAsync()).State);
        Assert.Equal(once, Serializer.Serialize(Serializer.Deserialize(once)));
    }

    [Theory]
    [InlineData("106")]
    public void A_recorded_state_is_read_and_written_back_as_it_was(string number)
    {
        var recorded = Recordings.Load(number)["responseBody"]!["workflowState"]!;
        var written = JsonNode.Parse(Serializer.Serialize(Serializer.Deserialize(recorded.ToJsonString())))!;
        Assert.True(JsonNode.DeepEquals(recorded, written), written.ToJsonString());
    }

    [Theory]
    [InlineData("input")]
    [InlineData("output")]
    [InlineData("properties")]
    public async Task S_01_a_type_named_in_a_stored_state_is_refused(string place)
    {
        var state = JsonNode.Parse(Serializer.Serialize((await StartApprovalAsync()).State))!;
        state[place] = JsonNode.Parse("""{"x":{"$type":"System.Diagnostics.Process, System","a":1}}""");
        Assert.Throws<JsonException>(() => Serializer.Deserialize(state.ToJsonString()));
    }

    [Fact]
    public async Task S_01_a_type_named_in_a_bookmark_s_stimulus_is_refused()
    {
        var state = JsonNode.Parse(Serializer.Serialize((await StartApprovalAsync()).State))!;
        state["bookmarks"]![0]!["payload"] = JsonNode.Parse("""{"_type":"System.IO.FileInfo, System.Private.CoreLib","fileName":"x"}""");
        Assert.Throws<JsonException>(() => Serializer.Deserialize(state.ToJsonString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"id\":1}")]
    [InlineData("{\"id\":\"a\",\"definitionId\":\"b\",\"definitionVersionId\":\"c\",\"definitionVersion\":\"x\"}")]
    public void R_14_a_damaged_state_is_refused_as_bad_json(string json) => Assert.ThrowsAny<JsonException>(() => Serializer.Deserialize(json));

    private async Task<Instance> StartApprovalAsync()
    {
        var model = Recordings.Load("027")["requestBody"]!["model"]!;
        var api = _engine.Services.GetRequiredService<IApiSerializer>();
        var workflow = new Workflow(_engine.Services.GetRequiredService<IActivitySerializer>().Deserialize(model["root"]!.ToJsonString()))
        {
            Variables = api.Deserialize<List<Variable>>(model["variables"]!.ToJsonString()),
            Inputs = api.Deserialize<List<InputDefinition>>(model["inputs"]!.ToJsonString()),
            Outputs = api.Deserialize<List<OutputDefinition>>(model["outputs"]!.ToJsonString()),
        };
        return await _engine.StartAsync(workflow, new RunWorkflowOptions
        {
            CorrelationId = "A1",
            Input = new Dictionary<string, object> { ["Budget"] = 200, ["Region"] = "N" },
        });
    }

    private static void SameShape(JsonNode? expected, JsonNode? actual, string path)
    {
        Assert.True(expected?.GetValueKind() == actual?.GetValueKind(), $"{path} is {actual?.ToJsonString()} instead of {expected?.ToJsonString()}");
        if (expected is JsonObject map)
        {
            Assert.True(map.Select(x => x.Key).SequenceEqual(actual!.AsObject().Select(x => x.Key)), $"{path} has {string.Join(",", actual!.AsObject().Select(x => x.Key))}");
            foreach (var (name, value) in map)
                SameShape(value, actual[name], $"{path}.{name}");
        }
        else if (expected is JsonArray list)
        {
            Assert.True(list.Count == actual!.AsArray().Count, $"{path} has {actual.AsArray().Count} items");
            for (var i = 0; i < list.Count; i++)
                SameShape(list[i], actual[i], $"{path}[{i}]");
        }
    }

    /// <summary>The task of the recording server.</summary>
    [Activity("Demo", "Demo", "Waits until somebody approves or rejects.")]
    private sealed class UserTask : Activity<string>
    {
        public Input<string> TaskKey { get; set; } = default!;

        public Input<string> Instructions { get; set; } = default!;

        public Input<ICollection<string>> Assignees { get; set; } = new([]);

        protected override void Execute(ActivityExecutionContext context) => context.CreateBookmark(new CreateBookmarkArgs
        {
            Stimulus = new Stimulus(context.Get(TaskKey)!),
            Callback = OnResumeAsync,
            Metadata = new Dictionary<string, string> { ["kind"] = "user-task" },
        });

        private ValueTask OnResumeAsync(ActivityExecutionContext context)
        {
            var outcome = (string)context.WorkflowInput["Outcome"];
            context.Set(Result, outcome);
            return context.CompleteActivityWithOutcomesAsync(outcome);
        }

        private sealed record Stimulus(string TaskKey);
    }

    [Activity("Demo", "Demo", "Works out a discounted price.")]
    private sealed class ComputeDiscount : CodeActivity<decimal>
    {
        public Input<decimal?> Price { get; set; } = default!;

        public Input<int> Percent { get; set; } = default!;

        protected override void Execute(ActivityExecutionContext context) => context.Set(Result, (context.Get(Price) ?? 0) * (100 - context.Get(Percent)) / 100);
    }
}
