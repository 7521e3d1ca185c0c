using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Deductions;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Returns;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Statements;

/// <summary>Somebody who may be made responsible for a difference.</summary>
public sealed record DifferenceOwner(Guid Id, string Name);

/// <summary>
/// Builds statements, compares them with the retailers' and settles what differs (domain.md 2.6 J10 to J30). What follows the comparison is led by the process, see
/// <see cref="StatementCourse"/>. Safe for concurrent use.
/// </summary>
public sealed class StatementDesk(
    IDbContextFactory<ProcessSalesDb> databases, CaseRegister cases, StatementSources sources, WorkingCalendars calendars, CollectionTermsBook book, CompanyClock clock)
{
    /// <summary>The process that leads a statement.</summary>
    public const string Process = "statement";

    /// <summary>
    /// Builds the statement of a payer and month from deliveries, returns, credit notes and approved deductions, and starts its process. One that is there already is returned as it
    /// is. Goods that are stated by delivery or batch stand on their own statements.
    /// </summary>
    /// <param name="person">Who asks for it; null for the timetable.</param>
    /// <returns>The statement and its case; the caller hands the case to the pump.</returns>
    /// <exception cref="RefusedException">The payer is outside the person's scope, the month is not over, or there is nothing to state.</exception>
    public async Task<(Guid Statement, Guid Case)> BuildAsync(Guid? person, string customerCode, DateOnly month, CancellationToken cancellationToken = default)
    {
        month = new(month.Year, month.Month, 1);
        if (month.AddMonths(1) > clock.Today) throw new RefusedException(RefusalKind.Invalid, [new("month", "statement.monthNotOver")]);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var payers = person is { } who ? (await DataScope.OfAsync(db, who, cancellationToken)).Customers(db) : db.Customers;
            if (person is { } asking) await db.RequireRoleAsync(asking, cancellationToken, Role.Ast, Role.Kam, Role.FinAr, Role.FinM);
            var payer = await payers.AsNoTracking().SingleOrDefaultAsync(row => row.Code == customerCode, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "field.unknownReference", customerCode);
            return await OpenAsync(db, payer, new() { Month = month }, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Builds last month's statements of all payers that had goods until its end, on the day that their contract names. Safe to repeat. Returns the new cases.</summary>
    /// <exception cref="AggregateException">Some payers' statements could not be built; all others were.</exception>
    public async Task<IReadOnlyList<Guid>> BuildDueAsync(CancellationToken cancellationToken = default)
    {
        var month = new DateOnly(clock.Today.Year, clock.Today.Month, 1).AddMonths(-1);
        var end = month.AddMonths(1);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var payers = await db.Customers.AsNoTracking().Where(row => row.Status == CustomerStatus.Active
                && ReturnDeductions.Unstated(db).Any(moved => moved.CustomerId == row.Id && moved.Day < end && moved.Kind == MovementKind.Delivery)
                && !db.Statements.Any(known => known.CustomerId == row.Id && known.Month == month && known.Cycle == StatementCycle.Monthly && known.State != StatementState.Cancelled))
            .OrderBy(row => row.Code).ToListAsync(cancellationToken);
        var special = (await PayerCycles.Special(db).ToListAsync(cancellationToken)).ToHashSet();
        var started = new List<Guid>();
        await EachAsync(db, payers, async payer =>
        {
            var cycles = await PayerCycles.OfAsync(db, payer.Id, clock, cancellationToken);
            if (!cycles.IsMonthDue(month, clock.Today)) return;
            // Where each delivery is stated, the month has nothing of its own.
            if (special.Contains(payer.Id) && !(await ReturnDeductions.Unstated(db).Where(row => row.CustomerId == payer.Id && row.Day < end && row.Kind == MovementKind.Delivery).Select(row => row.Day).Distinct().ToListAsync(cancellationToken))
                .Exists(day => cycles.On(day) == StatementCycle.Monthly)) return;
            started.Add((await db.ChangeAsync(() => OpenAsync(db, payer, new() { Month = month }, cancellationToken), cancellationToken)).Case);
            db.ChangeTracker.Clear();
        });
        return started;
    }

    /// <summary>
    /// Builds the statements of deliveries and of batches that are due, each once, in the order in which the goods came; in whatever state of business the payer is. Safe to repeat
    /// and to break off. Returns the new cases.
    /// </summary>
    /// <exception cref="AggregateException">Some payers' statements could not be built; all others were.</exception>
    public async Task<IReadOnlyList<Guid>> BuildDeliveriesAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var payers = await db.Customers.AsNoTracking().Where(row => PayerCycles.Special(db).Contains(row.Id) && db.GoodsMovements.Any(moved => moved.CustomerId == row.Id && moved.StatementId == null && moved.Kind == MovementKind.Delivery))
            .OrderBy(row => row.Code).ToListAsync(cancellationToken);
        var started = new List<Guid>();
        await EachAsync(db, payers, async payer =>
        {
            foreach (var due in await DueAsync(db, payer.Id, cancellationToken))
            {
                // One transaction each: what is there stays there, and what is left comes with the next call.
                var (id, file) = await db.ChangeAsync(() => OpenAsync(db, payer, due(), cancellationToken), cancellationToken);
                db.ChangeTracker.Clear();
                if (id != default) started.Add(file);
            }
        });
        return started;
    }

    // What is wrong with one payer keeps no other's statement back; it is told when all have had their turn. The sweeper carries on with what was begun.
    private static async Task EachAsync(ProcessSalesDb db, IReadOnlyList<Customer> payers, Func<Customer, Task> build)
    {
        var failures = new List<Exception>();
        foreach (var payer in payers)
        {
            try
            {
                await build(payer);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                db.ChangeTracker.Clear();
                failures.Add(new InvalidOperationException($"The statement of {payer.Code} could not be built: {failure.Message}", failure));
            }
        }

        if (failures.Count > 0) throw new AggregateException(failures);
    }

    // Fresh statements of what is due, which may be asked for again when the attempt is lost.
    private async Task<List<Func<Statement>>> DueAsync(ProcessSalesDb db, Guid payer, CancellationToken cancellationToken)
    {
        var cycles = await PayerCycles.OfAsync(db, payer, clock, cancellationToken);
        var slips = await db.GoodsMovements.AsNoTracking().Where(row => row.CustomerId == payer && row.StatementId == null && row.Kind == MovementKind.Delivery).OrderBy(row => row.Day).ThenBy(row => row.SlipNumber)
            .Select(row => new { row.Day, row.SlipNumber }).ToListAsync(cancellationToken);
        var stated = (await db.Statements.Where(row => row.CustomerId == payer && row.Cycle != StatementCycle.Monthly && row.State != StatementState.Cancelled).Select(row => new { row.Cycle, row.Occasion }).ToListAsync(cancellationToken))
            .Select(row => (row.Cycle, row.Occasion)).ToHashSet();
        List<DateOnly>? deliveries = null;
        var due = new List<Func<Statement>>();
        foreach (var slip in slips)
        {
            var cycle = cycles.On(slip.Day);
            if (cycle == StatementCycle.Monthly) continue;
            if (cycle == StatementCycle.Batch)
            {
                deliveries ??= await db.GoodsMovements.Where(row => row.CustomerId == payer && row.Kind == MovementKind.Delivery).Select(row => row.Day).Distinct().ToListAsync(cancellationToken);
                if (!cycles.IsBatchDue(slip.Day, deliveries, clock.Today)) continue;
            }

            // A slip that comes late for a batch that is stated goes with the next.
            var occasion = cycle == StatementCycle.Delivery ? slip.SlipNumber : slip.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (stated.Add((cycle, occasion))) due.Add(() => new() { Month = new(slip.Day.Year, slip.Day.Month, 1), Cycle = cycle, Day = slip.Day, Occasion = occasion });
        }

        return due;
    }

    // Nothing when a part of a month has nothing left to state.
    private async Task<(Guid Statement, Guid Case)> OpenAsync(ProcessSalesDb db, Customer payer, Statement statement, CancellationToken cancellationToken)
    {
        await db.AloneAsync($"statements/{payer.Id:N}", cancellationToken);
        if (await db.Statements.AsNoTracking().SingleOrDefaultAsync(row => row.CustomerId == payer.Id && row.Month == statement.Month && row.Cycle == statement.Cycle && row.Occasion == statement.Occasion && row.State != StatementState.Cancelled, cancellationToken) is { } known)
            return statement.Day is null ? (known.Id, known.CaseId) : default;
        (statement.Id, statement.CustomerId, statement.CreatedAt, statement.InvoiceTitle, statement.TaxNumber) = (Guid.CreateVersion7(clock.Now), payer.Id, clock.Now, payer.InvoiceTitle, payer.TaxNumber);
        var lines = await LinesAsync(db, payer, statement, cancellationToken);
        if (lines.Count == 0) return statement.Day is null ? throw new RefusedException(RefusalKind.Conflict, "statement.nothing", payer.Name, statement.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture)) : default;
        statement.Total = lines.Sum(line => line.Amount);
        statement.Opening = (await db.Receivables.Where(row => row.CustomerId == payer.Id && row.Ended == null).Select(row => row.Open).ToListAsync(cancellationToken)).Sum();
        statement.MoveTo(StatementState.Draft);
        var period = statement.Cycle switch
        {
            StatementCycle.Delivery => $"{statement.Day:yyyy-MM-dd} 送货 {statement.Occasion}",
            StatementCycle.Batch => $"{statement.Day:yyyy-MM-dd} 批次",
            _ => statement.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        };
        var title = $"{payer.Name} {period} 对账单";
        var file = await cases.StartAsync(db, new(Process, payer.OwnerId)
        {
            Title = title, Fill = opened => (opened.CustomerCode, opened.Amount, opened.SearchText) = (payer.Code, statement.Total, $"{title} {payer.Code}".ToLowerInvariant()),
        }, cancellationToken);
        (statement.CaseId, statement.Number) = (file.Id, file.Number);
        db.Statements.Add(statement);
        db.StatementLines.AddRange(lines);
        return (statement.Id, file.Id);
    }

    /// <summary>Compares the statement with what was imported of the retailer's; what was settled before and still differs by the same stays settled.</summary>
    /// <exception cref="RefusedException">It is not compared at the moment, nothing of theirs is here, or the person may not.</exception>
    public async Task<int> MatchAsync(Guid person, Guid statementId, CancellationToken cancellationToken = default)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var statement = await HoldAsync(db, person, statementId, cancellationToken);
            if (statement.State is StatementState.Sent) statement.MoveTo(StatementState.Reconciling);
            if (!statement.State.IsCompared()) throw new RefusedException(RefusalKind.Conflict, "statement.notCompared", statement.State);
            var ours = await db.StatementLines.AsNoTracking().Where(row => row.StatementId == statement.Id).OrderBy(row => row.Day).ThenBy(row => row.SlipNumber).ToListAsync(cancellationToken);
            var theirs = await TheirsAsync(db, statement, ours, cancellationToken);
            if (theirs.Count == 0) throw new RefusedException(RefusalKind.Conflict, "statement.theirsMissing");
            var found = StatementMatch.Of(ours, theirs, await ElsewhereAsync(db, statement, cancellationToken));
            var before = await db.StatementDifferences.Where(row => row.StatementId == statement.Id).ToListAsync(cancellationToken);
            var owner = await db.Customers.Where(row => row.Id == statement.CustomerId).Select(row => row.OwnerId).SingleAsync(cancellationToken);
            var days = (await book.CurrentAsync(db, cancellationToken)).DifferenceDays;
            foreach (var each in found)
            {
                var (line, theirLine) = (each.Ours?.Id, each.Theirs?.Id);
                var same = before.FirstOrDefault(row => row.LineId == line && row.RetailerLineId == theirLine && row.Ours == (each.Ours?.Amount ?? 0m) && row.Theirs == (each.Theirs?.Amount ?? 0m));
                if (same is not null)
                {
                    before.Remove(same);
                    continue;
                }

                db.StatementDifferences.Add(new()
                {
                    Id = Guid.CreateVersion7(clock.Now), StatementId = statement.Id, LineId = line, RetailerLineId = theirLine, Ours = each.Ours?.Amount ?? 0m, Theirs = each.Theirs?.Amount ?? 0m,
                    Reference = each.Ours is { } our ? our.SlipNumber.Length > 0 ? our.SlipNumber : our.OurNumber : each.Theirs!.SlipNumber, Type = each.Type, OwnerId = owner,
                    DueOn = calendar.AddWorkingDays(clock.Today, days),
                });
            }

            // What they have put right differs no more.
            await LetGoAsync(db, before, cancellationToken);
            db.StatementDifferences.RemoveRange(before);
            statement.TheirTotal = theirs.Sum(row => row.Amount);
            if (found.Count > 0 && statement.State == StatementState.Reconciling) statement.MoveTo(StatementState.Differences);
            else if (found.Count == 0 && statement.State == StatementState.Differences) statement.MoveTo(StatementState.Reconciling);
            statement.Version++;
            Record(db, person, statement, "Match", found.Count.ToString(CultureInfo.InvariantCulture));
            return found.Count;
        }, cancellationToken);
    }

    /// <summary>Says what became of a difference, or whose it is and what kind.</summary>
    /// <param name="owner">Who settles it from now on, one of <see cref="OwnersAsync"/>; null leaves it.</param>
    /// <exception cref="RefusedException">The statement is agreed already, the evidence is missing, or the person may not.</exception>
    public async Task SettleAsync(Guid person, Guid differenceId, DifferenceType type, DifferenceResult result, string? evidence, Guid? owner = null, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var difference = await db.StatementDifferences.SingleOrDefaultAsync(row => row.Id == differenceId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "difference.unknown");
            var statement = await HoldAsync(db, person, difference.StatementId, cancellationToken);
            if (statement.State != StatementState.Differences) throw new RefusedException(RefusalKind.Conflict, "statement.notCompared", statement.State);
            if (result != DifferenceResult.Open && string.IsNullOrWhiteSpace(evidence)) throw new RefusedException(RefusalKind.Invalid, [new("evidence", "required")]);
            if (evidence is { Length: > 500 }) throw new RefusedException(RefusalKind.Invalid, [new("evidence", "tooLong", 500)]);
            if (result == DifferenceResult.Deduction || difference.Result == DifferenceResult.Deduction) throw new RefusedException(RefusalKind.Conflict, "difference.deduction");
            if (result == DifferenceResult.NextMonth && statement.Cycle == StatementCycle.Delivery && await db.StatementLines.AnyAsync(line => line.Id == difference.LineId && line.Kind == StatementLineKind.Delivery, cancellationToken))
                throw new RefusedException(RefusalKind.Invalid, [new("result", "difference.onlyDelivery")]);
            if (result == DifferenceResult.NextMonth && difference.LineId is null) throw new RefusedException(RefusalKind.Invalid, [new("result", "difference.notOurs")]);
            if (owner is { } hand && hand != difference.OwnerId) difference.OwnerId = await Owners(db, statement).AnyAsync(row => row.Id == hand, cancellationToken) ? hand : throw new RefusedException(RefusalKind.Invalid, [new("owner", "person.unknown")]);
            var from = difference.Result;
            (difference.Type, difference.Result, difference.Evidence) = (type, result, evidence?.Trim() ?? "");
            difference.SettledById = result == DifferenceResult.Open ? null : person;
            difference.SettledAt = result == DifferenceResult.Open ? null : clock.Now;
            statement.Version++;
            db.Record(clock.Now, new()
            {
                PersonId = person, CaseId = statement.CaseId, Subject = $"difference:{difference.Reference}", Action = "Settle", From = from.ToString(), To = result.ToString(), Comment = evidence,
            });
        }, cancellationToken);
    }

    /// <summary>Who may be made responsible for a difference: the payer's KAM and assistants, receivables and logistics.</summary>
    /// <exception cref="RefusedException">There is no such statement, or the person may not compare it.</exception>
    public async Task<IReadOnlyList<DifferenceOwner>> OwnersAsync(Guid person, Guid statementId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Owners(db, await HoldAsync(db, person, statementId, cancellationToken)).OrderBy(row => row.Name).Select(row => new DifferenceOwner(row.Id, row.Name)).ToListAsync(cancellationToken);
    }

    private static IQueryable<Person> Owners(ProcessSalesDb db, Statement statement) => db.Users.AsNoTracking().Where(row => row.Active
        && (row.Role == Role.FinAr || row.Role == Role.Log || db.Customers.Any(payer => payer.Id == statement.CustomerId && (payer.OwnerId == row.Id || payer.AssistantId == row.Id
            || db.Assistances.Any(help => help.ManagerId == payer.OwnerId && help.AssistantId == row.Id)))));

    private async Task<List<StatementLine>> LinesAsync(ProcessSalesDb db, Customer payer, Statement statement, CancellationToken cancellationToken)
    {
        var whole = statement.Day is null;
        // What came back, or was credited, since the goods of a delivery came stands on its statement too: it is the payer's next.
        var until = whole ? statement.Until : clock.Today;
        var cycles = await PayerCycles.OfAsync(db, payer.Id, clock, cancellationToken);
        // What came in late of an earlier month, or batch, stands in this one.
        var movements = await ReturnDeductions.Unstated(db).AsNoTracking().Where(row => row.CustomerId == payer.Id && row.Day <= until).OrderBy(row => row.Day).ThenBy(row => row.SlipNumber).ToListAsync(cancellationToken);
        var goods = movements.FindAll(row => row.Kind == MovementKind.Delivery && row.Day <= statement.Until && cycles.On(row.Day) == statement.Cycle && (statement.Cycle != StatementCycle.Delivery || row.SlipNumber == statement.Occasion));
        var left = goods.Sum(row => row.Amount);
        var back = movements.FindAll(row => row.Kind == MovementKind.Return && Fits(row.Amount));
        await TakeAsync(db, [.. goods.Concat(back).Select(row => row.Id)], statement.Id, cancellationToken);
        // Goods that came back count once: by the chain's slip or by the credit of our own return, whichever was first.
        var credited = await ReturnDeductions.HoldAsync(db, payer.Id, back.Select(row => row.SlipNumber), cancellationToken);
        var lines = goods.ConvertAll(row => Line(statement, StatementLineKind.Delivery, row.Day, row.OrderNumber, row.SlipNumber, row.Amount, row.TaxRate, row.Id, row.StoreId, row.Quantity));
        lines.AddRange(back.Select(row => Line(statement, StatementLineKind.Return, row.Day, row.OrderNumber, row.SlipNumber, -row.Amount, row.TaxRate, row.Id, row.StoreId, row.Quantity)));

        // A note stands on one statement that is not agreed; agreed, it is used up.
        var credits = await db.Receivables.AsNoTracking().Where(row => row.CustomerId == payer.Id && row.Kind == ReceivableKind.CreditNote && row.Ended == null && row.IssuedOn <= until && row.StatementId == null
            && !db.StatementLines.Any(line => line.SourceId == row.Id)).OrderBy(row => row.IssuedOn).ThenBy(row => row.Number).ToListAsync(cancellationToken);
        lines.AddRange(credits.Where(credit => Fits(-credit.Open)).Select(credit => Line(statement, StatementLineKind.Credit, credit.IssuedOn, credit.Number, "", credit.Open, payer.VatRate, credit.Id)));
        var slips = await db.ReturnCredits.Where(row => row.CustomerId == payer.Id && row.Counted > row.Matched).ToDictionaryAsync(row => row.Id, row => row.SlipNumber, cancellationToken);
        // Rebates are granted for months that are over.
        var month = whole ? statement.Month : new DateOnly(clock.Today.Year, clock.Today.Month, 1).AddMonths(-1);
        foreach (var (kind, open) in (await sources.OpenAsync(db, payer.Id, month, cancellationToken)).Where(each => !credited.Contains(each.Open.Id) && Fits(each.Open.Amount - each.Open.Matched)))
            lines.Add(Line(statement, kind, statement.Until, open.Number, slips.GetValueOrDefault(open.Id, ""), -(open.Amount - open.Matched), payer.VatRate, open.Id));
        return lines;

        // No invoice asks for less than nothing: what came back, or is taken off, beyond the goods waits for the payer's next.
        bool Fits(decimal amount)
        {
            if (amount >= left) return false;
            left -= amount;
            return true;
        }
    }

    // Each slip goes to one statement, whoever builds another at the same moment.
    private static async Task TakeAsync(ProcessSalesDb db, IReadOnlyCollection<Guid> movements, Guid statement, CancellationToken cancellationToken)
    {
        foreach (var some in movements.Chunk(500))
        {
            if (await db.GoodsMovements.Where(row => some.Contains(row.Id) && row.StatementId == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.StatementId, statement), cancellationToken) != some.Length)
                throw new RefusedException(RefusalKind.Conflict, "statement.taken");
        }
    }

    private StatementLine Line(
        Statement statement, StatementLineKind kind, DateOnly day, string number, string slip, decimal amount, decimal rate, Guid? source, Guid? store = null, decimal? quantity = null) => new()
    {
        Id = Guid.CreateVersion7(clock.Now), StatementId = statement.Id, Kind = kind, Day = day, OurNumber = number, SlipNumber = slip, Amount = amount, TaxRate = rate, SourceId = source, StoreId = store, Quantity = quantity,
    };

    // A deduction that somebody has classified holds its difference; one that nobody has goes with it.
    private static async Task LetGoAsync(ProcessSalesDb db, IReadOnlyCollection<StatementDifference> gone, CancellationToken cancellationToken)
    {
        var ids = gone.Select(row => row.Id).ToList();
        foreach (var deduction in await db.Deductions.Where(row => row.DifferenceId != null && ids.Contains(row.DifferenceId.Value)).ToListAsync(cancellationToken))
        {
            if (deduction.Matched != 0m || deduction.Disputed != 0m) throw new RefusedException(RefusalKind.Conflict, "deduction.classified", deduction.Reference);
            deduction.DifferenceId = null;
            deduction.MoveTo(DeductionState.Withdrawn);
        }
    }

    // Their lines of the month. Where the month has several statements, what another holds, or was compared with, is left to that one, and so is what will stand on one of its own.
    private static async Task<List<RetailerLine>> TheirsAsync(ProcessSalesDb db, Statement statement, IReadOnlyList<StatementLine> ours, CancellationToken cancellationToken)
    {
        var theirs = await db.RetailerLines.AsNoTracking().Where(row => row.CustomerId == statement.CustomerId && row.Month == statement.Month).OrderBy(row => row.Day).ThenBy(row => row.SlipNumber).ToListAsync(cancellationToken);
        var others = db.Statements.Where(row => row.CustomerId == statement.CustomerId && row.Month == statement.Month && row.Id != statement.Id && row.State != StatementState.Cancelled).Select(row => row.Id);
        var held = await db.StatementLines.AsNoTracking().Where(row => others.Contains(row.StatementId)).Select(row => new { row.Kind, row.SlipNumber, row.OurNumber }).ToListAsync(cancellationToken);
        if (held.Count == 0 && statement.Day is null) return theirs;
        var compared = (await db.StatementDifferences.Where(row => others.Contains(row.StatementId) && row.RetailerLineId != null).Select(row => row.RetailerLineId!.Value).ToListAsync(cancellationToken)).ToHashSet();
        var slips = held.Where(row => row.SlipNumber.Length > 0).Select(row => (row.Kind, row.SlipNumber)).ToHashSet();
        var orders = held.Where(row => row.OurNumber.Length > 0).Select(row => (row.Kind, row.OurNumber)).ToHashSet();
        if (statement.Day is not null)
        {
            foreach (var row in await db.GoodsMovements.AsNoTracking().Where(row => row.CustomerId == statement.CustomerId && row.StatementId == null).Select(row => new { row.Kind, row.SlipNumber }).ToListAsync(cancellationToken))
                slips.Add((row.Kind == MovementKind.Delivery ? StatementLineKind.Delivery : StatementLineKind.Return, row.SlipNumber));
        }

        theirs.RemoveAll(line => compared.Contains(line.Id) || (!ours.Any(own => own.Kind == line.Kind && ((line.SlipNumber.Length > 0 && own.SlipNumber == line.SlipNumber) || (line.OrderNumber.Length > 0 && own.OurNumber == line.OrderNumber)))
            && (slips.Contains((line.Kind, line.SlipNumber)) || (line.OrderNumber.Length > 0 && orders.Contains((line.Kind, line.OrderNumber))))));
        return theirs;
    }

    // Slips of the payer two months around, on their side or ours: what is missing here stands there.
    private static async Task<HashSet<string>> ElsewhereAsync(ProcessSalesDb db, Statement statement, CancellationToken cancellationToken)
    {
        var (from, until) = (statement.Month.AddMonths(-2), statement.Month.AddMonths(2));
        var ours = await db.GoodsMovements.Where(row => row.CustomerId == statement.CustomerId && row.Day >= from && row.Day < until && row.StatementId != statement.Id).Select(row => row.SlipNumber).ToListAsync(cancellationToken);
        var theirs = await db.RetailerLines.Where(row => row.CustomerId == statement.CustomerId && row.Month >= from && row.Month < until && row.Month != statement.Month).Select(row => row.SlipNumber).ToListAsync(cancellationToken);
        return [.. ours.Concat(theirs).Where(slip => slip.Length > 0)];
    }

    private static async Task<Statement> HoldAsync(ProcessSalesDb db, Guid person, Guid id, CancellationToken cancellationToken)
    {
        await db.RequireRoleAsync(person, cancellationToken, Role.Ast, Role.Kam, Role.Arm, Role.FinAr, Role.FinM);
        var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
        return await db.Statements.SingleOrDefaultAsync(row => row.Id == id && payers.Any(payer => payer.Id == row.CustomerId), cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "statement.unknown");
    }

    private void Record(ProcessSalesDb db, Guid? person, Statement statement, string action, string? comment) =>
        db.Record(clock.Now, new() { PersonId = person, CaseId = statement.CaseId, Subject = "statement", Action = action, To = statement.State.ToString(), Comment = comment });
}
