using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Security;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Pages.Tasks;

/// <summary>Posts that change who has a task, or its clock.</summary>
internal static class TaskMoveParts
{
    internal static void MapTaskMoves(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/tasks/{id:guid}/claim", async (Guid id, [FromForm] string? none, HttpContext http, TaskHolders holders, CancellationToken stop) =>
            await BackAsync(id, holders.ClaimAsync(http.User.Id(), id, ClientOf(http), stop)));
        pages.MapPost("/tasks/{id:guid}/release", async (Guid id, [FromForm] string? none, HttpContext http, TaskHolders holders, CancellationToken stop) =>
            await BackAsync(id, holders.ReleaseAsync(http.User.Id(), id, ClientOf(http), stop)));
        pages.MapPost("/tasks/{id:guid}/recall", async (Guid id, [FromForm] string? none, HttpContext http, TaskHolders holders, CancellationToken stop) =>
            await BackAsync(id, holders.RecallAsync(http.User.Id(), id, ClientOf(http), stop)));
        pages.MapPost("/tasks/{id:guid}/pause", async (Guid id, [FromForm(Name = "Comment")] string? reason, HttpContext http, TaskClock clock, CancellationToken stop) =>
            await BackAsync(id, clock.PauseAsync(http.User.Id(), id, reason, ClientOf(http), stop)));
        pages.MapPost("/tasks/{id:guid}/resume", async (Guid id, [FromForm] string? none, HttpContext http, TaskClock clock, CancellationToken stop) =>
            await BackAsync(id, clock.ResumeAsync(http.User.Id(), id, ClientOf(http), stop)));
        pages.MapPost("/absences/{id:guid}/end", async (Guid id, [FromForm] string? none, HttpContext http, Absences absences, CancellationToken stop) =>
        {
            await absences.EndAsync(http.User.Id(), id, ClientOf(http), stop);
            return Results.LocalRedirect("/absences");
        });
    }

    private static async Task<IResult> BackAsync(Guid id, Task change)
    {
        await change;
        return Results.LocalRedirect($"/tasks/{id}");
    }

    private static string ClientOf(HttpContext http) => http.Request.Headers.UserAgent.ToString() is { } agent ? agent[..Math.Min(agent.Length, 200)] : "";
}
