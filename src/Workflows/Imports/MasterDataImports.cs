using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Products;

namespace ProcessSales.Workflows.Imports;

internal sealed class CustomersImport : ImportKind
{
    public override string Name => "customers";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("Code", true, "C01"), new("Name", true, "岚桥大卖场"), new("NameEn", true, "Lanqiao Hypermarket"), new("Type", true, "hypermarket"), new("Owner", true, "lin.zhiyuan"),
        new("Area", true, "A-LINHU"), new("Class", true, "A"), new("Status", true, "Active"), new("CreditLimit", true, "600000"), new("PaymentTerm", true, "EOM+60"),
        new("InvoiceWindows", false, "1-5,15-17"), new("PayDays", false, "10,25"), new("CreditHold", false, ""),
    ];

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var people = await db.Users.ToDictionaryAsync(person => person.UserName!, StringComparer.OrdinalIgnoreCase, cancellationToken);
        var units = await db.OrgUnits.ToDictionaryAsync(unit => unit.Code, cancellationToken);
        var known = await db.Customers.ToDictionaryAsync(customer => customer.Code, cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, row.Text("Code", 40, required: false))), "Code");
        foreach (var row in batch.Rows)
        {
            var code = row.Text("Code", 40);
            var owner = row.Find("Owner", people);
            var area = row.Find("Area", units);
            if (code.Length == 0) continue;
            if (!known.TryGetValue(code, out var customer))
            {
                customer = new() { Id = Guid.CreateVersion7(), Code = code };
                known[code] = customer;
                db.Customers.Add(customer);
            }

            customer.Name = row.Text("Name", 200);
            customer.NameEn = row.Text("NameEn", 200);
            customer.Type = row.Text("Type", 40);
            if (customer.Type.Length > 0 && customer.Type is not ("hypermarket" or "supermarket" or "cvs" or "club" or "department")) row.Fault("Type", "field.notOneOf", "hypermarket, supermarket, cvs, club, department");
            customer.OwnerId = owner?.Id ?? default;
            customer.AreaId = area?.Id ?? default;
            customer.Class = MasterData.Class(row);
            customer.Status = row.Choice<CustomerStatus>("Status");
            customer.CreditLimit = row.Amount("CreditLimit", 0m, 10_000_000_000m);
            customer.PaymentTerm = row.Text("PaymentTerm", 60);
            customer.InvoiceWindows = row.Text("InvoiceWindows", 60, required: false);
            customer.PayDays = row.Text("PayDays", 60, required: false);
            customer.CreditHold = row.Text("CreditHold", 300, required: false) is { Length: > 0 } hold ? hold : null;
        }
    }
}

internal sealed class StoresImport : ImportKind
{
    public override string Name => "stores";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("Code", true, "C01-01"), new("Name", true, "岚桥一店"), new("Address", true, "虚构路1号"), new("Customer", true, "C01"), new("Owner", true, "lin.zhiyuan"), new("Class", true, "A"),
        new("Latitude", true, "30.1"), new("Longitude", true, "120.1"), new("VisitFrequency", true, "2/week"), new("OrderDay", false, "Mon"), new("LeadTimeDays", false, "2"),
    ];

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var people = await db.Users.ToDictionaryAsync(person => person.UserName!, StringComparer.OrdinalIgnoreCase, cancellationToken);
        var customers = await db.Customers.ToDictionaryAsync(customer => customer.Code, cancellationToken);
        var known = await db.Stores.ToDictionaryAsync(store => store.Code, cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, row.Text("Code", 40, required: false))), "Code");
        foreach (var row in batch.Rows)
        {
            var code = row.Text("Code", 40);
            var customer = row.Find("Customer", customers);
            var owner = row.Find("Owner", people);
            if (code.Length == 0) continue;
            if (!known.TryGetValue(code, out var store))
            {
                store = new() { Id = Guid.CreateVersion7(), Code = code };
                known[code] = store;
                db.Stores.Add(store);
            }

            store.Name = row.Text("Name", 200);
            store.Address = row.Text("Address", 300);
            store.CustomerId = customer?.Id ?? default;
            store.OwnerId = owner?.Id ?? default;
            store.Class = MasterData.Class(row);
            store.Latitude = (double)row.Amount("Latitude", -90m, 90m);
            store.Longitude = (double)row.Amount("Longitude", -180m, 180m);
            store.VisitFrequency = row.Text("VisitFrequency", 20);
            store.OrderDay = row.Text("OrderDay", 20, required: false);
            store.LeadTimeDays = (int)(row.OptionalNumber("LeadTimeDays", 0m, 60m) ?? 0m);
        }
    }
}

internal sealed class ProductsImport : ImportKind
{
    public override string Name => "products";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("Code", true, "2000000000015"), new("Name", true, "原味苏打饼干 400g"), new("NameEn", true, "Soda crackers 400 g"), new("CasePack", true, "12"), new("ShelfLife", true, "12"),
        new("ShelfLifeUnit", true, "Months"), new("SupplyPrice", true, "9.80"), new("RetailPrice", true, "13.90"), new("FloorPrice", true, "8.80"),
    ];

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var known = await batch.Database.Products.ToDictionaryAsync(product => product.Code, cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, row.Text("Code", 13, required: false))), "Code");
        foreach (var row in batch.Rows)
        {
            var code = row.Text("Code", 13);
            if (code.Length == 0) continue;
            if (!MasterData.IsEan13(code)) row.Fault("Code", "product.ean");
            if (!known.TryGetValue(code, out var product))
            {
                product = new() { Id = Guid.CreateVersion7(), Code = code };
                known[code] = product;
                batch.Database.Products.Add(product);
            }

            product.Name = row.Text("Name", 200);
            product.NameEn = row.Text("NameEn", 200);
            product.CasePack = (int)row.Amount("CasePack", 1m, 10_000m);
            product.ShelfLife = (int)row.Amount("ShelfLife", 1m, 10_000m);
            product.ShelfLifeUnit = row.Choice<ShelfLifeUnit>("ShelfLifeUnit");
            product.SupplyPrice = row.Amount("SupplyPrice", 0.01m, 1_000_000m);
            product.RetailPrice = row.Amount("RetailPrice", 0.01m, 1_000_000m);
            product.FloorPrice = row.Amount("FloorPrice", 0m, 1_000_000m);
        }
    }
}

/// <summary>Rules that several kinds of master data share.</summary>
internal static class MasterData
{
    public static string Class(ImportRow row)
    {
        var value = row.Text("Class", 2);
        if (value.Length > 0 && value is not ("A" or "B" or "C")) row.Fault("Class", "field.notOneOf", "A, B, C");
        return value;
    }

    public static bool IsEan13(string code)
    {
        if (code.Length != 13 || !code.All(char.IsAsciiDigit)) return false;
        var sum = code.Take(12).Select((c, index) => (c - '0') * (index % 2 == 0 ? 1 : 3)).Sum();
        return (10 - (sum % 10)) % 10 == code[12] - '0';
    }
}
