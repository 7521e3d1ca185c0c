using Elsa.Common.Entities;
using Elsa.Workflows.Runtime.Entities;
using System.Linq.Expressions;

namespace Elsa.Workflows.Runtime.OrderDefinitions;

/// <summary>How they are sorted.</summary>
public class BookmarkQueueItemOrder<TProp> : OrderDefinition<BookmarkQueueItem, TProp?>
{
    /// <summary>Unsorted until the parts are set.</summary>
    public BookmarkQueueItemOrder()
    {
    }

    /// <summary>By the given property.</summary>
    public BookmarkQueueItemOrder(Expression<Func<BookmarkQueueItem, TProp?>> keySelector, OrderDirection direction) : base(keySelector, direction)
    {
    }
}

/// <summary>How they are sorted.</summary>
public class StoredTriggerOrder<TProp> : OrderDefinition<StoredTrigger, TProp?>
{
    /// <summary>Unsorted until the parts are set.</summary>
    public StoredTriggerOrder()
    {
    }

    /// <summary>By the given property.</summary>
    public StoredTriggerOrder(Expression<Func<StoredTrigger, TProp?>> keySelector, OrderDirection direction) : base(keySelector, direction)
    {
    }
}
