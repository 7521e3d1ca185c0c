using System.Text.Json;
using System.Text.Json.Nodes;
using Elsa.Tests.Execution;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.Serialization;

public class DefinitionJsonTests : IDisposable
{
    private readonly InMemoryEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    private IActivitySerializer Serializer => _engine.Services.GetRequiredService<IActivitySerializer>();

    [Theory]
    [InlineData("027")]
    [InlineData("050")]
    [InlineData("046")]
    [InlineData("054")]
    public async Task A_recorded_definition_is_answered_as_it_was_recorded(string number)
    {
        var recording = Recordings.Load(number);
        var sent = recording["requestBody"]!["model"]!["root"]!;
        var answered = recording["responseBody"]!["workflowDefinition"]!["root"]!;
        var root = Serializer.Deserialize(sent.ToJsonString());
        await _engine.BuildAsync(new Workflow(root));
        Compare(answered, JsonNode.Parse(Serializer.Serialize(root))!, "root");
    }

    [Fact]
    public void Written_and_read_again_a_definition_stays_the_same()
    {
        var sent = Recordings.Load("050")["requestBody"]!["model"]!["root"]!.ToJsonString();
        var once = Serializer.Serialize(Serializer.Deserialize(sent));
        Assert.Equal(once, Serializer.Serialize(Serializer.Deserialize(once)));
    }

    [Fact]
    public void Properties_that_are_not_known_and_the_designer_s_metadata_survive()
    {
        const string json = """{"type":"Elsa.Start","id":"s","version":1,"somethingNew":{"a":[1,2.5,"x",null]},"customProperties":{"mine":true},"metadata":{"designer":{"position":{"x":-1.5,"y":2}},"z":"ü"}}""";
        var written = JsonNode.Parse(Serializer.Serialize(Serializer.Deserialize(json)))!;
        Assert.Equal("""{"a":[1,2.5,"x",null]}""", written["somethingNew"]!.ToJsonString());
        Assert.Equal("-1.5", written["metadata"]!["designer"]!["position"]!["x"]!.ToJsonString());
        Assert.Equal("ü", (string?)written["metadata"]!["z"]);
        Assert.True((bool)written["customProperties"]!["mine"]!);
    }

    [Fact]
    public void An_input_expression_keeps_the_name_of_the_input()
    {
        const string json = """{"type":"Elsa.SetName","id":"n","value":{"typeName":"String","expression":{"type":"Input","value":"Region"}}}""";
        Assert.Equal("Region", (string?)JsonNode.Parse(Serializer.Serialize(Serializer.Deserialize(json)))!["value"]!["expression"]!["value"]);
    }

    [Fact]
    public void An_activity_of_an_unknown_type_is_kept_as_it_was_written()
    {
        const string json = """{"id":"x","type":"Nobody.Knows","version":3,"deep":{"a":[1]},"metadata":{}}""";
        var activity = Assert.IsType<NotFoundActivity>(Serializer.Deserialize(json));
        Assert.Equal(("Nobody.Knows", 3), (activity.MissingTypeName, activity.MissingTypeVersion));
        Assert.Equal(json, Serializer.Serialize(activity));
    }

    [Fact]
    public void A_connection_to_an_activity_that_is_not_there_is_set_apart()
    {
        const string json = """{"type":"Elsa.Flowchart","id":"f","activities":[{"type":"Elsa.Start","id":"a"}],"connections":[{"source":{"activity":"a","port":"Done"},"target":{"activity":"gone","port":"In"}}]}""";
        var written = JsonNode.Parse(Serializer.Serialize(Serializer.Deserialize(json)))!;
        Assert.Empty(written["connections"]!.AsArray());
        Assert.Equal("gone", (string?)written["customProperties"]!["notFoundConnections"]![0]!["target"]!["activity"]);
    }

    [Theory]
    [InlineData("""{"type":"Elsa.Start","id":"s","$type":"System.Diagnostics.Process, System"}""")]
    [InlineData("""{"type":"Elsa.Start","id":"s","metadata":{"_type":"System.IO.FileInfo, System.Private.CoreLib"}}""")]
    [InlineData("""{"type":"Elsa.Sequence","id":"s","variables":[{"id":"v","name":"v","typeName":"System.Diagnostics.Process, System"}]}""")]
    [InlineData("""{"type":"Elsa.Sequence","id":"s","variables":[{"id":"v","name":"v","typeName":"System.Collections.Generic.List`1[[System.Diagnostics.Process]]"}]}""")]
    [InlineData("""{"type":"Elsa.Sequence","id":"s","variables":[{"id":"v","name":"v","typeName":"String","storageDriverTypeName":"Some.Driver, Evil"}]}""")]
    public void S_01_a_type_that_is_not_on_the_list_is_refused_in_a_definition(string json) =>
        Assert.ThrowsAny<JsonException>(() => Serializer.Deserialize(json));

    [Fact]
    public void S_01_a_type_name_in_a_value_of_an_input_is_refused()
    {
        const string json = """{"type":"Elsa.SetName","id":"n","value":{"typeName":"String","expression":{"type":"Literal","value":{"$type":"System.Diagnostics.Process, System"}}}}""";
        Assert.ThrowsAny<JsonException>(() => Serializer.Deserialize(json));
    }

    [Fact]
    public void R_15_activities_nested_200_deep_are_refused_before_they_are_made()
    {
        var json = string.Concat(Enumerable.Repeat("""{"type":"Elsa.Sequence","id":"s","activities":[""", 200)) + string.Concat(Enumerable.Repeat("]}", 200));
        Assert.ThrowsAny<JsonException>(() => Serializer.Deserialize(json));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("{\"type\":5}")]
    [InlineData("{\"type\":\"Elsa.Sequence\",\"activities\":5}")]
    [InlineData("{\"type\":\"Elsa.FlowSwitch\",\"cases\":{}}")]
    [InlineData("not json")]
    public void What_is_not_an_activity_is_refused_as_bad_json(string json) => Assert.ThrowsAny<JsonException>(() => Serializer.Deserialize(json));

    [Fact]
    public void A_list_variable_is_written_as_an_array_type_with_its_value_as_text()
    {
        const string json = """{"type":"Elsa.Sequence","id":"s","variables":[{"id":"v-tags","name":"Tags","typeName":"String","isArray":true,"value":"[\"a\",\"b\"]","storageDriverTypeName":"Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core"}]}""";
        var sequence = Assert.IsType<Sequence>(Serializer.Deserialize(json));
        Assert.Equal(new[] { "a", "b" }, Assert.IsType<Variable<string[]>>(sequence.Variables.Single()).Value);
        var written = JsonNode.Parse(Serializer.Serialize(sequence))!["variables"]![0]!;
        Assert.Equal("""{"id":"v-tags","name":"Tags","typeName":"String[]","value":"[\u0022a\u0022,\u0022b\u0022]","storageDriverTypeName":"WorkflowInstanceStorageDriver"}""", written.ToJsonString());
    }

    // Everything recorded is answered; types of the recording server and of later issues are kept as they were sent.
    private static void Compare(JsonNode? expected, JsonNode? actual, string path)
    {
        switch (expected)
        {
            case JsonObject map:
                var other = Assert.IsType<JsonObject>(actual);
                if ((string?)map["type"] is { } type && (type.StartsWith("Demo.") || type is "Elsa.DispatchWorkflow" or "Elsa.HttpEndpoint"))
                    return;
                foreach (var (name, value) in map)
                {
                    Assert.True(other.ContainsKey(name), $"{path}.{name} is missing");
                    Compare(value, other[name], $"{path}.{name}");
                }

                break;
            case JsonArray list:
                var items = Assert.IsType<JsonArray>(actual);
                Assert.True(list.Count == items.Count, $"{path} has {items.Count} items instead of {list.Count}");
                for (var i = 0; i < list.Count; i++)
                    Compare(list[i], items[i], $"{path}[{i}]");
                break;
            case JsonValue when expected.ToJsonString().StartsWith("\"UnregisteredClrType:"):
                Assert.StartsWith("UnregisteredClrType:", (string?)actual);
                break;
            default:
                Assert.True(expected?.ToJsonString() == actual?.ToJsonString(), $"{path} is {actual?.ToJsonString()} instead of {expected?.ToJsonString()}");
                break;
        }
    }
}
