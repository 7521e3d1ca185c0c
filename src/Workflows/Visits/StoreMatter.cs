namespace ProcessSales.Workflows.Visits;

/// <summary>What kind of matter waits at a store; the preparation shows them in this order.</summary>
public enum StoreMatterKind
{
    /// <summary>遗留问题</summary>
    OpenIssue,

    /// <summary>客诉, with the company's decision on it.</summary>
    Complaint,

    /// <summary>促销, running or about to begin.</summary>
    Promotion,

    /// <summary>新品进场, not yet on the shelf.</summary>
    Listing,

    /// <summary>结款: due or overdue at the store's payer.</summary>
    Payment,
}

/// <summary>Something that whoever visits the store should know of or follow up (domain.md 1.5 Y3, 2.2 V-12 to V-15).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Identity of the thing itself, for the visit to refer to.</param>
/// <param name="Number">Its number as people write it; empty when it has none.</param>
/// <param name="Title">One line.</param>
/// <param name="Decision">The company's latest decision on it; null while there is none.</param>
/// <param name="DueOn">By when, company zone; null when open.</param>
/// <param name="Amount">CNY, null when no money is concerned.</param>
/// <param name="Link">Where it is shown, a path of this site.</param>
public sealed record StoreMatter(StoreMatterKind Kind, Guid Id, string Number, string Title, string? Decision, DateOnly? DueOn, decimal? Amount, string Link);

/// <summary>Knows matters of one kind; each thing of the business registers its own. Must be safe for concurrent use.</summary>
public interface IStoreMatterSource
{
    /// <summary>What waits at each of the stores on a day, by store; stores without anything are left out. Called once for a whole day's stores.</summary>
    Task<ILookup<Guid, StoreMatter>> OfAsync(IReadOnlyCollection<Guid> storeIds, DateOnly day, CancellationToken cancellationToken);
}
