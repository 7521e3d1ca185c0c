namespace ProcessSales.Workflows.Complaints;

/// <summary>How a complaint is made good.</summary>
public enum SolutionKind
{
    /// <summary>换货</summary>
    Exchange,

    /// <summary>退款</summary>
    Refund,

    /// <summary>赔偿</summary>
    Compensation,

    /// <summary>整批退回</summary>
    ReturnBatch,

    /// <summary>补货</summary>
    Replenish,

    /// <summary>贷项通知</summary>
    CreditNote,

    /// <summary>培训</summary>
    Training,

    /// <summary>道歉/说明</summary>
    Apology,
}

/// <summary>How an amount is paid.</summary>
public enum CompensationPayment
{
    /// <summary>无</summary>
    None,

    /// <summary>实物</summary>
    Goods,

    /// <summary>现金/转账</summary>
    Transfer,

    /// <summary>账扣: the chain deducts it from what it pays.</summary>
    Deduction,

    /// <summary>贷项</summary>
    CreditNote,
}

/// <summary>What the cause was.</summary>
public enum ComplaintCause
{
    /// <summary>生产</summary>
    Production,

    /// <summary>运输</summary>
    Transport,

    /// <summary>门店保管</summary>
    StoreKeeping,

    /// <summary>消费者</summary>
    Consumer,

    /// <summary>无法判定</summary>
    Undetermined,
}

/// <summary>A customer's complaint (form F-C1, domain.md 2.5). Its course is the case's workflow.</summary>
public sealed class Complaint
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Its case, which carries the number; unique.</summary>
    public Guid CaseId { get; set; }

    /// <summary>Where it stands.</summary>
    public ComplaintState State { get; set; }

    /// <summary>How grave it is.</summary>
    public Severity Severity { get; set; }

    /// <summary>What the rule said last; only two people together go below its A.</summary>
    public Severity RuledSeverity { get; set; }

    /// <summary>Why the rule said so, see <see cref="SeverityFinding.Reason"/>.</summary>
    public string SeverityReason { get; set; } = "";

    /// <summary>Who of quality proposed to lower a severity A; null while nobody has.</summary>
    public Guid? LowerProposedById { get; set; }

    /// <summary>Why.</summary>
    public string? LowerReason { get; set; }

    /// <summary>To what.</summary>
    public Severity? LowerTo { get; set; }

    /// <summary>Whether both have lowered it, so that the rule no longer raises it.</summary>
    public bool Lowered { get; set; }

    /// <summary>What it is about.</summary>
    public ComplaintType Type { get; set; }

    /// <summary>Where it comes from.</summary>
    public ComplaintSource Source { get; set; }

    /// <summary>The first description; never changed, additions stand in the log.</summary>
    public string Description { get; set; } = "";

    /// <summary>Who registered it.</summary>
    public Guid RegisteredById { get; set; }

    /// <summary>Who complains; null for nobody named.</summary>
    public string? ReporterName { get; set; }

    /// <summary>Phone; masked for most, forgotten a year after closing.</summary>
    public string? ReporterPhone { get; set; }

    /// <summary>匿名</summary>
    public bool Anonymous { get; set; }

    /// <summary>The store; null for the hotline.</summary>
    public Guid? StoreId { get; set; }

    /// <summary>The chain; null for the hotline.</summary>
    public Guid? CustomerId { get; set; }

    /// <summary>Whose area it is.</summary>
    public Guid? AreaId { get; set; }

    /// <summary>The manager who handles it; the case's owner.</summary>
    public Guid HandlerId { get; set; }

    /// <summary>EAN-13; null when no article is concerned.</summary>
    public string? ProductCode { get; set; }

    /// <summary>Date on the pack: its batch.</summary>
    public DateOnly? ProducedOn { get; set; }

    /// <summary>Batch number on the pack.</summary>
    public string? BatchNumber { get; set; }

    /// <summary>包装已丢</summary>
    public bool PackLost { get; set; }

    /// <summary>Pieces; null when not told.</summary>
    public decimal? Quantity { get; set; }

    /// <summary>Where and when it was bought.</summary>
    public string? Bought { get; set; }

    /// <summary>身体不适/就医</summary>
    public bool HealthEffect { get; set; }

    /// <summary>Whether expired goods were on a shelf.</summary>
    public bool ExpiredFound { get; set; }

    /// <summary>Why there is no picture.</summary>
    public string? NoEvidenceReason { get; set; }

    /// <summary>Whether a sample is kept.</summary>
    public bool SampleKept { get; set; }

    /// <summary>What the person wants.</summary>
    public ComplaintDemand Demand { get; set; }

    /// <summary>How much of it, CNY.</summary>
    public decimal? DemandAmount { get; set; }

    /// <summary>职业索赔: legal review, the same politeness.</summary>
    public bool Professional { get; set; }

    /// <summary>When the claim was last reviewed legally, UTC; null while it was not, and again after a reopening.</summary>
    public DateTimeOffset? LegalReviewedAt { get; set; }

    /// <summary>Who did.</summary>
    public Guid? LegalReviewedById { get; set; }

    /// <summary>What they think of it; for our own people only.</summary>
    public string? LegalOpinion { get; set; }

    /// <summary>CNY up to which may be paid by that review; 0 for nothing.</summary>
    public decimal LegalLimit { get; set; }

    /// <summary>Whether its plan waits for a legal review: a claim of that tag or type that was never reviewed, or whose plan costs more than the review allowed.</summary>
    public bool NeedsLegalReview => (Professional || Type == ComplaintType.Regulator) && (LegalReviewedAt is null || Amount > LegalLimit);

    /// <summary>When it happened, UTC.</summary>
    public DateTimeOffset OccurredAt { get; set; }

    /// <summary>When the company learned of it, UTC.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>When it was registered, UTC.</summary>
    public DateTimeOffset RegisteredAt { get; set; }

    /// <summary>From when our clocks count: the registration, or the last reopening. UTC.</summary>
    public DateTimeOffset ClockFrom { get; set; }

    /// <summary>By when the customer must have been answered, UTC.</summary>
    public DateTimeOffset ReplyDueAt { get; set; }

    /// <summary>By when there must be a plan, UTC.</summary>
    public DateTimeOffset PlanDueAt { get; set; }

    /// <summary>By when it must be closed, UTC.</summary>
    public DateTimeOffset CloseDueAt { get; set; }

    /// <summary>When somebody took a critical one, UTC.</summary>
    public DateTimeOffset? TakenAt { get; set; }

    /// <summary>Who.</summary>
    public Guid? TakenById { get; set; }

    /// <summary>From when the alarm counts, UTC; null unless critical.</summary>
    public DateTimeOffset? AlarmFrom { get; set; }

    /// <summary>When it is to be looked at next, UTC; null when nothing more falls due.</summary>
    public DateTimeOffset? NextLookAt { get; set; }

    /// <summary>Numbers the rounds: a severity that changes or a reopening begins its clocks' messages anew.</summary>
    public int Round { get; set; }

    /// <summary>When the customer was answered first, UTC.</summary>
    public DateTimeOffset? RepliedAt { get; set; }

    /// <summary>When the cause was found, UTC.</summary>
    public DateTimeOffset? InvestigatedAt { get; set; }

    /// <summary>When the plan was handed in, UTC.</summary>
    public DateTimeOffset? PlannedAt { get; set; }

    /// <summary>When it came to its end, UTC.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>The cause.</summary>
    public ComplaintCause? Cause { get; set; }

    /// <summary>Whether, when the cause was found, the article had had it before within <see cref="ComplaintTerms.RepeatDays"/>.</summary>
    public bool Repeats { get; set; }

    /// <summary>Who is responsible, and what was found.</summary>
    public string? CauseText { get; set; }

    /// <summary>How it is made good.</summary>
    public SolutionKind? Solution { get; set; }

    /// <summary>公司意见: one line that the store's next visitor is shown.</summary>
    public string? Decision { get; set; }

    /// <summary>CNY that it costs us.</summary>
    public decimal Amount { get; set; }

    /// <summary>How that is paid.</summary>
    public CompensationPayment Payment { get; set; }

    /// <summary>Of the amount, CNY that the chain has deducted.</summary>
    public decimal Deducted { get; set; }

    /// <summary>Whether the plan was approved, so that an amount may be deducted.</summary>
    public bool Agreed { get; set; }

    /// <summary>Who carried it out; never the one to confirm it.</summary>
    public Guid? ExecutedById { get; set; }

    /// <summary>1 to 5; null when the customer could not be reached.</summary>
    public int? Score { get; set; }

    /// <summary>Who asked the customer.</summary>
    public Guid? ConfirmedById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>Whether improvement is asked for.</summary>
    public bool ImprovementNeeded { get; set; }

    /// <summary>Who makes it; null for quality.</summary>
    public Guid? ImprovementOwnerId { get; set; }

    /// <summary>By when, company zone.</summary>
    public DateOnly? ImprovementDueOn { get; set; }

    /// <summary>When it was done, UTC.</summary>
    public DateTimeOffset? ImprovedAt { get; set; }

    /// <summary>Whether it was done after that day.</summary>
    public bool ImprovementLate { get; set; }

    /// <summary>The complaint that it was merged into.</summary>
    public Guid? ParentId { get; set; }

    /// <summary>How often it was opened again.</summary>
    public int Reopenings { get; set; }

    /// <summary>The visit's finding behind it; unique.</summary>
    public Guid? FindingId { get; set; }

    /// <summary>The visit in which it was found.</summary>
    public Guid? VisitId { get; set; }

    /// <summary>Pictures of the visit, ids separated by commas.</summary>
    public string? VisitPhotos { get; set; }

    /// <summary>The sender's own id of the registration, unique: sent twice is registered once.</summary>
    public Guid? ClientId { get; set; }

    /// <summary>When name and phone were forgotten, UTC.</summary>
    public DateTimeOffset? ForgottenAt { get; set; }

    /// <summary>Changes with every change of the row.</summary>
    public int Version { get; set; }

    /// <summary>The batch as people say it; null without one.</summary>
    public string? Batch => ProducedOn is { } day ? day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) + (BatchNumber is null ? "" : $" / {BatchNumber}") : BatchNumber;
}
