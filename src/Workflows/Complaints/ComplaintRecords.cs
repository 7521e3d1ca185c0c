namespace ProcessSales.Workflows.Complaints;

/// <summary>What an entry of the log tells.</summary>
public enum ComplaintEntryKind
{
    /// <summary>补充: what is added to the first description.</summary>
    Amendment,

    /// <summary>首次响应</summary>
    FirstReply,

    /// <summary>处理记录</summary>
    Note,

    /// <summary>样品交接: who has the sample, and where.</summary>
    Custody,

    /// <summary>现场控制</summary>
    Containment,

    /// <summary>调查</summary>
    Investigation,

    /// <summary>方案</summary>
    Solution,

    /// <summary>协商</summary>
    Negotiation,

    /// <summary>承诺</summary>
    Promise,

    /// <summary>执行证明</summary>
    Execution,

    /// <summary>回访未接通: a try to reach the customer.</summary>
    Attempt,

    /// <summary>回访</summary>
    Confirmation,

    /// <summary>整改</summary>
    Improvement,

    /// <summary>定级</summary>
    Severity,

    /// <summary>监管文书</summary>
    Regulator,

    /// <summary>状态: merged, reopened, with the authorities.</summary>
    Course,

    /// <summary>法务审核: for our own people only, never part of what is told to the customer.</summary>
    LegalReview,
}

/// <summary>A line of the handling log 处理记录; only ever added.</summary>
public sealed class ComplaintEntry
{
    /// <summary>Identity; ascending in time.</summary>
    public Guid Id { get; set; }

    /// <summary>The complaint.</summary>
    public Guid ComplaintId { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who; null for the system.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>What it tells.</summary>
    public ComplaintEntryKind Kind { get; set; }

    /// <summary>In words.</summary>
    public string Text { get; set; } = "";

    /// <summary>Of a sample: who has it now.</summary>
    public string? Holder { get; set; }

    /// <summary>Of a sample: where it is now.</summary>
    public string? Place { get; set; }

    /// <summary>Makes a repeated entry of a step have one row; null for what people write.</summary>
    public string? Key { get; set; }
}

/// <summary>A legal clock that runs for a complaint.</summary>
public sealed class LegalClock
{
    /// <summary>The complaint.</summary>
    public Guid ComplaintId { get; set; }

    /// <summary>Which; one of each.</summary>
    public LegalClockKind Kind { get; set; }

    /// <summary>When the company learned what starts it, UTC.</summary>
    public DateTimeOffset From { get; set; }

    /// <summary>By when, UTC.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>When it was met, UTC.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>Who started it; null for the rule.</summary>
    public Guid? StartedById { get; set; }
}

/// <summary>An amount that a chain deducted for a complaint, negative when it was not after all; only ever added.</summary>
public sealed class ComplaintDeduction
{
    /// <summary>Unique: noted again it has no second effect.</summary>
    public string Key { get; set; } = "";

    /// <summary>The complaint.</summary>
    public Guid ComplaintId { get; set; }

    /// <summary>CNY.</summary>
    public decimal Amount { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who.</summary>
    public Guid? PersonId { get; set; }
}

/// <summary>Pieces of an article that were sold in a month; imported, for complaints per million.</summary>
public sealed class UnitsSold
{
    /// <summary>EAN-13.</summary>
    public string ProductCode { get; set; } = "";

    /// <summary>Its first day.</summary>
    public DateOnly Month { get; set; }

    /// <summary>Pieces.</summary>
    public decimal Units { get; set; }
}
