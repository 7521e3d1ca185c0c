using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Language;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Imports;

namespace ProcessSales.Host.Pages.Data;

/// <summary>Templates to fill in, and applying a checked file.</summary>
internal static class DataParts
{
    internal static void MapDataParts(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/data/template/{kind}", (string kind, HttpContext http, ImportDesk desk) =>
            desk.KindsFor(http.User.RoleOf()).Any(each => each.Name == kind) ? Results.File(desk.Template(kind), "text/csv; charset=utf-8", $"{kind}.csv") : throw new RefusedException(RefusalKind.Forbidden, "import.notAllowed"))
            .RequireAuthorization(Access.DataImport);

        var run = pages.MapGroup("/data/imports/{id:guid}").RequireAuthorization(Access.DataImport);
        run.MapGet("/progress", async (Guid id, HttpContext http, ImportRuns runs, Texts texts, CancellationToken stop) =>
        {
            var now = await runs.FindAsync(http.User.Id(), id, stop);
            return Results.Json(new { Working = now.State.IsWorking(), now.Percent, Text = texts["ImportRun.Rows", now.Done, now.Rows] });
        });
        run.MapPost("/apply", async (Guid id, [FromForm] string? none, HttpContext http, ImportRuns runs, CancellationToken stop) =>
        {
            await runs.ApplyAsync(http.User.Id(), id, stop);
            return Results.LocalRedirect($"/data/imports/{id}");
        });
        run.MapPost("/stop", async (Guid id, [FromForm] string? none, HttpContext http, ImportRuns runs, CancellationToken stop) =>
        {
            await runs.StopAsync(http.User.Id(), id, stop);
            return Results.LocalRedirect($"/data/imports/{id}");
        });

        pages.MapPost("/data/apply", async ([FromForm] Guid ticket, HttpContext http, ImportDesk desk, CancellationToken stop) =>
        {
            var rows = await desk.ApplyAsync(http.User.Id(), ticket, stop);
            return Results.LocalRedirect("/data/import?applied=" + rows.ToString(CultureInfo.InvariantCulture));
        }).RequireAuthorization(Access.DataImport);
    }
}
