using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.SasTokens.Contracts;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.Api;

/// <summary>Instances are continued from outside: by token, event and task.</summary>
public sealed class ResumeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<(string Instance, string Token)> WaitingAsync(ApiHost host, TimeSpan? lifetime = null)
    {
        var instance = await host.StartWaitingAsync();
        await using var scope = host.Services.CreateAsyncScope();
        var bookmark = (await scope.ServiceProvider.GetRequiredService<IBookmarkStore>().FindManyAsync(new BookmarkFilter { WorkflowInstanceId = instance }, Stop)).Single();
        var tokens = host.Services.GetRequiredService<ITokenService>();
        var payload = new BookmarkTokenPayload(bookmark.Id, instance);
        return (instance, Uri.EscapeDataString(lifetime is { } time ? tokens.CreateToken(payload, time) : tokens.CreateToken(payload)));
    }

    private static async Task<string> SubStatusAsync(ApiHost host, string instance) =>
        JsonNode.Parse(await host.Client.GetStringAsync($"/elsa/api/workflow-instances/{instance}/execution-state", Stop))!["subStatus"]!.ToString();

    private static JsonContent Approve() => JsonContent.Create(new { input = new { Decision = "Approve" } });

    [Fact]
    public async Task S_02_a_token_resumes_once_and_is_then_refused()
    {
        await using var host = await ApiHost.StartAsync();
        var (instance, token) = await WaitingAsync(host);
        using var looked = await host.Anonymous.GetAsync($"/elsa/api/bookmarks/resume?t={token}", Stop);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, looked.StatusCode);
        Assert.Equal("Suspended", await SubStatusAsync(host, instance));

        using var first = await host.Anonymous.PostAsync($"/elsa/api/bookmarks/resume?t={token}", Approve(), Stop);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("Finished", await SubStatusAsync(host, instance));
        using var second = await host.Anonymous.PostAsync($"/elsa/api/bookmarks/resume?t={token}", Approve(), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
    }

    [Fact]
    public async Task S_02_bad_expired_and_foreign_tokens_are_refused_before_the_body_is_read()
    {
        await using var host = await ApiHost.StartAsync();
        var (instance, _) = await WaitingAsync(host);
        var (_, expired) = await WaitingAsync(host, TimeSpan.FromSeconds(-1));
        var (_, good) = await WaitingAsync(host);
        var other = Uri.EscapeDataString(host.Services.GetRequiredService<ITokenService>().CreateToken(new EventTokenPayload("x", instance)));
        foreach (var token in new[] { "", "abc", expired, other, good[..^4] + "AAAA", new string('a', 5000) })
        {
            using var content = new StringContent("{ not json", Encoding.UTF8, "application/json");
            using var answer = await host.Anonymous.PostAsync($"/elsa/api/bookmarks/resume?t={token}", content, Stop);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("Invalid token.", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }

        using var huge = new StringContent("{\"input\":\"" + new string('x', 5_000_000) + "\"}", Encoding.UTF8, "application/json");
        using var tooLarge = await host.Anonymous.PostAsync($"/elsa/api/bookmarks/resume?t={good}", huge, Stop);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Equal("Suspended", await SubStatusAsync(host, instance));
    }

    [Fact]
    public async Task An_event_continues_and_starts_workflows_and_its_input_arrives()
    {
        await using var host = await ApiHost.StartAsync(static services => services.AddWorkflow<EventWorkflow>());
        using var started = await host.Client.PostAsJsonAsync("/elsa/api/workflow-definitions/code-event/execute", new { }, Stop);
        var instance = started.Headers.GetValues("x-elsa-workflow-instance-id").Single();
        Assert.Equal("Suspended", await SubStatusAsync(host, instance));
        using var triggered = await host.Client.PostAsJsonAsync("/elsa/api/events/order-shipped/trigger", new { workflowInstanceId = instance, input = new { order = 7 }, workflowExecutionMode = "Synchronous" }, Stop);
        Assert.Equal(HttpStatusCode.OK, triggered.StatusCode);
        Assert.Equal("Finished", await SubStatusAsync(host, instance));
        var written = await host.Client.GetStringAsync($"/elsa/api/activity-executions/list?workflowInstanceId={instance}&activityId=WriteLine2", Stop);
        Assert.Contains("got {\\u0022order\\u0022:7}", written.Replace("\\\"", "\\u0022", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_is_completed_by_its_id_and_an_unknown_one_is_no_error()
    {
        await using var host = await ApiHost.StartAsync();
        await host.SaveAsync("task", """{"type":"Elsa.RunTask","id":"t","version":1,"taskName":{"typeName":"String","expression":{"type":"Literal","value":"Do"}}}""", true);
        using var started = await host.Client.PostAsJsonAsync("/elsa/api/workflow-definitions/task/execute", new { }, Stop);
        var instance = started.Headers.GetValues("x-elsa-workflow-instance-id").Single();
        await using var scope = host.Services.CreateAsyncScope();
        var bookmark = (await scope.ServiceProvider.GetRequiredService<IBookmarkStore>().FindManyAsync(new BookmarkFilter { WorkflowInstanceId = instance }, Stop)).Single();
        using var completed = await host.Client.PostAsJsonAsync($"/elsa/api/tasks/{bookmark.Id}/complete", new { result = new { done = true } }, Stop);
        Assert.Equal(HttpStatusCode.OK, completed.StatusCode);
        Assert.Equal("Finished", await SubStatusAsync(host, instance));
        using var unknown = await host.Client.PostAsJsonAsync("/elsa/api/tasks/nope/complete", new { result = 1 }, Stop);
        Assert.Equal(HttpStatusCode.OK, unknown.StatusCode);
    }

    [Fact]
    public async Task A_deleted_instance_is_brought_back_from_its_file_and_goes_on()
    {
        await using var host = await ApiHost.StartAsync();
        var instance = await host.StartWaitingAsync();
        var file = await host.Client.GetByteArrayAsync($"/elsa/api/workflow-instances/{instance}/export?includeBookmarks=true&includeActivityExecutionLog=true&includeWorkflowExecutionLog=true", Stop);
        using var twice = await ImportAsync(host, file);
        Assert.Equal(HttpStatusCode.BadRequest, twice.StatusCode);

        using var deleted = await host.Client.DeleteAsync($"/elsa/api/workflow-instances/{instance}", Stop);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var imported = await ImportAsync(host, file);
        Assert.Equal("""{"imported":1}""", await imported.Content.ReadAsStringAsync(Stop));
        var journal = JsonNode.Parse(await host.Client.GetStringAsync($"/elsa/api/workflow-instances/{instance}/journal", Stop))!;
        Assert.True((int)journal["totalCount"]! > 1);
        using var decided = await host.Client.PostAsync("/demo/usertask/key/Approve", null, Stop);
        Assert.Equal("Finished", await SubStatusAsync(host, instance));
    }

    [Fact]
    public async Task S_01_an_instance_file_that_names_a_type_of_the_program_is_refused()
    {
        await using var host = await ApiHost.StartAsync();
        var instance = await host.StartWaitingAsync();
        var file = JsonNode.Parse(await host.Client.GetStringAsync($"/elsa/api/workflow-instances/{instance}/export", Stop))!;
        using var deleted = await host.Client.DeleteAsync($"/elsa/api/workflow-instances/{instance}", Stop);
        file["WorkflowState"]!["input"] = new JsonObject { ["x"] = new JsonObject { ["_type"] = "System.IO.FileInfo, System.Private.CoreLib", ["fileName"] = "/etc/passwd" } };
        using var imported = await ImportAsync(host, Encoding.UTF8.GetBytes(file.ToJsonString()));
        Assert.Equal(HttpStatusCode.BadRequest, imported.StatusCode);
        using var gone = await host.Client.GetAsync($"/elsa/api/workflow-instances/{instance}", Stop);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    private static async Task<HttpResponseMessage> ImportAsync(ApiHost host, byte[] file)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "files", "instance.json" } };
        return await host.Client.PostAsync("/elsa/api/bulk-actions/import/workflow-instances", form, Stop);
    }
}
