using Microsoft.Extensions.DependencyInjection;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Elsa.Tests.Api;

/// <summary>Sends every recorded call to our server and compares status and shape of the answers.</summary>
public sealed partial class ReplayTests
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    [Fact]
    public async Task Every_recorded_exchange_is_answered_in_the_recorded_shape()
    {
        Assert.SkipWhen(Exchange.Folder is null, "The recordings (shared/elsa/wire) are not on this machine.");
        await using var host = await ApiHost.StartAsync(static services => services.AddWorkflow<FlowchartWorkflow>().AddWorkflow<TriggersWorkflow>().AddWorkflow<EventWorkflow>());
        await CompareAsync(host, Exchange.Load(Exchange.Folder!), KnownDifferences.OfTheServer);
    }

    [Fact]
    public async Task Everything_that_Studio_called_is_answered_in_the_recorded_shape()
    {
        Assert.SkipWhen(Exchange.Folder is null, "The recordings (shared/elsa/wire) are not on this machine.");
        await using var host = await ApiHost.StartAsync();

        // Studio met a server on which these definitions were published already.
        foreach (var exchange in Exchange.Load(Exchange.Folder!).Where(static exchange => Published().IsMatch(exchange.Name)))
        {
            var (status, _) = await SendAsync(host, exchange);

            // Some use activities of which only a later issue speaks; Studio only lists them.
            if (status != 400)
                continue;
            var simpler = exchange.RequestBody!.DeepClone();
            simpler["model"]!["root"] = JsonNode.Parse("""{"type":"Elsa.Sequence","id":"Sequence1","name":"Sequence1","version":1,"activities":[]}""");
            await SendAsync(host, exchange with { RequestBody = simpler });
        }

        _ids.Clear();
        await CompareAsync(host, Exchange.Load(Path.Combine(Exchange.Folder!, "studio")), KnownDifferences.OfStudio);
    }

    [GeneratedRegex("^(027|046|048|050|052|054|056)-|^029-")]
    private static partial Regex Published();

    private async Task CompareAsync(ApiHost host, List<Exchange> exchanges, IReadOnlyDictionary<string, string> known)
    {
        var faults = new List<string>();
        var began = "";
        foreach (var exchange in exchanges)
        {
            // The messages inside the hub's transports are tested with the hub.
            if (exchange.Path == "/elsa/hubs/workflow-instance")
                continue;
            await PrepareAsync(host, exchange);
            if (began != (began = exchange.Name.Split('#')[0]))
                await MeanwhileAsync(host, began, exchanges);
            var differences = await DifferencesAsync(host, exchange, known.ContainsKey(exchange.Name) ? 3 : 60);
            if (known.ContainsKey(exchange.Name) && differences.Count == 0)
                faults.Add($"{exchange.Name} is listed as different but is answered as recorded");
            if (!known.ContainsKey(exchange.Name))
                faults.AddRange(differences.Take(12).Select(difference => $"{exchange.Name} {exchange.Method} {exchange.Path}: {difference}"));
        }

        var names = exchanges.Select(static exchange => exchange.Name).ToHashSet();
        faults.AddRange(known.Keys.Where(name => !names.Contains(name)).Select(static name => $"{name} is listed but there is no such recording"));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private async Task<List<string>> DifferencesAsync(ApiHost host, Exchange exchange, int attempts)
    {
        List<string> differences = [];
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            // What is done in the background needs a moment.
            if (attempt > 0)
                await Task.Delay(150);
            var (status, answer) = await SendAsync(host, exchange);
            differences = status != exchange.Status
                ? [$"status {exchange.Status} recorded, got {status}{(status >= 400 ? " " + answer?.ToJsonString() : "")}"]
                : Shape.Differences(exchange.Answer, answer, Remember, filled: exchange.Path == "/elsa/api/activity-executions/list");
            if (differences.Count == 0 || exchange.Method != "GET")
                break;
        }

        return differences;
    }

    private async Task<(int Status, JsonNode? Answer)> SendAsync(ApiHost host, Exchange exchange)
    {
        using var request = exchange.ToRequest(Replace);
        using var response = await (exchange.Authenticated ? host.Client : host.Anonymous).SendAsync(request);
        var text = response.Content.Headers.ContentDisposition?.FileName?.EndsWith(".json", StringComparison.Ordinal) is null or true ? await response.Content.ReadAsStringAsync() : "";
        JsonNode? answer = text.Length > 0 && text[0] is '{' or '[' ? JsonNode.Parse(text, documentOptions: new() { MaxDepth = 256 }) : null;
        return ((int)response.StatusCode, exchange.Answer is JsonValue ? null : answer);
    }

    /// <summary>An instance or version that a recording speaks of before any answer named it is made or looked up.</summary>
    private async Task PrepareAsync(ApiHost host, Exchange exchange)
    {
        if (exchange.Status < 300 && InstanceOf(exchange) is { } instance && !_ids.ContainsKey(instance))
        {
            // How the definition "promo" was made is not recorded.
            var definitionId = (exchange.Answer as JsonObject)?["definitionId"]?.ToString() is { } id and not "promo" ? id : "json-approval";
            using var run = await host.Client.PostAsJsonAsync($"/elsa/api/workflow-definitions/{definitionId}/execute", new { correlationId = "of-" + instance, versionOptions = "Latest" });
            if (run.IsSuccessStatusCode)
                _ids[instance] = run.Headers.GetValues("x-elsa-workflow-instance-id").Single();
        }
        else if (VersionPath().Match(exchange.Path) is { Success: true } found && exchange.Answer?["definitionId"]?.ToString() is { } name && !_ids.ContainsKey(found.Groups[1].Value))
        {
            using var version = await host.Client.GetAsync($"/elsa/api/workflow-definitions/by-definition-id/{name}");
            if (version.IsSuccessStatusCode)
                _ids[found.Groups[1].Value] = JsonNode.Parse(await version.Content.ReadAsStringAsync())!["id"]!.ToString();
        }
    }

    /// <summary>What somebody did between two recordings.</summary>
    private async Task MeanwhileAsync(ApiHost host, string file, List<Exchange> exchanges)
    {
        if (file.StartsWith("122-", StringComparison.Ordinal))
            await DecideAsync("T-A1", "Approve");
        var decision = file switch
        {
            _ when file.StartsWith("68-", StringComparison.Ordinal) => "Reject",
            _ when file.StartsWith("67-", StringComparison.Ordinal) || file.StartsWith("71-", StringComparison.Ordinal) || file.StartsWith("81-", StringComparison.Ordinal) || file.StartsWith("resumed", StringComparison.Ordinal) => "Approve",
            _ => null,
        };
        if (decision is null)
            return;
        foreach (var instance in exchanges.Where(exchange => exchange.Name.StartsWith(file, StringComparison.Ordinal)).Select(InstanceOf).Distinct())
            if (instance is not null)
                await DecideAsync("T-of-" + instance, decision);

        async Task DecideAsync(string key, string how) => (await host.Client.PostAsync($"/demo/usertask/{key}/{how}", null)).EnsureSuccessStatusCode();
    }

    private static string? InstanceOf(Exchange exchange) =>
        InstancePath().Match(exchange.Path) is { Success: true } path ? path.Groups[1].Value
        : exchange.Query?.FirstOrDefault(static pair => pair.Key.Equals("WorkflowInstanceId", StringComparison.OrdinalIgnoreCase)).Value?.ToString()
        ?? exchange.RequestBody?.GetValueKind() switch { System.Text.Json.JsonValueKind.Object => exchange.RequestBody["workflowInstanceId"]?.ToString(), _ => null };

    [GeneratedRegex("/workflow-instances/([0-9a-f]{12,16})")]
    private static partial Regex InstancePath();

    [GeneratedRegex("/by-id/([0-9a-f]{12,16})$")]
    private static partial Regex VersionPath();

    private void Remember(string recorded, string actual)
    {
        if (Id().Match(recorded) is { Success: true, Length: var length } && length == recorded.Length)
            _ids[recorded] = actual;
    }

    private string Replace(string text) => Id().Replace(text, match => _ids.GetValueOrDefault(match.Value, match.Value));

    [GeneratedRegex("(?<![0-9a-zA-Z])[0-9a-f]{12,16}(?![0-9a-zA-Z])")]
    private static partial Regex Id();
}
