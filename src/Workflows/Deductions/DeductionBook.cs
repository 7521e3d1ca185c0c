using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Deductions;

/// <summary>A deduction in a list.</summary>
/// <param name="Item">The item's number; null for one on a statement.</param>
/// <param name="StatementId">The statement on which it stands; null for a short payment.</param>
/// <param name="Late">Whether it should have been classified.</param>
public sealed record DeductionRow(
    Guid Id, string Reference, string Note, string CustomerCode, string Customer, string CustomerEn, Guid? ReceivableId, string? Item, Guid? StatementId, string? Statement, decimal Amount, decimal Matched,
    decimal Disputed, DeductionState State, string Owner, DateOnly DueOn, bool Late)
{
    /// <summary>CNY that is neither matched nor in dispute.</summary>
    public decimal Unknown => Amount - Matched - Disputed;
}

/// <summary>A part of a deduction in a list.</summary>
/// <param name="DisputeCaseId">Case of the dispute; null for a match or while it waits for the invoice.</param>
public sealed record DeductionPartRow(Guid Id, DateTimeOffset At, string Kind, string Number, decimal Amount, bool Reversed, bool IsReversal, Guid? DisputeCaseId, string Person, string Note);

/// <summary>Finds deductions within a person's scope. Safe for concurrent use.</summary>
public sealed class DeductionBook(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>One page, what is due first on top.</summary>
    /// <param name="open">Only those that are not classified.</param>
    public async Task<Page<DeductionRow>> ListAsync(Guid person, string? text, bool open, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await WithinAsync(db, person, cancellationToken);
        if (open) rows = rows.Where(row => row.State == DeductionState.Open);
        if (text?.Trim() is { Length: > 0 } wanted)
            rows = rows.Where(row => row.Reference.Contains(wanted) || row.Note.Contains(wanted) || db.Customers.Any(payer => payer.Id == row.CustomerId && (payer.Code.Contains(wanted) || payer.Name.Contains(wanted) || payer.NameEn.Contains(wanted))));
        var total = await rows.CountAsync(cancellationToken);
        var page = await Shown(db, rows.OrderBy(row => row.State != DeductionState.Open).ThenBy(row => row.DueOn).ThenBy(row => row.Reference).Skip((number - 1) * size).Take(size)).ToListAsync(cancellationToken);
        return new(page.Select(Row).ToList(), total, number, size);
    }

    /// <summary>One deduction with its parts, the oldest first.</summary>
    /// <exception cref="RefusedException">There is none, or the person may not see it.</exception>
    public async Task<(DeductionRow Deduction, IReadOnlyList<DeductionPartRow> Parts)> FindAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await Shown(db, (await WithinAsync(db, person, cancellationToken)).Where(row => row.Id == id)).SingleOrDefaultAsync(cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "deduction.unknown");
        var parts = await db.DeductionParts.AsNoTracking().Where(row => row.DeductionId == id).OrderBy(row => row.At).ThenBy(row => row.Id).Take(500)
            .Select(row => new DeductionPartRow(row.Id, row.At, row.Kind, row.Number, row.Amount, db.DeductionParts.Any(other => other.ReversesId == row.Id), row.ReversesId != null,
                db.Disputes.Where(dispute => dispute.Id == row.DisputeId).Select(dispute => (Guid?)dispute.CaseId).FirstOrDefault(), db.Users.Where(who => who.Id == row.PersonId).Select(who => who.Name).First(), row.Note))
            .ToListAsync(cancellationToken);
        return (Row(found), parts);
    }

    /// <summary>The deductions of an item that the person may see.</summary>
    public async Task<IReadOnlyList<DeductionRow>> OfItemAsync(Guid person, Guid receivableId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await Shown(db, (await WithinAsync(db, person, cancellationToken)).Where(row => row.ReceivableId == receivableId).OrderBy(row => row.EnteredAt).Take(100)).ToListAsync(cancellationToken)).Select(Row).ToList();
    }

    /// <summary>The deductions of a statement that the person may see, by the difference that each settles.</summary>
    public async Task<IReadOnlyDictionary<Guid, DeductionRow>> OfStatementAsync(Guid person, Guid statementId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = (await WithinAsync(db, person, cancellationToken)).Where(row => db.StatementDifferences.Any(difference => difference.Id == row.DifferenceId && difference.StatementId == statementId));
        return (await Shown(db, rows.OrderBy(row => row.EnteredAt).ThenBy(row => row.Id).Take(1_000)).ToListAsync(cancellationToken)).ToDictionary(found => found.Deduction.DifferenceId!.Value, Row);
    }

    private static async Task<IQueryable<Deduction>> WithinAsync(ProcessSalesDb db, Guid person, CancellationToken cancellationToken)
    {
        var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
        return db.Deductions.AsNoTracking().Where(row => payers.Any(payer => payer.Id == row.CustomerId));
    }

    private static IQueryable<Found> Shown(ProcessSalesDb db, IQueryable<Deduction> rows) => rows.Select(row => new Found
    {
        Deduction = row, Payer = db.Customers.First(payer => payer.Id == row.CustomerId), Item = db.Receivables.Where(item => item.Id == row.ReceivableId).Select(item => item.Number).FirstOrDefault(),
        Owner = db.Users.Where(owner => owner.Id == row.OwnerId).Select(owner => owner.Name).First(),
        StatementId = db.StatementDifferences.Where(difference => difference.Id == row.DifferenceId).Select(difference => (Guid?)difference.StatementId).FirstOrDefault(),
        Statement = db.StatementDifferences.Where(difference => difference.Id == row.DifferenceId).Join(db.Statements, difference => difference.StatementId, statement => statement.Id, (_, statement) => statement.Number).FirstOrDefault(),
    });

    private DeductionRow Row(Found found)
    {
        var (row, payer) = (found.Deduction, found.Payer);
        return new(row.Id, row.Reference, row.Note, payer.Code, payer.Name, payer.NameEn, row.ReceivableId, found.Item, found.StatementId, found.Statement, row.Amount, row.Matched, row.Disputed, row.State, found.Owner,
            row.DueOn, row.State == DeductionState.Open && row.DueOn < clock.Today);
    }

    private sealed class Found
    {
        public required Deduction Deduction { get; init; }

        public required Customers.Customer Payer { get; init; }

        public string? Item { get; init; }

        public required string Owner { get; init; }

        public Guid? StatementId { get; init; }

        public string? Statement { get; init; }
    }
}
