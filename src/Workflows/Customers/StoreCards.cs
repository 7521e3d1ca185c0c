using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Plans;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;
using static ProcessSales.Workflows.Cards.CardNames;

namespace ProcessSales.Workflows.Customers;

/// <summary>门店卡 F-M2.</summary>
internal sealed class StoreCards : CardKind<Store>
{
    private const int WidestFence = 5_000;

    public override string Name => "stores";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("Code", true, "C01-01"), new("Name", true, "岚桥一店"), new("Address", true, "虚构路1号"), new("Customer", true, "C01"), new("Owner", true, "lin.zhiyuan"), new("Class", true, "A"),
        new("Latitude", true, "30.1"), new("Longitude", true, "120.1"), new("VisitFrequency", true, "2/week"), new("OrderDay", false, "Mon"), new("LeadTimeDays", false, "2"),
        new("RetailerNumber", false, "LQ-0001"), new("GeofenceRadius", false, "300"), new("SalesArea", false, "8000"), new("Checkouts", false, "20"), new("DeliveryMode", false, "Direct"), new("DeliveryDay", false, "Thu"),
        new("ReceivingHours", false, "08:00-11:00"), new("SecondDisplay", false, "端架 1 个"), new("OpenedOn", false, "2018-05-01"), new("Promoters", false, "bai.xiaotang"), new("Active", false, "true"),
    ];

    public override IReadOnlyList<string> ListColumns { get; } = ["Code", "Name", "Customer", "Address", "Class", "Owner", "VisitFrequency"];

    public override IReadOnlyList<string> SortColumns { get; } = ["Code", "Name", "Customer", "Class"];

    public override IReadOnlyList<string> KeyColumns { get; } = ["Code"];

    public override IReadOnlyList<string> OpenColumns { get; } =
        ["Address", "Latitude", "Longitude", "OrderDay", "LeadTimeDays", "RetailerNumber", "SalesArea", "Checkouts", "DeliveryMode", "DeliveryDay", "ReceivingHours", "SecondDisplay", "OpenedOn", "Promoters"];

    public override bool Verified => true;

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var people = await db.Users.ToDictionaryAsync(person => person.UserName!, StringComparer.OrdinalIgnoreCase, cancellationToken);
        var customers = await db.Customers.ToDictionaryAsync(customer => customer.Code, cancellationToken);
        var known = await db.Stores.ToDictionaryAsync(store => store.Code, cancellationToken);
        var promoters = batch.Rows.Any(row => row.Has("Promoters")) ? (await db.StorePromoters.ToListAsync(cancellationToken)).ToLookup(row => row.StoreId) : null;
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
            if (store.VisitFrequency.Length > 0 && VisitFrequency.Parse(store.VisitFrequency) is null) row.Fault("VisitFrequency", "store.frequency");
            store.OrderDay = MasterData.WeekDays(row, "OrderDay");
            store.LeadTimeDays = (int)(row.OptionalNumber("LeadTimeDays", 0m, 60m) ?? 0m);
            ReadMore(row, store);
            if (promoters is not null && row.Has("Promoters")) ReadPromoters(db, row, store, promoters[store.Id], people);
        }
    }

    // Columns that a file leaves out keep what is there.
    private static void ReadMore(ImportRow row, Store store)
    {
        if (row.Has("RetailerNumber")) store.RetailerNumber = row.Text("RetailerNumber", 40, required: false);
        if (row.Has("GeofenceRadius")) store.GeofenceRadius = (int)(row.OptionalNumber("GeofenceRadius", 50m, WidestFence) ?? Position.DefaultFence);
        if (row.Has("SalesArea")) store.SalesArea = (int?)row.OptionalNumber("SalesArea", 1m, 1_000_000m);
        if (row.Has("Checkouts")) store.Checkouts = (int?)row.OptionalNumber("Checkouts", 1m, 1_000m);
        if (row.Filled("DeliveryMode")) store.DeliveryMode = row.Choice<DeliveryMode>("DeliveryMode");
        if (row.Has("DeliveryDay")) store.DeliveryDay = MasterData.WeekDays(row, "DeliveryDay");
        if (row.Has("ReceivingHours")) store.ReceivingHours = row.Text("ReceivingHours", 60, required: false);
        if (row.Has("SecondDisplay")) store.SecondDisplay = row.Text("SecondDisplay", 300, required: false);
        if (row.Has("OpenedOn")) store.OpenedOn = row.Filled("OpenedOn") ? row.Date("OpenedOn") : null;
        if (row.Filled("Active")) store.Active = row.Flag("Active");
    }

    private static void ReadPromoters(ProcessSalesDb db, ImportRow row, Store store, IEnumerable<StorePromoter> before, Dictionary<string, Person> people)
    {
        var wanted = new HashSet<Guid>();
        foreach (var name in row.Text("Promoters", 500, required: false).Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!people.TryGetValue(name, out var person)) row.Fault("Promoters", "field.unknownReference", name);
            else if (person.Role != Role.Pcc) row.Fault("Promoters", "store.notPromoter", person.Name);
            else wanted.Add(person.Id);
        }

        db.StorePromoters.RemoveRange(before.Where(promoter => !wanted.Contains(promoter.PersonId)));
        db.StorePromoters.AddRange(wanted.Where(id => before.All(promoter => promoter.PersonId != id)).Select(id => new StorePromoter { StoreId = store.Id, PersonId = id }));
    }

    protected override IQueryable<Store> Visible(ProcessSalesDb db, DataScope scope) => scope.Stores(db);

    protected override IQueryable<Store> Search(ProcessSalesDb db, IQueryable<Store> rows, string text) => rows.Where(row => row.Code.Contains(text) || row.Name.Contains(text) || row.Address.Contains(text)
        || db.Customers.Any(customer => customer.Id == row.CustomerId && (customer.Name.Contains(text) || customer.Code == text)));

    protected override IQueryable<Store> Sorted(ProcessSalesDb db, IQueryable<Store> rows, string column, bool down) => column switch
    {
        "Name" => By(rows, row => row.Name, down),
        "Class" => By(rows, row => row.Class, down),
        "Customer" => By(rows, row => db.Customers.Where(customer => customer.Id == row.CustomerId).Select(customer => customer.Code).First(), down),
        _ => By(rows, row => row.Code, down),
    };

    protected override async Task<IReadOnlyList<CardRow>> RowsAsync(ProcessSalesDb db, IReadOnlyList<Store> rows, Role role, CancellationToken cancellationToken)
    {
        var ids = rows.Select(row => row.Id).ToList();
        var promoters = await (from promoter in db.StorePromoters.AsNoTracking() where ids.Contains(promoter.StoreId) join person in db.Users on promoter.PersonId equals person.Id orderby person.UserName select new { promoter.StoreId, person.UserName }).ToListAsync(cancellationToken);
        var inStore = promoters.ToLookup(row => row.StoreId, row => row.UserName);
        var people = await PeopleAsync(db, rows.Select(row => (Guid?)row.OwnerId), cancellationToken);
        var customers = await CustomersAsync(db, rows.Select(row => (Guid?)row.CustomerId), cancellationToken);
        return [.. rows.Select(row => new CardRow(row.Id, row.Code, row.Name, new Dictionary<string, string>
        {
            ["Code"] = row.Code, ["Name"] = row.Name, ["Address"] = row.Address, ["Customer"] = customers.Of(row.CustomerId), ["Owner"] = people.Of(row.OwnerId), ["Class"] = row.Class,
            ["Latitude"] = Text(row.Latitude), ["Longitude"] = Text(row.Longitude), ["VisitFrequency"] = row.VisitFrequency, ["OrderDay"] = row.OrderDay, ["LeadTimeDays"] = Text(row.LeadTimeDays),
            ["RetailerNumber"] = row.RetailerNumber, ["GeofenceRadius"] = Text(row.GeofenceRadius), ["SalesArea"] = Text(row.SalesArea), ["Checkouts"] = Text(row.Checkouts), ["DeliveryMode"] = row.DeliveryMode.ToString(),
            ["DeliveryDay"] = row.DeliveryDay, ["ReceivingHours"] = row.ReceivingHours, ["SecondDisplay"] = row.SecondDisplay, ["OpenedOn"] = Text(row.OpenedOn),
            ["Promoters"] = string.Join("; ", inStore[row.Id]), ["Active"] = Text(row.Active),
        }, row.VerifiedOn, row.Version))];
    }
}
