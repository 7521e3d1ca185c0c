using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using static ProcessSales.Workflows.Cards.CardNames;

namespace ProcessSales.Workflows.Contracts;

/// <summary>价目表: what a chain agreed to, from a day on.</summary>
internal sealed class PriceListCards : CardKind<PriceListItem>
{
    public override string Name => "price-list";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
        [new("Customer", true, "C01"), new("Product", true, "2000000000015"), new("From", true, "2026-01-01"), new("SupplyPrice", true, "9.80"), new("RetailPrice", true, "13.90")];

    public override IReadOnlyList<string> ListColumns { get; } = ["Product", "Customer", "From", "SupplyPrice", "RetailPrice"];

    public override IReadOnlyList<string> SortColumns { get; } = ["Product", "Customer", "From"];

    public override IReadOnlyList<string> KeyColumns { get; } = ["Customer", "Product", "From"];

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var customers = await db.Customers.ToDictionaryAsync(row => row.Code, cancellationToken);
        var products = await db.Products.ToDictionaryAsync(row => row.Code, cancellationToken);
        var known = await db.PriceList.ToDictionaryAsync(row => (row.CustomerId, row.ProductCode, row.From), cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, $"{row.Text("Customer", 40, false)}/{row.Text("Product", 13, false)}/{row.Text("From", 20, false)}")), "Product");
        foreach (var row in batch.Rows)
        {
            var customer = row.Find("Customer", customers);
            var product = row.Find("Product", products);
            var from = row.Date("From");
            var (supply, retail) = (row.Amount("SupplyPrice", 0.01m, 1_000_000m), row.Amount("RetailPrice", 0.01m, 1_000_000m));
            if (customer is null || product is null) continue;
            if (!known.TryGetValue((customer.Id, product.Code, from), out var line))
            {
                line = new() { Id = Guid.CreateVersion7(), CustomerId = customer.Id, ProductCode = product.Code, From = from };
                known[(customer.Id, product.Code, from)] = line;
                db.PriceList.Add(line);
            }

            (line.SupplyPrice, line.RetailPrice) = (supply, retail);
        }
    }

    protected override IQueryable<PriceListItem> Visible(ProcessSalesDb db, DataScope scope)
    {
        var customers = scope.Customers(db).Select(row => row.Id);
        return db.PriceList.Where(row => customers.Contains(row.CustomerId));
    }

    protected override IQueryable<PriceListItem> Search(ProcessSalesDb db, IQueryable<PriceListItem> rows, string text) => rows.Where(row => row.ProductCode.Contains(text)
        || db.Products.Any(product => product.Code == row.ProductCode && product.Name.Contains(text)) || db.Customers.Any(customer => customer.Id == row.CustomerId && (customer.Code == text || customer.Name.Contains(text))));

    protected override IQueryable<PriceListItem> Sorted(ProcessSalesDb db, IQueryable<PriceListItem> rows, string column, bool down) => column switch
    {
        "Customer" => By(rows, row => db.Customers.Where(customer => customer.Id == row.CustomerId).Select(customer => customer.Code).First(), down),
        "From" => By(rows, row => row.From, down),
        _ => By(rows, row => row.ProductCode, down),
    };

    protected override async Task<IReadOnlyList<CardRow>> RowsAsync(ProcessSalesDb db, IReadOnlyList<PriceListItem> rows, Role role, CancellationToken cancellationToken)
    {
        var customers = await CustomersAsync(db, rows.Select(row => (Guid?)row.CustomerId), cancellationToken);
        return [.. rows.Select(row => new CardRow(row.Id, $"{customers.Of(row.CustomerId)}/{row.ProductCode}/{Text(row.From)}", $"{customers.Of(row.CustomerId)} {row.ProductCode}", new Dictionary<string, string>
        {
            ["Customer"] = customers.Of(row.CustomerId), ["Product"] = row.ProductCode, ["From"] = Text(row.From), ["SupplyPrice"] = Text(row.SupplyPrice), ["RetailPrice"] = Text(row.RetailPrice),
        }, null, 0))];
    }
}
