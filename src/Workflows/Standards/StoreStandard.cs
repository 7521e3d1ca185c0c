using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Products;

namespace ProcessSales.Workflows.Standards;

/// <summary>For which stores a line holds: those of a class, of a chain, of both, or one store. Nothing set means all.</summary>
public abstract class StandardLine
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>EAN-13.</summary>
    public string ProductCode { get; set; } = "";

    /// <summary>Store class A, B or C; null for all.</summary>
    public string? Class { get; set; }

    /// <summary>The chain; null for all.</summary>
    public Guid? CustomerId { get; set; }

    /// <summary>The one store; null for all.</summary>
    public Guid? StoreId { get; set; }

    /// <summary>First day, company zone.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day; null while it holds.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>How narrow it is: the narrower line counts. A store before a chain's class, that before the chain, that before a class.</summary>
    public int Rank => (StoreId is null ? 0 : 4) + (CustomerId is null ? 0 : 2) + (Class is null ? 0 : 1);

    /// <summary>Whether it holds for a store.</summary>
    public bool HoldsFor(Guid store, Guid customer, string storeClass) =>
        (StoreId is null || StoreId == store) && (CustomerId is null || CustomerId == customer) && (Class is null || Class == storeClass);
}

/// <summary>An article that stores must have 必备品, or need not have after all.</summary>
public sealed class MustHave : StandardLine
{
    /// <summary>True takes the article off a wider line's list.</summary>
    public bool Exempt { get; set; }
}

/// <summary>How many facings an article should have 排面目标.</summary>
public sealed class DisplayTarget : StandardLine
{
    /// <summary>Own facings, at least 1.</summary>
    public int Facings { get; set; }
}

internal sealed class MustHaveTable : IEntityTypeConfiguration<MustHave>
{
    public void Configure(EntityTypeBuilder<MustHave> table) => StandardTables.Configure(table);
}

internal sealed class DisplayTargetTable : IEntityTypeConfiguration<DisplayTarget>
{
    public void Configure(EntityTypeBuilder<DisplayTarget> table) => StandardTables.Configure(table);
}

internal static class StandardTables
{
    public static void Configure<T>(EntityTypeBuilder<T> table)
        where T : StandardLine
    {
        table.Ignore(row => row.Rank);
        table.Property(row => row.ProductCode).HasMaxLength(13);
        table.Property(row => row.Class).HasMaxLength(2);
        table.HasIndex(row => row.ProductCode);
        table.HasIndex(row => row.CustomerId);
        table.HasIndex(row => row.StoreId);
        table.HasOne<Product>().WithMany().HasForeignKey(row => row.ProductCode).HasPrincipalKey(product => product.Code).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Store>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Cascade);
    }
}
