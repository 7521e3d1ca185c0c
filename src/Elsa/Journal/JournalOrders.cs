using Elsa.Common.Entities;
using Elsa.Workflows.Runtime.Entities;
using System.Linq.Expressions;

namespace Elsa.Workflows.Runtime.OrderDefinitions;

/// <summary>How they are sorted.</summary>
public class WorkflowExecutionLogRecordOrder<TProp> : OrderDefinition<WorkflowExecutionLogRecord, TProp?>
{
    /// <summary>Unsorted until the parts are set.</summary>
    public WorkflowExecutionLogRecordOrder()
    {
    }

    /// <summary>By the given property.</summary>
    public WorkflowExecutionLogRecordOrder(Expression<Func<WorkflowExecutionLogRecord, TProp?>> keySelector, OrderDirection direction) : base(keySelector, direction)
    {
    }
}

/// <summary>How they are sorted.</summary>
public class ActivityExecutionRecordOrder<TProp> : OrderDefinition<ActivityExecutionRecord, TProp?>
{
    /// <summary>Unsorted until the parts are set.</summary>
    public ActivityExecutionRecordOrder()
    {
    }

    /// <summary>By the given property.</summary>
    public ActivityExecutionRecordOrder(Expression<Func<ActivityExecutionRecord, TProp?>> keySelector, OrderDirection direction) : base(keySelector, direction)
    {
    }
}
