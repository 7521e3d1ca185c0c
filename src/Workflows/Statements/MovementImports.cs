using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Statements;

/// <summary>
/// Goods-in slips, or returns. A slip is known by its payer and number: one that is here already is left as it is when nothing differs, changed as long as no statement
/// holds it, and refused afterwards. A file may therefore overlap the last one.
/// </summary>
internal sealed class MovementImport(MovementKind kind, CompanyClock clock) : LongImportKind
{
    public override string Name => kind == MovementKind.Delivery ? "deliveries" : "returns";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("Customer", true, "C01"), new("SlipNumber", true, "YS20261120001"), new("OrderNumber", false, "SO20261118007"), new("Store", false, ""), new("Day", true, "2026-11-20"),
        new("Quantity", false, "120"), new("Amount", true, "1176.00"), new("TaxRate", false, "0.13"),
    ];

    public override bool AllowedTo(Role role) => role is Role.Log or Role.FinAr or Role.FinM;

    public override async Task<IReadyImport> PrepareAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var ready = new ReadyRows<GoodsMovement>(nameof(GoodsMovement.StatementId));
        var payers = await db.Customers.AsNoTracking().ToDictionaryAsync(row => row.Code, cancellationToken);
        var stores = await db.Stores.AsNoTracking().ToDictionaryAsync(row => row.Code, cancellationToken);
        var known = new Dictionary<(Guid, string), GoodsMovement>();
        foreach (var part in batch.Rows.Select(row => row.Text("SlipNumber", 60, required: false)).Where(text => text.Length > 0).Distinct().Chunk(5_000))
        {
            foreach (var row in await db.GoodsMovements.AsNoTracking().Where(row => row.Kind == kind && part.Contains(row.SlipNumber)).ToListAsync(cancellationToken)) known[(row.CustomerId, row.SlipNumber)] = row;
        }

        RefuseTwins(batch.Rows.Select(row => (row, $"{row.Text("Customer", 40, required: false)}/{row.Text("SlipNumber", 60, required: false)}")), "SlipNumber");
        foreach (var row in batch.Walk(cancellationToken))
        {
            var payer = row.Find("Customer", payers);
            var slip = row.Text("SlipNumber", 60);
            var store = row.Find("Store", stores, required: false);
            var read = new GoodsMovement
            {
                Id = Guid.CreateVersion7(clock.Now), Kind = kind, SlipNumber = slip, OrderNumber = row.Text("OrderNumber", 60, required: false), StoreId = store?.Id, Day = row.Date("Day"),
                Quantity = row.OptionalNumber("Quantity", 0m, 100_000_000m), Amount = row.Amount("Amount", 0.01m, 1_000_000_000m), TaxRate = row.OptionalNumber("TaxRate", 0m, 0.5m) ?? payer?.VatRate ?? 0.13m,
            };
            if (payer is null || slip.Length == 0) continue;
            if (store is not null && store.CustomerId != payer.Id) row.Fault("Store", "movement.otherChain", store.Code, payer.Code);
            if (read.Day > clock.Today) row.Fault("Day", "movement.future");
            read.CustomerId = payer.Id;
            if (!known.TryGetValue((payer.Id, slip), out var old))
            {
                known[(payer.Id, slip)] = read;
                ready.Add(row, read);
            }
            else if (!Same(old, read))
            {
                if (old.StatementId is not null) row.Fault("SlipNumber", "movement.stated", slip);
                read.Id = old.Id;
                ready.Change(row, read);
            }
        }

        return ready;
    }

    private static bool Same(GoodsMovement one, GoodsMovement other) =>
        (one.OrderNumber, one.StoreId, one.Day, one.Quantity, one.Amount, one.TaxRate) == (other.OrderNumber, other.StoreId, other.Day, other.Quantity, other.Amount, other.TaxRate);
}

/// <summary>A retailer's own statement, known by month, kind and their number; imported again it replaces the line.</summary>
internal sealed class RetailerStatementImport(CompanyClock clock) : LongImportKind
{
    public override string Name => "retailer-statements";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("Customer", true, "C01"), new("Month", true, "2026-10"), new("Kind", true, "Delivery"), new("SlipNumber", true, "YS20261020001"), new("OrderNumber", false, ""), new("Day", true, "2026-10-20"),
        new("Quantity", false, ""), new("Amount", true, "1176.00"), new("Note", false, ""),
    ];

    public override bool AllowedTo(Role role) => role is Role.Ast or Role.Kam or Role.FinAr or Role.FinM;

    public override async Task<IReadyImport> PrepareAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var ready = new ReadyRows<RetailerLine>();
        var payers = batch.Person is { } person
            ? await (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db).AsNoTracking().ToDictionaryAsync(row => row.Code, cancellationToken)
            : await db.Customers.AsNoTracking().ToDictionaryAsync(row => row.Code, cancellationToken);
        var known = new Dictionary<(Guid, DateOnly, StatementLineKind, string), RetailerLine>();
        foreach (var part in batch.Rows.Select(row => row.Text("SlipNumber", 60, required: false)).Where(text => text.Length > 0).Distinct().Chunk(5_000))
        {
            foreach (var row in await db.RetailerLines.AsNoTracking().Where(row => part.Contains(row.SlipNumber)).ToListAsync(cancellationToken)) known[(row.CustomerId, row.Month, row.Kind, row.SlipNumber)] = row;
        }

        var twins = new HashSet<(Guid, DateOnly, StatementLineKind, string)>();
        foreach (var row in batch.Walk(cancellationToken))
        {
            var payer = row.Find("Customer", payers);
            var month = row.Month("Month");
            var kind = row.Choice<StatementLineKind>("Kind");
            var slip = row.Text("SlipNumber", 60);
            var amount = row.Amount("Amount", -1_000_000_000m, 1_000_000_000m);
            var (order, day, quantity, note) = (row.Text("OrderNumber", 60, required: false), row.Date("Day"), row.OptionalNumber("Quantity", 0m, 100_000_000m), row.Text("Note", 200, required: false));
            if (payer is null || slip.Length == 0) continue;
            if (kind != StatementLineKind.Adjustment && (amount > 0m) != (kind == StatementLineKind.Delivery)) row.Fault("Amount", "statement.sign");
            var key = (payer.Id, month, kind, slip);
            if (!twins.Add(key)) row.Fault("SlipNumber", "import.twice", slip);
            if (!known.TryGetValue(key, out var line))
            {
                line = new() { Id = Guid.CreateVersion7(clock.Now), CustomerId = payer.Id, Month = month, Kind = kind, SlipNumber = slip };
                known[key] = line;
                ready.Add(row, line);
            }
            else
            {
                ready.Change(row, line);
            }

            (line.OrderNumber, line.Day, line.Quantity, line.Amount, line.Note) = (order, day, quantity, amount, note);
        }

        return ready;
    }
}
