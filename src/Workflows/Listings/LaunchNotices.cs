using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Listings;

/// <summary>新品上市通知: the company assigns new articles to chains.</summary>
/// <param name="Products">EAN-13s.</param>
/// <param name="Customers">Codes of the chains.</param>
/// <param name="TargetShelfOn">By when it should be on the shelf; null leaves it to the manager of the chain.</param>
/// <param name="Operation">Of the page it is sent from: sent twice it opens nothing twice.</param>
public sealed record LaunchNotice(Guid Person, IReadOnlyCollection<string> Products, IReadOnlyCollection<string> Customers, DateOnly? TargetShelfOn, string? Note, Guid Operation);

/// <summary>Opens a listing for the manager of each chain that a launch notice names (domain.md 2.3, trigger). Safe for concurrent use.</summary>
public sealed class LaunchNotices(IDbContextFactory<ProcessSalesDb> databases, CaseRegister cases, Notifier notifier, CaseNews news, CompanyClock clock)
{
    private const int MostProducts = 40;
    private const int MostStores = 50;

    /// <summary>Opens the drafts and tells the managers. Returns the cases, whose orders the caller hands to the pump.</summary>
    /// <exception cref="RefusedException">Not a manager's to send, or an article or chain is missing, unknown or not sold.</exception>
    public async Task<IReadOnlyList<Guid>> SendAsync(LaunchNotice notice, CancellationToken cancellationToken = default)
    {
        List<Customer> customers;
        List<string> names;
        var drafts = new Dictionary<Guid, JsonObject>();
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            await db.RequireAsync(notice.Person, cancellationToken, AccessLevel.Manager);
            names = await CheckAsync(db, notice, cancellationToken);
            customers = await (await DataScope.OfAsync(db, notice.Person, cancellationToken)).Customers(db).AsNoTracking().Where(row => notice.Customers.Contains(row.Code)).OrderBy(row => row.Code).ToListAsync(cancellationToken);
            if (customers.Count < notice.Customers.Distinct().Count()) throw new RefusedException(RefusalKind.Invalid, [new("Customers", "field.unknownReference", string.Join(", ", notice.Customers.Except(customers.Select(row => row.Code))))]);
            foreach (var customer in customers) drafts[customer.Id] = await DraftAsync(db, notice, customer, cancellationToken);
        }

        var opened = new List<Guid>();
        foreach (var customer in customers) opened.Add(await OpenAsync(notice, customer, drafts[customer.Id], names, cancellationToken));
        return opened;
    }

    private static async Task<List<string>> CheckAsync(ProcessSalesDb db, LaunchNotice notice, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        if (notice.Products.Count is 0 or > MostProducts) refusals.Add(new("Products", "listing.range", 1, MostProducts));
        if (notice.Customers.Count == 0) refusals.Add(new("Customers", "required"));
        if (notice.Note is { Length: > 300 }) refusals.Add(new("Note", "tooLong", 300));
        var known = await db.Products.AsNoTracking().Where(row => notice.Products.Contains(row.Code)).ToListAsync(cancellationToken);
        refusals.AddRange(notice.Products.Except(known.Select(row => row.Code)).Select(code => new Refusal("Products", "field.unknownReference", code)));
        refusals.AddRange(known.Where(row => !row.Active).Select(row => new Refusal("Products", "listing.notSold", row.Code)));
        return refusals.Count > 0 ? throw new RefusedException(RefusalKind.Invalid, refusals) : known.ConvertAll(row => row.Name);
    }

    // As far as the company knows: the manager of the chain adds volumes, fees and papers, and hands it in.
    private async Task<JsonObject> DraftAsync(ProcessSalesDb db, LaunchNotice notice, Customer customer, CancellationToken cancellationToken)
    {
        var prices = await AgreedPrices.OnAsync(db, customer.Id, clock.Today, [.. notice.Products], cancellationToken);
        var stores = await db.Stores.AsNoTracking().Where(row => row.CustomerId == customer.Id && row.Active).OrderBy(row => row.Code).Take(MostStores).Select(row => row.Code).ToListAsync(cancellationToken);
        var contract = await db.Contracts.AsNoTracking().Where(row => row.CustomerId == customer.Id && row.From <= clock.Today && row.Until >= clock.Today).OrderByDescending(row => row.From).Select(row => row.Number).FirstOrDefaultAsync(cancellationToken);
        return new()
        {
            ["chain"] = customer.Code, ["contract"] = contract, ["kind"] = "launch", ["reason"] = notice.Note, ["targetShelf"] = notice.TargetShelfOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["skus"] = new JsonArray([.. notice.Products.Distinct().Select(code => (JsonNode)new JsonObject { ["product"] = code, ["supplyPrice"] = prices[code].SupplyPrice, ["retailPrice"] = prices[code].RetailPrice })]),
            ["stores"] = new JsonArray([.. stores.Select(code => (JsonNode)new JsonObject { ["store"] = code })]),
        };
    }

    private async Task<Guid> OpenAsync(LaunchNotice notice, Customer customer, JsonObject draft, List<string> names, CancellationToken cancellationToken)
    {
        var key = $"launch/{notice.Operation:N}/{customer.Code}";
        var number = await cases.StartForAsync(customer.OwnerId, ListingRegister.Process, new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(key))[..16]), draft, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var file = await db.Cases.AsNoTracking().SingleAsync(row => row.Number == number, cancellationToken);
        if (await db.Notifications.AnyAsync(row => row.Key == key, cancellationToken)) return file.Id;
        var model = await news.ModelAsync(file, "", null, new() { ["lines"] = string.Join("、", names.Take(5)), ["count"] = names.Count, ["list"] = customer.Name, ["comment"] = notice.Note ?? "" }, cancellationToken);
        await notifier.QueueAsync(new(key, ListingRegister.Process, "listing-launch", [customer.OwnerId], model, file.Id), cancellationToken);
        return file.Id;
    }
}
