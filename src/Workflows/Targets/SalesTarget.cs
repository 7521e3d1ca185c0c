using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Targets;

/// <summary>What a person is to sell 销售目标, broken down from year to month to chain to store (domain.md W1). CNY including VAT.</summary>
public sealed class SalesTarget
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique: person, year, month, chain and store, so that none of them has two targets.</summary>
    public string Key { get; set; } = "";

    /// <summary>Whose.</summary>
    public Guid PersonId { get; set; }

    /// <summary>The year.</summary>
    public int Year { get; set; }

    /// <summary>1 to 12; null for the whole year.</summary>
    public int? Month { get; set; }

    /// <summary>The chain; null for all of the person's.</summary>
    public Guid? CustomerId { get; set; }

    /// <summary>The store; null for the whole chain.</summary>
    public Guid? StoreId { get; set; }

    /// <summary>To be delivered, less returns.</summary>
    public decimal Amount { get; set; }

    /// <summary>Grows with every change made in a page.</summary>
    public int Version { get; set; }
}

/// <summary>What a chain is expected to take of a group of articles in a month 销售预测 (domain.md D2). CNY including VAT.</summary>
public sealed class SalesForecast
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique: chain, month and group.</summary>
    public string Key { get; set; } = "";

    /// <summary>The chain.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>First day of the month.</summary>
    public DateOnly Month { get; set; }

    /// <summary>品类, as the company calls it.</summary>
    public string Group { get; set; } = "";

    /// <summary>Expected deliveries.</summary>
    public decimal Amount { get; set; }

    /// <summary>Grows with every change made in a page.</summary>
    public int Version { get; set; }
}

internal sealed class SalesTargetTable : IEntityTypeConfiguration<SalesTarget>
{
    public void Configure(EntityTypeBuilder<SalesTarget> table)
    {
        table.Property(row => row.Key).HasMaxLength(160);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.Key).IsUnique();
        table.HasIndex(row => new { row.PersonId, row.Year });
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Store>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SalesForecastTable : IEntityTypeConfiguration<SalesForecast>
{
    public void Configure(EntityTypeBuilder<SalesForecast> table)
    {
        table.Property(row => row.Key).HasMaxLength(160);
        table.Property(row => row.Group).HasMaxLength(40);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.Key).IsUnique();
        table.HasIndex(row => new { row.Month, row.CustomerId });
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
    }
}
