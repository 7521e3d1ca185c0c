namespace ProcessSales.Workflows.Listings;

/// <summary>How far the second approval of a higher fee has come (L75).</summary>
public enum SupplementState
{
    /// <summary>No fee exceeds what was approved.</summary>
    None,

    /// <summary>The chain asks for more: nothing goes on before it is approved.</summary>
    Needed,

    /// <summary>Was approved.</summary>
    Approved,

    /// <summary>Was not approved: the fee must come down, or the lines are given up.</summary>
    Refused,
}

/// <summary>What the chain hands over for its fee (domain.md 2.3, 发票类型).</summary>
public enum ListingInvoice
{
    /// <summary>服务费发票: not tied to sales, the retailer's service income.</summary>
    Service,

    /// <summary>返利红字(折让): tied to sales, lowers the retailer's input VAT.</summary>
    Rebate,
}

/// <summary>Why a chain does not take an article.</summary>
public enum ListingRefusal
{
    /// <summary>品类饱和</summary>
    CategoryFull,

    /// <summary>毛利低</summary>
    LowMargin,

    /// <summary>费用不足</summary>
    FeeTooLow,

    /// <summary>证照不全</summary>
    PapersMissing,

    /// <summary>滞销史</summary>
    SoldBadly,

    /// <summary>其他</summary>
    Other,
}

/// <summary>A listing: articles that shall come into stores (form F-L1). Its case carries number, title and approval; its lines carry the work.</summary>
public sealed class ListingRequest
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Its case; unique.</summary>
    public Guid CaseId { get; set; }

    /// <summary>The chain; null until something was handed in.</summary>
    public Guid? CustomerId { get; set; }

    /// <summary>Where it stands.</summary>
    public ListingState State { get; set; }

    /// <summary>Whose time runs.</summary>
    public ListingSide Side { get; set; }

    /// <summary>Budget line that carries the fee; null without a fee.</summary>
    public Guid? BudgetLineId { get; set; }

    /// <summary>CNY incl. VAT that was applied for and approved.</summary>
    public decimal ApprovedFee { get; set; }

    /// <summary>CNY incl. VAT that the chain asks for the lines that it takes.</summary>
    public decimal AgreedFee { get; set; }

    /// <summary>CNY incl. VAT that was settled with the chain; 0 until then.</summary>
    public decimal SettledFee { get; set; }

    /// <summary>CNY of it that the chain has deducted on its statements.</summary>
    public decimal DeductedFee { get; set; }

    /// <summary>Months until the fee has come back, as planned; null without a fee.</summary>
    public decimal? PaybackMonths { get; set; }

    /// <summary>When it should be on the shelf.</summary>
    public DateOnly? TargetShelfOn { get; set; }

    /// <summary>When it was handed in first, company zone.</summary>
    public DateOnly? HandedInOn { get; set; }

    /// <summary>The buyer whom the offer went to.</summary>
    public string? Buyer { get; set; }

    /// <summary>When the chain was last heard of, company zone; reminders count from here.</summary>
    public DateOnly? LastWordOn { get; set; }

    /// <summary>Who promised fee and shelf date, on either side, with names.</summary>
    public string? Promise { get; set; }

    /// <summary>The shelf date that was promised.</summary>
    public DateOnly? PromisedShelfOn { get; set; }

    /// <summary>When agreement and fee were signed; null until then.</summary>
    public DateOnly? SignedOn { get; set; }

    /// <summary>Clause of the contract that grants the fee.</summary>
    public string? Clause { get; set; }

    /// <summary>What the chain hands over for the fee; null until it is signed.</summary>
    public ListingInvoice? Invoice { get; set; }

    /// <summary>账扣, 票扣, 转账 or 实物 as a text key; null until it is signed.</summary>
    public string? PayMode { get; set; }

    /// <summary>How far the approval of a higher fee is.</summary>
    public SupplementState Supplement { get; set; }

    /// <summary>Number of the fee voucher; null until it is settled.</summary>
    public string? Voucher { get; set; }

    /// <summary>When the fee was settled, company zone.</summary>
    public DateOnly? SettledOn { get; set; }

    /// <summary>When it was opened, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it ended, UTC.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }

    /// <summary>The version of which its process was told last.</summary>
    public int ToldVersion { get; set; }

    /// <summary>Whether a higher fee waits for approval or was turned down.</summary>
    public bool FeeIsOpen => Supplement is SupplementState.Needed or SupplementState.Refused;
}

/// <summary>One article in one store: the unit that is followed up (form F-L2).</summary>
public sealed class ListingLine
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The listing.</summary>
    public Guid RequestId { get; set; }

    /// <summary>The article.</summary>
    public string ProductCode { get; set; } = "";

    /// <summary>The store.</summary>
    public Guid StoreId { get; set; }

    /// <summary>Where it stands.</summary>
    public LineState State { get; set; }

    /// <summary>Since which day, company zone.</summary>
    public DateOnly StateOn { get; set; }

    /// <summary>The article that it replaces, one in, one out; null for none.</summary>
    public string? ReplacedCode { get; set; }

    /// <summary>Supply price, CNY incl. VAT.</summary>
    public decimal SupplyPrice { get; set; }

    /// <summary>Retail price, CNY incl. VAT.</summary>
    public decimal RetailPrice { get; set; }

    /// <summary>Pieces a month that are planned for the store.</summary>
    public int MonthlyVolume { get; set; }

    /// <summary>What a piece contributes, CNY.</summary>
    public decimal UnitContribution { get; set; }

    /// <summary>Its part of the approved fee, CNY.</summary>
    public decimal ApprovedFee { get; set; }

    /// <summary>What the chain asks for it, CNY; null until it is accepted.</summary>
    public decimal? AgreedFee { get; set; }

    /// <summary>Why the chain refused it.</summary>
    public ListingRefusal? Refusal { get; set; }

    /// <summary>When to ask again; null for never.</summary>
    public DateOnly? RetryOn { get; set; }

    /// <summary>The chain's own code of the article; null until it was created.</summary>
    public string? ItemCode { get; set; }

    /// <summary>Number of the first order.</summary>
    public string? OrderNumber { get; set; }

    /// <summary>Pieces of the first order.</summary>
    public int? OrderQuantity { get; set; }

    /// <summary>Pieces that came.</summary>
    public int? DeliveredQuantity { get; set; }

    /// <summary>Production date of what came.</summary>
    public DateOnly? ProducedOn { get; set; }

    /// <summary>When it was first on the shelf.</summary>
    public DateOnly? ShelfOn { get; set; }

    /// <summary>Facings on the shelf.</summary>
    public int? Facings { get; set; }

    /// <summary>Whether the price tag was right; null when nobody looked.</summary>
    public bool? TagRight { get; set; }

    /// <summary>Picture of a visit, or file of the case, that shows it on the shelf; null for a confirmation by hand without one.</summary>
    public Guid? PhotoId { get; set; }

    /// <summary>Pieces sold during the trial as far as known.</summary>
    public int? SoldQuantity { get; set; }

    /// <summary>Pieces left when it was delisted.</summary>
    public int? RestQuantity { get; set; }

    /// <summary>Number of the return of what was left.</summary>
    public string? ReturnNumber { get; set; }
}

/// <summary>A step of a line. Only ever added: these days are the figures of the process.</summary>
public sealed class ListingLineMove
{
    /// <summary>Identity; ascending in time.</summary>
    public Guid Id { get; set; }

    /// <summary>The line.</summary>
    public Guid LineId { get; set; }

    /// <summary>The listing.</summary>
    public Guid RequestId { get; set; }

    /// <summary>Before; null for the first.</summary>
    public LineState? From { get; set; }

    /// <summary>After.</summary>
    public LineState To { get; set; }

    /// <summary>The day on which it happened, company zone.</summary>
    public DateOnly On { get; set; }

    /// <summary>When it was entered, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who entered it; null for the process.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>Why; null for nothing.</summary>
    public string? Note { get; set; }
}

/// <summary>A step of a listing as a whole, or a change of whose time runs. Only ever added.</summary>
public sealed class ListingMove
{
    /// <summary>Identity; ascending in time.</summary>
    public Guid Id { get; set; }

    /// <summary>The listing.</summary>
    public Guid RequestId { get; set; }

    /// <summary>Before; null for the first.</summary>
    public ListingState? From { get; set; }

    /// <summary>After.</summary>
    public ListingState To { get; set; }

    /// <summary>Whose time runs from now on.</summary>
    public ListingSide Side { get; set; }

    /// <summary>The day on which it happened, company zone.</summary>
    public DateOnly On { get; set; }

    /// <summary>When it was entered, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who entered it; null for the process.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>Why; null for nothing.</summary>
    public string? Note { get; set; }
}

/// <summary>A paper that the chain asks for, with its end.</summary>
public sealed class ListingPaper
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The listing.</summary>
    public Guid RequestId { get; set; }

    /// <summary>The article; null for all of them.</summary>
    public string? ProductCode { get; set; }

    /// <summary>What it is, as a text key such as <c>inspection</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Its number.</summary>
    public string Number { get; set; } = "";

    /// <summary>Its last day; null when it does not end.</summary>
    public DateOnly? ExpiresOn { get; set; }
}

/// <summary>An amount that the chain deducted for a settled fee, or gave back. Only ever added.</summary>
public sealed class ListingDeduction
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique: the same order again has no second effect.</summary>
    public string Key { get; set; } = "";

    /// <summary>The listing.</summary>
    public Guid RequestId { get; set; }

    /// <summary>CNY; negative when it was taken back.</summary>
    public decimal Amount { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who matched it; null for the system.</summary>
    public Guid? PersonId { get; set; }
}
