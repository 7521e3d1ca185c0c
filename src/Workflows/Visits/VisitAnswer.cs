namespace ProcessSales.Workflows.Visits;

/// <summary>The answer to a check.</summary>
public enum CheckResult
{
    /// <summary>In order.</summary>
    Yes,

    /// <summary>Not in order; something must follow.</summary>
    No,

    /// <summary>Does not apply here.</summary>
    NotApplicable,
}

/// <summary>What follows from a check that failed (domain.md 2.2, decision 2).</summary>
public enum Treatment
{
    /// <summary>Put right on the spot; needs a photo.</summary>
    FixedNow,

    /// <summary>遗留问题, with an owner and a due date.</summary>
    OpenIssue,

    /// <summary>Handed to whoever decides such things.</summary>
    Raise,
}

/// <summary>To whom it is handed.</summary>
public enum RaisedKind
{
    /// <summary>客诉</summary>
    Complaint,

    /// <summary>缺货, to logistics.</summary>
    OutOfStock,

    /// <summary>A promotion is not carried out as approved.</summary>
    PromotionDeviation,

    /// <summary>调价申请</summary>
    PriceChange,

    /// <summary>退换货</summary>
    Return,

    /// <summary>上架确认: a new product was seen on the shelf, to its listing.</summary>
    OnShelf,

    /// <summary>付款承诺: the payer's word, to collections.</summary>
    Promise,
}

/// <summary>An answer in a visit.</summary>
public sealed class VisitAnswer
{
    /// <summary>The visit.</summary>
    public Guid VisitId { get; set; }

    /// <summary>Key of the check in the checklist.</summary>
    public string Check { get; set; } = "";

    /// <summary>Key of the element it belongs to, such as price.</summary>
    public string Element { get; set; } = "";

    /// <summary>The answer.</summary>
    public CheckResult Result { get; set; }

    /// <summary>What follows; null unless it failed.</summary>
    public Treatment? Treatment { get; set; }

    /// <summary>To whom it is handed; null unless raised.</summary>
    public RaisedKind? Raised { get; set; }

    /// <summary>What was found.</summary>
    public string? Note { get; set; }

    /// <summary>When it should be settled, company zone; null unless something stays open.</summary>
    public DateOnly? DueOn { get; set; }

    /// <summary>Who settles it; null for the visitor.</summary>
    public Guid? OwnerId { get; set; }
}

/// <summary>A picture of a visit; its file lies below the data directory under its id.</summary>
public sealed class VisitPhoto
{
    /// <summary>Identity, given by the phone: a picture that comes twice is one row.</summary>
    public Guid Id { get; set; }

    /// <summary>The visit.</summary>
    public Guid VisitId { get; set; }

    /// <summary>What it shows: shopfront, shelfBefore, shelfAfter, display, or the key of a check with <c>check:</c> before it.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Code of the store that is stamped into it.</summary>
    public string StoreCode { get; set; } = "";

    /// <summary>SHA-256 of the file as it came, hexadecimal.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>SHA-256 of the camera's file before the phone made it smaller and stamped it, as the phone says; empty when it did not.</summary>
    public string OriginalSha256 { get; set; } = "";

    /// <summary>image/jpeg or image/png.</summary>
    public string ContentType { get; set; } = "";

    /// <summary>Bytes.</summary>
    public long Size { get; set; }

    /// <summary>By the phone's clock, as stamped into it; UTC.</summary>
    public DateTimeOffset TakenAt { get; set; }

    /// <summary>When it reached us, UTC.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>Whether it came from the gallery, not from the camera.</summary>
    public bool FromGallery { get; set; }

    /// <summary>Another visit in which the same picture was used before; null for none.</summary>
    public Guid? ReusedFromId { get; set; }
}

/// <summary>News of a competitor 竞品, from a visit or beside it (domain.md 1.4, W13).</summary>
public sealed class CompetitorNote
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The visit; null for one beside visits.</summary>
    public Guid? VisitId { get; set; }

    /// <summary>The store; null for none in particular.</summary>
    public Guid? StoreId { get; set; }

    /// <summary>Who saw it.</summary>
    public Guid PersonId { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The competitor.</summary>
    public string Brand { get; set; } = "";

    /// <summary>The article.</summary>
    public string? Item { get; set; }

    /// <summary>price, promotion, new or display.</summary>
    public string Action { get; set; } = "";

    /// <summary>CNY; null when unknown.</summary>
    public decimal? Price { get; set; }

    /// <summary>What else was seen.</summary>
    public string? Note { get; set; }
}
