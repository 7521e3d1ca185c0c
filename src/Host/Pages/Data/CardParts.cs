using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Material;

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

        pages.MapPost("/data/{kind}/{id:guid}/files", async (string kind, Guid id, IFormFile? file, HttpContext http, CardFiles files, CancellationToken stop) =>
        {
            if (file is null) throw new RefusedException(RefusalKind.Invalid, [new("File", "required")]);
            await using var content = file.OpenReadStream();
            await files.SaveAsync(http.User.Id(), kind, id, file.FileName, content, stop);
            return Results.LocalRedirect($"/data/{kind}/{id}#files");
        });

        pages.MapGet("/data/files/{id:guid}", async (Guid id, HttpContext http, CardFiles files, CancellationToken stop) =>
            await files.OpenAsync(http.User.Id(), id, stop) is { } file ? Results.File(file.Content, file.ContentType, file.FileName) : Results.NotFound());

        pages.MapPost("/data/contacts/{id:guid}/log", async (Guid id, [FromForm] string? text, HttpContext http, ContactLog log, CancellationToken stop) =>
        {
            await log.AddAsync(http.User.Id(), id, text, stop);
            return Results.LocalRedirect($"/data/contacts/{id}#log");
        });

        pages.MapPost("/data/material-moves", async (
            [FromForm] string? key, [FromForm] string? item, [FromForm] string? move, [FromForm] string? quantity, [FromForm] string? to, [FromForm] string? store, [FromForm] string? note, HttpContext http, MaterialBook book, CancellationToken stop) =>
        {
            if (!int.TryParse(quantity, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var pieces)) throw new RefusedException(RefusalKind.Invalid, [new("Quantity", "field.notANumber")]);
            if (!Enum.TryParse<MaterialMove>(move, out var what) || !Enum.IsDefined(what)) throw new RefusedException(RefusalKind.Invalid, [new("Move", "field.notAValue")]);
            await book.MoveAsync(http.User.Id(), Guid.TryParse(key, out var given) ? given.ToString("N") : Guid.NewGuid().ToString("N"), Guid.TryParse(item, out var id) ? id : Guid.Empty, what, pieces, Guid.TryParse(to, out var person) ? person : null, store, note, stop);
            return Results.LocalRedirect("/data/material-moves");
        });
    }

    private static string? Short(string? text) => text is { Length: > 100 } ? text[..100] : text;
}
