using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Security;
using ProcessSales.Workflows.Imports;

namespace ProcessSales.Host.Pages.Data;

/// <summary>Templates to fill in, and applying a checked file.</summary>
internal static class DataParts
{
    internal static void MapDataParts(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/data/template/{kind}", (string kind, ImportDesk desk) => Results.File(desk.Template(kind), "text/csv; charset=utf-8", $"{kind}.csv"))
            .RequireAuthorization(Access.DataImport);

        pages.MapPost("/data/apply", async ([FromForm] Guid ticket, HttpContext http, ImportDesk desk, CancellationToken stop) =>
        {
            var rows = await desk.ApplyAsync(http.User.Id(), ticket, stop);
            return Results.LocalRedirect("/data/import?applied=" + rows.ToString(CultureInfo.InvariantCulture));
        }).RequireAuthorization(Access.DataImport);
    }
}
