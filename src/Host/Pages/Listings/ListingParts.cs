using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Listings;
using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Host.Pages.Listings;

/// <summary>What people send from the pages of listings beside the grid; who may do it is checked by the business, on the very listing.</summary>
internal static class ListingParts
{
    internal static void MapListingParts(this IEndpointRouteBuilder pages)
    {
        var listing = pages.MapGroup("/listings/{id:guid}").RequireAuthorization();
        listing.MapPost("/trial", async (Guid id, [FromForm] IFormCollection posted, HttpContext http, ListingGrid grid, ContinuationPump pump, CancellationToken stop) =>
        {
            var sold = new Dictionary<Guid, int>();
            foreach (var key in posted.Keys.Where(key => key.StartsWith("sold-", StringComparison.Ordinal)))
            {
                if (!Guid.TryParse(key[5..], out var line) || posted[key].ToString().Trim() is not { Length: > 0 } text) continue;
                sold[line] = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : throw new RefusedException(RefusalKind.Invalid, [new("Quantity", "field.notANumber")]);
            }

            var promotion = await grid.ReviewTrialAsync(http.User.Id(), id, sold, posted["do"] == "promote", posted["note"], stop);
            if (promotion is not { } opened) return Results.LocalRedirect($"/listings/{id}#trial");
            await pump.RunAsync(opened, stop);
            return Results.LocalRedirect($"/cases/{opened}");
        });
        listing.MapPost("/proofs", async (Guid id, [FromForm] IFormCollection posted, HttpContext http, AttachmentStore files, CancellationToken stop) =>
        {
            var kind = posted["kind"].ToString();
            if (!Proofs.Attachable.Contains(kind)) throw new RefusedException(RefusalKind.Invalid, [new("Kind", "settlement.proofKind")]);
            foreach (var file in posted.Files.Where(file => file.Length > 0))
            {
                await using var content = file.OpenReadStream();
                await files.SaveAsync(http.User.Id(), id, kind, file.FileName, content, stop);
            }

            return Results.LocalRedirect($"/listings/{id}");
        });
        listing.MapPost("/item-code", async (Guid id, [FromForm] Guid line, [FromForm] string? code, HttpContext http, ListingGrid grid, CancellationToken stop) =>
        {
            await grid.CorrectCodeAsync(http.User.Id(), id, [line], code, stop);
            return Results.LocalRedirect($"/listings/{id}?line={line}#stamps");
        });
        pages.MapPost("/listings/launch", async ([FromForm] IFormCollection posted, HttpContext http, LaunchNotices notices, ContinuationPump pump, CancellationToken stop) =>
        {
            if (!Guid.TryParse(posted["operation"], out var operation)) throw new RefusedException(RefusalKind.Invalid, "task.unknownAction", "operation");
            var opened = await notices.SendAsync(
                new(http.User.Id(), [.. posted["product"].OfType<string>().Where(code => code.Length > 0)], [.. posted["customer"].OfType<string>().Where(code => code.Length > 0)], Layout.Query.Day(posted["target"]), posted["note"], operation), stop);
            foreach (var file in opened) await pump.RunAsync(file, stop);
            return Results.LocalRedirect($"/listings?launched={opened.Count}");
        }).RequireAuthorization();
    }
}
