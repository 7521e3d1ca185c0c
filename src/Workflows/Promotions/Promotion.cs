namespace ProcessSales.Workflows.Promotions;

/// <summary>
/// An approved promotion: what was approved, as it was then, and how it went on (domain.md 2.4). Amounts are CNY with VAT, days are of the company's zone.
/// The approved amounts never change but by a change that was approved itself.
/// </summary>
public sealed class Promotion
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Its application; unique. Budget entries carry it.</summary>
    public Guid CaseId { get; set; }

    /// <summary>The application's number, such as PA-20261128-0001.</summary>
    public string Number { get; set; } = "";

    /// <summary>What people call it.</summary>
    public string Name { get; set; } = "";

    /// <summary>priceOff, gift, display, dm, sampling, promoter, fullReduction or memberPrice.</summary>
    public string Type { get; set; } = "";

    /// <summary>The chain; null when it is unknown to us.</summary>
    public Guid? CustomerId { get; set; }

    /// <summary>The chain's code.</summary>
    public string CustomerCode { get; set; } = "";

    /// <summary>The area whose budget it uses.</summary>
    public Guid? AreaId { get; set; }

    /// <summary>The applicant.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>The budget line.</summary>
    public Guid? BudgetLineId { get; set; }

    /// <summary>First day.</summary>
    public DateOnly Start { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly End { get; set; }

    /// <summary>When the store is set up; null for the first day.</summary>
    public DateOnly? SetUp { get; set; }

    /// <summary>When the store is cleared; null for the last day.</summary>
    public DateOnly? CutOff { get; set; }

    /// <summary>The approved total. Never edited: more is approved beside it.</summary>
    public decimal ApprovedTotal { get; set; }

    /// <summary>Sales expected without it, for the same days.</summary>
    public decimal BaselineSales { get; set; }

    /// <summary>Sales it was approved for, without VAT.</summary>
    public decimal TargetSales { get; set; }

    /// <summary>Contribution margin: 0.35 is 35 %; null when none was named.</summary>
    public decimal? Contribution { get; set; }

    /// <summary>Whether it was asked for later than the rules allow.</summary>
    public bool Emergency { get; set; }

    /// <summary>Whether it belongs to the monthly plan.</summary>
    public bool Planned { get; set; }

    /// <summary>What is done in the stores.</summary>
    public string Mechanism { get; set; } = "";

    /// <summary>Where it stands.</summary>
    public PromotionState State { get; set; }

    /// <summary>Since when, UTC.</summary>
    public DateTimeOffset StateSince { get; set; }

    /// <summary>Where it goes back to when a change of it fails; null when none is asked for.</summary>
    public PromotionState? StateBefore { get; set; }

    /// <summary>The change that is under way; null for none.</summary>
    public Guid? ChangeCaseId { get; set; }

    /// <summary>How often it was changed.</summary>
    public int Revision { get; set; }

    /// <summary>When it was approved, UTC.</summary>
    public DateTimeOffset ApprovedAt { get; set; }

    /// <summary>When the store agreed (P60), UTC; null while it has not.</summary>
    public DateTimeOffset? AgreedAt { get; set; }

    /// <summary>When goods, gifts and material were ready (P70), UTC; null while they are not.</summary>
    public DateTimeOffset? StockedAt { get; set; }

    /// <summary>The day on which it was over: the last day, or the day it was stopped.</summary>
    public DateOnly? EndedOn { get; set; }

    /// <summary>By when its costs must be claimed.</summary>
    public DateOnly? SettleBy { get; set; }

    /// <summary>When the execution report (F-P2) came, UTC; null while it is missing.</summary>
    public DateTimeOffset? ReportedAt { get; set; }

    /// <summary>Who reported.</summary>
    public Guid? ReportedById { get; set; }

    /// <summary>Sales of the period as reported.</summary>
    public decimal? ActualSales { get; set; }

    /// <summary>What the report says.</summary>
    public string? Report { get; set; }

    /// <summary>Gifts that came back, as reported.</summary>
    public decimal? GiftsLeft { get; set; }

    /// <summary>Confirmed cost at the close.</summary>
    public decimal? FinalCost { get; set; }

    /// <summary>What was learnt, written at the close.</summary>
    public string? Lesson { get; set; }

    /// <summary>When it was closed or expired, UTC.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>The regional manager who wants it reopened; null for nobody.</summary>
    public Guid? ReopenRegionalId { get; set; }

    /// <summary>The finance manager who wants it reopened; null for nobody.</summary>
    public Guid? ReopenFinanceId { get; set; }

    /// <summary>Changes with every change.</summary>
    public int Version { get; set; }

    /// <summary>First day on which a picture can show it.</summary>
    public DateOnly PhotosFrom => SetUp is { } day && day < Start ? day : Start;

    /// <summary>Last day on which a picture can show it.</summary>
    public DateOnly PhotosUntil => CutOff is { } day && day > End ? day : End;
}

/// <summary>A store in which it runs.</summary>
public sealed class PromotionStore
{
    /// <summary>The promotion.</summary>
    public Guid PromotionId { get; set; }

    /// <summary>The store.</summary>
    public Guid StoreId { get; set; }

    /// <summary>Its code then.</summary>
    public string Code { get; set; } = "";

    /// <summary>Its name then.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where in the store.</summary>
    public string Place { get; set; } = "";
}

/// <summary>An article in it. Prices are CNY with VAT.</summary>
public sealed class PromotionSku
{
    /// <summary>The promotion.</summary>
    public Guid PromotionId { get; set; }

    /// <summary>EAN-13.</summary>
    public string ProductCode { get; set; } = "";

    /// <summary>Its name then.</summary>
    public string Name { get; set; } = "";

    /// <summary>Supply price in the promotion.</summary>
    public decimal PromoSupply { get; set; }

    /// <summary>Retail price otherwise.</summary>
    public decimal NormalRetail { get; set; }

    /// <summary>Retail price in the promotion: what must stand on the shelf.</summary>
    public decimal PromoRetail { get; set; }

    /// <summary>What is given with it.</summary>
    public string Gift { get; set; } = "";
}

/// <summary>An approved cost: one store and one fee. A cost for all stores is divided among them at the approval.</summary>
public sealed class PromotionCost
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The promotion.</summary>
    public Guid PromotionId { get; set; }

    /// <summary>Within the promotion, from 1.</summary>
    public int Number { get; set; }

    /// <summary>The store; null when it belongs to none.</summary>
    public Guid? StoreId { get; set; }

    /// <summary>The store's name; empty for none.</summary>
    public string StoreName { get; set; } = "";

    /// <summary>Code of the fee type; decides the proofs.</summary>
    public string FeeType { get; set; } = "";

    /// <summary>How many.</summary>
    public decimal Quantity { get; set; }

    /// <summary>Approved.</summary>
    public decimal Amount { get; set; }

    /// <summary>deduct, invoiceDiscount, transfer or goods.</summary>
    public string PayMode { get; set; } = "";

    /// <summary>Who is paid.</summary>
    public string Payee { get; set; } = "";
}

/// <summary>Gifts or material of it.</summary>
public sealed class PromotionGift
{
    /// <summary>The promotion.</summary>
    public Guid PromotionId { get; set; }

    /// <summary>Within the promotion, from 1.</summary>
    public int Number { get; set; }

    /// <summary>What.</summary>
    public string Item { get; set; } = "";

    /// <summary>How many are planned.</summary>
    public decimal Planned { get; set; }

    /// <summary>How many logistics has; null while nobody has said.</summary>
    public decimal? OnHand { get; set; }
}

/// <summary>How a promotion went through its states; only ever added.</summary>
public sealed class PromotionMove
{
    /// <summary>Identity; ascending in time.</summary>
    public Guid Id { get; set; }

    /// <summary>The promotion.</summary>
    public Guid PromotionId { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who; null for time itself.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>Before.</summary>
    public PromotionState From { get; set; }

    /// <summary>After.</summary>
    public PromotionState To { get; set; }

    /// <summary>Why.</summary>
    public string? Note { get; set; }
}

/// <summary>What somebody saw of it in a store (P80), in a visit or beside one.</summary>
public sealed class ExecutionCheck
{
    /// <summary>Identity; given by whoever reports, so that a report that comes twice is one row.</summary>
    public Guid Id { get; set; }

    /// <summary>The promotion.</summary>
    public Guid PromotionId { get; set; }

    /// <summary>The store.</summary>
    public Guid StoreId { get; set; }

    /// <summary>The visit; null for one beside visits.</summary>
    public Guid? VisitId { get; set; }

    /// <summary>Who looked.</summary>
    public Guid PersonId { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Whether the store carries it out at all.</summary>
    public bool Executed { get; set; }

    /// <summary>Whether the price on the shelf is the agreed one; null when not looked at.</summary>
    public bool? PriceRight { get; set; }

    /// <summary>Whether there are gifts; null when there are none in it or nobody looked.</summary>
    public bool? GiftsThere { get; set; }

    /// <summary>What was seen.</summary>
    public string Note { get; set; } = "";

    /// <summary>Number of the open issue that came of it; null for none.</summary>
    public string? Issue { get; set; }

    /// <summary>Whether something is not as approved.</summary>
    public bool Deviates => !Executed || PriceRight == false || GiftsThere == false;
}
