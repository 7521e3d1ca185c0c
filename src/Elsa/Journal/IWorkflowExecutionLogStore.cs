using Elsa.Common.Models;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.OrderDefinitions;

namespace Elsa.Workflows.Runtime;

/// <summary>Reads and writes journals.</summary>
public interface IWorkflowExecutionLogStore : ILogRecordStore<WorkflowExecutionLogRecord>
{
    /// <summary>Stores it as new.</summary>
    Task AddAsync(WorkflowExecutionLogRecord record, CancellationToken cancellationToken = default);

    /// <summary>Stores it, new or changed.</summary>
    Task SaveAsync(WorkflowExecutionLogRecord record, CancellationToken cancellationToken = default);

    /// <summary>The first that fits; null when none does.</summary>
    Task<WorkflowExecutionLogRecord?> FindAsync(WorkflowExecutionLogRecordFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Task.</summary>
    Task<WorkflowExecutionLogRecord?> FindAsync<TOrderBy>(WorkflowExecutionLogRecordFilter filter, WorkflowExecutionLogRecordOrder<TOrderBy?> order, CancellationToken cancellationToken = default);

    /// <summary>All that fit.</summary>
    Task<Page<WorkflowExecutionLogRecord>> FindManyAsync(WorkflowExecutionLogRecordFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default);

    /// <summary>Task.</summary>
    Task<Page<WorkflowExecutionLogRecord>> FindManyAsync<TOrderBy>(WorkflowExecutionLogRecordFilter filter, PageArgs pageArgs, WorkflowExecutionLogRecordOrder<TOrderBy?> order, CancellationToken cancellationToken = default);

    /// <summary>How many were removed.</summary>
    Task<long> DeleteManyAsync(WorkflowExecutionLogRecordFilter filter, CancellationToken cancellationToken = default);
}
