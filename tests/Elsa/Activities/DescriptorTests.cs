using System.Text.Json;
using System.Text.Json.Nodes;
using Elsa.Tests.Execution;
using Elsa.Tests.Serialization;
using Elsa.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.Activities;

public class DescriptorTests : IDisposable
{
    private readonly InMemoryEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    public static readonly TheoryData<string> BuiltIn = [.. CoreRegistration.BuiltInActivities.Select(Workflows.Helpers.ActivityTypeNameHelper.GenerateTypeName)];

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void A_built_in_activity_is_described_as_it_was_recorded(string typeName)
    {
        var recorded = Recordings.Load("007")["responseBody"]!["items"]!.AsArray().Single(x => (string?)x!["typeName"] == typeName)!.AsObject();
        var descriptor = _engine.Services.GetRequiredService<IActivityRegistry>().Find(typeName)!;
        var described = JsonNode.Parse(_engine.Services.GetRequiredService<IApiSerializer>().Serialize(descriptor))!.AsObject();
        foreach (var name in new[] { "typeName", "namespace", "name", "version", "category", "displayName", "description", "kind", "runAsynchronously", "ports", "isContainer", "isBrowsable", "isStart", "isTerminal" })
            Assert.True(JsonNode.DeepEquals(recorded[name], described[name]), $"{name} is {described[name]?.ToJsonString()} instead of {recorded[name]?.ToJsonString()}");
        foreach (var kind in new[] { "inputs", "outputs" })
        {
            Assert.Equal(Names(recorded, kind), Names(described, kind));
            foreach (var expected in recorded[kind]!.AsArray())
            {
                var actual = described[kind]!.AsArray().Single(x => (string?)x!["name"] == (string?)expected!["name"])!.AsObject();
                foreach (var (property, value) in expected!.AsObject())
                    if (property != "typeName" || !((string)value!).StartsWith("Unregistered"))
                        Assert.True(JsonNode.DeepEquals(value, actual[property]), $"{expected["name"]}.{property} is {actual[property]?.ToJsonString()} instead of {value?.ToJsonString()}");
            }
        }
    }

    private static IEnumerable<string?> Names(JsonObject descriptor, string kind) => descriptor[kind]!.AsArray().Select(x => (string?)x!["name"]).Order();
}
