using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Statements;

/// <summary>
/// Three months of statements a chain (domain.md 5). Two of them are under way and were led there by the people's own tasks: 岚桥's last one with its five differences,
/// 七巷's last one whose invoice missed its window. The others are over, and their invoices were paid some days ago, so that no reminder is held or added.
/// </summary>
internal sealed class DemoStatements(
    IDbContextFactory<ProcessSalesDb> databases, DemoStage stage, StatementDesk desk, StatementCourse course, AttachmentStore files, WorkingCalendars calendars, CollectionTermsBook book,
    CompanyClock clock) : IDemoStory
{
    private const string Differing = "C01";
    private const string Late = "C04";
    private static readonly byte[] Proof = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"u8.ToArray();

    public int Order => 70;

    public string Name => "statements";

    private DateOnly Last => new DateOnly(clock.Today.Year, clock.Today.Month, 1).AddMonths(-1);

    // Whoever uses it for a month sees the same story: what was told is told, whatever month it is now.
    public async Task<bool> IsToldAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return !await db.Customers.AnyAsync(row => row.Code == "C05", cancellationToken)
            || (await db.StatementDifferences.AnyAsync(cancellationToken) && await db.Statements.AnyAsync(row => row.MissedWindows > 0, cancellationToken));
    }

    public async Task TellAsync(CancellationToken cancellationToken)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            foreach (var payer in await db.Customers.AsNoTracking().OrderBy(row => row.Code).Take(5).ToListAsync(cancellationToken))
            {
                for (var back = 2; back >= 0; back--)
                {
                    if (back == 0 && payer.Code is Differing or Late) continue;
                    await db.ChangeAsync(() => OverAsync(db, payer, Last.AddMonths(-back), cancellationToken), cancellationToken);
                    db.ChangeTracker.Clear();
                }
            }
        }

        await DifferAsync(cancellationToken);
        await MissAsync(cancellationToken);
    }

    // A month that is over: stated, agreed, invoiced, accepted and paid.
    private async Task OverAsync(ProcessSalesDb db, Customer payer, DateOnly month, CancellationToken cancellationToken)
    {
        if (await db.Statements.AnyAsync(row => row.CustomerId == payer.Id && row.Month == month, cancellationToken)) return;
        var calendar = await calendars.OfCustomerAsync(payer.Id, cancellationToken);
        var end = month.AddMonths(1).AddDays(-1);
        var number = $"ST-{end.AddDays(2):yyyyMMdd}-{payer.Code[1..].PadLeft(4, '0')}";
        var at = clock.At(end.AddDays(2), new(9, 30));
        var movements = Movements(payer, month);
        db.GoodsMovements.AddRange(movements);
        var total = movements.Sum(row => row.Amount);
        var file = new Case
        {
            Id = Guid.CreateVersion7(at), Number = number, Process = StatementDesk.Process, InstanceId = Guid.CreateVersion7(at).ToString("N"), State = CaseState.Closed, Title = $"{payer.Name} {month:yyyy-MM} 对账单", OwnerId = payer.OwnerId,
            AreaId = payer.AreaId, CustomerCode = payer.Code, Amount = total, SearchText = $"{payer.Name} {month:yyyy-MM} {payer.Code}".ToLowerInvariant(), CreatedAt = at, ClosedAt = clock.At(end.AddDays(20), new(16, 0)),
        };
        db.Cases.Add(file);
        var accepted = Earlier(end.AddDays(15), clock.Today.AddDays(-1));
        var item = new Receivable
        {
            Id = Guid.CreateVersion7(at), CustomerId = payer.Id, Number = $"FP-{month:yyyyMM}-{payer.Code}", Kind = ReceivableKind.Invoice, Amount = total, Open = 0m, IssuedOn = Earlier(end.AddDays(10), clock.Today.AddDays(-2)), CreatedAt = at,
            Ended = ReceivableState.Paid,
        };
        item.FallDue(PaymentTerm.TryParse(payer.PaymentTerm, out var term) && term.Due(new(end, accepted, end)) is { } due ? due : end.AddDays(30), payer, await book.CurrentAsync(db, cancellationToken), calendar);
        // Longer ago than a day, or it would hold a reminder.
        var paid = Earlier(item.ExpectedOn, clock.Today.AddDays(-4));
        item.EndedOn = paid;
        var statement = new Statement
        {
            Id = Guid.CreateVersion7(at), CaseId = file.Id, Number = number, CustomerId = payer.Id, Month = month, State = StatementState.Closed, Total = total, TheirTotal = total, Agreed = total, ConfirmedBy = "财务部", ConfirmedOn = end.AddDays(6),
            InvoiceTitle = payer.InvoiceTitle, TaxNumber = payer.TaxNumber, InvoiceAmount = total, InvoiceNumber = item.Number, InvoicedOn = item.IssuedOn, HandedInOn = accepted, AcceptedOn = accepted, ReceivableId = item.Id, CreatedAt = at,
        };
        item.StatementId = statement.Id;
        foreach (var moved in movements) moved.StatementId = statement.Id;
        db.Statements.Add(statement);
        db.StatementLines.AddRange(movements.Select(moved => new StatementLine
        {
            Id = Guid.CreateVersion7(at), StatementId = statement.Id, Day = moved.Day, Kind = StatementLineKind.Delivery, OurNumber = moved.OrderNumber, SlipNumber = moved.SlipNumber, StoreId = moved.StoreId, Quantity = moved.Quantity,
            Amount = moved.Amount, TaxRate = moved.TaxRate, SourceId = moved.Id,
        }));
        db.Receivables.Add(item);
        var bank = clock.At(paid, new(10, 0));
        var receipt = new Receipt
        {
            Id = Guid.CreateVersion7(bank), BankReference = $"DEMO-{item.Number}", BankDate = paid, PayerName = payer.Name, Amount = total, Remittance = item.Number, State = ReceiptState.Claimed, CustomerId = payer.Id, EnteredAt = bank, ClaimedAt = bank,
        };
        db.Receipts.Add(receipt);
        db.Allocations.Add(new() { Id = Guid.CreateVersion7(bank), Key = $"demo/{item.Number}", ReceivableId = item.Id, ReceiptId = receipt.Id, Kind = AllocationKind.Receipt, Amount = total, At = bank });
    }

    // 漏单, 价差, 未约定费用 1,200, 重复扣, 跨期.
    private async Task DifferAsync(CancellationToken cancellationToken)
    {
        var (statement, kam) = await SentAsync(Differing, async (db, row) =>
        {
            // A deduction that both sides know; theirs comes twice.
            db.StatementLines.Add(new() { Id = Guid.CreateVersion7(clock.Now), StatementId = row.Id, Day = row.Until, Kind = StatementLineKind.Deduction, OurNumber = "DM-1", SlipNumber = "KK-01", Amount = -2_000m, TaxRate = 0.13m });
            row.Total -= 2_000m;
            await TheirsAsync(db, row, ours => ours.Index switch
            {
                0 => null,
                1 => ours.Amount - 260m,
                _ => ours.Amount,
            }, cancellationToken);
            // What stands on our statement of the month before, they have only now.
            var before = await db.GoodsMovements.Where(moved => moved.CustomerId == row.CustomerId && moved.Day < row.Month && moved.Kind == MovementKind.Delivery).OrderByDescending(moved => moved.Day).FirstAsync(cancellationToken);
            db.RetailerLines.AddRange(
                Theirs(row, StatementLineKind.Deduction, "KK-01", "", -2_000m, "DM 海报"), Theirs(row, StatementLineKind.Deduction, "KK-02", "", -2_000m, "DM 海报"), Theirs(row, StatementLineKind.Deduction, "KK-03", "", -1_200m, "店庆赞助费"),
                Theirs(row, StatementLineKind.Delivery, before.SlipNumber, "", before.Amount, "上期补记"));
        }, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.StatementDifferences.AnyAsync(row => row.StatementId == statement.Id, cancellationToken)) await desk.MatchAsync(kam, statement.Id, cancellationToken);
    }

    // Agreed and asked for, but not issued before the window closed.
    private async Task MissAsync(CancellationToken cancellationToken)
    {
        var (statement, kam) = await SentAsync(Late, (db, row) => TheirsAsync(db, row, ours => ours.Amount, cancellationToken), cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (statement.State == StatementState.Reconciling)
        {
            await desk.MatchAsync(kam, statement.Id, cancellationToken);
            await files.SaveAsync(kam, statement.CaseId, "proof", "对账确认.pdf", new MemoryStream(Proof), cancellationToken);
            await stage.AnswerAsync(statement.CaseId, "Confirm", cancellationToken, form: new() { ["confirmedBy"] = "周会计(财务)", ["confirmedOn"] = Text(clock.Today), ["way"] = "seal" });
            statement = await ReadAsync(statement.Id, cancellationToken);
        }

        var payer = await db.Customers.AsNoTracking().SingleAsync(row => row.Id == statement.CustomerId, cancellationToken);
        if (statement.State == StatementState.Agreed)
        {
            var (from, _) = MonthDays.Read(payer.InvoiceWindows).WindowOnOrAfter(clock.Today);
            await stage.AnswerAsync(statement.CaseId, "Submit", cancellationToken, form: new()
            {
                ["title"] = payer.InvoiceTitle.Length > 0 ? payer.InvoiceTitle : payer.Name, ["taxNumber"] = payer.TaxNumber, ["items"] = "食品", ["amount"] = statement.Agreed, ["kind"] = "special", ["delivery"] = "visit", ["windowDate"] = Text(from),
            });
            statement = await ReadAsync(statement.Id, cancellationToken);
        }

        if (statement.MissedWindows > 0) return;
        await db.Statements.Where(row => row.Id == statement.Id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.WindowFrom, clock.Today.AddDays(-9)).SetProperty(row => row.WindowUntil, clock.Today.AddDays(-2)).SetProperty(row => row.Version, row => row.Version + 1), cancellationToken);
        await course.WatchWindowsAsync(cancellationToken);
    }

    // Last month's statement of a chain, built and sent by its assistant, with what the chain's own shows.
    private async Task<(Statement Statement, Guid Kam)> SentAsync(string code, Func<ProcessSalesDb, Statement, Task> fill, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var payer = await db.Customers.AsNoTracking().SingleAsync(row => row.Code == code, cancellationToken);
        await db.ChangeAsync(async () =>
        {
            if (!await db.GoodsMovements.AnyAsync(row => row.CustomerId == payer.Id && row.Day >= Last, cancellationToken)) db.GoodsMovements.AddRange(Movements(payer, Last));
        }, cancellationToken);
        var (id, file) = await desk.BuildAsync(null, code, Last, cancellationToken);
        // Also what a story that broke off has left.
        await stage.GoOnAsync(file, cancellationToken);
        db.ChangeTracker.Clear();
        await db.ChangeAsync(async () =>
        {
            var row = await db.Statements.SingleAsync(each => each.Id == id, cancellationToken);
            if (!await db.RetailerLines.AnyAsync(line => line.CustomerId == payer.Id && line.Month == Last, cancellationToken)) await fill(db, row);
            row.Version++;
        }, cancellationToken);
        if ((await ReadAsync(id, cancellationToken)).State == StatementState.Draft) await stage.AnswerAsync(file, "Send", cancellationToken);
        return (await ReadAsync(id, cancellationToken), payer.OwnerId);
    }

    private async Task<Statement> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Statements.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
    }

    private static async Task TheirsAsync(ProcessSalesDb db, Statement statement, Func<(int Index, decimal Amount), decimal?> amount, CancellationToken cancellationToken)
    {
        var ours = await db.StatementLines.AsNoTracking().Where(row => row.StatementId == statement.Id).OrderBy(row => row.Kind != StatementLineKind.Delivery).ThenBy(row => row.Day).ThenBy(row => row.SlipNumber).ToListAsync(cancellationToken);
        foreach (var (index, line) in ours.Index())
        {
            if (amount((index, line.Amount)) is { } theirs) db.RetailerLines.Add(Theirs(statement, line.Kind, line.SlipNumber.Length > 0 ? line.SlipNumber : line.OurNumber, line.OurNumber, theirs, "", line.Day));
        }
    }

    private static RetailerLine Theirs(Statement statement, StatementLineKind kind, string slip, string order, decimal amount, string note, DateOnly? day = null) => new()
    {
        Id = Guid.CreateVersion7(), CustomerId = statement.CustomerId, Month = statement.Month, Kind = kind, SlipNumber = slip, OrderNumber = order, Day = day ?? statement.Until, Amount = amount, Note = note,
    };

    private List<GoodsMovement> Movements(Customer payer, DateOnly month) => Enumerable.Range(1, 5).Select(slip => new GoodsMovement
    {
        Id = Guid.CreateVersion7(clock.Now), CustomerId = payer.Id, Kind = MovementKind.Delivery, SlipNumber = $"YS{month:yyMM}{payer.Code[1..]}{slip:00}", OrderNumber = $"SO{month:yyMM}{payer.Code[1..]}{slip:00}", Day = month.AddDays((slip * 5) - 2),
        Quantity = 100m * slip, Amount = decimal.Round((2_450m * slip) + (month.Month * 36.8m) + (payer.Code[^1] * 12.5m), 2), TaxRate = 0.13m,
    }).ToList();

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
