using ProcessSales.Workflows.Calendar;

namespace ProcessSales.Workflows.Complaints;

/// <summary>In which time a term is counted.</summary>
public enum TermUnit
{
    /// <summary>Hours, day and night.</summary>
    NaturalHours,

    /// <summary>Calendar days.</summary>
    CalendarDays,

    /// <summary>Hours in which the company works.</summary>
    WorkingHours,

    /// <summary>Days on which the company works.</summary>
    WorkingDays,
}

/// <summary>A time allowed.</summary>
public sealed record Term(double Length, TermUnit Unit)
{
    /// <summary>When a part of it is over, UTC; 1 is the whole.</summary>
    public DateTimeOffset After(DateTimeOffset start, WorkingCalendar calendar, double part = 1) => Unit switch
    {
        TermUnit.NaturalHours => start.AddHours(Length * part),
        TermUnit.CalendarDays => start.AddDays(Length * part),
        TermUnit.WorkingHours => calendar.AddWorkingTime(start, TimeSpan.FromHours(Length * part)),
        _ => calendar.AddWorkingTime(start, calendar.Day * (Length * part)),
    };
}

/// <summary>The terms of a severity (domain.md 2.5, severity and clocks).</summary>
public sealed record SeverityTerms(Term Reply, Term Plan, Term Close);

/// <summary>Legal clocks that run beside ours (domain.md 2.5, legal overlays).</summary>
public enum LegalClockKind
{
    /// <summary>疑似食品安全事故报告: to the county's authority, goods sealed.</summary>
    AccidentReport,

    /// <summary>一级召回</summary>
    RecallGrade1,

    /// <summary>二级召回</summary>
    RecallGrade2,

    /// <summary>三级召回</summary>
    RecallGrade3,

    /// <summary>消费者投诉受理</summary>
    Acceptance,

    /// <summary>举报核查</summary>
    TipOff,

    /// <summary>调解终止</summary>
    Mediation,
}

/// <summary>Every threshold of complaints [P] in one place.</summary>
public sealed record ComplaintTerms
{
    /// <summary>The severities' terms: never one without.</summary>
    /// <exception cref="ArgumentException">A severity has none.</exception>
    public IReadOnlyDictionary<Severity, SeverityTerms> Severities { get; init => field = Whole(value); } = new Dictionary<Severity, SeverityTerms>
    {
        [Severity.A] = new(new(0.5, TermUnit.NaturalHours), new(4, TermUnit.NaturalHours), new(5, TermUnit.CalendarDays)),
        [Severity.B] = new(new(2, TermUnit.WorkingHours), new(24, TermUnit.NaturalHours), new(7, TermUnit.CalendarDays)),
        [Severity.C] = new(new(4, TermUnit.WorkingHours), new(2, TermUnit.WorkingDays), new(5, TermUnit.WorkingDays)),
    };

    /// <summary>What the law gives, from the day on which the company knows.</summary>
    /// <exception cref="ArgumentException">A clock has no term.</exception>
    public IReadOnlyDictionary<LegalClockKind, Term> Legal { get; init => field = Whole(value); } = new Dictionary<LegalClockKind, Term>
    {
        [LegalClockKind.AccidentReport] = new(2, TermUnit.NaturalHours),
        [LegalClockKind.RecallGrade1] = new(24, TermUnit.NaturalHours),
        [LegalClockKind.RecallGrade2] = new(48, TermUnit.NaturalHours),
        [LegalClockKind.RecallGrade3] = new(72, TermUnit.NaturalHours),
        [LegalClockKind.Acceptance] = new(7, TermUnit.WorkingDays),
        [LegalClockKind.TipOff] = new(15, TermUnit.WorkingDays),
        [LegalClockKind.Mediation] = new(45, TermUnit.WorkingDays),
    };

    /// <summary>How often a critical complaint is told again until somebody takes it.</summary>
    public TimeSpan AlarmEvery { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Part of a term after which its handler is reminded.</summary>
    public double RemindAt { get; init; } = 0.8;

    /// <summary>Days over which complaints of one batch are counted.</summary>
    public int BatchDays { get; init; } = 7;

    /// <summary>Quality complaints of one batch that raise the alert.</summary>
    public int BatchAlertAt { get; init; } = 2;

    /// <summary>Days over which like complaints of severity B are counted.</summary>
    public int RepeatDays { get; init; } = 90;

    /// <summary>Like complaints after which a severity B needs improvement too.</summary>
    public int RepeatAt { get; init; } = 3;

    /// <summary>Days within which a closed complaint may be opened again.</summary>
    public int ReopenDays { get; init; } = 30;

    /// <summary>Days on which somebody must have been tried before a complaint is closed without his word.</summary>
    public int ConfirmationTries { get; init; } = 3;

    /// <summary>Months after closing at which names and phone numbers are forgotten.</summary>
    public int ForgetAfterMonths { get; init; } = 12;

    /// <summary>Days for an improvement that names no day of its own.</summary>
    public int ImprovementDays { get; init; } = 14;

    /// <summary>Days for which a decision is shown at the next visit of the store.</summary>
    public int DecisionShownDays { get; init; } = 30;

    private static IReadOnlyDictionary<TKey, TTerm> Whole<TKey, TTerm>(IReadOnlyDictionary<TKey, TTerm> terms)
        where TKey : struct, Enum =>
        Enum.GetValues<TKey>().FirstOrDefault(key => !terms.ContainsKey(key)) is var missing && terms.ContainsKey(missing) ? terms : throw new ArgumentException($"{typeof(TKey).Name} {missing} has no term.");
}
