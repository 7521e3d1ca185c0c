using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Receivables;

/// <summary>Something settled that a chain may deduct from what it pays (domain.md 2.6, J40).</summary>
/// <param name="Kind">promotion, listing, complaint or rebate; <see cref="IDeductionSource.Kind"/> of whoever knows it.</param>
/// <param name="Id">Its identity there.</param>
/// <param name="Number">Its number as people write it.</param>
/// <param name="Title">One line.</param>
/// <param name="CustomerId">The payer.</param>
/// <param name="Amount">CNY that may be deducted in all.</param>
/// <param name="Matched">CNY of it that was already deducted.</param>
public sealed record Deductible(string Kind, Guid Id, string Number, string Title, Guid CustomerId, decimal Amount, decimal Matched);

/// <summary>Knows what may be deducted and notes what was. Each thing of the business registers its own. Must be safe for concurrent use.</summary>
public interface IDeductionSource
{
    /// <summary>What it knows, see <see cref="Deductible.Kind"/>.</summary>
    string Kind { get; }

    /// <summary>What of a payer's is not fully deducted yet, the oldest first.</summary>
    Task<IReadOnlyList<Deductible>> OpenAsync(ProcessSalesDb db, Guid customerId, CancellationToken cancellationToken);

    /// <summary>Notes inside the caller's transaction that an amount was deducted, or with a negative one that it was not after all. The same key again has no second effect.</summary>
    /// <exception cref="RefusedException">More than is open.</exception>
    Task MatchAsync(ProcessSalesDb db, string key, Guid id, decimal amount, Guid? person, CancellationToken cancellationToken);
}
