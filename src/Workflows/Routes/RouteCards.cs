using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Plans;
using ProcessSales.Workflows.Storage;
using static ProcessSales.Workflows.Cards.CardNames;

namespace ProcessSales.Workflows.Routes;

/// <summary>线路: one line a store on a route. Area managers keep those of their people.</summary>
internal sealed class RouteCards : CardKind<RouteStop>
{
    public override string Name => "routes";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("Route", true, "R-LIN-1"), new("RouteName", true, "岚桥一线"), new("Owner", true, "lin.zhiyuan"), new("Store", true, "C01-01"), new("Weekdays", true, "Mon,Thu"), new("Frequency", false, ""), new("Order", true, "1"), new("Remove", false, ""),
    ];

    public override IReadOnlyList<string> ListColumns { get; } = ["Route", "RouteName", "Owner", "Store", "Weekdays", "Frequency", "Order"];

    public override IReadOnlyList<string> SortColumns { get; } = ["Route", "Store", "Order"];

    public override IReadOnlyList<string> KeyColumns { get; } = ["Route", "Store"];

    public override bool AllowedTo(Role role) => role is Role.Adm or Role.Dir or Role.Arm or Role.Rgm;

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var scope = batch.Person is { } person ? await DataScope.OfAsync(db, person, cancellationToken) : DataScope.All;
        var people = await db.Users.Where(row => row.Active).ToDictionaryAsync(row => row.UserName!, StringComparer.OrdinalIgnoreCase, cancellationToken);
        var stores = await scope.Stores(db).ToDictionaryAsync(row => row.Code, cancellationToken);
        var routes = await db.Routes.ToDictionaryAsync(row => row.Code, cancellationToken);
        var known = await db.RouteStops.ToDictionaryAsync(row => (row.RouteId, row.StoreId), cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, $"{row.Text("Route", 40, false)}/{row.Text("Store", 40, false)}")), "Store");
        foreach (var row in batch.Rows)
        {
            var code = row.Text("Route", 40);
            var store = row.Find("Store", stores);
            var owner = row.Find("Owner", people);
            var name = row.Text("RouteName", 100);
            var days = MasterData.WeekDays(row, "Weekdays", required: true);
            var frequency = row.Text("Frequency", 20, required: false);
            var order = (int)row.Amount("Order", 1m, 1_000m);
            var often = VisitFrequency.Parse(frequency.Length > 0 ? frequency : store?.VisitFrequency ?? "");
            if (often is null && store is not null) row.Fault("Frequency", "store.frequency");
            if (often is { Monthly: false } weekly && days.Length > 0 && WeekDays.Parse(days)!.Count < weekly.Times) row.Fault("Weekdays", "route.fewDays", weekly.Times);
            if (code.Length == 0 || store is null || owner is null) continue;
            if (!routes.TryGetValue(code, out var route))
            {
                route = new() { Id = Guid.CreateVersion7(), Code = code };
                routes[code] = route;
                db.Routes.Add(route);
            }

            (route.Name, route.OwnerId) = (name, owner.Id);
            var there = known.TryGetValue((route.Id, store.Id), out var stop);
            if (row.Flag("Remove"))
            {
                if (there) db.RouteStops.Remove(stop!);
                continue;
            }

            if (!there)
            {
                stop = new() { Id = Guid.CreateVersion7(), RouteId = route.Id, StoreId = store.Id };
                known[(route.Id, store.Id)] = stop;
                db.RouteStops.Add(stop);
            }

            (stop!.Weekdays, stop.Frequency, stop.Order) = (days, frequency, order);
        }
    }

    protected override IQueryable<RouteStop> Visible(ProcessSalesDb db, DataScope scope)
    {
        var stores = scope.Stores(db).Select(row => row.Id);
        return db.RouteStops.Where(row => stores.Contains(row.StoreId));
    }

    protected override IQueryable<RouteStop> Search(ProcessSalesDb db, IQueryable<RouteStop> rows, string text) => rows.Where(row =>
        db.Routes.Any(route => route.Id == row.RouteId && (route.Code.Contains(text) || route.Name.Contains(text))) || db.Stores.Any(store => store.Id == row.StoreId && (store.Code.Contains(text) || store.Name.Contains(text))));

    protected override IQueryable<RouteStop> Sorted(ProcessSalesDb db, IQueryable<RouteStop> rows, string column, bool down) => column switch
    {
        "Store" => By(rows, row => db.Stores.Where(store => store.Id == row.StoreId).Select(store => store.Code).First(), down),
        "Order" => By(rows, row => row.Order, down),
        _ => By(rows, row => db.Routes.Where(route => route.Id == row.RouteId).Select(route => route.Code).First(), down),
    };

    protected override async Task<IReadOnlyList<CardRow>> RowsAsync(ProcessSalesDb db, IReadOnlyList<RouteStop> rows, Role role, CancellationToken cancellationToken)
    {
        var ids = rows.Select(row => row.RouteId).Distinct().ToList();
        var routes = await db.Routes.AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        var people = await PeopleAsync(db, routes.Values.Select(row => (Guid?)row.OwnerId), cancellationToken);
        var stores = await StoresAsync(db, rows.Select(row => (Guid?)row.StoreId), cancellationToken);
        return [.. rows.Select(row => new CardRow(row.Id, $"{routes[row.RouteId].Code}/{stores.Of(row.StoreId)}", $"{routes[row.RouteId].Name} {stores.Of(row.StoreId)}", new Dictionary<string, string>
        {
            ["Route"] = routes[row.RouteId].Code, ["RouteName"] = routes[row.RouteId].Name, ["Owner"] = people.Of(routes[row.RouteId].OwnerId), ["Store"] = stores.Of(row.StoreId), ["Weekdays"] = row.Weekdays,
            ["Frequency"] = row.Frequency, ["Order"] = Text(row.Order), ["Remove"] = "",
        }, null, 0))];
    }
}
