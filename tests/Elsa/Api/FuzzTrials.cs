using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elsa.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.Api;

/// <summary>Damaged definitions and bodies against every route: never a 500, never longer than two seconds, nothing stored from a refused one.</summary>
public sealed class FuzzTrials
{
    private const int Calls = 10_000;
    private const int Seed = 20261123;

    // Instances come and go in the background, sent by calls that were accepted; these change by the calls alone.
    private const string Stored = "SELECT (SELECT group_concat(Id || Stamp) FROM (SELECT Id, Stamp FROM ElsaDefinitions ORDER BY Id)) || (SELECT count(*) FROM ElsaTriggers)";

    private static readonly string[] Bodies =
    [
        """{"model":{"definitionId":"fuzz","name":"fuzz","variables":[{"id":"v","name":"v","typeName":"String","value":"x"}],"inputs":[{"type":"String","name":"i"}],"outputs":[],"options":{"autoUpdateConsumingWorkflows":false},"root":{"type":"Elsa.Flowchart","id":"f","version":1,"activities":[{"type":"Elsa.WriteLine","id":"w","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"hi"}}},{"type":"Elsa.FlowDecision","id":"d","version":1,"condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"1 < 2"}}}],"connections":[{"source":{"activity":"w","port":"Done"},"target":{"activity":"d","port":"In"}}]}},"publish":false}""",
        """{"definitionId":"fuzz2","name":"fuzz2","root":{"type":"Elsa.Sequence","id":"s","version":1,"activities":[{"type":"Elsa.Delay","id":"d","version":1,"timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"00:05:00"}}},{"type":"Elsa.SetVariable","id":"sv","version":1,"variable":{"id":"v","name":"v"},"value":{"typeName":"Object","expression":{"type":"Liquid","value":"{{ 1 }}"}}}]}}""",
        """{"input":{"a":1,"b":{"c":[1,2,3]}},"correlationId":"c","versionOptions":"Latest","name":"n","triggerActivityId":"t","activityHandle":{"activityId":"w"},"variables":{"v":2}}""",
        """{"page":0,"pageSize":5,"searchTerm":"x","statuses":["Running"],"subStatuses":["Suspended"],"hasIncidents":false,"timestampFilters":[{"column":"CreatedAt","operator":"GreaterThan","timestamp":"2026-01-01T00:00:00Z"}],"orderBy":"Created","orderDirection":"Descending"}""",
        """{"ids":["a","b"],"definitionIds":["fuzz"],"workflowDefinitionIds":["none"],"activityNodeIds":["Workflow1"],"workflowInstanceId":"a","definitionId":"none","definitionVersionId":"none"}""",
        """{"variables":[{"id":"v","value":{"deep":[1]}}],"filter":{"activityIds":["a"],"eventNames":["Started"],"excludedActivityTypes":["x"]},"skip":0,"take":3}""",
        """{"count":2,"instanceId":"i1","channel":"c","input":{"x":null},"result":{"done":true},"workflowExecutionMode":"Synchronous","context":{"a":1}}""",
    ];

    private static readonly string[] Queries = ["versionOptions=Latest", "page=0&pageSize=3", "ids=a,b", "workflowInstanceId=a", "name=x", "parentNodeId=Workflow1", "childNodeId=Workflow1:f", "t=abc", "orderBy=Name", "version=1", "skip=1&take=2", "input={}", "isSystem=false"];

    [Fact]
    public async Task Ten_thousand_damaged_calls_are_refused_quickly_and_leave_nothing_behind()
    {
        await using var host = await ApiHost.StartAsync();
        await host.StartWaitingAsync("known");
        var routes = host.Services.GetServices<EndpointDataSource>().SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(static route => route.RoutePattern.RawText!.Contains("elsa/api", StringComparison.Ordinal))
            .SelectMany(static route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (Method: method, Path: route.RoutePattern.RawText!)))
            .Distinct().OrderBy(static route => route.Path, StringComparer.Ordinal).ThenBy(static route => route.Method, StringComparer.Ordinal).ToList();
        Assert.True(routes.Count > 60);

        var random = new Random(Seed);
        var faults = new List<string>();
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < Calls && faults.Count < 20; i++)
        {
            var (method, path) = routes[i % routes.Count];
            var address = Address(random, path);
            var body = method is "GET" or "DELETE" ? null : Body(random);
            var before = body is null || i % 10 != 0 ? null : await StoredAsync(host);
            var isFile = path.EndsWith("import-files", StringComparison.Ordinal) || path.Contains("import/workflow-instances", StringComparison.Ordinal);
            var kind = isFile ? random.Next(4) == 0 ? "f.zip" : "f.json" : random.Next(30) == 0 ? "text/plain" : "application/json";
            var (answer, took) = await AskAsync();

            // A pause of the machine is not a hang: what hangs does so again.
            if (took > TimeSpan.FromSeconds(2))
                (answer, took) = await AskAsync();
            slowest = took > slowest ? took : slowest;
            var said = $"call {i.ToString(CultureInfo.InvariantCulture)}: {method} {address} -> {(int)answer.StatusCode} in {took.TotalMilliseconds:0} ms; {(body is null ? "" : Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 700))))}";
            if ((int)answer.StatusCode >= 500 || took > TimeSpan.FromSeconds(2))
                faults.Add(said);
            else if (before is not null && answer.StatusCode is >= HttpStatusCode.BadRequest && await StoredAsync(host) != before)
                faults.Add("stored although refused: " + said);
            answer.Dispose();

            async Task<(HttpResponseMessage Answer, TimeSpan Took)> AskAsync()
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), address);
                if (body is not null)
                    request.Content = isFile ? new MultipartFormDataContent { { new ByteArrayContent(body), "files", kind } } : new ByteArrayContent(body) { Headers = { ContentType = new(kind) } };
                var began = Stopwatch.GetTimestamp();
                return (await host.Client.SendAsync(request, TestContext.Current.CancellationToken), Stopwatch.GetElapsedTime(began));
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        TestContext.Current.TestOutputHelper?.WriteLine($"{Calls} calls, {routes.Count} routes, slowest {slowest.TotalMilliseconds:0} ms");
    }

    private static Task<string?> StoredAsync(ApiHost host) => host.Services.GetRequiredService<EngineDatabase>()
        .ReadAsync(session => session.FirstAsync(Stored, static row => row.IsDBNull(0) ? null : row.GetString(0)), TestContext.Current.CancellationToken);

    private static string Address(Random random, string path)
    {
        var address = new StringBuilder();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            address.Append('/').Append(part.StartsWith('{') ? Uri.EscapeDataString(Name(random)) : part);
        for (var i = random.Next(3); i > 0; i--)
        {
            var query = Queries[random.Next(Queries.Length)];
            address.Append(address.ToString().Contains('?', StringComparison.Ordinal) ? '&' : '?').Append(random.Next(3) == 0 ? query[..(query.IndexOf('=', StringComparison.Ordinal) + 1)] + Uri.EscapeDataString(Name(random)) : query);
        }

        return address.ToString();
    }

    private static string Name(Random random) => random.Next(14) switch
    {
        0 => "known",
        1 => "fuzz",
        2 => "fuzz2",
        3 => "1",
        4 => "-1",
        5 => "999999999999999999999",
        6 => "..%2f..%2fetc",
        7 => "' OR 1=1 --",
        8 => new string('x', 300),
        9 => "Elsa.WriteLine",
        10 => "字\u0000\uFFFD",
        11 => "Workflow1:f:w",
        12 => "{}[]\"",
        _ => "none" + random.Next(5).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A sound body with up to four wounds, in its meaning or in its bytes.</summary>
    private static byte[] Body(Random random)
    {
        var root = JsonNode.Parse(Bodies[random.Next(Bodies.Length)])!;
        for (var i = random.Next(1, 5); i > 0; i--)
            Wound(random, root);
        var bytes = Encoding.UTF8.GetBytes(root.ToJsonString());
        if (random.Next(4) == 0)
            for (var i = random.Next(1, 6); i > 0 && bytes.Length > 0; i--)
                switch (random.Next(5))
                {
                    case 0: bytes[random.Next(bytes.Length)] = (byte)random.Next(256); break;
                    case 4: var half = random.Next(bytes.Length); bytes = [.. bytes[..half], .. "\\ud800"u8, .. bytes[half..]]; break;
                    case 1: bytes = bytes[..random.Next(bytes.Length)]; break;
                    case 2: var at = random.Next(bytes.Length); bytes = [.. bytes[..at], .. "[{\"a\":"u8, .. bytes[at..]]; break;
                    default: bytes = [.. bytes, .. bytes[random.Next(bytes.Length)..]]; break;
                }
        return bytes;
    }

    private static void Wound(Random random, JsonNode root)
    {
        var places = new List<JsonNode>();
        Collect(root, places);
        var place = places[random.Next(places.Count)];
        switch (place)
        {
            case JsonObject map when map.Count > 0:
                var key = map.ElementAt(random.Next(map.Count)).Key;
                switch (random.Next(5))
                {
                    case 0: map.Remove(key); break;
                    case 1: map[key] = Value(random); break;
                    case 2: map["_type"] = "System.IO.FileInfo, System.Private.CoreLib"; break;
                    case 3: map[Name(random)] = Value(random); break;
                    default: map[key] = map[key]?.DeepClone() is { } copy ? new JsonArray(copy, Value(random)) : Value(random); break;
                }

                break;
            case JsonArray list:
                if (list.Count > 0 && random.Next(2) == 0)
                    list.RemoveAt(random.Next(list.Count));
                else
                    list.Add(Value(random));
                break;
        }
    }

    private static void Collect(JsonNode node, List<JsonNode> places)
    {
        if (node is JsonValue)
            return;
        places.Add(node);
        foreach (var child in node is JsonObject map ? map.Select(static member => member.Value) : (JsonArray)node)
            if (child is not null)
                Collect(child, places);
    }

    private static JsonNode? Value(Random random) => random.Next(16) switch
    {
        0 => null,
        1 => true,
        2 => -1,
        3 => 1e308,
        4 => long.MaxValue,
        5 => "",
        6 => new string('a', 20_000),
        7 => "while(true){}",
        8 => "{{ 'a' | append: 'b' }}{% for i in (1..1000000000) %}x{% endfor %}",
        9 => new JsonArray(),
        10 => new JsonObject(),
        11 => "99999999.23:59:59",
        12 => "* * * * * * * *",
        13 => Deep(60),
        14 => new JsonObject { ["type"] = "Elsa.Sequence", ["id"] = "f", ["version"] = 1, ["activities"] = new JsonArray(new JsonObject { ["type"] = "Nobody.Knows", ["id"] = "u" }) },
        _ => Name(random),
    };

    private static JsonNode Deep(int levels)
    {
        JsonNode node = 1;
        for (var i = 0; i < levels; i++)
            node = i % 2 == 0 ? new JsonArray(node) : new JsonObject { ["a"] = node };
        return node;
    }
}
