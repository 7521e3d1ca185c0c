using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Elsa.Tests.Storage;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Elsa.Tests.Api;

/// <summary>What people without the right, other sites and damaged input get from the API.</summary>
public sealed class ApiTrials
{
    private const string Definitions = "/elsa/api/workflow-definitions";
    private const string Root = """{"type":"Elsa.WriteLine","id":"say","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"hello"}}}""";

    private static readonly (string Method, string Path)[] Routes =
    [
        ("GET", Definitions), ("GET", Definitions + "/by-definition-id/x"), ("POST", Definitions), ("DELETE", Definitions + "/x"), ("POST", Definitions + "/x/publish"),
        ("POST", Definitions + "/x/execute"), ("GET", Definitions + "/x/export"), ("POST", Definitions + "/import"), ("GET", "/elsa/api/workflow-instances"),
        ("GET", "/elsa/api/workflow-instances/x"), ("GET", "/elsa/api/workflow-instances/x/variables"), ("GET", "/elsa/api/workflow-instances/x/journal"), ("GET", "/elsa/api/workflow-instances/x/export"),
        ("DELETE", "/elsa/api/workflow-instances/x"), ("POST", "/elsa/api/cancel/workflow-instances/x"), ("GET", "/elsa/api/activity-executions/list?workflowInstanceId=x"),
        ("GET", "/elsa/api/descriptors/activities"), ("GET", "/elsa/api/features/installed"), ("POST", "/elsa/hubs/workflow-instance/negotiate?negotiateVersion=1"),
    ];

    [Fact]
    public async Task S_23_a_person_without_permissions_is_refused_by_every_route_and_a_visitor_is_sent_to_sign_in()
    {
        await using var host = await ApiHost.StartAsync();
        using var staff = host.ClientOf("tasks:complete");
        foreach (var (method, path) in Routes)
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await staff.SendAsync(new HttpRequestMessage(new HttpMethod(method), path))).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await host.Anonymous.SendAsync(new HttpRequestMessage(new HttpMethod(method), path))).StatusCode);
        }
    }

    [Fact]
    public async Task A_reader_reads_and_changes_nothing()
    {
        await using var host = await ApiHost.StartAsync();
        using var reader = host.ClientOf("read:*");
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync(Definitions)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync("/elsa/api/workflow-instances")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsJsonAsync(Definitions, new { })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.DeleteAsync(Definitions + "/x")).StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task S_15_simple_content_types_are_refused(string contentType)
    {
        await using var host = await ApiHost.StartAsync();
        var content = new StringContent($$"""{"model":{"definitionId":"forged","name":"forged","root":{{Root}}},"publish":true}""");
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await host.Client.PostAsync(Definitions, content)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync(Definitions + "/by-definition-id/forged")).StatusCode);
    }

    [Theory]
    [InlineData("POST", Definitions + "/waiting/execute")]
    [InlineData("GET", Definitions + "/waiting/execute")]
    [InlineData("DELETE", Definitions + "/waiting")]
    public async Task S_15_calls_from_another_site_are_refused(string method, string path)
    {
        await using var host = await ApiHost.StartAsync();
        await host.StartWaitingAsync();
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Origin", "https://elsewhere.example");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("""{"type":"Elsa.WriteLine","id":"a","version":1,"text":{"typeName":"String","expression":{"type":"Object","value":{"_type":"System.IO.FileInfo, System.Private.CoreLib","fileName":"/etc/passwd"}}}}""", "_type")]
    [InlineData("""{"type":"Elsa.WriteLine","id":"a","version":1,"customProperties":{"x":{"$type":"System.Diagnostics.Process"}}}""", "$type")]
    public async Task S_01_an_import_that_names_a_type_of_the_program_is_refused(string root, string field)
    {
        await using var host = await ApiHost.StartAsync();
        var model = new JsonObject { ["definitionId"] = "evil", ["name"] = "evil", ["root"] = JsonNode.Parse(root) };
        foreach (var (path, body) in new (string, JsonNode)[] { (Definitions + "/import", model), (Definitions, new JsonObject { ["model"] = model.DeepClone(), ["publish"] = false }) })
        {
            var answer = await host.Client.PostAsJsonAsync(path, body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(field, await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync(Definitions + "/by-definition-id/evil")).StatusCode);
    }

    [Theory]
    [InlineData("""{"model": nope""", "model")]
    [InlineData("""[1,2]""", "object")]
    [InlineData("""{"publish":true}""", "model")]
    [InlineData("""{"model":{"name":5,"root":null}}""", "name")]
    [InlineData("""{"model":{"name":"x","variables":"no"}}""", "variables")]
    [InlineData("""{"model":"text"}""", "model")]
    [InlineData("""{"model":{"name":"x"},"publish":"yes"}""", "publish")]
    public async Task R_15_damaged_input_is_refused_with_the_name_of_the_field(string body, string names)
    {
        await using var host = await ApiHost.StartAsync();
        var answer = await host.Client.PostAsync(Definitions, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(names, await answer.Content.ReadAsStringAsync());
        Assert.Equal("0", JsonNode.Parse(await host.Client.GetStringAsync(Definitions))!["totalCount"]!.ToString());
    }

    [Fact]
    public async Task R_15_a_definition_nested_two_hundred_deep_is_refused()
    {
        await using var host = await ApiHost.StartAsync();
        var root = string.Concat(Enumerable.Repeat("""{"type":"Elsa.Sequence","version":1,"activities":[""", 200)) + string.Concat(Enumerable.Repeat("]}", 200));
        var body = $$"""{"model":{"definitionId":"deep","name":"deep","root":{{root}}},"publish":true}""";
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.PostAsync(Definitions, new StringContent(body, Encoding.UTF8, "application/json"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync(Definitions + "/by-definition-id/deep")).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task R_28_twenty_megabytes_are_refused_before_they_are_read_as_json(bool lengthTold)
    {
        await using var host = await ApiHost.StartAsync();
        HttpContent content = new ByteArrayContent(new byte[20 * 1024 * 1024]);
        if (!lengthTold)
            content = new StreamContent(new Unmeasured(20 * 1024 * 1024));
        content.Headers.ContentType = new("application/json");
        try
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.Client.PostAsync(Definitions + "/import", content)).StatusCode);
        }
        catch (HttpRequestException e) when (e.InnerException is IOException)
        {
            // The server closed the connection while the rest was still being sent.
        }

        Assert.Equal("0", JsonNode.Parse(await host.Client.GetStringAsync(Definitions))!["totalCount"]!.ToString());
    }

    [Fact]
    public async Task R_20_looking_at_a_published_definition_and_saving_it_as_it_is_makes_no_draft()
    {
        await using var host = await ApiHost.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.SaveAsync("seen", Root, true)).StatusCode);
        var model = JsonNode.Parse(await host.Client.GetStringAsync(Definitions + "/by-definition-id/seen?versionOptions=Latest"))!;
        Assert.Equal(HttpStatusCode.OK, (await host.Client.PostAsJsonAsync(Definitions, new JsonObject { ["model"] = model.DeepClone(), ["publish"] = false })).StatusCode);
        var versions = JsonNode.Parse(await host.Client.GetStringAsync(Definitions + "/seen/versions"))!.AsArray();
        Assert.Single(versions);
        Assert.True(versions[0]!["isPublished"]!.GetValue<bool>());
    }

    [Fact]
    public async Task S_29_the_hub_refuses_visitors_and_hidden_instances_and_tells_watchers_what_happens()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.StartWaitingAsync();
        await using (var visitor = Connection(host, null))
            await Assert.ThrowsAsync<HttpRequestException>(() => visitor.StartAsync());

        await using var watcher = Connection(host, "read:*");
        var changed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var counted = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.On<JsonObject>("WorkflowInstanceUpdatedAsync", message => changed.TrySetResult(message["workflowInstanceId"]!.ToString()));
        watcher.On<JsonObject>("ActivityExecutionLogUpdatedAsync", message => counted.TrySetResult(message));
        await watcher.StartAsync();
        await Assert.ThrowsAsync<HubException>(() => watcher.InvokeAsync("ObserveInstanceAsync", "nobody's"));
        await watcher.InvokeAsync("ObserveInstanceAsync", id);
        await host.Client.PostAsync("/demo/usertask/key/Approve", null);
        Assert.Equal(id, await changed.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Contains("ask", (await counted.Task.WaitAsync(TimeSpan.FromSeconds(10)))["stats"]!.ToJsonString());
    }

    [Fact]
    public async Task A_page_is_told_what_another_node_has_done()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.PostgreSql);
        await using var here = await ApiHost.StartAsync(shared: database);
        await using var there = await ApiHost.StartAsync(shared: database);
        var id = await here.StartWaitingAsync();
        await using var watcher = Connection(here, "read:*");
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var changes = 0;
        watcher.On<JsonObject>("WorkflowInstanceUpdatedAsync", _ => Interlocked.Increment(ref changes));
        watcher.On<JsonObject>("ActivityExecutionLogUpdatedAsync", message =>
        {
            if (message["stats"]!.AsArray().Any(one => one!["activityId"]!.ToString() == "ask" && one["completedCount"]!.GetValue<int>() == 1))
                finished.TrySetResult();
        });
        await watcher.StartAsync();
        await watcher.InvokeAsync("ObserveInstanceAsync", id);

        Assert.True((await there.Client.PostAsync("/demo/usertask/key/Approve", null)).IsSuccessStatusCode);
        await finished.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Elsa.Tests.Runtime.EngineHost.SoonAsync(() => Task.FromResult(Volatile.Read(ref changes) > 0), "the page is told");
    }

    private static HubConnection Connection(ApiHost host, string? permissions) => new HubConnectionBuilder()
        .WithUrl(new Uri(host.Address, "/elsa/hubs/workflow-instance"), options =>
        {
            if (permissions is not null)
                options.Headers.Add(CallerHeader.Name, permissions);
        })
        .Build();

    /// <summary>A stream that does not tell its length, so that it is sent in chunks.</summary>
    private sealed class Unmeasured(int length) : Stream
    {
        private int _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = Math.Min(count, _left);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
