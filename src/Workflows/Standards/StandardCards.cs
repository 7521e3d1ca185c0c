using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Storage;
using static ProcessSales.Workflows.Cards.CardNames;

namespace ProcessSales.Workflows.Standards;

/// <summary>必备品清单.</summary>
internal sealed class MustHaveCards : StandardCards<MustHave>
{
    public override string Name => "must-haves";

    protected override ImportColumn Own { get; } = new("Exempt", false, "");

    protected override void Read(ImportRow row, MustHave line) => line.Exempt = row.Flag("Exempt");

    protected override string Show(MustHave line) => line.Exempt ? "true" : "";
}

/// <summary>排面目标.</summary>
internal sealed class DisplayTargetCards : StandardCards<DisplayTarget>
{
    public override string Name => "display-targets";

    protected override ImportColumn Own { get; } = new("Facings", true, "4");

    protected override void Read(ImportRow row, DisplayTarget line) => line.Facings = (int)row.Amount("Facings", 1m, 500m);

    protected override string Show(DisplayTarget line) => Text(line.Facings);
}

/// <summary>Lines that hold for a class, a chain or a store. Directors and administrators keep them; everybody reads those without a chain, and those of visible chains and stores.</summary>
internal abstract class StandardCards<T> : CardKind<T>
    where T : StandardLine, new()
{
    private IReadOnlyList<ImportColumn>? columns;

    public override IReadOnlyList<ImportColumn> Columns => columns ??=
        [new("Product", true, "2000000000015"), new("Class", false, "A"), new("Customer", false, ""), new("Store", false, ""), new("From", true, "2026-01-01"), new("Until", false, ""), Own];

    public override IReadOnlyList<string> ListColumns => ["Product", "Class", "Customer", "Store", "From", "Until", Own.Name];

    public override IReadOnlyList<string> SortColumns { get; } = ["Product", "Class", "From"];

    public override IReadOnlyList<string> KeyColumns { get; } = ["Product", "Class", "Customer", "Store", "From"];

    protected abstract ImportColumn Own { get; }

    public override bool AllowedTo(Role role) => role is Role.Adm or Role.Dir;

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var products = await db.Products.ToDictionaryAsync(row => row.Code, cancellationToken);
        var customers = await db.Customers.ToDictionaryAsync(row => row.Code, cancellationToken);
        var stores = await db.Stores.ToDictionaryAsync(row => row.Code, cancellationToken);
        var known = (await db.Set<T>().ToListAsync(cancellationToken)).GroupBy(line => (line.ProductCode, line.Class, line.CustomerId, line.StoreId, line.From)).ToDictionary(group => group.Key, group => group.First());
        RefuseTwins(batch.Rows.Select(row => (row, string.Join('/', KeyColumns.Select(column => row.Text(column, 40, false))))), "Product");
        foreach (var row in batch.Rows)
        {
            var product = row.Find<Product>("Product", products);
            var customer = row.Find<Customer>("Customer", customers, required: false);
            var store = row.Find<Store>("Store", stores, required: false);
            var storeClass = row.Text("Class", 2, required: false) is { Length: > 0 } given ? given : null;
            if (storeClass is not (null or "A" or "B" or "C")) row.Fault("Class", "field.notOneOf", "A, B, C");
            if (store is not null && (storeClass is not null || customer is not null)) row.Fault("Store", "standard.storeAlone");
            var from = row.Date("From");
            DateOnly? until = row.Filled("Until") ? row.Date("Until") : null;
            if (until < from) row.Fault("Until", "field.endBeforeStart");
            if (product is null) continue;
            var key = (product.Code, storeClass, customer?.Id, store?.Id, from);
            if (!known.TryGetValue(key, out var line))
            {
                line = new() { Id = Guid.CreateVersion7(), ProductCode = product.Code, Class = storeClass, CustomerId = customer?.Id, StoreId = store?.Id, From = from };
                known[key] = line;
                db.Set<T>().Add(line);
            }

            line.Until = until;
            Read(row, line);
        }
    }

    protected abstract void Read(ImportRow row, T line);

    protected abstract string Show(T line);

    protected override IQueryable<T> Visible(ProcessSalesDb db, DataScope scope)
    {
        var customers = scope.Customers(db).Select(row => row.Id);
        var stores = scope.Stores(db).Select(row => row.Id);
        return db.Set<T>().Where(row => (row.CustomerId == null || customers.Contains(row.CustomerId.Value)) && (row.StoreId == null || stores.Contains(row.StoreId.Value)));
    }

    protected override IQueryable<T> Search(ProcessSalesDb db, IQueryable<T> rows, string text) => rows.Where(row => row.ProductCode.Contains(text) || row.Class == text
        || db.Products.Any(product => product.Code == row.ProductCode && product.Name.Contains(text)) || db.Customers.Any(customer => customer.Id == row.CustomerId && customer.Code == text) || db.Stores.Any(store => store.Id == row.StoreId && store.Code == text));

    protected override IQueryable<T> Sorted(ProcessSalesDb db, IQueryable<T> rows, string column, bool down) => column switch
    {
        "Class" => By(rows, row => row.Class, down),
        "From" => By(rows, row => row.From, down),
        _ => By(rows, row => row.ProductCode, down),
    };

    protected override async Task<IReadOnlyList<CardRow>> RowsAsync(ProcessSalesDb db, IReadOnlyList<T> rows, Role role, CancellationToken cancellationToken)
    {
        var customers = await CustomersAsync(db, rows.Select(row => row.CustomerId), cancellationToken);
        var stores = await StoresAsync(db, rows.Select(row => row.StoreId), cancellationToken);
        return [.. rows.Select(row => new CardRow(row.Id, string.Join('/', row.ProductCode, row.Class, customers.Of(row.CustomerId), stores.Of(row.StoreId), Text(row.From)), row.ProductCode, new Dictionary<string, string>
        {
            ["Product"] = row.ProductCode, ["Class"] = row.Class ?? "", ["Customer"] = customers.Of(row.CustomerId), ["Store"] = stores.Of(row.StoreId), ["From"] = Text(row.From), ["Until"] = Text(row.Until), [Own.Name] = Show(row),
        }, null, 0))];
    }
}
