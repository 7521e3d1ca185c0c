namespace ProcessSales.Workflows.People;

/// <summary>Level of an organisational unit.</summary>
public enum OrgUnitKind
{
    /// <summary>The whole company.</summary>
    Company,

    /// <summary>A region 大区.</summary>
    Region,

    /// <summary>An area 区域.</summary>
    Area,
}

/// <summary>A node of the organisation tree.</summary>
public sealed class OrgUnit
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique short code used by imports.</summary>
    public string Code { get; set; } = "";

    /// <summary>Chinese name.</summary>
    public string Name { get; set; } = "";

    /// <summary>English name.</summary>
    public string NameEn { get; set; } = "";

    /// <summary>Its level.</summary>
    public OrgUnitKind Kind { get; set; }

    /// <summary>The unit above; null for the company.</summary>
    public Guid? ParentId { get; set; }
}

/// <summary>An assistant works for a manager and sees that manager's stores and cases (domain.md 2.0, AST).</summary>
public sealed class Assistance
{
    /// <summary>The assistant.</summary>
    public Guid AssistantId { get; set; }

    /// <summary>The KA manager.</summary>
    public Guid ManagerId { get; set; }
}
