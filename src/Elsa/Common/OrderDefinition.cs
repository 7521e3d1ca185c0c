using System.Linq.Expressions;

namespace Elsa.Common.Entities;

/// <summary>By which property things are sorted, and which way.</summary>
public class OrderDefinition<T, TProp>
{
    /// <summary>Unsorted until the parts are set.</summary>
    public OrderDefinition()
    {
    }

    /// <summary>By the given property.</summary>
    public OrderDefinition(Expression<Func<T, TProp>> keySelector, OrderDirection direction)
    {
        KeySelector = keySelector;
        Direction = direction;
    }

    /// <summary>Which way.</summary>
    public OrderDirection Direction { get; set; }

    /// <summary>Names the property.</summary>
    public Expression<Func<T, TProp>> KeySelector { get; set; } = default!;
}
