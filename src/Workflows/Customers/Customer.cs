namespace ProcessSales.Workflows.Customers;

/// <summary>How far the business with a customer has come.</summary>
public enum CustomerStatus
{
    /// <summary>洽谈</summary>
    Negotiating,

    /// <summary>合作</summary>
    Active,

    /// <summary>暂停</summary>
    Paused,

    /// <summary>终止</summary>
    Ended,
}

/// <summary>A chain, which is also the payer (form F-M1, domain.md 2.1).</summary>
public sealed class Customer
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique code, such as C01.</summary>
    public string Code { get; set; } = "";

    /// <summary>Chinese name.</summary>
    public string Name { get; set; } = "";

    /// <summary>English name.</summary>
    public string NameEn { get; set; } = "";

    /// <summary>hypermarket, supermarket, cvs, club or department.</summary>
    public string Type { get; set; } = "";

    /// <summary>The KA manager.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>The area it belongs to.</summary>
    public Guid AreaId { get; set; }

    /// <summary>A, B or C.</summary>
    public string Class { get; set; } = "";

    /// <summary>State of the business.</summary>
    public CustomerStatus Status { get; set; }

    /// <summary>Credit limit, CNY.</summary>
    public decimal CreditLimit { get; set; }

    /// <summary>Term formula, such as EOM+60 (domain.md 2.6).</summary>
    public string PaymentTerm { get; set; } = "";

    /// <summary>Days of the month on which invoices are taken 收票日, such as <c>1-5,15-17</c>; empty for any.</summary>
    public string InvoiceWindows { get; set; } = "";

    /// <summary>Days of the month on which they pay 结款日; empty for any.</summary>
    public string PayDays { get; set; } = "";

    /// <summary>Why deliveries are on credit hold; null when they are not.</summary>
    public string? CreditHold { get; set; }
}

/// <summary>A store of a chain (form F-M2, domain.md 2.1).</summary>
public sealed class Store
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique code.</summary>
    public string Code { get; set; } = "";

    /// <summary>Name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Address.</summary>
    public string Address { get; set; } = "";

    /// <summary>The chain.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>The KA manager who looks after it; may differ from the chain's.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>A, B or C.</summary>
    public string Class { get; set; } = "";

    /// <summary>Degrees north.</summary>
    public double Latitude { get; set; }

    /// <summary>Degrees east.</summary>
    public double Longitude { get; set; }

    /// <summary>Visits as the route plans them, such as <c>2/week</c>.</summary>
    public string VisitFrequency { get; set; } = "";

    /// <summary>Day of the week on which it orders; empty when unknown.</summary>
    public string OrderDay { get; set; } = "";

    /// <summary>Days from order to delivery.</summary>
    public int LeadTimeDays { get; set; }

    /// <summary>False once it closed.</summary>
    public bool Active { get; set; } = true;
}
