using Elsa.Extensions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using ProcessSales.Host.Api;
using ProcessSales.Host.Designer;
using ProcessSales.Host.Engine;
using ProcessSales.Host.Hosting;
using ProcessSales.Host.Jobs;
using ProcessSales.Host.Language;
using ProcessSales.Host.Layout;
using ProcessSales.Host.Maintenance;
using ProcessSales.Host.Pages.SignIn;
using ProcessSales.Host.Security;
using ProcessSales.Host.SignIn;
using ProcessSales.Workflows;

var builder = WebApplication.CreateBuilder(args);
var options = builder.ReadOptions();
if (await MaintenanceCommands.TryRunAsync(args, options) is { } exit) return exit;
builder.Services.AddProcessSalesWorkflows(options);
builder.Services.AddFirstData();
builder.Services.AddProcessEngine(options, module => module.UseWorkflowsApi().UseRealTimeWorkflows());
builder.Services.AddHostedService<ProcessSeeding>();
builder.Services.AddHostedService<ProcessFileReport>();
if (options.DemoDirectory is not null && builder.Configuration.GetValue("Demo:Stories", true)) builder.Services.AddHostedService<DemoStories>();
builder.Services.AddHttpContextAccessor();
builder.Services.AddRazorComponents();
// A listing of 50 stores and 40 articles ticks 2,000 lines in one form; ASP.NET Core reads 1,024 values unless told.
builder.Services.Configure<FormOptions>(form => form.ValueCountLimit = 20_000);
builder.Services.AddProblemDetails();
builder.Services.AddCultures();
builder.AddSignIn();
builder.AddApi();
builder.AddSecurity();
builder.Services.AddJobs(options);

var app = builder.Build();
var schema = app.PrepareSchemaAsync();
app.UseSecurity();
app.UseStaticFiles();
app.UseRouting();
app.UseRateLimiter();
app.UseAuthentication();
app.UseMiddleware<BodyLimit>();
app.UseRequestLocalization();
app.UseAuthorization();
app.UseAntiforgery();
app.UseMiddleware<OwnForms>();

app.MapRazorComponents<App>();
app.MapErrorAnswers();
app.MapApi();
app.MapAccount();
app.MapPages();
app.MapJobs();
app.MapStudioFrames();
app.MapStudioFiles();
app.UseWorkflowsApi();
app.UseWorkflowsSignalRHubs();

await schema;
try
{
    await app.RunAsync();
    return 0;
}
catch (IOException failure) when (failure.InnerException is AddressInUseException)
{
    Preparation.Say($"{failure.Message} Another program, perhaps another ProcessSales, listens there; ASPNETCORE_URLS=http://localhost:5081 chooses another address.");
    return 1;
}
