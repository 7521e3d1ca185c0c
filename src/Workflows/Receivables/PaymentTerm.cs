using System.Globalization;
using System.Text.RegularExpressions;
using ProcessSales.Workflows.Calendar;

namespace ProcessSales.Workflows.Receivables;

/// <summary>From what a term counts (domain.md 2.6, payment term formulas).</summary>
public enum TermBasis
{
    /// <summary>EOM+N 月结: from the last day of the month of goods-in.</summary>
    EndOfMonth,

    /// <summary>GR+N 货到: from goods-in.</summary>
    GoodsIn,

    /// <summary>INV+N 票到: from the day on which the invoice was accepted.</summary>
    InvoiceAccepted,

    /// <summary>BATCH k 批结: when the k-th delivery after this one arrives.</summary>
    Batch,

    /// <summary>SALE+N 代销: from the last day of the month of sale.</summary>
    Sale,

    /// <summary>PRE 先款后货: before the goods leave.</summary>
    Prepaid,
}

/// <summary>What a term counts from; what the formula does not ask for may be missing.</summary>
/// <param name="GoodsIn">Day of goods-in, or of shipment for PRE.</param>
/// <param name="InvoiceAccepted">Day on which the retailer took the invoice.</param>
/// <param name="Sale">A day of the month in which the goods were sold.</param>
/// <param name="LaterDeliveries">Days on which later deliveries arrived, for BATCH.</param>
public sealed record TermFacts(DateOnly? GoodsIn = null, DateOnly? InvoiceAccepted = null, DateOnly? Sale = null, IReadOnlyList<DateOnly>? LaterDeliveries = null);

/// <summary>What becomes of a pay day on which the payer does not work.</summary>
public enum PayDayRule
{
    /// <summary>The next working day.</summary>
    Next,

    /// <summary>The working day before.</summary>
    Previous,

    /// <summary>It stays.</summary>
    None,
}

/// <summary>A payment term as a contract states it: <c>EOM+60</c>, <c>GR+30</c>, <c>INV+15</c>, <c>BATCH 1+45</c>, <c>SALE+30</c>, <c>PRE</c>. Immutable.</summary>
/// <param name="Basis">From what it counts.</param>
/// <param name="Days">Calendar days; for BATCH the fallback when no later delivery comes.</param>
/// <param name="Batches">Which later delivery makes a batch due; 0 for the others.</param>
public sealed partial record PaymentTerm(TermBasis Basis, int Days, int Batches = 0)
{
    /// <summary>Calendar days after which a batch is due when the contract names none and no later delivery comes.</summary>
    public const int BatchFallback = 60;

    private const int MostDays = 365;

    /// <summary>Reads a formula; false when it is none.</summary>
    public static bool TryParse(string? text, out PaymentTerm term)
    {
        term = new(TermBasis.GoodsIn, 0);
        if (text?.Trim().ToUpperInvariant() is not { Length: > 0 } formula) return false;
        if (formula == "PRE")
        {
            term = new(TermBasis.Prepaid, 0);
            return true;
        }

        if (Batch().Match(formula) is { Success: true } batch)
        {
            var days = batch.Groups[2].Success ? Number(batch.Groups[2]) : BatchFallback;
            term = new(TermBasis.Batch, days, Number(batch.Groups[1]));
            return term.Batches is > 0 and <= 12 && days <= MostDays;
        }

        if (Plain().Match(formula) is not { Success: true } match) return false;
        term = new(match.Groups[1].Value switch { "EOM" => TermBasis.EndOfMonth, "GR" => TermBasis.GoodsIn, "INV" => TermBasis.InvoiceAccepted, _ => TermBasis.Sale }, Number(match.Groups[2]));
        return term.Days <= MostDays;
    }

    /// <summary>Reads a formula.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public static PaymentTerm Parse(string? text) =>
        TryParse(text, out var term) ? term : throw new RefusedException(RefusalKind.Invalid, [new("PaymentTerm", "term.unreadable", text is { Length: > 40 } ? text[..40] : text)]);

    /// <summary>The contractual due date 约定到期日, from which ageing and interest run; null while what it counts from has not happened.</summary>
    public DateOnly? Due(TermFacts facts) => Basis switch
    {
        TermBasis.EndOfMonth => facts.GoodsIn is { } day ? LastOfMonth(day).AddDays(Days) : null,
        TermBasis.GoodsIn => facts.GoodsIn?.AddDays(Days),
        TermBasis.InvoiceAccepted => facts.InvoiceAccepted?.AddDays(Days),
        TermBasis.Sale => facts.Sale is { } day ? LastOfMonth(day).AddDays(Days) : null,
        TermBasis.Prepaid => facts.GoodsIn,
        _ => BatchDue(facts),
    };

    /// <summary>
    /// The expected pay date 预计付款日: the payer's next pay day on or after the due date, moved when the payer does not work on it. Only forecasts and
    /// reminders look at it.
    /// </summary>
    /// <param name="due">The contractual due date.</param>
    /// <param name="payDays">The payer's pay days.</param>
    /// <param name="rule">Where a pay day goes that is no working day.</param>
    /// <param name="calendar">The payer's calendar, see <see cref="WorkingCalendars.OfCustomerAsync"/>.</param>
    public static DateOnly ExpectedPay(DateOnly due, MonthDays payDays, PayDayRule rule, WorkingCalendar calendar)
    {
        var day = payDays.OnOrAfter(due);
        if (rule == PayDayRule.Next) return calendar.RollForward(day);
        while (rule == PayDayRule.Previous && !calendar.IsWorkday(day)) day = day.AddDays(-1);
        return day;
    }

    /// <summary>
    /// Late interest for information only (domain.md 3.3 rule 15): open sum × daily rate × calendar days past the contractual due date, rounded to the fen.
    /// </summary>
    /// <param name="open">CNY.</param>
    /// <param name="dailyRate">0.0005 is 0.05 % a day, which holds where nothing was agreed.</param>
    /// <param name="daysOverdue">0 or fewer give none.</param>
    public static decimal LateInterest(decimal open, decimal dailyRate, int daysOverdue) =>
        open <= 0m || daysOverdue <= 0 ? 0m : Math.Round(open * dailyRate * daysOverdue, 2, MidpointRounding.AwayFromZero);

    /// <summary>The formula as contracts write it.</summary>
    public override string ToString() => Basis switch
    {
        TermBasis.EndOfMonth => Invariant($"EOM+{Days}"),
        TermBasis.GoodsIn => Invariant($"GR+{Days}"),
        TermBasis.InvoiceAccepted => Invariant($"INV+{Days}"),
        TermBasis.Sale => Invariant($"SALE+{Days}"),
        TermBasis.Batch => Invariant($"BATCH {Batches}+{Days}"),
        _ => "PRE",
    };

    private DateOnly? BatchDue(TermFacts facts)
    {
        if (facts.GoodsIn is not { } goodsIn) return null;
        var fallback = goodsIn.AddDays(Days);
        var arrival = facts.LaterDeliveries?.Where(day => day > goodsIn).Order().Skip(Batches - 1).Cast<DateOnly?>().FirstOrDefault();
        return arrival is { } came && came < fallback ? came : fallback;
    }

    private static DateOnly LastOfMonth(DateOnly day) => new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(EOM|GR|INV|SALE)\s*\+\s*([0-9]{1,3})\z")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^BATCH\s*([0-9]{1,2})(?:\s*\+\s*([0-9]{1,3}))?\z")]
    private static partial Regex Batch();
}
