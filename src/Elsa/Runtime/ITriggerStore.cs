using Elsa.Common.Models;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.OrderDefinitions;

namespace Elsa.Workflows.Runtime;

/// <summary>Keeps what starts definitions.</summary>
public interface ITriggerStore
{
    /// <summary>Stores it, new or changed.</summary>
    ValueTask SaveAsync(StoredTrigger record, CancellationToken cancellationToken = default);

    /// <summary>Stores them in one transaction.</summary>
    ValueTask SaveManyAsync(IEnumerable<StoredTrigger> records, CancellationToken cancellationToken = default);

    /// <summary>The first that fits; null when none does.</summary>
    ValueTask<StoredTrigger?> FindAsync(TriggerFilter filter, CancellationToken cancellationToken = default);

    /// <summary>All that fit.</summary>
    ValueTask<IEnumerable<StoredTrigger>> FindManyAsync(TriggerFilter filter, CancellationToken cancellationToken = default);

    /// <summary>All that fit.</summary>
    ValueTask<Page<StoredTrigger>> FindManyAsync(TriggerFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default);

    /// <summary>Value task.</summary>
    ValueTask<Page<StoredTrigger>> FindManyAsync<TProp>(TriggerFilter filter, PageArgs pageArgs, StoredTriggerOrder<TProp?> order, CancellationToken cancellationToken = default);

    /// <summary>Removes and adds in one transaction.</summary>
    ValueTask ReplaceAsync(IEnumerable<StoredTrigger> removed, IEnumerable<StoredTrigger> added, CancellationToken cancellationToken = default);

    /// <summary>How many were removed.</summary>
    ValueTask<long> DeleteManyAsync(TriggerFilter filter, CancellationToken cancellationToken = default);
}
