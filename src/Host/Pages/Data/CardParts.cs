using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Cards;

namespace ProcessSales.Host.Pages.Data;

/// <summary>Exports of master data, and the one tap that says that a card is right.</summary>
internal static class CardParts
{
    internal static void MapCardParts(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/data/export/{kind}.csv", async (string kind, string? q, HttpContext http, CardDesk desk, CancellationToken stop) =>
        {
            using var file = new MemoryStream();
            await desk.WriteCsvAsync(http.User.Id(), kind, Short(q), file, stop);
            return Results.File(file.ToArray(), "text/csv; charset=utf-8", $"{kind}.csv");
        });

        pages.MapGet("/data/export/{kind}.xlsx", async (string kind, string? q, HttpContext http, CardDesk desk, CancellationToken stop) =>
        {
            using var file = new MemoryStream();
            await desk.WriteWorkbookAsync(http.User.Id(), kind, Short(q), file, stop);
            return Results.File(file.ToArray(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"{kind}.xlsx");
        });

        pages.MapPost("/data/{kind}/{id:guid}/verify", async (string kind, Guid id, [FromForm] string? none, HttpContext http, CardDesk desk, CancellationToken stop) =>
        {
            await desk.VerifyAsync(http.User.Id(), kind, id, http.Request.Headers.UserAgent, stop);
            return Results.LocalRedirect($"/data/{kind}/{id}");
        });
    }

    private static string? Short(string? text) => text is { Length: > 100 } ? text[..100] : text;
}
