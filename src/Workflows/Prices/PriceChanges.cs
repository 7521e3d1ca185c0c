using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Prices;

/// <summary>
/// Price changes (domain.md 2.7, F-X1): what was approved counts from the day that the chain confirmed, never before. Every lookup of an agreed price,
/// such as a visit's, finds it in the chain's list then. Safe for concurrent use.
/// </summary>
public sealed class PriceChanges(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>Definition id of the process.</summary>
    public const string Process = "price-change";

    /// <summary>Enters the confirmed prices of an instance's case in the chain's list. The same again changes nothing. Returns the day from which they count.</summary>
    /// <exception cref="RefusedException">The chain has not confirmed a day.</exception>
    public async Task<DateOnly> PutToUseAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var file = await db.Cases.SingleAsync(row => row.InstanceId == instanceId, cancellationToken);
            var data = file.DataJson is null ? [] : JsonNode.Parse(file.DataJson) as JsonObject ?? [];
            if (!DateOnly.TryParseExact(data["confirmedOn"]?.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)) throw new RefusedException(RefusalKind.Invalid, [new("confirmedOn", "required")]);
            var code = data["chain"]?["id"]?.ToString();
            var customer = await db.Customers.Where(row => row.Code == code).Select(row => row.Id).SingleAsync(cancellationToken);
            foreach (var change in Rows(data))
            {
                var line = await db.PriceList.SingleOrDefaultAsync(row => row.CustomerId == customer && row.ProductCode == change.Product && row.From == from, cancellationToken);
                if (line is null)
                {
                    line = new() { Id = Guid.CreateVersion7(clock.Now), CustomerId = customer, ProductCode = change.Product, From = from };
                    db.PriceList.Add(line);
                }

                (line.SupplyPrice, line.RetailPrice) = (change.Supply, change.Retail);
            }

            var key = $"price-change/{file.Id:N}";
            if (!await db.Audit.AnyAsync(entry => entry.Key == key, cancellationToken)) db.Record(clock.Now, new() { CaseId = file.Id, Subject = "price-list", Action = "PricesInUse", To = from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Key = key });
            return from;
        }, cancellationToken);
    }

    internal static IEnumerable<(string Product, decimal Supply, decimal Retail)> Rows(JsonObject data) =>
        (data["skus"] as JsonArray ?? []).OfType<JsonObject>().Where(row => row["product"]?["id"] is not null)
            .Select(row => (row["product"]!["id"]!.ToString(), Number(row["newSupply"]), Number(row["newRetail"])));

    private static decimal Number(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) : 0m;
}

/// <summary>Two changes of one price must not run at once.</summary>
internal sealed class PriceChangeCheck(IDbContextFactory<ProcessSalesDb> databases) : IFormCheck
{
    public string Form => "price-change";

    public async Task<(IReadOnlyList<Refusal> Refusals, IReadOnlyList<Refusal> Warnings)> CheckAsync(JsonObject data, FormContext context, CancellationToken cancellationToken)
    {
        var chain = data["chain"]?["id"]?.ToString();
        var refusals = new List<Refusal>();
        var products = PriceChanges.Rows(data).Select(row => row.Product).ToList();
        for (var i = 0; i < products.Count; i++)
        {
            if (products.Take(i).Contains(products[i])) refusals.Add(new($"skus[{i}].product", "listing.twice", products[i]));
        }

        if (chain is null || products.Count == 0) return (refusals, []);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var open = await db.Cases.AsNoTracking().Where(row => row.Process == PriceChanges.Process && row.CustomerCode == chain && row.Id != context.CaseId && (row.State == CaseState.InReview || row.State == CaseState.Running))
            .Select(row => new { row.Number, row.DataJson }).ToListAsync(cancellationToken);
        foreach (var other in open.Where(other => other.DataJson is not null))
        {
            foreach (var (product, _, _) in PriceChanges.Rows(JsonNode.Parse(other.DataJson!) as JsonObject ?? []))
            {
                if (products.IndexOf(product) is >= 0 and var place) refusals.Add(new($"skus[{place}].product", "price.alreadyOpen", product, other.Number));
            }
        }

        // What runs or is promised at that chain keeps its price: whoever approves sees it (domain.md 2.7).
        var promotions = await (from sku in db.PromotionSkus.AsNoTracking()
                                join one in db.Promotions on sku.PromotionId equals one.Id
                                where one.CustomerCode == chain && products.Contains(sku.ProductCode)
                                    && (one.State == PromotionState.Approved || one.State == PromotionState.Changing || one.State == PromotionState.Ready || one.State == PromotionState.Running)
                                orderby one.Start
                                select new { sku.ProductCode, one.Number, one.Name, one.Start, one.End }).Take(10).ToListAsync(cancellationToken);
        return (refusals, [.. promotions.Select(one => FormRules.Warning(
            $"skus[{products.IndexOf(one.ProductCode)}].product", $"{one.Number} {one.Name}({one.Start:yyyy-MM-dd}~{one.End:yyyy-MM-dd})正在或将要促销,促销价不变", $"{one.Number} {one.Name} ({one.Start:yyyy-MM-dd} to {one.End:yyyy-MM-dd}) keeps its promotional price"))]);
    }
}

/// <summary>A visit that sees a wrong price opens a price change for the store's manager, filled in as far as the visit knows.</summary>
internal sealed class PriceFindings(IDbContextFactory<ProcessSalesDb> databases, CaseRegister register) : IFindingTaker
{
    public RaisedKind Kind => RaisedKind.PriceChange;

    public async Task<string?> TakeAsync(VisitFinding finding, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var store = await db.Stores.AsNoTracking().SingleOrDefaultAsync(row => row.Id == finding.StoreId, cancellationToken);
        if (store is null) return null;
        var chain = await db.Customers.AsNoTracking().Where(row => row.Id == store.CustomerId).Select(row => row.Code).SingleAsync(cancellationToken);
        var data = new JsonObject { ["chain"] = chain, ["reason"] = $"{store.Name}:{finding.Note}" };
        if (finding.ProductCode is { } product) data["skus"] = new JsonArray(new JsonObject { ["product"] = product });
        return await register.StartForAsync(store.OwnerId, PriceChanges.Process, finding.Id, data, cancellationToken);
    }
}
