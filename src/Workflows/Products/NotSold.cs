using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Products;

/// <summary>Keeps articles that the company has given up out of what is applied for (domain.md 2.3, exceptions).</summary>
internal static class NotSold
{
    /// <summary>A refusal for each row of the form's <c>skus</c> whose article is not sold any more, naming row and article.</summary>
    public static async Task<IReadOnlyList<Refusal>> InAsync(ProcessSalesDb db, JsonObject data, CancellationToken cancellationToken)
    {
        var rows = (data["skus"] as JsonArray ?? []).Select((row, place) => (Place: place, Code: row is JsonObject sku && sku["product"] is JsonObject product ? product["id"]?.ToString() : null)).Where(row => row.Code is not null).ToList();
        var codes = rows.Select(row => row.Code!).Distinct().ToList();
        var given = await db.Products.AsNoTracking().Where(row => codes.Contains(row.Code) && !row.Active).ToDictionaryAsync(row => row.Code, row => row.Name, cancellationToken);
        return [.. rows.Where(row => given.ContainsKey(row.Code!)).Select(row => new Refusal($"skus[{row.Place}].product", "listing.notSold", $"{row.Code} {given[row.Code!]}"))];
    }
}
