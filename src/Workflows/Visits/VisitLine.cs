namespace ProcessSales.Workflows.Visits;

/// <summary>Where an article is in the store (domain.md 1.7, distribution).</summary>
public enum ShelfStatus
{
    /// <summary>On the shelf.</summary>
    OnShelf,

    /// <summary>In the back room only.</summary>
    BackRoomOnly,

    /// <summary>缺货</summary>
    OutOfStock,

    /// <summary>The store does not carry it.</summary>
    NotListed,
}

/// <summary>An article in a visit. Quantities are pieces.</summary>
public sealed class VisitLine
{
    /// <summary>The visit.</summary>
    public Guid VisitId { get; set; }

    /// <summary>EAN-13.</summary>
    public string ProductCode { get; set; } = "";

    /// <summary>Where it is.</summary>
    public ShelfStatus Status { get; set; }

    /// <summary>Whether the store's list demanded it that day.</summary>
    public bool MustHave { get; set; }

    /// <summary>Own facings; null when not counted.</summary>
    public int? Facings { get; set; }

    /// <summary>Price on the tag, CNY; null when not looked at.</summary>
    public decimal? Price { get; set; }

    /// <summary>Price that was agreed that day, CNY.</summary>
    public decimal AgreedPrice { get; set; }

    /// <summary>Why the price differs.</summary>
    public string? PriceReason { get; set; }

    /// <summary>On the shelf.</summary>
    public int? ShelfQuantity { get; set; }

    /// <summary>In the back room.</summary>
    public int? BackQuantity { get; set; }

    /// <summary>Sold since the last visit, as the sum of the suggestion takes it; null when it cannot be told.</summary>
    public int? Sold { get; set; }

    /// <summary>What the rule suggested.</summary>
    public int? Suggested { get; set; }

    /// <summary>What was agreed; null for no order.</summary>
    public int? Ordered { get; set; }
}

/// <summary>A batch of an article in a visit. Quantities are pieces.</summary>
public sealed class VisitBatch
{
    /// <summary>The visit.</summary>
    public Guid VisitId { get; set; }

    /// <summary>Within the visit, from 1.</summary>
    public int Number { get; set; }

    /// <summary>EAN-13.</summary>
    public string ProductCode { get; set; } = "";

    /// <summary>Date on the pack.</summary>
    public DateOnly ProducedOn { get; set; }

    /// <summary>How many there are.</summary>
    public int Quantity { get; set; }

    /// <summary>Whether they stand in the back room.</summary>
    public bool InBackRoom { get; set; }

    /// <summary>As it stood on the day of the visit.</summary>
    public FreshnessBand Band { get; set; }

    /// <summary>As it stood on the day of the visit; 0 and less when it is over.</summary>
    public int DaysLeft { get; set; }

    /// <summary>Taken from the shelf.</summary>
    public int Pulled { get; set; }

    /// <summary>Put aside, to be decided.</summary>
    public int Held { get; set; }

    /// <summary>Given back.</summary>
    public int Returned { get; set; }

    /// <summary>Exchanged.</summary>
    public int Exchanged { get; set; }

    /// <summary>Sold at a discount.</summary>
    public int Discounted { get; set; }

    /// <summary>Destroyed, with a photo.</summary>
    public int Destroyed { get; set; }

    /// <summary>Where what was put aside stands.</summary>
    public string? Place { get; set; }
}
