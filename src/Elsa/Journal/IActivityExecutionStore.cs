using Elsa.Common.Models;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.OrderDefinitions;

namespace Elsa.Workflows.Runtime;

/// <summary>Reads and writes executions of activities.</summary>
public interface IActivityExecutionStore : ILogRecordStore<ActivityExecutionRecord>
{
    /// <summary>Stores it, new or changed.</summary>
    Task SaveAsync(ActivityExecutionRecord record, CancellationToken cancellationToken = default);

    /// <summary>The first that fits; null when none does.</summary>
    Task<ActivityExecutionRecord?> FindAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Task.</summary>
    Task<IEnumerable<ActivityExecutionRecord>> FindManyAsync<TOrderBy>(ActivityExecutionRecordFilter filter, ActivityExecutionRecordOrder<TOrderBy?> order, CancellationToken cancellationToken = default);

    /// <summary>All that fit.</summary>
    Task<IEnumerable<ActivityExecutionRecord>> FindManyAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Task.</summary>
    Task<IEnumerable<ActivityExecutionRecordSummary>> FindManySummariesAsync<TOrderBy>(ActivityExecutionRecordFilter filter, ActivityExecutionRecordOrder<TOrderBy?> order, CancellationToken cancellationToken = default);

    /// <summary>All that fit, without the heavy parts.</summary>
    Task<IEnumerable<ActivityExecutionRecordSummary>> FindManySummariesAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken = default);

    /// <summary>How many fit.</summary>
    Task<long> CountAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken = default);

    /// <summary>How many were removed.</summary>
    Task<long> DeleteManyAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken = default);
}
