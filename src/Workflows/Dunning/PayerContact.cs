using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Workflows.Dunning;

/// <summary>How people talked.</summary>
public enum ContactKind
{
    /// <summary>电话</summary>
    Phone,

    /// <summary>上门</summary>
    Visit,

    /// <summary>信函</summary>
    Letter,

    /// <summary>微信</summary>
    WeChat,
}

/// <summary>Why a payer has not paid (domain.md 3.2). The first three are our own faults.</summary>
public enum NonPaymentReason
{
    /// <summary>未收票</summary>
    NoInvoice,

    /// <summary>票据有误</summary>
    FaultyInvoice,

    /// <summary>对账差异</summary>
    StatementDifference,

    /// <summary>账扣争议</summary>
    DeductionDispute,

    /// <summary>资金紧张</summary>
    NoFunds,

    /// <summary>付款流程中</summary>
    InProcess,

    /// <summary>合同到期未续</summary>
    ContractEnded,

    /// <summary>系统/账号问题</summary>
    SystemTrouble,

    /// <summary>其他</summary>
    Other,
}

/// <summary>What reasons mean.</summary>
public static class NonPaymentReasons
{
    /// <summary>Whether it is our own fault: it goes to FIN-AR and the assistant instead of pressing the payer (domain.md 3.2).</summary>
    public static bool IsOurs(this NonPaymentReason reason) => reason <= NonPaymentReason.StatementDifference;
}

/// <summary>A talk with a payer about money, and what comes next (domain.md 3.3 rule 13).</summary>
public sealed class PayerContact
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The payer.</summary>
    public Guid PayerId { get; set; }

    /// <summary>Who of us talked.</summary>
    public Guid PersonId { get; set; }

    /// <summary>When it was written down, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>How.</summary>
    public ContactKind Kind { get; set; }

    /// <summary>With whom: the payer's finance or buyer, never a clerk of a store (rule 16).</summary>
    public string With { get; set; } = "";

    /// <summary>Why they have not paid; null when that is not known.</summary>
    public NonPaymentReason? Reason { get; set; }

    /// <summary>What was said.</summary>
    public string Result { get; set; } = "";

    /// <summary>When to act next.</summary>
    public DateOnly NextOn { get; set; }

    /// <summary>A screenshot or letter; null for none.</summary>
    public Guid? AttachmentId { get; set; }
}

/// <summary>A payer, or one receivable of it, is left alone for a while 暂停催收 (domain.md 3.3 rule 5); it ends by itself.</summary>
public sealed class DunningPause
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The payer.</summary>
    public Guid PayerId { get; set; }

    /// <summary>The one receivable that is left alone; null for all of the payer.</summary>
    public Guid? ReceivableId { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly Until { get; set; }

    /// <summary>Why.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The manager or FIN-M who approves it.</summary>
    public Guid ApprovedById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>Money that held a payer's reminders back once, for one working day (domain.md 3.3 rule 8).</summary>
public sealed class MoneyHold
{
    /// <summary>The money: a receipt.</summary>
    public Guid ReceiptId { get; set; }

    /// <summary>The payer.</summary>
    public Guid PayerId { get; set; }

    /// <summary>The day on which reminders were held.</summary>
    public DateOnly Day { get; set; }
}

internal sealed class PayerContactTable : IEntityTypeConfiguration<PayerContact>
{
    public void Configure(EntityTypeBuilder<PayerContact> table)
    {
        table.Property(row => row.With).HasMaxLength(200);
        table.Property(row => row.Result).HasMaxLength(2000);
        table.HasIndex(row => new { row.PayerId, row.At });
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.PayerId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DunningPauseTable : IEntityTypeConfiguration<DunningPause>
{
    public void Configure(EntityTypeBuilder<DunningPause> table)
    {
        table.Property(row => row.Reason).HasMaxLength(500);
        table.HasIndex(row => new { row.PayerId, row.Until });
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.PayerId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Receivable>().WithMany().HasForeignKey(row => row.ReceivableId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class MoneyHoldTable : IEntityTypeConfiguration<MoneyHold>
{
    public void Configure(EntityTypeBuilder<MoneyHold> table)
    {
        table.HasKey(row => row.ReceiptId);
        table.HasIndex(row => row.PayerId);
    }
}
