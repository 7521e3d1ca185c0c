using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Forms;

/// <summary>A record that a reference field can hold.</summary>
/// <param name="Id">What is posted: a code, or the id of a budget line or person.</param>
/// <param name="Name">What people read.</param>
/// <param name="Facts">What formulas may use of it.</param>
public sealed record ReferenceOption(string Id, string Name, JsonObject Facts);

/// <summary>Finds the records behind reference fields, within the person's scope. Safe for concurrent use.</summary>
public sealed class References(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    private const int Most = 50;

    /// <summary>Up to 50 options whose id or name holds the text. <paramref name="filter"/>: the value of the field that narrows them.</summary>
    public async Task<IReadOnlyList<ReferenceOption>> SearchAsync(Guid person, string source, string? filter, string? text, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await LoadAsync(db, person, source, filter, text?.Trim().ToLowerInvariant(), null, cancellationToken);
    }

    /// <summary>The options with these ids; those that do not exist or are out of scope are left out.</summary>
    public Task<IReadOnlyDictionary<string, ReferenceOption>> ResolveAsync(Guid person, string source, IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default) =>
        ResolveAsync(person, source, null, ids, cancellationToken);

    /// <summary>The same for a field that another one narrows. What does not belong to that one is found all the same, so that a rule can say so; prices are those of that chain.</summary>
    public async Task<IReadOnlyDictionary<string, ReferenceOption>> ResolveAsync(Guid person, string source, string? filter, IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        if (ids.Count == 0) return new Dictionary<string, ReferenceOption>();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await LoadAsync(db, person, source, source is "products" or "all-products" ? filter : null, null, ids, cancellationToken);
        return found.ToDictionary(option => option.Id);
    }

    private Task<IReadOnlyList<ReferenceOption>> LoadAsync(
        ProcessSalesDb db, Guid person, string source, string? filter, string? text, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken) => source switch
        {
            "customers" => CustomersAsync(db, person, text, ids, cancellationToken),
            "stores" => StoresAsync(db, person, filter, text, ids, cancellationToken),
            "products" => ProductsAsync(db, person, filter, text, ids, false, cancellationToken),
            "all-products" => ProductsAsync(db, person, filter, text, ids, true, cancellationToken),
            "contracts" => ContractsAsync(db, person, filter, text, ids, cancellationToken),
            "budget-lines" => BudgetLinesAsync(db, person, text, ids, cancellationToken),
            "people" => PeopleAsync(db, text, ids, cancellationToken),
            _ => Task.FromResult<IReadOnlyList<ReferenceOption>>([]),
        };

    // Quality has no stores of its own and names any: complaints come from all of them.
    private static async Task<DataScope> NamedAsync(ProcessSalesDb db, Guid person, CancellationToken cancellationToken) =>
        await db.Users.AnyAsync(row => row.Id == person && row.Active && row.Role == Role.Qa, cancellationToken) ? DataScope.All : await DataScope.OfAsync(db, person, cancellationToken);

    private static async Task<IReadOnlyList<ReferenceOption>> CustomersAsync(ProcessSalesDb db, Guid person, string? text, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken)
    {
        var rows = (await NamedAsync(db, person, cancellationToken)).Customers(db).AsNoTracking();
        if (ids is not null) rows = rows.Where(row => ids.Contains(row.Code));
        if (!string.IsNullOrEmpty(text)) rows = rows.Where(row => row.Code.ToLower().Contains(text) || row.Name.ToLower().Contains(text) || row.NameEn.ToLower().Contains(text));
        var found = await rows.OrderBy(row => row.Code).Take(ids?.Count ?? Most).ToListAsync(cancellationToken);
        return found.Select(row => new ReferenceOption(row.Code, row.Name, new() { ["class"] = row.Class, ["status"] = row.Status.ToString(), ["creditHold"] = row.CreditHold is not null, ["highRisk"] = row.HighRisk })).ToList();
    }

    private static async Task<IReadOnlyList<ReferenceOption>> StoresAsync(ProcessSalesDb db, Guid person, string? customer, string? text, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken)
    {
        var stores = (await NamedAsync(db, person, cancellationToken)).Stores(db).AsNoTracking();
        var rows = stores.Join(db.Customers, store => store.CustomerId, row => row.Id, (store, row) => new { store, customer = row });
        if (ids is not null) rows = rows.Where(row => ids.Contains(row.store.Code));
        else rows = rows.Where(row => row.store.Active);
        if (!string.IsNullOrEmpty(customer)) rows = rows.Where(row => row.customer.Code == customer);
        if (!string.IsNullOrEmpty(text)) rows = rows.Where(row => row.store.Code.ToLower().Contains(text) || row.store.Name.ToLower().Contains(text));
        var found = await rows.OrderBy(row => row.store.Code).Take(ids?.Count ?? Most).ToListAsync(cancellationToken);
        return found.Select(row => new ReferenceOption(row.store.Code, row.store.Name, new() { ["customer"] = row.customer.Code, ["address"] = row.store.Address, ["active"] = row.store.Active })).ToList();
    }

    // Those that the company has given up are found too where goods come back. Beside a chain the prices are those that were agreed with it (domain.md 2.1, price list); else the article's own.
    private async Task<IReadOnlyList<ReferenceOption>> ProductsAsync(ProcessSalesDb db, Guid person, string? customer, string? text, IReadOnlyCollection<string>? ids, bool given, CancellationToken cancellationToken)
    {
        var rows = db.Products.AsNoTracking();
        rows = ids is not null ? rows.Where(row => ids.Contains(row.Code)) : given ? rows : rows.Where(row => row.Active);
        if (!string.IsNullOrEmpty(text)) rows = rows.Where(row => row.Code.ToLower().Contains(text) || row.Name.ToLower().Contains(text) || row.NameEn.ToLower().Contains(text));
        var found = await rows.OrderBy(row => row.Code).Take(ids?.Count ?? Most).ToListAsync(cancellationToken);
        var chain = string.IsNullOrEmpty(customer) ? null
            : await (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db).Where(row => row.Code == customer).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken);
        var agreed = chain is { } known ? await AgreedPrices.OnAsync(db, known, clock.Today, found.ConvertAll(row => row.Code), cancellationToken) : null;
        return found.Select(row => new ReferenceOption(row.Code, row.Name, new()
        {
            ["supplyPrice"] = agreed?[row.Code].SupplyPrice ?? row.SupplyPrice, ["retailPrice"] = agreed?[row.Code].RetailPrice ?? row.RetailPrice, ["floorPrice"] = row.FloorPrice,
        })).ToList();
    }

    private async Task<IReadOnlyList<ReferenceOption>> ContractsAsync(ProcessSalesDb db, Guid person, string? customer, string? text, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken)
    {
        var customers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
        var rows = from contract in db.Contracts.AsNoTracking() join chain in customers on contract.CustomerId equals chain.Id select new { contract, chain.Code, chain.Name };
        if (ids is not null) rows = rows.Where(row => ids.Contains(row.contract.Number));
        else rows = rows.Where(row => row.contract.Until >= clock.Today);
        if (!string.IsNullOrEmpty(customer)) rows = rows.Where(row => row.Code == customer);
        if (!string.IsNullOrEmpty(text)) rows = rows.Where(row => row.contract.Number.ToLower().Contains(text) || row.Name.ToLower().Contains(text));
        var found = await rows.OrderByDescending(row => row.contract.From).ThenBy(row => row.contract.Number).Take(ids?.Count ?? Most).ToListAsync(cancellationToken);
        return found.Select(row => new ReferenceOption(row.contract.Number, row.contract.Number, new() { ["customer"] = row.Code, ["from"] = Iso(row.contract.From), ["until"] = Iso(row.contract.Until) })).ToList();
    }

    private static async Task<IReadOnlyList<ReferenceOption>> BudgetLinesAsync(ProcessSalesDb db, Guid person, string? text, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken)
    {
        var areas = await (await DataScope.OfAsync(db, person, cancellationToken)).AreasAsync(db, cancellationToken);
        var rows = db.BudgetLines.AsNoTracking().Join(db.OrgUnits, line => line.AreaId, area => area.Id, (line, area) => new { line, area });
        if (areas is not null) rows = rows.Where(row => areas.Contains(row.line.AreaId));
        if (ids is not null)
        {
            var lines = ids.Where(id => Guid.TryParse(id, out _)).Select(Guid.Parse).ToList();
            rows = rows.Where(row => lines.Contains(row.line.Id));
        }

        if (!string.IsNullOrEmpty(text)) rows = rows.Where(row => row.area.Name.Contains(text) || row.line.FeeType.Contains(text));
        var found = await rows.OrderByDescending(row => row.line.Month).ThenBy(row => row.area.Code).ThenBy(row => row.line.FeeType).Take(ids?.Count ?? Most).ToListAsync(cancellationToken);
        return found.Select(row =>
        {
            var month = row.line.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
            return new ReferenceOption(row.line.Id.ToString(), $"{row.area.Name} {month} {row.line.FeeType}", new()
            {
                ["month"] = month, ["feeType"] = row.line.FeeType, ["granted"] = row.line.Granted, ["available"] = row.line.Available, ["control"] = row.line.Control.ToString(),
            });
        }).ToList();
    }

    private static async Task<IReadOnlyList<ReferenceOption>> PeopleAsync(ProcessSalesDb db, string? text, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken)
    {
        var rows = db.Users.AsNoTracking().Where(row => row.Active);
        if (ids is not null)
        {
            var people = ids.Where(id => Guid.TryParse(id, out _)).Select(Guid.Parse).ToList();
            rows = rows.Where(row => people.Contains(row.Id));
        }

        if (!string.IsNullOrEmpty(text)) rows = rows.Where(row => row.Name.ToLower().Contains(text) || row.UserName!.ToLower().Contains(text));
        var found = await rows.OrderBy(row => row.UserName).Take(ids?.Count ?? Most).Select(row => new { row.Id, row.Name, row.Role }).ToListAsync(cancellationToken);
        return found.Select(row => new ReferenceOption(row.Id.ToString(), row.Name, new() { ["role"] = row.Role.Code() })).ToList();
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
