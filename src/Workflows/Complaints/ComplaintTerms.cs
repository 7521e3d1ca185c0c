using System.Text.Json.Serialization;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Complaints;

/// <summary>In which time a term is counted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TermUnit>))]
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
public sealed record SeverityTerms(Term Reply, Term Plan, Term Close)
{
    /// <summary>The three by the names of their fields, such as <c>ReplyA</c>.</summary>
    public IEnumerable<(string Name, Term Term)> All(Severity severity) => [($"Reply{severity}", Reply), ($"Plan{severity}", Plan), ($"Close{severity}", Close)];
}

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

/// <summary>Every threshold of complaints as domain.md 2.5 proposes it; a firm sets its own. A complaint keeps the deadlines of the day from which its clocks count.</summary>
public sealed record ComplaintTerms : ITerms
{
    private const double ShortestTerm = 0.1;
    private const double LongestTerm = 2000;

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

    /// <summary>Quality complaints of one batch within <see cref="BatchDays"/> that make it critical: "several cases of one batch".</summary>
    public int SeveralCases { get; init; } = 3;

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

    /// <inheritdoc />
    public IEnumerable<Refusal> Problems()
    {
        foreach (var (severity, own) in Severities)
        {
            foreach (var (name, term) in own.All(severity))
            {
                if (Refused(name, term) is { } wrong) yield return wrong;
            }

            if (own is { Reply: { } reply, Plan: { } plan } && Longer(reply, plan)) yield return new($"Plan{severity}", "terms.rising");
            if (own is { Plan: { } planned, Close: { } close } && Longer(planned, close)) yield return new($"Close{severity}", "terms.rising");
        }

        foreach (var (kind, term) in Legal)
        {
            if (Refused(kind.ToString(), term) is { } wrong) yield return wrong;
        }

        if (AlarmEvery < TimeSpan.FromMinutes(5) || AlarmEvery > TimeSpan.FromDays(1)) yield return new(nameof(AlarmEvery), "listing.range", 5, 1440);
        if (RemindAt is not (>= 0.1 and <= 0.99)) yield return new(nameof(RemindAt), "listing.range", 10, 99);
        foreach (var (name, value, least, most) in new (string, int, int, int)[]
                 {
                     (nameof(SeveralCases), SeveralCases, 2, 100), (nameof(BatchDays), BatchDays, 1, 365), (nameof(BatchAlertAt), BatchAlertAt, 2, 100), (nameof(RepeatDays), RepeatDays, 1, 730), (nameof(RepeatAt), RepeatAt, 2, 100),
                     (nameof(ReopenDays), ReopenDays, 1, 365), (nameof(ConfirmationTries), ConfirmationTries, 1, 10), (nameof(ForgetAfterMonths), ForgetAfterMonths, 1, 120), (nameof(ImprovementDays), ImprovementDays, 1, 365),
                     (nameof(DecisionShownDays), DecisionShownDays, 1, 365),
                 })
        {
            if (value < least || value > most) yield return new(name, "listing.range", least, most);
        }
    }

    private static Refusal? Refused(string name, Term? term) =>
        term is null ? new(name, "required")
        : term.Length is not (>= ShortestTerm and <= LongestTerm) || !Enum.IsDefined(term.Unit) ? new(name, "listing.range", ShortestTerm, LongestTerm) : null;

    // Only what is counted alike can be compared without a calendar.
    private static bool Longer(Term one, Term other) => IsNatural(one) == IsNatural(other) && Hours(one) > Hours(other);

    private static bool IsNatural(Term term) => term.Unit is TermUnit.NaturalHours or TermUnit.CalendarDays;

    private static double Hours(Term term) => term.Length * term.Unit switch { TermUnit.CalendarDays => 24, TermUnit.WorkingDays => 9, _ => 1 };

    private static IReadOnlyDictionary<TKey, TTerm> Whole<TKey, TTerm>(IReadOnlyDictionary<TKey, TTerm> terms)
        where TKey : struct, Enum =>
        Enum.GetValues<TKey>().FirstOrDefault(key => !terms.ContainsKey(key)) is var missing && terms.ContainsKey(missing) ? terms : throw new ArgumentException($"{typeof(TKey).Name} {missing} has no term.");
}
