using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Customers;

namespace ProcessSales.Workflows.Receivables;

/// <summary>What a receivable rests on.</summary>
public enum ReceivableKind
{
    /// <summary>发票</summary>
    Invoice,

    /// <summary>对账单行, before or without an invoice of its own.</summary>
    StatementLine,

    /// <summary>红字/贷项: a negative amount, netted and never dunned.</summary>
    CreditNote,
}

/// <summary>
/// What a payer owes for one invoice or statement line (domain.md 2.6, AR). Three dates are kept apart: <see cref="DueOn"/> for ageing and law,
/// <see cref="ExpectedOn"/> for forecasts, <see cref="PromisedOn"/> as a promise; a promise moves neither of the others.
/// </summary>
public sealed class Receivable
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The payer.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>Our number of it: the invoice's, unique.</summary>
    public string Number { get; set; } = "";

    /// <summary>What it rests on.</summary>
    public ReceivableKind Kind { get; set; }

    /// <summary>The statement it came from; null when imported.</summary>
    public Guid? StatementId { get; set; }

    /// <summary>CNY incl. VAT; negative for a credit note. Never changed.</summary>
    public decimal Amount { get; set; }

    /// <summary>CNY still open; has the sign of the amount. Only allocations, credits and write-offs change it.</summary>
    public decimal Open { get; set; }

    /// <summary>CNY of the open sum that is in dispute: not dunned.</summary>
    public decimal Disputed { get; set; }

    /// <summary>Day of the invoice.</summary>
    public DateOnly IssuedOn { get; set; }

    /// <summary>Contractual due date 约定到期日: ageing, interest and the law run from it.</summary>
    public DateOnly DueOn { get; set; }

    /// <summary>Expected pay date 预计付款日: forecasts only.</summary>
    public DateOnly ExpectedOn { get; set; }

    /// <summary>Promised date 承诺日; null when nothing is promised.</summary>
    public DateOnly? PromisedOn { get; set; }

    /// <summary>催收基准日: levels of reminders count from it (domain.md 3.2).</summary>
    public DateOnly BaseOn { get; set; }

    /// <summary>Grows when the due date is legally extended or a paid item is opened again: reminders begin anew (domain.md 3.3 rule 2).</summary>
    public int Cycle { get; set; } = 1;

    /// <summary>With the lawyers: a list of its own, no reminders.</summary>
    public bool Legal { get; set; }

    /// <summary>How it ended; null while it is open.</summary>
    public ReceivableState? Ended { get; set; }

    /// <summary>When it ended, company zone.</summary>
    public DateOnly? EndedOn { get; set; }

    /// <summary>When it was entered, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Grows with every change; guards against two that change it at once.</summary>
    public int Version { get; set; }

    /// <summary>Makes it due on a day, and works out what follows: from when reminders count and when the payer will pay.</summary>
    /// <param name="due">The contractual due date.</param>
    /// <param name="payer">Whose pay days count.</param>
    /// <param name="terms">Grace, and where a pay day goes that is no working day.</param>
    /// <param name="calendar">The payer's, see <see cref="WorkingCalendars.OfCustomerAsync"/>.</param>
    /// <param name="reached">From when the payer can pay, where that is later than the due date; null otherwise.</param>
    public void FallDue(DateOnly due, Customer payer, CollectionTerms terms, WorkingCalendar calendar, DateOnly? reached = null) =>
        (DueOn, BaseOn, ExpectedOn) = (due, due.AddDays(terms.GraceDays), ExpectedFor(due.OrLater(reached ?? due), payer, terms, calendar));

    /// <summary>The pay day of a payer on which something is expected that is due, or has its papers there, on a day (domain.md 2.6).</summary>
    internal static DateOnly ExpectedFor(DateOnly day, Customer payer, CollectionTerms terms, WorkingCalendar calendar) =>
        PaymentTerm.ExpectedPay(day, MonthDays.Read(payer.PayDays), terms.PayDayRule, calendar);

    /// <summary>What may be chased, CNY: the open sum without what is in dispute.</summary>
    public decimal Undisputed => Open - Disputed;

    /// <summary>Whether part of it was paid.</summary>
    public bool IsPartPaid => Ended is null && Open != Amount;

    /// <summary>Calendar days past the contractual due date; negative before it.</summary>
    public int DaysOverdue(DateOnly today) => today.DayNumber - DueOn.DayNumber;

    /// <summary>Where it stands on a day.</summary>
    /// <param name="dueSoonDays">So many days before the due date it counts as due soon.</param>
    public ReceivableState StateOn(DateOnly today, int dueSoonDays) =>
        Ended ?? (today > DueOn ? ReceivableState.Overdue : today.AddDays(dueSoonDays) >= DueOn ? ReceivableState.DueSoon : ReceivableState.NotDue);

    /// <summary>Ends it; what is open must be settled before.</summary>
    /// <exception cref="RefusedException">It has ended already.</exception>
    internal void End(ReceivableState end, DateOnly today)
    {
        if (!end.IsEnd()) throw new ArgumentOutOfRangeException(nameof(end));
        if (!(Ended ?? ReceivableState.Overdue).Allows(end)) throw new RefusedException(RefusalKind.Conflict, "receivable.ended", Number);
        Ended = end;
        EndedOn = today;
        PromisedOn = null;
        Version++;
    }

    /// <summary>Opens a settled item again because its money did not come after all; reminders begin a new cycle. Nothing for one that is open.</summary>
    internal void Reopen()
    {
        if (Ended is not { } end) return;
        if (!end.Allows(ReceivableState.Overdue)) throw new RefusedException(RefusalKind.Conflict, "receivable.ended", Number);
        Ended = null;
        EndedOn = null;
        Cycle++;
        Version++;
    }
}

internal sealed class ReceivableTable : IEntityTypeConfiguration<Receivable>
{
    public void Configure(EntityTypeBuilder<Receivable> table)
    {
        table.Property(row => row.Number).HasMaxLength(60);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.Ignore(row => row.Undisputed).Ignore(row => row.IsPartPaid);
        table.HasIndex(row => row.Number).IsUnique();
        table.HasIndex(row => new { row.CustomerId, row.Ended, row.DueOn });
        table.HasIndex(row => new { row.Ended, row.DueOn });
        table.HasIndex(row => new { row.Ended, row.BaseOn });
        table.HasIndex(row => new { row.Ended, row.ExpectedOn });
        table.HasIndex(row => row.StatementId);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
    }
}
