using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Deductions;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Statements;

/// <summary>What a step of the process found when it moved its statement on.</summary>
/// <param name="Outcome">Moved, Open (differences are not settled), Approval (what is given up needs one) or Refused.</param>
/// <param name="Note">Why not, for people; null when it moved.</param>
/// <param name="Amount">CNY to be approved: what is given up, at least nothing; a sum within the share of the statement counts as the smallest row of the matrix.</param>
public sealed record StatementMove(string Outcome, string? Note, decimal Amount);

/// <summary>
/// Leads a statement through its states as its process says: each step once, whatever is repeated (domain.md 2.6 J20 to J80). Keeps the invoice windows. Safe for
/// concurrent use.
/// </summary>
public sealed class StatementCourse(
    IDbContextFactory<ProcessSalesDb> databases, StatementSources sources, DeductionDesk deductions, WorkingCalendars calendars, Notifier notifier, NotificationTemplates templates, Staff staff,
    CollectionTermsBook book, CompanyClock clock)
{
    /// <summary>Moves the statement of a case. The same key again changes nothing and answers the same as long as nothing else happened.</summary>
    /// <param name="key">Of the step's execution.</param>
    /// <param name="to">Where to.</param>
    /// <param name="data">What was filled in on the way.</param>
    /// <param name="approved">Whether what is given up was approved.</param>
    /// <exception cref="RefusedException">The case has no statement, or the table does not allow the move.</exception>
    public async Task<StatementMove> MoveAsync(string key, Guid caseId, StatementState to, JsonObject? data, bool approved, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            if (await db.Statements.Where(row => row.CaseId == caseId).ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, row => row.Version + 1), cancellationToken) == 0) throw new RefusedException(RefusalKind.NotFound, "statement.unknown");
            var statement = await db.Statements.SingleAsync(row => row.CaseId == caseId, cancellationToken);
            if (await db.Audit.AnyAsync(entry => entry.Key == key, cancellationToken)) return new StatementMove("Moved", null, 0m);
            var payer = await db.Customers.SingleAsync(row => row.Id == statement.CustomerId, cancellationToken);
            var from = statement.State;
            var refused = to switch
            {
                StatementState.Reconciling when statement.State.IsCompared() => null,
                StatementState.Agreed => await AgreeAsync(db, statement, payer, data, approved, cancellationToken),
                StatementState.Invoicing => Ask(statement, payer, data),
                StatementState.Invoiced => await InvoiceAsync(db, statement, payer, data, cancellationToken),
                StatementState.HandedIn => HandIn(statement, data),
                StatementState.Accepted => await AcceptAsync(db, statement, payer, data, cancellationToken),
                StatementState.Reissued => await TakeBackAsync(db, statement, cancellationToken),
                StatementState.Cancelled => await FreeAsync(db, statement, cancellationToken),
                _ => null,
            };
            if (refused is not null) return refused;
            // Asked for once more after finance gave the request back, or compared already: nothing to move.
            if (!(to == StatementState.Reconciling && from.IsCompared()) && !(to == StatementState.Invoicing && from == StatementState.Invoicing)) statement.MoveTo(to);
            db.Record(clock.Now, new() { CaseId = caseId, Subject = "statement", Action = "Move", From = from.ToString(), To = statement.State.ToString(), Key = key });
            return new StatementMove("Moved", null, 0m);
        }, cancellationToken);
    }

    /// <summary>Reminds of invoice windows three working days ahead, and tells the area manager of each that was missed: the expected pay date moves then. Safe to repeat and to miss.</summary>
    public async Task WatchWindowsAsync(CancellationToken cancellationToken = default)
    {
        var today = clock.Today;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var waiting = await Statement.AwaitingWindow(db.Statements.AsNoTracking()).Select(row => row.Id).ToListAsync(cancellationToken);
        if (waiting.Count == 0) return;
        var notice = (await book.CurrentAsync(db, cancellationToken)).WindowNoticeDays;
        var soon = await templates.FindAsync(StatementDesk.Process, "window-soon", cancellationToken);
        var missed = await templates.FindAsync(StatementDesk.Process, "window-missed", cancellationToken);
        foreach (var id in waiting)
        {
            await db.ChangeAsync(async () =>
            {
                var statement = await db.Statements.SingleAsync(row => row.Id == id, cancellationToken);
                var payer = await db.Customers.AsNoTracking().SingleAsync(row => row.Id == statement.CustomerId, cancellationToken);
                if (statement.NextWindow(MonthDays.Read(payer.InvoiceWindows), today) is not { From: var from } window) return;
                var calendar = await calendars.OfCustomerAsync(payer.Id, cancellationToken);
                if (today > window.Until) await MissAsync(db, statement, payer, calendar, missed, cancellationToken);
                else if (statement.ToldOfWindow != from && today >= calendar.AddWorkingDays(from, -notice))
                {
                    statement.ToldOfWindow = from;
                    statement.Version++;
                    var people = await db.Users.Where(row => row.Active && (row.Role == Role.FinAr || row.Id == payer.OwnerId)).Select(row => row.Id).ToListAsync(cancellationToken);
                    await notifier.AddAsync(db, new($"statement/{id:N}/window/{from:yyyyMMdd}", StatementDesk.Process, "window-soon", people, Words(statement, payer, from), statement.CaseId), soon, cancellationToken);
                }
            }, cancellationToken);
            db.ChangeTracker.Clear();
        }
    }

    /// <summary>批结: brings the due date of a batch forward once the later delivery that makes it due has arrived (domain.md 2.6, BATCH k). A date that was extended stays. Safe to repeat. Returns how many.</summary>
    public async Task<int> WatchBatchesAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var waiting = await (from item in db.Receivables.AsNoTracking()
                             where item.Ended == null && item.StatementId != null && !db.DueExtensions.Any(row => row.ReceivableId == item.Id && row.State == ExtensionState.Agreed)
                             join payer in db.Customers on item.CustomerId equals payer.Id
                             where payer.PaymentTerm.StartsWith("BATCH")
                             join statement in db.Statements on item.StatementId equals statement.Id
                             where statement.ReceivableId == item.Id
                             orderby item.DueOn, item.Id
                             select new { item.Id, item.DueOn, Statement = statement.Id, Payer = payer.Id }).ToListAsync(cancellationToken);
        var moved = 0;
        foreach (var one in waiting)
        {
            var (statement, payer) = (await db.Statements.AsNoTracking().SingleAsync(row => row.Id == one.Statement, cancellationToken), await db.Customers.AsNoTracking().SingleAsync(row => row.Id == one.Payer, cancellationToken));
            // Most wait for a delivery that has not come: they keep no writer waiting.
            if (await DueAsync(db, statement, payer, cancellationToken) >= one.DueOn) continue;
            if (await db.ChangeAsync(async () =>
            {
                var item = (await AllocationLedger.HoldAsync(db, [one.Id], cancellationToken))[one.Id];
                var due = await DueAsync(db, statement, payer, cancellationToken);
                if (item.Ended is not null || due >= item.DueOn) return false;
                var from = item.DueOn;
                await DateAsync(db, item, statement, payer, cancellationToken);
                db.Record(clock.Now, new() { CaseId = statement.CaseId, Subject = $"receivable:{item.Number}", Action = "BatchDue", From = $"{from:yyyy-MM-dd}", To = $"{item.DueOn:yyyy-MM-dd}" });
                return true;
            }, cancellationToken)) moved++;
            db.ChangeTracker.Clear();
        }

        return moved;
    }

    /// <summary>Tells the area manager of differences that are not settled in time, each once. Safe to repeat.</summary>
    public async Task WatchDifferencesAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = clock.Today;
        var late = await db.StatementDifferences.AsNoTracking().Where(row => row.Result == DifferenceResult.Open && row.DueOn < today && row.ToldAt == null)
            .OrderBy(row => row.DueOn).ThenBy(row => row.Id).Take(500).Select(row => row.Id).ToListAsync(cancellationToken);
        if (late.Count == 0) return;
        var found = await templates.FindAsync(StatementDesk.Process, "difference-late", cancellationToken);
        foreach (var id in late)
        {
            var owner = await db.StatementDifferences.Where(row => row.Id == id).Select(row => row.OwnerId).SingleAsync(cancellationToken);
            var superior = (await staff.SuperiorOfAsync(owner, cancellationToken))?.Id;
            await db.ChangeAsync(async () =>
            {
                var difference = await db.StatementDifferences.SingleAsync(row => row.Id == id, cancellationToken);
                var statement = await db.Statements.AsNoTracking().SingleAsync(row => row.Id == difference.StatementId, cancellationToken);
                if (difference.Result != DifferenceResult.Open || difference.ToldAt is not null) return;
                difference.ToldAt = clock.Now;
                var payer = await db.Customers.AsNoTracking().SingleAsync(row => row.Id == statement.CustomerId, cancellationToken);
                Guid[] people = superior is { } boss ? [owner, boss] : [owner];
                await notifier.AddAsync(db, new($"difference/{id:N}/late", StatementDesk.Process, "difference-late", people, SettlementWords.Of(
                    ("number", statement.Number), ("title", payer.Name), ("note", difference.Reference), ("amount", difference.Amount), ("due", difference.DueOn)), statement.CaseId), found, cancellationToken);
            }, cancellationToken);
            db.ChangeTracker.Clear();
        }
    }

    private async Task<StatementMove?> AgreeAsync(ProcessSalesDb db, Statement statement, Customer payer, JsonObject? data, bool approved, CancellationToken cancellationToken)
    {
        var differences = await db.StatementDifferences.Where(row => row.StatementId == statement.Id).ToListAsync(cancellationToken);
        if (differences.Count(row => row.Result == DifferenceResult.Open) is > 0 and var open) return new("Open", $"还有 {open} 项差异未处理。 {open} differences are not settled.", 0m);
        if (await TakeDeductionsAsync(db, differences, cancellationToken) is > 0 and var unknown) return new("Open", $"还有 {unknown} 项账扣未匹配完。 {unknown} deductions are neither matched nor disputed.", 0m);
        var given = Math.Abs(differences.Sum(row => row.GivenUp));
        if (given > 0m && !approved)
        {
            var terms = await book.CurrentAsync(db, cancellationToken);
            // Up to 50 yuan or 0.1 %, whichever is more, is the smallest row (domain.md 2.6).
            return new("Approval", null, terms.SumToApprove(given, statement.Total));
        }

        var putOff = differences.Where(row => row.Result == DifferenceResult.NextMonth && row.LineId is not null).ToList();
        if (await sources.UseAsync(db, statement, putOff.Select(row => row.LineId!.Value).ToList(), cancellationToken) is { } gone) return new("Refused", $"{gone} 已在别处抵扣,请取消对账单后重新生成。 {gone} was used elsewhere meanwhile: cancel the statement and build it anew.", 0m);
        if (data is not null)
        {
            statement.ConfirmedBy = Text(data, "confirmedBy", 100);
            statement.ConfirmedOn = Day(data, "confirmedOn") ?? clock.Today;
        }

        foreach (var difference in putOff) await PutOffAsync(db, difference, cancellationToken);
        foreach (var difference in differences.Where(row => row.GivenUp != 0m || row.Matched != 0m))
        {
            var kind = difference.Result == DifferenceResult.Deduction ? StatementLineKind.Deduction : StatementLineKind.Adjustment;
            db.StatementLines.Add(new()
            {
                Id = Guid.CreateVersion7(clock.Now), StatementId = statement.Id, Day = statement.Until, Kind = kind, OurNumber = difference.Reference, Amount = difference.Accepted, TaxRate = payer.VatRate,
            });
        }

        statement.Total += differences.Sum(row => row.Accepted);
        statement.Agreed = statement.Total;
        (statement.WindowFrom, statement.WindowUntil) = Window(payer, clock.Today);
        return null;
    }

    // Each deduction lowers the statement by what was matched; how many are not classified yet.
    private static async Task<int> TakeDeductionsAsync(ProcessSalesDb db, List<StatementDifference> differences, CancellationToken cancellationToken)
    {
        var taken = differences.Where(row => row.Result == DifferenceResult.Deduction).ToDictionary(row => row.Id);
        if (taken.Count == 0) return 0;
        var ids = taken.Keys.ToList();
        var rows = await db.Deductions.AsNoTracking().Where(row => row.DifferenceId != null && ids.Contains(row.DifferenceId.Value)).ToListAsync(cancellationToken);
        if (rows.Count(row => row.State == DeductionState.Open) is > 0 and var open) return open;
        foreach (var row in rows) taken[row.DifferenceId!.Value].Matched = row.Matched;
        return 0;
    }

    // The slip is free again and stands in the next statement.
    private static async Task PutOffAsync(ProcessSalesDb db, StatementDifference difference, CancellationToken cancellationToken)
    {
        var line = await db.StatementLines.SingleAsync(row => row.Id == difference.LineId, cancellationToken);
        if (await db.GoodsMovements.SingleOrDefaultAsync(row => row.Id == line.SourceId, cancellationToken) is { } moved) moved.StatementId = null;
        db.StatementLines.Remove(line);
    }

    private static StatementMove? Ask(Statement statement, Customer payer, JsonObject? data)
    {
        if (data is null) return null;
        if (Day(data, "windowDate") is { } planned && !MonthDays.Read(payer.InvoiceWindows).Contains(planned))
            return new("Refused", $"计划交票日 {planned:yyyy-MM-dd} 不在收票日 {payer.InvoiceWindows} 内。 {planned:yyyy-MM-dd} is outside the invoice window {payer.InvoiceWindows}.", 0m);
        var amount = Number(data, "amount") ?? statement.Agreed ?? 0m;
        if (amount <= 0m || amount > (statement.Agreed ?? 0m)) return new("Refused", $"开票金额不能超过确认金额 ¥{statement.Agreed:N2}。 The invoice cannot be higher than the agreed CNY {statement.Agreed:N2}.", 0m);
        statement.InvoiceTitle = Text(data, "title", 200);
        statement.TaxNumber = Text(data, "taxNumber", 18);
        statement.InvoiceKind = Enum.TryParse<VatInvoiceKind>(Text(data, "kind", 20), true, out var kind) ? kind : VatInvoiceKind.Special;
        statement.InvoiceAmount = amount;
        return null;
    }

    private async Task<StatementMove?> InvoiceAsync(ProcessSalesDb db, Statement statement, Customer payer, JsonObject? data, CancellationToken cancellationToken)
    {
        var number = data is null ? "" : Text(data, "invoiceNumber", 60);
        if (number.Length == 0 || await db.Receivables.AnyAsync(row => row.Number == number, cancellationToken)) return new("Refused", $"发票号码缺失或已存在:{number}。 The invoice number is missing or known already: {number}.", 0m);
        statement.InvoiceNumber = number;
        statement.InvoicedOn = Day(data!, "issuedOn") ?? clock.Today;
        var item = new Receivable
        {
            Id = Guid.CreateVersion7(clock.Now), CustomerId = payer.Id, Number = number, Kind = ReceivableKind.Invoice, StatementId = statement.Id, Amount = statement.InvoiceAmount!.Value, Open = statement.InvoiceAmount.Value,
            IssuedOn = statement.InvoicedOn.Value, CreatedAt = clock.Now,
        };
        await DateAsync(db, item, statement, payer, cancellationToken);
        db.Receivables.Add(item);
        statement.ReceivableId = item.Id;
        await deductions.OpenWaitingAsync(db, statement.Id, item.Id, cancellationToken);
        return null;
    }

    private static StatementMove? HandIn(Statement statement, JsonObject? data)
    {
        statement.HandedInOn = data is null ? null : Day(data, "handedInOn");
        return statement.HandedInOn is null ? new("Refused", "请填写交票日期。 Say when it was handed in.", 0m) : null;
    }

    private async Task<StatementMove?> AcceptAsync(ProcessSalesDb db, Statement statement, Customer payer, JsonObject? data, CancellationToken cancellationToken)
    {
        statement.AcceptedOn = (data is null ? null : Day(data, "acceptedOn")) ?? clock.Today;
        var held = await AllocationLedger.HoldAsync(db, [statement.ReceivableId!.Value], cancellationToken);
        await DateAsync(db, held[statement.ReceivableId.Value], statement, payer, cancellationToken);
        return null;
    }

    // A wrong invoice is taken back by a red one; the item it made is credited in full and keeps its number.
    private async Task<StatementMove?> TakeBackAsync(ProcessSalesDb db, Statement statement, CancellationToken cancellationToken)
    {
        if (statement.ReceivableId is { } id)
        {
            var item = (await AllocationLedger.HoldAsync(db, [id], cancellationToken))[id];
            if (item.Ended is not null || item.Open != item.Amount) return new("Refused", "已有收款核销,不能冲红。 Something was paid on it already.", 0m);
            db.Allocations.Add(new() { Id = Guid.CreateVersion7(clock.Now), Key = $"red/{id:N}", ReceivableId = id, Kind = AllocationKind.RedInvoice, Amount = item.Open, SourceId = statement.Id, At = clock.Now, Note = "红冲重开" });
            item.Open = 0m;
            item.Disputed = 0m;
            item.End(ReceivableState.CreditNoted, clock.Today);
        }

        (statement.ReceivableId, statement.InvoiceNumber, statement.InvoicedOn, statement.HandedInOn) = (null, null, null, null);
        return null;
    }

    private static async Task<StatementMove?> FreeAsync(ProcessSalesDb db, Statement statement, CancellationToken cancellationToken)
    {
        await db.GoodsMovements.Where(row => row.StatementId == statement.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.StatementId, (Guid?)null), cancellationToken);
        await db.StatementLines.Where(row => row.StatementId == statement.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.SourceId, (Guid?)null), cancellationToken);
        return null;
    }

    private async Task MissAsync(ProcessSalesDb db, Statement statement, Customer payer, WorkingCalendar calendar, EventTemplates found, CancellationToken cancellationToken)
    {
        var was = statement.WindowFrom!.Value;
        statement.MissedWindows++;
        (statement.WindowFrom, statement.WindowUntil) = Window(payer, clock.Today);
        statement.Version++;
        var expected = Receivable.ExpectedFor(
            (await DueAsync(db, statement, payer, cancellationToken)).OrLater(statement.WindowFrom ?? clock.Today), payer, await book.CurrentAsync(db, cancellationToken), calendar);
        if (statement.ReceivableId is { } id)
        {
            var item = (await AllocationLedger.HoldAsync(db, [id], cancellationToken))[id];
            if (expected > item.ExpectedOn) item.ExpectedOn = expected;
            item.Version++;
        }

        var superior = (await Staff.SuperiorOfAsync(db, payer.OwnerId, cancellationToken))?.Id;
        Guid[] people = superior is { } boss ? [boss, payer.OwnerId] : [payer.OwnerId];
        await notifier.AddAsync(db, new($"statement/{statement.Id:N}/missed/{was:yyyyMMdd}", StatementDesk.Process, "window-missed", people, Words(statement, payer, expected), statement.CaseId), found, cancellationToken);
        db.Record(clock.Now, new() { CaseId = statement.CaseId, Subject = "statement", Action = "WindowMissed", From = was.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), To = statement.WindowFrom?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) });
    }

    private async Task DateAsync(ProcessSalesDb db, Receivable item, Statement statement, Customer payer, CancellationToken cancellationToken)
    {
        item.FallDue(
            await DueAsync(db, statement, payer, cancellationToken), payer, await book.CurrentAsync(db, cancellationToken), await calendars.OfCustomerAsync(payer.Id, cancellationToken),
            statement.MissedWindows > 0 ? statement.WindowFrom : null);
        item.Version++;
    }

    // The statement's last goods-in counts; an invoice that is not accepted yet counts from its issue until then.
    private async Task<DateOnly> DueAsync(ProcessSalesDb db, Statement statement, Customer payer, CancellationToken cancellationToken)
    {
        if (!PaymentTerm.TryParse(payer.PaymentTerm, out var term)) return statement.Until.AddDays(30);
        var goods = await db.StatementLines.Where(line => line.StatementId == statement.Id && line.Kind == StatementLineKind.Delivery).MaxAsync(line => (DateOnly?)line.Day, cancellationToken) ?? statement.Until;
        if ((await HighRisk.OfAsync(db, payer.Id, clock, cancellationToken)).Covers(goods)) term = new(TermBasis.Prepaid, 0);
        var later = term.Basis == TermBasis.Batch ? await LaterDeliveriesAsync(db, payer.Id, goods, cancellationToken) : null;
        return term.Due(new(goods, statement.AcceptedOn ?? statement.InvoicedOn ?? clock.Today, statement.Until, later)) ?? statement.Until.AddDays(30);
    }

    private static Task<List<DateOnly>> LaterDeliveriesAsync(ProcessSalesDb db, Guid payer, DateOnly after, CancellationToken cancellationToken) =>
        db.GoodsMovements.Where(row => row.CustomerId == payer && row.Kind == MovementKind.Delivery && row.Day > after).Select(row => row.Day).Distinct().OrderBy(day => day).Take(12).ToListAsync(cancellationToken);

    private static (DateOnly? From, DateOnly? Until) Window(Customer payer, DateOnly today) =>
        MonthDays.Read(payer.InvoiceWindows) is { IsAny: false } days && days.WindowOnOrAfter(today) is var window ? (window.From, window.Until) : (null, null);

    private static JsonObject Words(Statement statement, Customer payer, DateOnly day) => SettlementWords.Of(
        ("number", statement.Number), ("title", payer.Name), ("amount", statement.InvoiceAmount ?? statement.Agreed ?? statement.Total), ("due", day), ("state", statement.State));

    private static string Text(JsonObject data, string name, int longest) => data[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text.Trim() is var plain && plain.Length > longest ? plain[..longest] : plain : "";

    private static DateOnly? Day(JsonObject data, string name) => DateOnly.TryParseExact(Text(data, name, 20), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static decimal? Number(JsonObject data, string name) => data[name] is JsonValue value
        ? value.TryGetValue<decimal>(out var number) ? number : decimal.TryParse(value.ToString(), NumberStyles.Number, CultureInfo.InvariantCulture, out number) ? number : null
        : null;
}
