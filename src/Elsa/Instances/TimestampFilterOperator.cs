namespace Elsa.Workflows.Management.Enums;

/// <summary>How two moments are compared.</summary>
public enum TimestampFilterOperator
{
    /// <summary>The same moment.</summary>
    Is,

    /// <summary>Another moment.</summary>
    IsNot,

    /// <summary>Earlier.</summary>
    LessThan,

    /// <summary>Later.</summary>
    GreaterThan,

    /// <summary>Earlier or the same.</summary>
    LessThanOrEqual,

    /// <summary>Later or the same.</summary>
    GreaterThanOrEqual,
}
