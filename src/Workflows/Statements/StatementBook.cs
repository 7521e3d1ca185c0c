using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Statements;

/// <summary>A statement in a list.</summary>
/// <param name="OpenDifferences">Differences that nobody has settled yet.</param>
public sealed record StatementRow(
    Guid Id, Guid CaseId, string Number, string CustomerCode, string Customer, string CustomerEn, DateOnly Month, StatementState State, decimal Opening, decimal Total, decimal? TheirTotal, decimal? Agreed,
    string? InvoiceNumber, DateOnly? WindowFrom, DateOnly? WindowUntil, int MissedWindows, int OpenDifferences, Guid? ReceivableId, string ConfirmedBy, DateOnly? ConfirmedOn,
    StatementCycle Cycle, DateOnly? Day, string Occasion)
{
    /// <summary>What it is of, as people write it: 2026-10, 2026-10-20 · YS-7, 2026-10-20.</summary>
    public string Period => Day is not { } day
        ? Month.ToString("yyyy-MM", CultureInfo.InvariantCulture)
        : day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + (Cycle == StatementCycle.Delivery ? $" · {Occasion}" : "");
}

/// <summary>A difference in a list.</summary>
public sealed record DifferenceRow(
    Guid Id, string Reference, decimal Ours, decimal Theirs, DifferenceType Type, Guid OwnerId, string Owner, DateOnly DueOn, bool Late, DifferenceResult Result, string Evidence);

/// <summary>A line in a list.</summary>
public sealed record LineRow(DateOnly Day, StatementLineKind Kind, string OurNumber, string SlipNumber, string? Store, decimal Amount, decimal TaxRate, decimal Vat);

/// <summary>A proof of a statement's confirmation or hand-in.</summary>
public sealed record ProofRow(Guid Id, string FileName);

/// <summary>Finds statements within a person's scope. Safe for concurrent use.</summary>
public sealed class StatementBook(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>One page, the newest month first.</summary>
    /// <param name="running">Only those that are not closed.</param>
    public async Task<Page<StatementRow>> ListAsync(Guid person, string? text, string? customer, bool running, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = Within(db, await DataScope.OfAsync(db, person, cancellationToken));
        if (running) rows = rows.Where(row => row.Statement.State != StatementState.Closed && row.Statement.State != StatementState.Cancelled);
        if (customer is { Length: > 0 }) rows = rows.Where(row => row.Payer.Code == customer);
        if (text?.Trim() is { Length: > 0 } wanted) rows = rows.Where(row => row.Statement.Number.Contains(wanted) || row.Payer.Name.Contains(wanted) || row.Payer.NameEn.Contains(wanted) || row.Payer.Code.Contains(wanted) || row.Statement.InvoiceNumber == wanted || row.Statement.Occasion == wanted);
        var total = await rows.CountAsync(cancellationToken);
        var page = await Shown(db, rows.OrderByDescending(row => row.Statement.Month).ThenBy(row => row.Payer.Code).ThenByDescending(row => row.Statement.Day).ThenByDescending(row => row.Statement.Id).Skip((number - 1) * size).Take(size)).ToListAsync(cancellationToken);
        return new(page, total, number, size);
    }

    /// <summary>One statement.</summary>
    /// <exception cref="RefusedException">There is none, or the person may not see it.</exception>
    public async Task<StatementRow> FindAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Shown(db, Within(db, await DataScope.OfAsync(db, person, cancellationToken)).Where(row => row.Statement.Id == id)).SingleOrDefaultAsync(cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "statement.unknown");
    }

    /// <summary>The statement of a case; null when it has none or the person may not see it.</summary>
    public async Task<StatementRow?> OfCaseAsync(Guid person, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var cases = (await DataScope.OfAsync(db, person, cancellationToken)).Cases(db);
        var rows = db.Statements.AsNoTracking().Where(row => row.CaseId == caseId && cases.Any(file => file.Id == row.CaseId)).Join(db.Customers, row => row.CustomerId, payer => payer.Id, (row, payer) => new Pair { Statement = row, Payer = payer });
        return await Shown(db, rows).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>One page of the lines of a statement that the person may see, in order of day.</summary>
    public async Task<Page<LineRow>> LinesAsync(Guid person, Guid id, int number, int size, CancellationToken cancellationToken = default)
    {
        await FindAsync(person, id, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = db.StatementLines.AsNoTracking().Where(row => row.StatementId == id);
        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.OrderBy(row => row.Day).ThenBy(row => row.SlipNumber).ThenBy(row => row.Id).Skip((number - 1) * size).Take(size)
            .Select(row => new { Line = row, Store = db.Stores.Where(store => store.Id == row.StoreId).Select(store => store.Name).FirstOrDefault() }).ToListAsync(cancellationToken);
        return new(page.Select(row => new LineRow(row.Line.Day, row.Line.Kind, row.Line.OurNumber, row.Line.SlipNumber, row.Store, row.Line.Amount, row.Line.TaxRate, row.Line.Vat)).ToList(), total, number, size);
    }

    /// <summary>The differences of a statement that the person may see, those to be settled first.</summary>
    public async Task<IReadOnlyList<DifferenceRow>> DifferencesAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await FindAsync(person, id, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = clock.Today;
        return await db.StatementDifferences.AsNoTracking().Where(row => row.StatementId == id).OrderByDescending(row => row.Result == DifferenceResult.Open).ThenBy(row => row.Reference).Take(1_000)
            .Select(row => new DifferenceRow(row.Id, row.Reference, row.Ours, row.Theirs, row.Type, row.OwnerId, db.Users.Where(owner => owner.Id == row.OwnerId).Select(owner => owner.Name).First(), row.DueOn,
                row.Result == DifferenceResult.Open && row.DueOn < today, row.Result, row.Evidence))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Proofs that people have put to a statement that the person may see, the oldest first.</summary>
    public async Task<IReadOnlyList<ProofRow>> ProofsAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        var statement = await FindAsync(person, id, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Attachments.AsNoTracking().Where(row => row.CaseId == statement.CaseId && row.Field == "proof").OrderBy(row => row.At).ThenBy(row => row.Id).Take(50).Select(row => new ProofRow(row.Id, row.FileName)).ToListAsync(cancellationToken);
    }

    private static IQueryable<Pair> Within(ProcessSalesDb db, DataScope scope) =>
        db.Statements.AsNoTracking().Join(scope.Customers(db), row => row.CustomerId, payer => payer.Id, (row, payer) => new Pair { Statement = row, Payer = payer });

    private static IQueryable<StatementRow> Shown(ProcessSalesDb db, IQueryable<Pair> rows) => rows.Select(row => new StatementRow(
        row.Statement.Id, row.Statement.CaseId, row.Statement.Number, row.Payer.Code, row.Payer.Name, row.Payer.NameEn, row.Statement.Month, row.Statement.State, row.Statement.Opening, row.Statement.Total,
        row.Statement.TheirTotal, row.Statement.Agreed, row.Statement.InvoiceNumber, row.Statement.WindowFrom, row.Statement.WindowUntil, row.Statement.MissedWindows,
        db.StatementDifferences.Count(other => other.StatementId == row.Statement.Id && other.Result == DifferenceResult.Open), row.Statement.ReceivableId, row.Statement.ConfirmedBy, row.Statement.ConfirmedOn, row.Statement.Cycle, row.Statement.Day, row.Statement.Occasion));

    private sealed class Pair
    {
        public required Statement Statement { get; init; }

        public required Customers.Customer Payer { get; init; }
    }
}
