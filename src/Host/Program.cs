using Elsa.Extensions;
using ProcessSales.Host.Designer;
using ProcessSales.Host.Engine;
using ProcessSales.Host.Hosting;
using ProcessSales.Host.Jobs;
using ProcessSales.Host.Language;
using ProcessSales.Host.Layout;
using ProcessSales.Host.Pages.SignIn;
using ProcessSales.Host.Security;
using ProcessSales.Host.SignIn;
using ProcessSales.Workflows;

var builder = WebApplication.CreateBuilder(args);
var options = builder.ReadOptions();
builder.Services.AddProcessSalesWorkflows(options);
builder.Services.AddProcessEngine(options, module => module.UseWorkflowsApi().UseRealTimeWorkflows());
builder.Services.AddHostedService<ProcessSeeding>();
builder.Services.AddHttpContextAccessor();
builder.Services.AddRazorComponents();
builder.Services.AddProblemDetails();
builder.Services.AddCultures();
builder.AddSignIn();
builder.AddSecurity();
builder.Services.AddJobs(options);

var app = builder.Build();
var prepared = app.PrepareAsync();
app.UseSecurity();
app.UseStaticFiles();
app.UseRouting();
app.UseRateLimiter();
app.UseAuthentication();
app.UseMiddleware<BodyLimit>();
app.UseRequestLocalization();
app.UseAuthorization();
app.UseAntiforgery();

app.MapRazorComponents<App>();
app.MapErrorAnswers();
app.MapAccount();
app.MapPages();
app.MapJobs();
app.MapStudioFrames();
app.MapStudioFiles();
app.UseWorkflowsApi();
app.UseWorkflowsSignalRHubs();

await prepared;
await app.RunAsync();
