using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Disputes;

/// <summary>A dispute in a list.</summary>
/// <param name="Late">Whether it should have been settled.</param>
/// <param name="Age">Calendar days since it was opened.</param>
public sealed record DisputeRow(
    Guid Id, Guid CaseId, string Number, Guid ReceivableId, string Item, string CustomerCode, string Customer, string CustomerEn, decimal Amount, DisputeReason Reason, string Story, string Owner, DateOnly DueOn,
    DisputeState State, DisputeResult? Result, decimal Borne, Guid? CreditNoteId, bool Late, int Age);

/// <summary>Finds disputes within a person's scope. Safe for concurrent use.</summary>
public sealed class DisputeBook(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>One page, what is due first on top.</summary>
    /// <param name="running">Only those that are not over.</param>
    public async Task<Page<DisputeRow>> ListAsync(Guid person, string? text, bool running, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await WithinAsync(db, person, cancellationToken);
        if (running) rows = rows.Where(row => row.State == DisputeState.Open || row.State == DisputeState.AwaitingCredit);
        if (text?.Trim() is { Length: > 0 } wanted)
            rows = rows.Where(row => row.Number.Contains(wanted) || row.Story.Contains(wanted) || db.Receivables.Any(item => item.Id == row.ReceivableId && item.Number.Contains(wanted))
                || db.Customers.Any(payer => payer.Id == row.CustomerId && (payer.Code.Contains(wanted) || payer.Name.Contains(wanted) || payer.NameEn.Contains(wanted))));
        var total = await rows.CountAsync(cancellationToken);
        var page = await Shown(db, rows.OrderBy(row => row.State == DisputeState.Resolved || row.State == DisputeState.Withdrawn).ThenBy(row => row.DueOn).ThenBy(row => row.Number).Skip((number - 1) * size).Take(size)).ToListAsync(cancellationToken);
        return new(page.Select(Row).ToList(), total, number, size);
    }

    /// <summary>The disputes of an item that the person may see, the newest first.</summary>
    public async Task<IReadOnlyList<DisputeRow>> OfItemAsync(Guid person, Guid receivableId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await WithinAsync(db, person, cancellationToken);
        return (await Shown(db, rows.Where(row => row.ReceivableId == receivableId).OrderByDescending(row => row.Number).Take(100)).ToListAsync(cancellationToken)).Select(Row).ToList();
    }

    /// <summary>The dispute of a case that the person may see; null for none.</summary>
    public async Task<DisputeRow?> OfCaseAsync(Guid person, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var files = (await DataScope.OfAsync(db, person, cancellationToken)).Cases(db);
        var found = await Shown(db, db.Disputes.AsNoTracking().Where(row => row.CaseId == caseId && files.Any(file => file.Id == row.CaseId))).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : Row(found);
    }

    private static async Task<IQueryable<Dispute>> WithinAsync(ProcessSalesDb db, Guid person, CancellationToken cancellationToken)
    {
        var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
        return db.Disputes.AsNoTracking().Where(row => payers.Any(payer => payer.Id == row.CustomerId));
    }

    private static IQueryable<Found> Shown(ProcessSalesDb db, IQueryable<Dispute> rows) => rows.Select(row => new Found
    {
        Dispute = row, Item = db.Receivables.Where(item => item.Id == row.ReceivableId).Select(item => item.Number).First(), Payer = db.Customers.First(payer => payer.Id == row.CustomerId),
        Owner = db.Users.Where(owner => owner.Id == row.OwnerId).Select(owner => owner.Name).First(),
    });

    private DisputeRow Row(Found found)
    {
        var (row, payer) = (found.Dispute, found.Payer);
        var until = row.EndedAt is { } ended ? clock.DateOf(ended) : clock.Today;
        return new(row.Id, row.CaseId, row.Number, row.ReceivableId, found.Item, payer.Code, payer.Name, payer.NameEn, row.Amount, row.Reason, row.Story, found.Owner, row.DueOn, row.State, row.Result, row.Borne,
            row.CreditNoteId, !row.State.IsFinal() && row.DueOn < clock.Today, until.DayNumber - clock.DateOf(row.OpenedAt).DayNumber);
    }

    private sealed class Found
    {
        public required Dispute Dispute { get; init; }

        public required string Item { get; init; }

        public required Customers.Customer Payer { get; init; }

        public required string Owner { get; init; }
    }
}
