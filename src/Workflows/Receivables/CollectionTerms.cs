using System.Text.Json.Serialization;
using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Receivables;

/// <summary>Limits and deadlines of settlement and of reminding as domain.md 2.6 and 3.3 propose them; a firm sets its own. A deadline that stands on an item keeps the terms of the day on which it was worked out.</summary>
public sealed record CollectionTerms : ITerms
{
    /// <summary>So many calendar days before its due date an item counts as due soon.</summary>
    public int DueSoonDays { get; init; } = 7;

    /// <summary>Calendar days of grace added to the due date for the base date of reminders.</summary>
    public int GraceDays { get; init; }

    /// <summary>Where a pay day goes on which the payer does not work.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<PayDayRule>))]
    public PayDayRule PayDayRule { get; init; } = PayDayRule.Next;

    /// <summary>Interest a day where nothing was agreed: 0.0005 is 0.05 %.</summary>
    public decimal DailyInterest { get; init; } = 0.0005m;

    /// <summary>A rest of at most so many CNY and at most <see cref="SmallRestShare"/> of the item is closed, not dunned.</summary>
    public decimal SmallRest { get; init; } = 50m;

    /// <summary>See <see cref="SmallRest"/>: 0.001 is 0.1 %.</summary>
    public decimal SmallRestShare { get; init; } = 0.001m;

    /// <summary>A statement's difference has to be settled within so many working days.</summary>
    public int DifferenceDays { get; init; } = 5;

    /// <summary>A dispute has to be settled within so many working days.</summary>
    public int DisputeDays { get; init; } = 10;

    /// <summary>A deduction that nobody knows has to be classified by the KAM within so many working days.</summary>
    public int DeductionDays { get; init; } = 5;

    /// <summary>Money that nobody claimed is brought to the KAM after so many working days.</summary>
    public int SuspenseDays { get; init; } = 2;

    /// <summary>So many working days before an invoice window KAM and FIN-AR are reminded.</summary>
    public int WindowNoticeDays { get; init; } = 3;

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

    /// <summary>Our bank and account as letters name them (F-S5); empty refers to the contract.</summary>
    public string Account { get; init; } = "";

    /// <summary>Whether what is left of an item, CNY, is too small to ask for (domain.md 3.3, rule 9): it is listed to be closed by tolerance.</summary>
    public bool IsSmallRest(decimal amount, decimal open) => open > 0 && open < amount && open <= SmallRest && open <= amount * SmallRestShare;

    /// <summary>By which sum, CNY, somebody approves that a part of a whole is given up: one within <see cref="SmallRestShare"/> counts as the smallest row of the matrix (domain.md 2.6, approvals).</summary>
    public decimal SumToApprove(decimal given, decimal whole) => given <= Math.Abs(whole) * SmallRestShare ? Math.Min(given, SmallRest) : given;

    /// <inheritdoc />
    public IEnumerable<Refusal> Problems()
    {
        foreach (var (name, value, least, most) in new (string, decimal, decimal, decimal)[]
                 {
                     (nameof(DueSoonDays), DueSoonDays, 1, 60), (nameof(GraceDays), GraceDays, 0, 60), (nameof(SmallRest), SmallRest, 0, 10_000), (nameof(DifferenceDays), DifferenceDays, 1, 60), (nameof(DisputeDays), DisputeDays, 1, 120),
                     (nameof(DeductionDays), DeductionDays, 1, 60), (nameof(SuspenseDays), SuspenseDays, 1, 30), (nameof(WindowNoticeDays), WindowNoticeDays, 1, 20), (nameof(Gap), Gap, 2, 15), (nameof(LongestPause), LongestPause, 1, 180),
                     (nameof(PromiseGrace), PromiseGrace, 0, 10), (nameof(LongestPromise), LongestPromise, 1, 180), (nameof(BrokenPromises), BrokenPromises, 1, 20), (nameof(BrokenMonths), BrokenMonths, 1, 36), (nameof(PaymentHours), PaymentHours, 0, 168),
                     (nameof(SnoozeDays), SnoozeDays, 1, 10), (nameof(Snoozes), Snoozes, 0, 10), (nameof(AnswerDays), AnswerDays, 1, 30), (nameof(HoldDays), HoldDays, 1, 365), (nameof(HoldAmount), HoldAmount, 0, 999_999),
                     (nameof(OrderDays), OrderDays, 1, 180), (nameof(HoldPromises), HoldPromises, 1, 20), (nameof(LimitationMonths), LimitationMonths, 1, 36),
                 })
        {
            if (value < least || value > most) yield return new(name, "listing.range", least, most);
        }

        // As the page writes them: in percent.
        if (DailyInterest is < 0m or > 0.01m) yield return new(nameof(DailyInterest), "listing.range", 0, 1);
        if (SmallRestShare is < 0m or > 0.1m) yield return new(nameof(SmallRestShare), "listing.range", 0, 10);
        if (KeptShare is < 0.5m or > 1m) yield return new(nameof(KeptShare), "listing.range", 50, 100);
        if (!Enum.IsDefined(PayDayRule)) yield return new(nameof(PayDayRule), "field.notAValue");
        // Never after 20:00 (rule 16).
        if (Until <= At || Until > new TimeOnly(20, 0)) yield return new(nameof(Until), "terms.until");
        if (Account is null or { Length: > 200 }) yield return new(nameof(Account), "tooLong", 200);
    }
}
