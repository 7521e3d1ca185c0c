using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
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
    IDbContextFactory<ProcessSalesDb> databases, CaseRegister cases, StatementSources sources, WorkingCalendars calendars, SettlementOptions options, CompanyClock clock)
{
    /// <summary>The process that leads a statement.</summary>
    public const string Process = "statement";

    /// <summary>Builds the statement of a payer and month from deliveries, returns, credit notes and approved deductions, and starts its process. One that is there already is returned as it is.</summary>
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
            if (await db.Statements.AsNoTracking().SingleOrDefaultAsync(row => row.CustomerId == payer.Id && row.Month == month && row.State != StatementState.Cancelled, cancellationToken) is { } known) return (known.Id, known.CaseId);
            var statement = new Statement { Id = Guid.CreateVersion7(clock.Now), CustomerId = payer.Id, Month = month, CreatedAt = clock.Now, InvoiceTitle = payer.InvoiceTitle, TaxNumber = payer.TaxNumber };
            var lines = await LinesAsync(db, payer, statement, cancellationToken);
            if (lines.Count == 0) throw new RefusedException(RefusalKind.Conflict, "statement.nothing", payer.Name, month.ToString("yyyy-MM", CultureInfo.InvariantCulture));
            statement.Total = lines.Sum(line => line.Amount);
            statement.Opening = (await db.Receivables.Where(row => row.CustomerId == payer.Id && row.Ended == null).Select(row => row.Open).ToListAsync(cancellationToken)).Sum();
            statement.MoveTo(StatementState.Draft);
            var title = $"{payer.Name} {month.ToString("yyyy-MM", CultureInfo.InvariantCulture)} 对账单";
            var file = await cases.StartAsync(db, new(Process, payer.OwnerId)
            {
                Title = title, Fill = opened => (opened.CustomerCode, opened.Amount, opened.SearchText) = (payer.Code, statement.Total, $"{title} {payer.Code}".ToLowerInvariant()),
            }, cancellationToken);
            (statement.CaseId, statement.Number) = (file.Id, file.Number);
            db.Statements.Add(statement);
            db.StatementLines.AddRange(lines);
            return (statement.Id, file.Id);
        }, cancellationToken);
    }

    /// <summary>Builds last month's statements of all payers that had goods in it; on the first days of a month. Safe to repeat. Returns the new cases.</summary>
    public async Task<IReadOnlyList<Guid>> BuildDueAsync(CancellationToken cancellationToken = default)
    {
        var month = new DateOnly(clock.Today.Year, clock.Today.Month, 1).AddMonths(-1);
        var end = month.AddMonths(1);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var codes = await db.Customers.Where(row => row.Status == CustomerStatus.Active
                && ReturnDeductions.Unstated(db).Any(moved => moved.CustomerId == row.Id && moved.Day >= month && moved.Day < end)
                && !db.Statements.Any(known => known.CustomerId == row.Id && known.Month == month && known.State != StatementState.Cancelled))
            .Select(row => row.Code).ToListAsync(cancellationToken);
        var started = new List<Guid>();
        foreach (var code in codes) started.Add((await BuildAsync(null, code, month, cancellationToken)).Case);
        return started;
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
            var theirs = await db.RetailerLines.AsNoTracking().Where(row => row.CustomerId == statement.CustomerId && row.Month == statement.Month).OrderBy(row => row.Day).ThenBy(row => row.SlipNumber).ToListAsync(cancellationToken);
            if (theirs.Count == 0) throw new RefusedException(RefusalKind.Conflict, "statement.theirsMissing");
            var found = StatementMatch.Of(ours, theirs, await ElsewhereAsync(db, statement, cancellationToken));
            var before = await db.StatementDifferences.Where(row => row.StatementId == statement.Id).ToListAsync(cancellationToken);
            var owner = await db.Customers.Where(row => row.Id == statement.CustomerId).Select(row => row.OwnerId).SingleAsync(cancellationToken);
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
                    DueOn = calendar.AddWorkingDays(clock.Today, options.DifferenceDays),
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
        var lines = new List<StatementLine>();
        // What came in late of an earlier month stands in this one.
        var movements = await ReturnDeductions.Unstated(db).Where(row => row.CustomerId == payer.Id && row.Day <= statement.Until).ToListAsync(cancellationToken);
        // Goods that came back count once: by the chain's slip or by the credit of our own return, whichever was first.
        var credited = await ReturnDeductions.HoldAsync(db, payer.Id, movements.Where(row => row.Kind == MovementKind.Return).Select(row => row.SlipNumber), cancellationToken);
        foreach (var moved in movements)
        {
            moved.StatementId = statement.Id;
            var delivered = moved.Kind == MovementKind.Delivery;
            lines.Add(Line(statement, delivered ? StatementLineKind.Delivery : StatementLineKind.Return, moved.Day, moved.OrderNumber, moved.SlipNumber, delivered ? moved.Amount : -moved.Amount, moved.TaxRate, moved.Id, moved.StoreId, moved.Quantity));
        }

        var credits = await db.Receivables.AsNoTracking().Where(row => row.CustomerId == payer.Id && row.Kind == ReceivableKind.CreditNote && row.Ended == null && row.IssuedOn <= statement.Until && row.StatementId == null
            && !db.StatementLines.Any(line => line.SourceId == row.Id)).ToListAsync(cancellationToken);
        lines.AddRange(credits.Select(credit => Line(statement, StatementLineKind.Credit, credit.IssuedOn, credit.Number, "", credit.Open, payer.VatRate, credit.Id)));
        var slips = await db.ReturnCredits.Where(row => row.CustomerId == payer.Id && row.Counted > row.Matched).ToDictionaryAsync(row => row.Id, row => row.SlipNumber, cancellationToken);
        foreach (var (kind, open) in (await sources.OpenAsync(db, payer.Id, statement.Month, cancellationToken)).Where(each => !credited.Contains(each.Open.Id)))
            lines.Add(Line(statement, kind, statement.Until, open.Number, slips.GetValueOrDefault(open.Id, ""), -(open.Amount - open.Matched), payer.VatRate, open.Id));
        return lines;
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
