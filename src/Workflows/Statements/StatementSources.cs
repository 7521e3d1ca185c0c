using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Rebates;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Statements;

/// <summary>What lowers a statement besides returns: approved deductions, rebates and credit notes. It is put on a statement when that is built, and used up when both sides have agreed. Safe for concurrent use.</summary>
public sealed class StatementSources(IEnumerable<IDeductionSource> sources, RebateBook rebates, CompanyClock clock)
{
    /// <summary>What of a payer's may be deducted and stands on no other running statement.</summary>
    internal async Task<IReadOnlyList<(StatementLineKind Kind, Deductible Open)>> OpenAsync(ProcessSalesDb db, Guid customerId, DateOnly month, CancellationToken cancellationToken)
    {
        await rebates.AccrueAsync(db, customerId, month, cancellationToken);
        var held = await (from line in db.StatementLines
                          where line.SourceId != null && (line.Kind == StatementLineKind.Deduction || line.Kind == StatementLineKind.Rebate)
                          join statement in db.Statements on line.StatementId equals statement.Id
                          where statement.CustomerId == customerId && statement.Agreed == null && statement.State != StatementState.Cancelled
                          select line.SourceId!.Value).ToListAsync(cancellationToken);
        var found = new List<(StatementLineKind, Deductible)>();
        foreach (var source in sources)
        {
            foreach (var open in await source.OpenAsync(db, customerId, cancellationToken))
            {
                if (open.Amount > open.Matched && !held.Contains(open.Id)) found.Add((source.Kind == "rebate" ? StatementLineKind.Rebate : StatementLineKind.Deduction, open));
            }
        }

        return found;
    }

    /// <summary>Uses up what an agreed statement holds: deductions are matched, credit notes settled, each once. Returns the number of what is not there any more; null when all was.</summary>
    /// <param name="putOff">Lines that go to the next statement.</param>
    internal async Task<string?> UseAsync(ProcessSalesDb db, Statement statement, IReadOnlyCollection<Guid> putOff, CancellationToken cancellationToken)
    {
        var lines = await db.StatementLines.AsNoTracking().Where(row => row.StatementId == statement.Id && row.SourceId != null && !putOff.Contains(row.Id)).ToListAsync(cancellationToken);
        var deducted = lines.Where(row => row.Kind is StatementLineKind.Deduction or StatementLineKind.Rebate).ToList();
        var open = new Dictionary<Guid, (IDeductionSource Source, decimal Left)>();
        foreach (var source in deducted.Count > 0 ? sources : [])
        {
            foreach (var each in await source.OpenAsync(db, statement.CustomerId, cancellationToken)) open[each.Id] = (source, each.Amount - each.Matched);
        }

        foreach (var line in deducted)
        {
            if (!open.TryGetValue(line.SourceId!.Value, out var found) || found.Left < -line.Amount) return line.OurNumber;
        }

        var notes = lines.Where(row => row.Kind == StatementLineKind.Credit).ToList();
        var held = await AllocationLedger.HoldAsync(db, notes.Select(row => row.SourceId!.Value), cancellationToken);
        if (notes.FirstOrDefault(row => held[row.SourceId!.Value] is var credit && (credit.Ended is not null || credit.Open != row.Amount)) is { } used) return used.OurNumber;
        foreach (var line in deducted) await open[line.SourceId!.Value].Source.MatchAsync(db, $"statement/{line.Id:N}", line.SourceId.Value, -line.Amount, null, cancellationToken);
        foreach (var line in notes) Settle(db, held[line.SourceId!.Value], statement);
        return null;
    }

    // The statement is lower by the note: from now on the invoice carries it.
    private void Settle(ProcessSalesDb db, Receivable credit, Statement statement)
    {
        db.Allocations.Add(new()
        {
            Id = Guid.CreateVersion7(clock.Now), Key = $"statement/{statement.Id:N}/{credit.Id:N}", ReceivableId = credit.Id, Kind = AllocationKind.Statement, Amount = credit.Open, SourceId = statement.Id, At = clock.Now,
            Note = statement.Number,
        });
        credit.Open = 0m;
        credit.End(ReceivableState.CreditNoted, clock.Today);
    }
}
