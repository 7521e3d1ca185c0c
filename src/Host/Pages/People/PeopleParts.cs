using ProcessSales.Host.Security;
using ProcessSales.Workflows.People;

namespace ProcessSales.Host.Pages.People;

/// <summary>Files of the people.</summary>
internal static class PeopleParts
{
    internal static void MapPeopleParts(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/people/export.csv", async (HttpContext http, PeopleFile people, CancellationToken stop) =>
        {
            using var file = new MemoryStream();
            await people.WriteCsvAsync(http.User.Id(), file, stop);
            return Results.File(file.ToArray(), "text/csv; charset=utf-8", "people.csv");
        });

        pages.MapGet("/people/export.xlsx", async (HttpContext http, PeopleFile people, CancellationToken stop) =>
        {
            using var file = new MemoryStream();
            await people.WriteWorkbookAsync(http.User.Id(), file, stop);
            return Results.File(file.ToArray(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "people.xlsx");
        });
    }
}
