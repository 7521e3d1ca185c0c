namespace ProcessSales.Workflows.Dunning;

/// <summary>Thresholds and deadlines of reminding (domain.md 3.3), beside those of <see cref="Receivables.SettlementOptions"/>. All are proposals; the section <c>Dunning</c> of the configuration changes them.</summary>
public sealed record DunningOptions
{
    /// <summary>When reminders go out on a working day, company zone (rule 4).</summary>
    public TimeOnly At { get; init; } = new(9, 0);

    /// <summary>A run that was missed is caught up until then; later the next working day does it (rules 4 and 16).</summary>
    public TimeOnly Until { get; init; } = new(20, 0);

    /// <summary>Calendar days to the next working day from which reminders before the due date go out ahead (rule 4).</summary>
    public int Gap { get; init; } = 3;

    /// <summary>Longest pause of a payer, calendar days (rule 5).</summary>
    public int LongestPause { get; init; } = 30;

    /// <summary>Share of a promise that must have come for it to be kept (rule 7).</summary>
    public decimal KeptShare { get; init; } = 0.95m;

    /// <summary>Working days after the promised day (rule 7).</summary>
    public int PromiseGrace { get; init; } = 1;

    /// <summary>Calendar days that a promise may lie ahead without approval (F-S6).</summary>
    public int LongestPromise { get; init; } = 30;

    /// <summary>So many broken promises of a payer within <see cref="BrokenMonths"/> and none pauses any more (rule 7).</summary>
    public int BrokenPromises { get; init; } = 3;

    /// <summary>Months that a broken promise counts (rule 7).</summary>
    public int BrokenMonths { get; init; } = 6;

    /// <summary>How long money that came in holds a message back, hours (rule 8).</summary>
    public int PaymentHours { get; init; } = 24;

    /// <summary>Working days that a recipient may put a reminder off (rule 12).</summary>
    public int SnoozeDays { get; init; } = 2;

    /// <summary>How often a level may be put off (rule 12).</summary>
    public int Snoozes { get; init; } = 2;

    /// <summary>Working days without an answer after which the superior is told (rule 13).</summary>
    public int AnswerDays { get; init; } = 3;

    /// <summary>Calendar days overdue from which a credit hold is proposed (rule 14).</summary>
    public int HoldDays { get; init; } = 30;

    /// <summary>CNY undisputed and overdue so long, above which a credit hold is proposed (rule 14).</summary>
    public decimal HoldAmount { get; init; } = 5_000;

    /// <summary>Calendar days for which an order counts as undelivered when no slip of its store says otherwise (rule 14).</summary>
    public int OrderDays { get; init; } = 30;

    /// <summary>Broken promises that propose a credit hold (rule 14).</summary>
    public int HoldPromises { get; init; } = 2;

    /// <summary>Months without proof of a demand after which the limitation period is warned of (domain.md 2.6).</summary>
    public int LimitationMonths { get; init; } = 30;
}
