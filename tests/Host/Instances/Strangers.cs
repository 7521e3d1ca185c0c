using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Elsa.Extensions;
using Hangfire;
using Hangfire.InMemory;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProcessSales.Host.Engine;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Tests.Instances;

/// <summary>A manager of another region at the engine's web API, over real HTTP.</summary>
public sealed class Strangers : IAsyncLifetime
{
    private static readonly Guid Region = Guid.NewGuid(), Other = Guid.NewGuid(), Kam = Guid.NewGuid(), Manager = Guid.NewGuid(), Stranger = Guid.NewGuid();

    private readonly string _folder = Directory.CreateTempSubdirectory("strangers").FullName;
    private WebApplication _app = null!;
    private string _instance = "";

    public async ValueTask InitializeAsync()
    {
        var options = new WorkflowsOptions
        {
            DataDirectory = _folder, ConnectionString = $"Data Source={Path.Combine(_folder, "test.db")}", WorkflowsDirectory = Path.Combine(Root(), "workflows"), PublicUrl = new Uri("http://localhost"),
        };
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddHangfire(x => x.UseLogProvider(new SilentJobs()).UseInMemoryStorage(new InMemoryStorageOptions()));
        builder.Services.AddProcessSalesWorkflows(options);
        builder.Services.AddProcessEngine(options, module => module.UseWorkflowsApi().UseRealTimeWorkflows());
        builder.Services.AddAuthentication("Named").AddScheme<AuthenticationSchemeOptions, NamedByHeader>("Named", null);
        builder.Services.AddAuthorization();
        _app = builder.Build();
        _app.UseAuthentication();
        _app.UseAuthorization();
        _app.UseWorkflowsApi();
        _app.UseWorkflowsSignalRHubs();
        await _app.Services.GetRequiredService<DatabaseSetup>().RunAsync();
        await _app.StartAsync();
        await _app.Services.PrepareProcessesAsync();
        await SettleAsync();
        var id = await _app.Services.GetRequiredService<CaseRegister>().StartAsync(Kam, "promotion-approval");
        await _app.Services.GetRequiredService<ContinuationPump>().RunAsync(id);
        await using var db = await _app.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        _instance = await db.Cases.Where(x => x.Id == id).Select(x => x.InstanceId).SingleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task S_11_a_manager_of_another_region_finds_nothing_of_the_instance_through_any_route()
    {
        foreach (var (verb, path) in new[]
                 {
                     ("GET", $"/workflow-instances/{_instance}"), ("GET", $"/workflow-instances/{_instance}/execution-state"), ("GET", $"/workflow-instances/{_instance}/journal"),
                     ("GET", $"/workflow-instances/{_instance}/variables"), ("GET", $"/workflow-instances/{_instance}/export"), ("GET", "/workflow-instances"),
                     ("GET", $"/activity-executions/list?workflowInstanceId={_instance}"), ("GET", $"/activity-execution-summaries/list?workflowInstanceId={_instance}"),
                     ("POST", $"/cancel/workflow-instances/{_instance}"), ("DELETE", $"/workflow-instances/{_instance}"),
                 })
        {
            var answer = await SendAsync(Stranger, verb, path);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.NotFound || (answer.IsSuccessStatusCode && !text.Contains(_instance, StringComparison.Ordinal)), $"{verb} {path}: {answer.StatusCode} {text}");
        }

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(Manager, "GET", $"/workflow-instances/{_instance}")).StatusCode);
        Assert.Contains(_instance, await (await SendAsync(Manager, "GET", "/workflow-instances")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task S_29_a_manager_of_another_region_cannot_watch_the_instance()
    {
        await using var stranger = await ConnectAsync(Stranger);
        await Assert.ThrowsAsync<HubException>(() => stranger.InvokeAsync("ObserveInstanceAsync", _instance));
        await using var manager = await ConnectAsync(Manager);
        await manager.InvokeAsync("ObserveInstanceAsync", _instance);
    }

    private async Task<HubConnection> ConnectAsync(Guid person)
    {
        var connection = new HubConnectionBuilder().WithUrl($"{_app.Urls.First()}/elsa/hubs/workflow-instance", x => x.Headers["X-Person"] = person.ToString()).Build();
        await connection.StartAsync();
        return connection;
    }

    private async Task<HttpResponseMessage> SendAsync(Guid person, string verb, string path)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(verb), $"{_app.Urls.First()}/elsa/api{path}");
        request.Headers.Add("X-Person", person.ToString());
        return await client.SendAsync(request);
    }

    private async Task SettleAsync()
    {
        await using var db = await _app.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        db.OrgUnits.AddRange(
            new OrgUnit { Id = Region, Code = "A", Name = "A", NameEn = "A", Kind = OrgUnitKind.Area },
            new OrgUnit { Id = Other, Code = "B", Name = "B", NameEn = "B", Kind = OrgUnitKind.Area });
        await db.SaveChangesAsync();
        foreach (var (id, name, role, unit) in new[] { (Manager, "manager", Role.Arm, Region), (Stranger, "stranger", Role.Arm, Other), (Kam, "kam", Role.Kam, Region) })
            db.Users.Add(new Person { Id = id, UserName = name, NormalizedUserName = name.ToUpperInvariant(), Name = name, Role = role, OrgUnitId = unit, SecurityStamp = "x" });
        await db.SaveChangesAsync();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ProcessSales.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    private sealed class NamedByHeader(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["X-Person"].FirstOrDefault() is not { } person)
                return Task.FromResult(AuthenticateResult.NoResult());
            var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, person), new Claim("permissions", "*")], "Named");
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), "Named")));
        }
    }
}
