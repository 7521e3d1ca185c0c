using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Products;

namespace ProcessSales.Workflows.Contracts;

/// <summary>Whether goods may be given back.</summary>
public enum ReturnPolicy
{
    /// <summary>不可退</summary>
    None,

    /// <summary>临期可退: under the conditions that the contract names.</summary>
    NearExpiry,

    /// <summary>可退</summary>
    Free,
}

/// <summary>When what a chain owes is stated (domain.md 2.6, trigger).</summary>
public enum StatementCycle
{
    /// <summary>每月: a statement of each month, made on a day of the next.</summary>
    Monthly,

    /// <summary>逐单: a statement of each goods-in.</summary>
    Delivery,

    /// <summary>批结: a statement of the goods of a day, once the k-th later delivery has come; k as in the term BATCH k.</summary>
    Batch,
}

/// <summary>A chain's contract for a period (domain.md 2.1). Days are those of the company's zone.</summary>
public sealed class Contract
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique number on the paper.</summary>
    public string Number { get; set; } = "";

    /// <summary>The chain.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly Until { get; set; }

    /// <summary>Term formula, such as EOM+60 (domain.md 2.6).</summary>
    public string PaymentTerm { get; set; } = "";

    /// <summary>When what the chain owes is stated.</summary>
    public StatementCycle StatementCycle { get; set; }

    /// <summary>Day of the next month on which a month is stated, 1 to 28; only for the monthly cycle.</summary>
    public int StatementDay { get; set; } = 1;

    /// <summary>Days of the month on which invoices are taken; empty for any.</summary>
    public string InvoiceWindows { get; set; } = "";

    /// <summary>Days of the month on which they pay; empty for any.</summary>
    public string PayDays { get; set; } = "";

    /// <summary>月返: 0.01 is 1 %; 0 for none.</summary>
    public decimal MonthlyRebate { get; set; }

    /// <summary>季返</summary>
    public decimal QuarterlyRebate { get; set; }

    /// <summary>年返</summary>
    public decimal YearlyRebate { get; set; }

    /// <summary>Whether goods may be given back.</summary>
    public ReturnPolicy ReturnPolicy { get; set; }

    /// <summary>Conditions of giving back; empty for none.</summary>
    public string ReturnConditions { get; set; } = "";

    /// <summary>Late interest a day: 0.0005 is 0.05 %; null when the contract has no such clause.</summary>
    public decimal? LateInterest { get; set; }

    /// <summary>The clause that grants it; empty for none.</summary>
    public string LateInterestClause { get; set; } = "";

    /// <summary>Where the signed paper is kept, such as a file number; empty when unknown.</summary>
    public string Paper { get; set; } = "";

    /// <summary>When somebody last said that the card is right, company zone; null for never.</summary>
    public DateOnly? VerifiedOn { get; set; }

    /// <summary>Grows with every change made in a page.</summary>
    public int Version { get; set; }
}

/// <summary>What an amount of a fee counts for.</summary>
public enum FeeBase
{
    /// <summary>Once.</summary>
    Once,

    /// <summary>期/档: each promotion period.</summary>
    Slot,

    /// <summary>店/档: each store and period.</summary>
    StoreSlot,

    /// <summary>店/月: each store and month.</summary>
    StoreMonth,

    /// <summary>Each article and store.</summary>
    SkuStore,

    /// <summary>A part of sales: 0.02 is 2 %.</summary>
    Sales,
}

/// <summary>What the chain hands over for a fee.</summary>
public enum InvoiceKind
{
    /// <summary>增值税专用发票</summary>
    VatSpecial,

    /// <summary>增值税普通发票</summary>
    VatOrdinary,

    /// <summary>红字: a deduction on the goods invoice 票扣.</summary>
    OnInvoice,

    /// <summary>收据: no invoice, to be looked at.</summary>
    Receipt,
}

/// <summary>A fee that the contract grants the chain.</summary>
public sealed class ContractFee
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The contract.</summary>
    public Guid ContractId { get; set; }

    /// <summary>What for: the fee types of budgets, such as <c>display</c>, besides <c>barcode</c>, <c>new-item</c>, <c>opening</c> and <c>holiday</c>, which the law looks at (domain.md 0, finding 10).</summary>
    public string FeeType { get; set; } = "";

    /// <summary>CNY, or a part when the base is sales.</summary>
    public decimal Amount { get; set; }

    /// <summary>What the amount counts for.</summary>
    public FeeBase Base { get; set; }

    /// <summary>The clause; empty when none is named.</summary>
    public string Clause { get; set; } = "";

    /// <summary>What is handed over for it.</summary>
    public InvoiceKind InvoiceKind { get; set; }

    /// <summary>Whether it is of a kind that was named as non-compliant (domain.md 0, finding 10).</summary>
    public bool IsRisky => RiskyTypes.Contains(FeeType);

    /// <summary>Fee types that were named as non-compliant charges.</summary>
    public static IReadOnlyList<string> RiskyTypes { get; } = ["barcode", "new-item", "opening", "holiday"];
}

/// <summary>The price of an article that a chain agreed to, from a day on.</summary>
public sealed class PriceListItem
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The chain.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>EAN-13.</summary>
    public string ProductCode { get; set; } = "";

    /// <summary>First day; it holds until the next one begins.</summary>
    public DateOnly From { get; set; }

    /// <summary>Supply price a piece, CNY including VAT.</summary>
    public decimal SupplyPrice { get; set; }

    /// <summary>Price on the shelf, CNY including VAT.</summary>
    public decimal RetailPrice { get; set; }
}

internal sealed class ContractTable : IEntityTypeConfiguration<Contract>
{
    public void Configure(EntityTypeBuilder<Contract> table)
    {
        table.Property(row => row.Number).HasMaxLength(60);
        table.Property(row => row.PaymentTerm).HasMaxLength(60);
        table.Property(row => row.StatementCycle).HasDefaultValue(StatementCycle.Monthly);
        table.Property(row => row.StatementDay).HasDefaultValue(1).HasSentinel(1);
        table.Property(row => row.InvoiceWindows).HasMaxLength(60);
        table.Property(row => row.PayDays).HasMaxLength(60);
        table.Property(row => row.ReturnConditions).HasMaxLength(300);
        table.Property(row => row.LateInterestClause).HasMaxLength(200);
        table.Property(row => row.Paper).HasMaxLength(200);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.Number).IsUnique();
        table.HasIndex(row => new { row.CustomerId, row.From });
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ContractFeeTable : IEntityTypeConfiguration<ContractFee>
{
    public void Configure(EntityTypeBuilder<ContractFee> table)
    {
        table.Ignore(row => row.IsRisky);
        table.Property(row => row.FeeType).HasMaxLength(40);
        table.Property(row => row.Clause).HasMaxLength(100);
        table.HasIndex(row => row.ContractId);
        table.HasOne<Contract>().WithMany().HasForeignKey(row => row.ContractId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PriceListItemTable : IEntityTypeConfiguration<PriceListItem>
{
    public void Configure(EntityTypeBuilder<PriceListItem> table)
    {
        table.ToTable("PriceList");
        table.Property(row => row.ProductCode).HasMaxLength(13);
        table.HasIndex(row => new { row.CustomerId, row.ProductCode, row.From }).IsUnique();
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Product>().WithMany().HasForeignKey(row => row.ProductCode).HasPrincipalKey(product => product.Code).OnDelete(DeleteBehavior.Restrict);
    }
}
