namespace Elsa.Common.Entities;

/// <summary>A stored thing.</summary>
public abstract class Entity
{
    /// <summary>Unique within its kind.</summary>
    public string Id { get; set; } = default!;

    /// <summary>Null where there is one tenant only.</summary>
    public string? TenantId { get; set; }
}

/// <summary>A stored thing of which every version is kept.</summary>
public abstract class VersionedEntity : Entity
{
    /// <summary>When this version was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Counts from 1.</summary>
    public int Version { get; set; }

    /// <summary>True for the newest version, draft or published.</summary>
    public bool IsLatest { get; set; }

    /// <summary>True for the version that new instances take.</summary>
    public bool IsPublished { get; set; }
}

/// <summary>The direction of a sort.</summary>
public enum OrderDirection
{
    /// <summary>Smallest first.</summary>
    Ascending,

    /// <summary>Largest first.</summary>
    Descending,
}
