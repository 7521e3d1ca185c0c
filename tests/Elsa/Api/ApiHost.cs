using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Persistence.EFCore;
using Elsa.Persistence.EFCore.Extensions;
using Elsa.Persistence.EFCore.Modules.Management;
using Elsa.Persistence.EFCore.Modules.Runtime;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Elsa.Workflows.Runtime;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Elsa.Tests.Api;

/// <summary>A real web server with the engine on a SQLite file; who calls is said by the header <c>X-Caller</c> with his permissions.</summary>
public sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestDatabase? _database;

    private ApiHost(WebApplication app, TestDatabase? database)
    {
        _app = app;
        _database = database;
        Address = new Uri(app.Urls.First());
        Client = ClientOf("*");
        Anonymous = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    /// <summary>May do everything.</summary>
    public HttpClient Client { get; }

    public HttpClient Anonymous { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="services">What the test adds.</param>
    /// <param name="shared">A database that several hosts work on and that outlives them; null for a file of its own.</param>
    public static async Task<ApiHost> StartAsync(Action<IServiceCollection>? services = null, TestDatabase? shared = null)
    {
        var database = shared ?? await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddAuthentication(CallerHeader.Name).AddScheme<AuthenticationSchemeOptions, CallerHeader>(CallerHeader.Name, null);
        builder.Services.AddAuthorization();
        builder.Services.AddElsa(elsa =>
        {
            elsa.UseWorkflowManagement(management =>
            {
                management.UseEntityFrameworkCore(ef => Keep(ef));
                management.AddActivity<UserTask>().AddActivity<ComputeDiscount>();
            });
            elsa.UseWorkflowRuntime(runtime => runtime.UseEntityFrameworkCore(ef => Keep(ef)));
            elsa.UseScheduling();
            elsa.UseWorkflowsApi();
            elsa.UseRealTimeWorkflows();
        });
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseWorkflowsApi("elsa/api");
        app.UseWorkflowsSignalRHubs();
        app.MapPost("/demo/usertask/{key}/{decision}", async (string key, string decision, IStimulusSender sender, IApiSerializer json) =>
            Results.Text(json.Serialize((await sender.SendAsync("Demo.UserTask", new UserTaskStimulus(key), new StimulusMetadata { Input = new Dictionary<string, object> { ["Decision"] = decision } })).WorkflowInstanceResponses), "application/json"));
        await app.StartAsync();
        return new ApiHost(app, shared is null ? database : null);

        void Keep<T>(PersistenceFeatureBase<T> storage) where T : PersistenceFeatureBase<T>
        {
            if (database.Kind == TestDatabase.PostgreSql)
                storage.UsePostgreSql(database.ConnectionString);
            else
                storage.UseSqlite(database.ConnectionString);
        }
    }

    public HttpClient ClientOf(string permissions)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Add(CallerHeader.Name, permissions);
        return client;
    }

    /// <summary>Publishes a flowchart-free definition of the given root.</summary>
    public async Task<HttpResponseMessage> SaveAsync(string definitionId, string root, bool publish) =>
        await Client.PostAsJsonAsync("/elsa/api/workflow-definitions", new JsonObject
        {
            ["model"] = new JsonObject { ["definitionId"] = definitionId, ["name"] = definitionId, ["root"] = JsonNode.Parse(root) },
            ["publish"] = publish,
        });

    /// <summary>Starts an instance that waits for the task "key".</summary>
    public async Task<string> StartWaitingAsync(string definitionId = "waiting")
    {
        var saved = await SaveAsync(definitionId, """{"type":"Demo.UserTask","id":"ask","version":1,"taskKey":{"typeName":"String","expression":{"type":"Literal","value":"key"}}}""", true);
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        var answer = await Client.PostAsJsonAsync($"/elsa/api/workflow-definitions/{definitionId}/execute", new { });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.GetValues("x-elsa-workflow-instance-id").Single();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Anonymous.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}

/// <summary>Signs in whoever sends the header; its value lists his permissions.</summary>
public sealed class CallerHeader(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "X-Caller";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Headers.TryGetValue(Name, out var permissions))
            return Task.FromResult(AuthenticateResult.NoResult());
        var claims = permissions.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static permission => new Claim(PermissionNames.ClaimType, permission));
        var principal = new ClaimsPrincipal(new ClaimsIdentity(claims, Name));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, Name)));
    }
}
