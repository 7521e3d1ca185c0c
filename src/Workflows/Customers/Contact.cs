namespace ProcessSales.Workflows.Customers;

/// <summary>What somebody at a chain or store does.</summary>
public enum ContactPost
{
    /// <summary>采购</summary>
    Buyer,

    /// <summary>课长</summary>
    SectionHead,

    /// <summary>店长</summary>
    StoreManager,

    /// <summary>财务</summary>
    Finance,

    /// <summary>收货</summary>
    Receiving,

    /// <summary>Somebody else.</summary>
    Other,
}

/// <summary>Somebody at a chain or at one of its stores (domain.md 2.1, D8). Kept modest: what work needs, nothing private (domain.md 4.4).</summary>
public sealed class Contact
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The chain.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>The store; null for the chain's own office.</summary>
    public Guid? StoreId { get; set; }

    /// <summary>Name.</summary>
    public string Name { get; set; } = "";

    /// <summary>What the contact does.</summary>
    public ContactPost Post { get; set; }

    /// <summary>Telephone; empty when unknown.</summary>
    public string Phone { get; set; } = "";

    /// <summary>What the contact decides on.</summary>
    public string Duty { get; set; } = "";

    /// <summary>Anything else that helps to work together.</summary>
    public string Note { get; set; } = "";

    /// <summary>False for somebody who left.</summary>
    public bool Active { get; set; } = true;
}

/// <summary>A talk with a contact 客情记录. Never changed afterwards.</summary>
public sealed class ContactNote
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>With whom.</summary>
    public Guid ContactId { get; set; }

    /// <summary>Who talked.</summary>
    public Guid PersonId { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>What about.</summary>
    public string Text { get; set; } = "";
}
