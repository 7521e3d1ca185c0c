namespace ProcessSales.Workflows.Receivables;

/// <summary>How much of some money goes to an item.</summary>
public sealed record AllocationLine(Guid ReceivableId, decimal Amount);

/// <summary>Decides which items money goes to when the payer did not say (domain.md 3.3 rule 8).</summary>
public static class AllocationPlan
{
    /// <summary>
    /// Oldest due first, and of each item only what is not in dispute: what is left then stays unallocated, because paying too much settles no dispute. Credit notes
    /// are never touched.
    /// </summary>
    /// <param name="open">The payer's open items.</param>
    /// <param name="amount">CNY to give.</param>
    public static IReadOnlyList<AllocationLine> Of(IEnumerable<Receivable> open, decimal amount)
    {
        var lines = new List<AllocationLine>();
        foreach (var item in open.Where(item => item is { Ended: null, Amount: > 0m } && item.Undisputed > 0m).OrderBy(item => item.DueOn).ThenBy(item => item.Number, StringComparer.Ordinal))
        {
            if (amount <= 0m) break;
            var part = Math.Min(amount, item.Undisputed);
            lines.Add(new(item.Id, part));
            amount -= part;
        }

        return lines;
    }
}
