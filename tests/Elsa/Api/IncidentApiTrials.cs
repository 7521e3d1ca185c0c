using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Elsa.Tests.Api;

public sealed class IncidentApiTrials
{
    [Fact]
    public async Task A_manager_sees_what_has_failed_and_decides_about_it()
    {
        await using var host = await ApiHost.StartAsync();
        await host.SaveAsync("failing", """{"type":"Elsa.Sequence","id":"root","version":1,"activities":[{"type":"Elsa.Fault","id":"boom","version":1,"message":{"typeName":"String","expression":{"type":"Literal","value":"no luck"}}}]}""", true);
        var run = await host.Client.PostAsJsonAsync("/elsa/api/workflow-definitions/failing/execute", new { });
        var faults = $"/elsa/api/workflow-instances/{run.Headers.GetValues("x-elsa-workflow-instance-id").Single()}/faults";
        var fault = Assert.Single(JsonNode.Parse(await host.Client.GetStringAsync(faults))!["items"]!.AsArray())!;
        Assert.Equal(("boom", "no luck"), ((string?)fault["activityId"], (string?)fault["message"]));
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.PostAsJsonAsync(faults + "/resolve", new { resolution = "Pray" })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.PostAsJsonAsync(faults + "/resolve", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.PostAsJsonAsync(faults + "/resolve", new { resolution = "Skip", outcome = "Nowhere" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.ClientOf("read:*").PostAsJsonAsync(faults + "/resolve", new { resolution = "Retry" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.PostAsJsonAsync("/elsa/api/workflow-instances/nobody/faults/resolve", new { resolution = "Retry" })).StatusCode);
        var skipped = await host.Client.PostAsJsonAsync(faults + "/resolve", new { resolution = "Skip", activityInstanceId = (string?)fault["activityInstanceId"] });
        Assert.Equal("Finished", (string?)JsonNode.Parse(await skipped.Content.ReadAsStringAsync())!["subStatus"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.PostAsJsonAsync(faults + "/resolve", new { resolution = "Retry" })).StatusCode);
    }

    [Fact]
    public async Task Stuck_work_and_missed_ticks_are_for_those_who_may_see_them()
    {
        await using var host = await ApiHost.StartAsync();
        foreach (var path in new[] { "/elsa/api/stuck-work", "/elsa/api/missed-ticks" })
        {
            Assert.Equal(0, (int)JsonNode.Parse(await host.Client.GetStringAsync(path))!["totalCount"]!);
            Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.GetAsync(path + "?page=-1", TestContext.Current.CancellationToken)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await host.ClientOf("read:workflow-instances").GetAsync(path, TestContext.Current.CancellationToken)).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await host.Anonymous.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.PostAsJsonAsync("/elsa/api/stuck-work/nothing/retry", new { }, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.ClientOf("read:*").PostAsJsonAsync("/elsa/api/stuck-work/nothing/discard", new { }, TestContext.Current.CancellationToken)).StatusCode);
    }
}
