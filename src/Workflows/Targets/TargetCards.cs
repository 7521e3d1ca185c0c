using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Storage;
using static ProcessSales.Workflows.Cards.CardNames;

namespace ProcessSales.Workflows.Targets;

/// <summary>销售目标. Superiors set those of their people; a KA manager breaks his own down to chains and stores.</summary>
internal sealed class TargetCards : CardKind<SalesTarget>
{
    private const decimal Largest = 100_000_000_000m;

    public override string Name => "targets";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
        [new("Person", true, "lin.zhiyuan"), new("Year", true, "2026"), new("Month", false, "11"), new("Customer", false, ""), new("Store", false, ""), new("Amount", true, "120000")];

    public override IReadOnlyList<string> ListColumns { get; } = ["Person", "Year", "Month", "Customer", "Store", "Amount"];

    public override IReadOnlyList<string> SortColumns { get; } = ["Year", "Month", "Amount"];

    public override IReadOnlyList<string> KeyColumns { get; } = ["Person", "Year", "Month", "Customer", "Store"];

    public override bool AllowedTo(Role role) => role is Role.Adm or Role.Dir or Role.Rgm or Role.Arm or Role.Kam;

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var people = await db.Users.AsNoTracking().Where(row => row.Role == Role.Kam || row.Role == Role.Ast || row.Role == Role.Arm || row.Role == Role.Rgm).ToDictionaryAsync(row => row.UserName!, cancellationToken);
        var customers = await db.Customers.AsNoTracking().ToDictionaryAsync(row => row.Code, cancellationToken);
        var stores = await db.Stores.AsNoTracking().ToDictionaryAsync(row => row.Code, cancellationToken);
        var known = await db.SalesTargets.ToDictionaryAsync(row => row.Key, cancellationToken);
        var writer = batch.Person is { } id ? await db.Users.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken) : null;
        var scope = writer is null ? DataScope.All : await DataScope.OfAsync(db, writer.Id, cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, string.Join('/', KeyColumns.Select(column => row.Text(column, 100, false))))), "Person");
        foreach (var row in batch.Rows)
        {
            var person = row.Find("Person", people);
            var customer = row.Find<Customer>("Customer", customers, required: false);
            var store = row.Find<Store>("Store", stores, required: false);
            var year = (int)row.Amount("Year", 2020m, 2099m);
            int? month = row.Filled("Month") ? (int)row.Amount("Month", 1m, 12m) : null;
            var amount = row.Amount("Amount", 0m, Largest);
            if (customer is not null && month is null) row.Fault("Month", "target.monthFirst");
            if (store is not null && store.CustomerId != customer?.Id) row.Fault("Store", "target.storeOfChain");
            if (person is null) continue;
            if (writer is not null && !MayWrite(writer, scope, person, customer is not null)) row.Fault("Person", writer.Id == person.Id ? "target.fromSuperior" : "target.notYours");
            var key = TargetKeys.Of(person.Id, year, month, customer?.Id, store?.Id);
            if (!known.TryGetValue(key, out var target))
            {
                target = new() { Id = Guid.CreateVersion7(), Key = key, PersonId = person.Id, Year = year, Month = month, CustomerId = customer?.Id, StoreId = store?.Id };
                known[key] = target;
                db.SalesTargets.Add(target);
            }

            target.Amount = amount;
        }
    }

    protected override IQueryable<SalesTarget> Visible(ProcessSalesDb db, DataScope scope)
    {
        var (everything, owners, units) = (scope.Everything, scope.Owners, scope.Units);
        return everything ? db.SalesTargets : db.SalesTargets.Where(row => owners.Contains(row.PersonId) || db.Users.Any(person => person.Id == row.PersonId && person.OrgUnitId != null && units.Contains(person.OrgUnitId.Value)));
    }

    protected override IQueryable<SalesTarget> Search(ProcessSalesDb db, IQueryable<SalesTarget> rows, string text) => rows.Where(row => db.Users.Any(person => person.Id == row.PersonId && (person.UserName == text || person.Name.Contains(text)))
        || db.Customers.Any(customer => customer.Id == row.CustomerId && (customer.Code == text || customer.Name.Contains(text))) || db.Stores.Any(store => store.Id == row.StoreId && store.Code == text));

    protected override IQueryable<SalesTarget> Sorted(ProcessSalesDb db, IQueryable<SalesTarget> rows, string column, bool down) => column switch
    {
        "Month" => By(rows, row => row.Month, down),
        "Amount" => By(rows, row => row.Amount, down),
        _ => By(rows, row => row.Year, down),
    };

    protected override async Task<IReadOnlyList<CardRow>> RowsAsync(ProcessSalesDb db, IReadOnlyList<SalesTarget> rows, Role role, CancellationToken cancellationToken)
    {
        var people = await PeopleAsync(db, rows.Select(row => (Guid?)row.PersonId), cancellationToken);
        var customers = await CustomersAsync(db, rows.Select(row => row.CustomerId), cancellationToken);
        var stores = await StoresAsync(db, rows.Select(row => row.StoreId), cancellationToken);
        return [.. rows.Select(row =>
        {
            var (person, customer, store) = (people.Of(row.PersonId), customers.Of(row.CustomerId), stores.Of(row.StoreId));
            return new CardRow(row.Id, string.Join('/', person, Text(row.Year), Text(row.Month), customer, store), $"{person} {row.Year}{(row.Month is { } month ? $"-{month:00}" : "")} {customer} {store}".TrimEnd(), new Dictionary<string, string>
            {
                ["Person"] = person, ["Year"] = Text(row.Year), ["Month"] = Text(row.Month), ["Customer"] = customer, ["Store"] = store, ["Amount"] = Text(row.Amount),
            }, null, row.Version);
        })];
    }

    // The year's and the month's number comes from above; how it is spread is the KA manager's own.
    private static bool MayWrite(Person writer, DataScope scope, Person person, bool ofChain) =>
        scope.Everything || (writer.Role == Role.Kam ? person.Id == writer.Id && ofChain : person.Id != writer.Id && person.OrgUnitId is { } unit && scope.Units.Contains(unit));
}

/// <summary>销售预测. Whoever looks after a chain says what it will take.</summary>
internal sealed class ForecastCards : CardKind<SalesForecast>
{
    public override string Name => "forecasts";

    public override IReadOnlyList<ImportColumn> Columns { get; } = [new("Customer", true, "C01"), new("Month", true, "2026-12"), new("Group", true, "饼干"), new("Amount", true, "60000")];

    public override IReadOnlyList<string> ListColumns { get; } = ["Customer", "Month", "Group", "Amount"];

    public override IReadOnlyList<string> SortColumns { get; } = ["Month", "Group", "Amount"];

    public override IReadOnlyList<string> KeyColumns { get; } = ["Customer", "Month", "Group"];

    public override bool AllowedTo(Role role) => role is Role.Adm or Role.Dir or Role.Rgm or Role.Arm or Role.Kam or Role.Ast;

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var scope = batch.Person is { } id ? await DataScope.OfAsync(db, id, cancellationToken) : DataScope.All;
        var customers = await scope.Customers(db).AsNoTracking().ToDictionaryAsync(row => row.Code, cancellationToken);
        var known = await db.SalesForecasts.ToDictionaryAsync(row => row.Key, cancellationToken);
        var groups = await ProductRange.GroupsAsync(db, cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, string.Join('/', KeyColumns.Select(column => row.Text(column, 100, false))))), "Customer");
        foreach (var row in batch.Rows)
        {
            var customer = row.Find<Customer>("Customer", customers);
            var month = row.Month("Month");
            var group = row.Text("Group", 40);
            var amount = row.Amount("Amount", 0m, 100_000_000_000m);
            if (customer is null) continue;
            var key = TargetKeys.Of(customer.Id, month, group);
            if (!known.TryGetValue(key, out var forecast))
            {
                // What was forecast before its group went can still be changed.
                if (group.Length > 0 && !groups.Contains(group)) row.Fault("Group", groups.Count == 0 ? "forecast.noGroups" : "forecast.group", group, string.Join(", ", groups));
                forecast = new() { Id = Guid.CreateVersion7(), Key = key, CustomerId = customer.Id, Month = month, Group = group };
                known[key] = forecast;
                db.SalesForecasts.Add(forecast);
            }

            forecast.Amount = amount;
        }
    }

    protected override IQueryable<SalesForecast> Visible(ProcessSalesDb db, DataScope scope)
    {
        var customers = scope.Customers(db).Select(row => row.Id);
        return db.SalesForecasts.Where(row => customers.Contains(row.CustomerId));
    }

    protected override IQueryable<SalesForecast> Search(ProcessSalesDb db, IQueryable<SalesForecast> rows, string text) =>
        rows.Where(row => row.Group.Contains(text) || db.Customers.Any(customer => customer.Id == row.CustomerId && (customer.Code == text || customer.Name.Contains(text))));

    protected override IQueryable<SalesForecast> Sorted(ProcessSalesDb db, IQueryable<SalesForecast> rows, string column, bool down) => column switch
    {
        "Group" => By(rows, row => row.Group, down),
        "Amount" => By(rows, row => row.Amount, down),
        _ => By(rows, row => row.Month, down),
    };

    protected override async Task<IReadOnlyList<CardRow>> RowsAsync(ProcessSalesDb db, IReadOnlyList<SalesForecast> rows, Role role, CancellationToken cancellationToken)
    {
        var customers = await CustomersAsync(db, rows.Select(row => (Guid?)row.CustomerId), cancellationToken);
        return [.. rows.Select(row =>
        {
            var month = row.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
            return new CardRow(row.Id, $"{customers.Of(row.CustomerId)}/{month}/{row.Group}", $"{customers.Of(row.CustomerId)} {month} {row.Group}", new Dictionary<string, string>
            {
                ["Customer"] = customers.Of(row.CustomerId), ["Month"] = month, ["Group"] = row.Group, ["Amount"] = Text(row.Amount),
            }, null, row.Version);
        })];
    }
}
