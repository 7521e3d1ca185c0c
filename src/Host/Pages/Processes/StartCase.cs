using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Security;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Pages.Processes;

/// <summary>Starts a case and leads to its first task.</summary>
internal static class StartCase
{
    internal static void MapStart(this IEndpointRouteBuilder pages) =>
        pages.MapPost("/processes/{process}/start", async (
            string process, [FromForm] string? none, HttpContext http, CaseRegister register, ContinuationPump pump, Inbox inbox, CancellationToken stop) =>
        {
            var person = http.User.Id();
            var caseId = await register.StartAsync(person, process, stop);
            await pump.RunAsync(caseId, stop);
            return Results.LocalRedirect(await inbox.TaskInCaseAsync(person, caseId, stop) is { } task ? $"/tasks/{task}" : $"/cases/{caseId}");
        });
}
