namespace ProcessSales.Workflows.Visits;

/// <summary>One visit of a store (form F-V2, domain.md 2.2). What the phone sends is its source; the columns are what lists, reviews and figures read of it.</summary>
public sealed class Visit
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The phone's own number of it, unique: the same visit sent twice is one row.</summary>
    public Guid ClientId { get; set; }

    /// <summary>The store; never changed afterwards.</summary>
    public Guid StoreId { get; set; }

    /// <summary>The visitor.</summary>
    public Guid PersonId { get; set; }

    /// <summary>The visitor's unit at the start; decides which managers see it.</summary>
    public Guid? AreaId { get; set; }

    /// <summary>The line of the weekly plan behind it; null for one that nobody had planned.</summary>
    public Guid? PlannedVisitId { get; set; }

    /// <summary>Why it was made without a plan 计划外; null for a planned one.</summary>
    public string? AdHocReason { get; set; }

    /// <summary>The day it counts for, company zone: the planned one, then that of the check-in, also when it lasts beyond midnight.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Place in the day's order; null when it has none.</summary>
    public int? Order { get; set; }

    /// <summary>Where it stands.</summary>
    public VisitState State { get; set; }

    /// <summary>Why it came back, was called off or broken off.</summary>
    public string? StateNote { get; set; }

    /// <summary>Why the visitor wants to call it off on its very day; null unless the area manager is asked.</summary>
    public string? CancelReason { get; set; }

    /// <summary>Why it was broken off; null unless it was.</summary>
    public Abandonment? Abandonment { get; set; }

    /// <summary>The case of its review, or of what else the area manager decides of it; null before.</summary>
    public Guid? CaseId { get; set; }

    /// <summary>Version of the checklist it is filled in with; kept for good.</summary>
    public int ChecklistVersion { get; set; }

    /// <summary>All that was entered, as the phone sent it last.</summary>
    public string ContentJson { get; set; } = "{}";

    /// <summary>Grows with every change, also those of the office; a phone says on which one its own rests.</summary>
    public int Version { get; set; }

    /// <summary>Check-in by the phone's clock, UTC.</summary>
    public DateTimeOffset? CheckInAt { get; set; }

    /// <summary>When the check-in reached us, UTC.</summary>
    public DateTimeOffset? CheckInReceivedAt { get; set; }

    /// <summary>Degrees north at the check-in.</summary>
    public double? Latitude { get; set; }

    /// <summary>Degrees east at the check-in.</summary>
    public double? Longitude { get; set; }

    /// <summary>Accuracy that the phone claims, metres.</summary>
    public double? Accuracy { get; set; }

    /// <summary>Distance to the store at the check-in, metres; null without a position.</summary>
    public double? Distance { get; set; }

    /// <summary>位置异常: what is unusual about the position.</summary>
    public PositionIssue PositionIssue { get; set; }

    /// <summary>The visitor's reason for it.</summary>
    public string? PositionReason { get; set; }

    /// <summary>Check-out by the phone's clock, UTC.</summary>
    public DateTimeOffset? CheckOutAt { get; set; }

    /// <summary>Handed in by the phone's clock, UTC; the first time.</summary>
    public DateTimeOffset? SubmittedAt { get; set; }

    /// <summary>When it reached us handed in, UTC; the first time.</summary>
    public DateTimeOffset? ReceivedAt { get; set; }

    /// <summary>Accepted, UTC.</summary>
    public DateTimeOffset? ReviewedAt { get; set; }

    /// <summary>Who accepted it; null when nobody did in time and it was taken as accepted.</summary>
    public Guid? ReviewedById { get; set; }

    /// <summary>Phone's clock minus ours when it was sent, seconds; null before.</summary>
    public int? ClockDifference { get; set; }

    /// <summary>有效拜访 (domain.md 2.2, KPIs); null before it is handed in.</summary>
    public bool? Effective { get; set; }

    /// <summary>What the reviewer should look at, names of <see cref="VisitException"/> separated by commas; empty for nothing.</summary>
    public string Exceptions { get; set; } = "";

    /// <summary>How heavily they weigh together; the review begins with the heaviest.</summary>
    public int ExceptionWeight { get; set; }

    /// <summary>Checks that failed.</summary>
    public int FailedChecks { get; set; }

    /// <summary>Value of the order at the normal supply price, CNY including VAT; null for no order.</summary>
    public decimal? OrderAmount { get; set; }

    /// <summary>Own facings of all articles together; null when none were counted.</summary>
    public int? OwnFacings { get; set; }

    /// <summary>All facings of the shelf, own and others'; null when not counted.</summary>
    public int? ShelfFacings { get; set; }

    /// <summary>First line of what was summed up at the end.</summary>
    public string? Summary { get; set; }

    /// <summary>下次约定; null for none.</summary>
    public DateOnly? NextOn { get; set; }

    /// <summary>Whether the store's promoter was there; null at a store without one.</summary>
    public PromoterPresence? Promoter { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>Why a visit was broken off 中断 (domain.md 2.2, states).</summary>
public enum Abandonment
{
    /// <summary>店方拒绝</summary>
    Refused,

    /// <summary>突发</summary>
    Emergency,

    /// <summary>安全</summary>
    Safety,
}

/// <summary>A message of a phone that was accepted; the same again changes nothing.</summary>
public sealed class VisitOperation
{
    /// <summary>Identity, given by the phone.</summary>
    public Guid Id { get; set; }

    /// <summary>The visit.</summary>
    public Guid VisitId { get; set; }

    /// <summary>When it reached us, UTC.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>What a reviewer should look at.</summary>
public enum VisitException
{
    /// <summary>过期品: something on the shelf was over.</summary>
    Expired,

    /// <summary>位置异常.</summary>
    Position,

    /// <summary>必做步骤缺失.</summary>
    StepsMissing,

    /// <summary>Less than 10 minutes in the store.</summary>
    Short,

    /// <summary>The phone's clock was off by more than 10 minutes.</summary>
    Clock,

    /// <summary>Handed in after 22:00 of its day.</summary>
    Late,

    /// <summary>A picture was taken from the gallery, or was used in another visit.</summary>
    Photos,

    /// <summary>缺货.</summary>
    OutOfStock,

    /// <summary>A price differs from the agreed one by more than 5 %.</summary>
    Price,

    /// <summary>The promoter was not there.</summary>
    PromoterAbsent,

    /// <summary>先进先出: an older batch stood behind a newer one.</summary>
    Rotation,
}

/// <summary>A visit as it was handed in. Kept for good, also when it was given back and handed in anew (domain.md 2.2, never lose).</summary>
public sealed class VisitVersion
{
    /// <summary>The visit.</summary>
    public Guid VisitId { get; set; }

    /// <summary>From 1.</summary>
    public int Number { get; set; }

    /// <summary>Handed in by the phone's clock, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>When it reached us, UTC.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>All that was entered: <see cref="VisitContent"/>.</summary>
    public string ContentJson { get; set; } = "{}";
}

/// <summary>One step of a visit through its states.</summary>
public sealed class VisitMove
{
    /// <summary>Identity, given by whoever moved it: a move that comes twice counts once.</summary>
    public Guid Id { get; set; }

    /// <summary>The visit.</summary>
    public Guid VisitId { get; set; }

    /// <summary>Before.</summary>
    public VisitState From { get; set; }

    /// <summary>After.</summary>
    public VisitState To { get; set; }

    /// <summary>By the phone's clock when it moved it, else by ours; UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>When it reached us, UTC.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>Who; null for the system.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>Why.</summary>
    public string? Reason { get; set; }
}
