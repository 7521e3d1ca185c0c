using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Workflows.Statements;

/// <summary>What a line of a statement is (form F-S1).</summary>
public enum StatementLineKind
{
    /// <summary>送货</summary>
    Delivery,

    /// <summary>退货</summary>
    Return,

    /// <summary>折让</summary>
    Credit,

    /// <summary>返利</summary>
    Rebate,

    /// <summary>费用账扣</summary>
    Deduction,

    /// <summary>调整</summary>
    Adjustment,
}

/// <summary>What kind of invoice is asked for.</summary>
public enum VatInvoiceKind
{
    /// <summary>专票</summary>
    Special,

    /// <summary>普票</summary>
    Ordinary,

    /// <summary>电子</summary>
    Electronic,
}

/// <summary>What a chain owes for a month, a delivery or a batch, until its invoice is accepted (form F-S1 and F-S3, domain.md 2.6). Its process runs as a case.</summary>
public sealed class Statement
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Its case, which carries the number ST-…, the tasks, proofs and history.</summary>
    public Guid CaseId { get; set; }

    /// <summary>The case's number.</summary>
    public string Number { get; set; } = "";

    /// <summary>The payer.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>First day of the month in which it lies.</summary>
    public DateOnly Month { get; set; }

    /// <summary>Of what it is. A payer has one statement of a month, one of each delivery and one of each batch.</summary>
    public StatementCycle Cycle { get; set; }

    /// <summary>Day of the delivery, or of the batch's goods-in; null for a month.</summary>
    public DateOnly? Day { get; set; }

    /// <summary>What it is of within its month: the delivery's slip number or the batch's day; empty for all of the month.</summary>
    public string Occasion { get; set; } = "";

    /// <summary>Where it stands.</summary>
    public StatementState State { get; set; }

    /// <summary>What was open when it was built, CNY.</summary>
    public decimal Opening { get; set; }

    /// <summary>Sum of its lines, CNY incl. VAT.</summary>
    public decimal Total { get; set; }

    /// <summary>Sum of the retailer's lines, CNY; null until theirs was imported.</summary>
    public decimal? TheirTotal { get; set; }

    /// <summary>What both agreed on, CNY; null before.</summary>
    public decimal? Agreed { get; set; }

    /// <summary>Who confirmed it at the retailer.</summary>
    public string ConfirmedBy { get; set; } = "";

    /// <summary>When.</summary>
    public DateOnly? ConfirmedOn { get; set; }

    /// <summary>Title on the invoice.</summary>
    public string InvoiceTitle { get; set; } = "";

    /// <summary>Tax number on the invoice, 18 characters.</summary>
    public string TaxNumber { get; set; } = "";

    /// <summary>What invoice.</summary>
    public VatInvoiceKind InvoiceKind { get; set; }

    /// <summary>CNY; never more than was agreed.</summary>
    public decimal? InvoiceAmount { get; set; }

    /// <summary>Number of the invoice; null before it was issued.</summary>
    public string? InvoiceNumber { get; set; }

    /// <summary>When it was issued.</summary>
    public DateOnly? InvoicedOn { get; set; }

    /// <summary>First day of the invoice window 收票日 that it has to reach; null for a chain that takes invoices on any day.</summary>
    public DateOnly? WindowFrom { get; set; }

    /// <summary>Last day of that window.</summary>
    public DateOnly? WindowUntil { get; set; }

    /// <summary>Windows that it missed.</summary>
    public int MissedWindows { get; set; }

    /// <summary>The window, by its first day, of which people were reminded.</summary>
    public DateOnly? ToldOfWindow { get; set; }

    /// <summary>When the invoice was handed in.</summary>
    public DateOnly? HandedInOn { get; set; }

    /// <summary>When the retailer accepted it.</summary>
    public DateOnly? AcceptedOn { get; set; }

    /// <summary>What became of it among the receivables; null before.</summary>
    public Guid? ReceivableId { get; set; }

    /// <summary>When it was built, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }

    /// <summary>Last day of what it is of.</summary>
    public DateOnly Until => Day ?? Month.AddMonths(1).AddDays(-1);

    /// <summary>Those of which the invoice has not been handed in: agreed ones with their window, and those that are still compared.</summary>
    internal static IQueryable<Statement> AwaitingWindow(IQueryable<Statement> statements) => statements.Where(row =>
        row.State == StatementState.Draft || row.State == StatementState.Sent || row.State == StatementState.Reconciling || row.State == StatementState.Differences
        || (row.WindowFrom != null && (row.State == StatementState.Agreed || row.State == StatementState.Invoicing || row.State == StatementState.Invoiced || row.State == StatementState.Reissued)));

    /// <summary>The invoice window that it should reach; null where none is waited for. One that is still compared cannot be asked for a window before the day by which it should be.</summary>
    internal (DateOnly From, DateOnly Until)? NextWindow(MonthDays windows, DateOnly today)
    {
        if (State.AwaitsHandIn()) return WindowFrom is { } from && WindowUntil is { } until ? (from, until) : null;
        if (windows.IsAny || !(State.IsCompared() || State is StatementState.Draft or StatementState.Sent)) return null;
        var compared = Until.AddDays(CompareBy);
        var next = windows.WindowOnOrAfter(today > compared ? today : compared);
        return next.From >= compared ? next : windows.WindowOnOrAfter(next.Until.AddDays(1));
    }

    /// <summary>Days after its last one by which both statements should have been compared: the 8th of the next month (domain.md 2.6, J20).</summary>
    internal const int CompareBy = 8;

    /// <summary>Moves it on.</summary>
    /// <exception cref="RefusedException">The table does not allow it.</exception>
    internal void MoveTo(StatementState to)
    {
        if (!State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "statement.transition", State, to);
        State = to;
        Version++;
    }
}

/// <summary>A line of a statement.</summary>
public sealed class StatementLine
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The statement.</summary>
    public Guid StatementId { get; set; }

    /// <summary>Its day.</summary>
    public DateOnly Day { get; set; }

    /// <summary>What it is.</summary>
    public StatementLineKind Kind { get; set; }

    /// <summary>Our document or order.</summary>
    public string OurNumber { get; set; } = "";

    /// <summary>Their slip.</summary>
    public string SlipNumber { get; set; } = "";

    /// <summary>The store; null for none.</summary>
    public Guid? StoreId { get; set; }

    /// <summary>Pieces; null when unknown.</summary>
    public decimal? Quantity { get; set; }

    /// <summary>CNY incl. VAT; negative for what lowers the sum.</summary>
    public decimal Amount { get; set; }

    /// <summary>0.13 is 13 %.</summary>
    public decimal TaxRate { get; set; }

    /// <summary>What it comes from; null for an adjustment.</summary>
    public Guid? SourceId { get; set; }

    /// <summary>VAT in the amount, CNY.</summary>
    public decimal Vat => decimal.Round(Amount - (Amount / (1m + TaxRate)), 2, MidpointRounding.AwayFromZero);
}

internal sealed class StatementTable : IEntityTypeConfiguration<Statement>
{
    public void Configure(EntityTypeBuilder<Statement> table)
    {
        table.Property(row => row.Number).HasMaxLength(40);
        table.Property(row => row.ConfirmedBy).HasMaxLength(100);
        table.Property(row => row.InvoiceTitle).HasMaxLength(200);
        table.Property(row => row.TaxNumber).HasMaxLength(18);
        table.Property(row => row.InvoiceNumber).HasMaxLength(60);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.Property(row => row.Cycle).HasDefaultValue(StatementCycle.Monthly);
        table.Property(row => row.Occasion).HasMaxLength(60).HasDefaultValue("");
        table.Ignore(row => row.Until);
        table.HasIndex(row => new { row.CustomerId, row.Month, row.Cycle, row.Occasion }).IsUnique().HasFilter("\"State\" <> 'Cancelled'");
        table.HasIndex(row => row.CaseId).IsUnique();
        table.HasIndex(row => new { row.State, row.WindowUntil });
        table.HasIndex(row => row.InvoiceNumber);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Case>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class StatementLineTable : IEntityTypeConfiguration<StatementLine>
{
    public void Configure(EntityTypeBuilder<StatementLine> table)
    {
        table.Property(row => row.OurNumber).HasMaxLength(60);
        table.Property(row => row.SlipNumber).HasMaxLength(60);
        table.Ignore(row => row.Vat);
        table.HasIndex(row => new { row.StatementId, row.Day });
        table.HasIndex(row => row.SourceId);
        table.HasOne<Statement>().WithMany().HasForeignKey(row => row.StatementId).OnDelete(DeleteBehavior.Cascade);
    }
}
