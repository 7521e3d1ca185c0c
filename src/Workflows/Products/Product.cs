using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Products;

/// <summary>Unit of a shelf life; 12 months is not 365 days (domain.md 1.8).</summary>
public enum ShelfLifeUnit
{
    /// <summary>Days.</summary>
    Days,

    /// <summary>Calendar months.</summary>
    Months,
}

/// <summary>How an article is kept.</summary>
public enum StorageKind
{
    /// <summary>常温</summary>
    Ambient,

    /// <summary>冷藏</summary>
    Chilled,
}

/// <summary>An article (domain.md 2.1). Prices are CNY including VAT.</summary>
public sealed class Product
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>EAN-13, unique, check digit valid.</summary>
    public string Code { get; set; } = "";

    /// <summary>Chinese name with size.</summary>
    public string Name { get; set; } = "";

    /// <summary>English name.</summary>
    public string NameEn { get; set; } = "";

    /// <summary>品类, such as 饼干; forecasts are made by it. Empty when nobody has said.</summary>
    public string Group { get; set; } = "";

    /// <summary>Pieces a case.</summary>
    public int CasePack { get; set; }

    /// <summary>Shelf life in its own unit.</summary>
    public int ShelfLife { get; set; }

    /// <summary>Unit of the shelf life.</summary>
    public ShelfLifeUnit ShelfLifeUnit { get; set; }

    /// <summary>Normal supply price a piece.</summary>
    public decimal SupplyPrice { get; set; }

    /// <summary>Recommended retail price a piece.</summary>
    public decimal RetailPrice { get; set; }

    /// <summary>Lowest supply price without extra approval.</summary>
    public decimal FloorPrice { get; set; }

    /// <summary>False once delisted.</summary>
    public bool Active { get; set; } = true;

    /// <summary>规格, such as <c>400 g</c>; empty when the name says it.</summary>
    public string Spec { get; set; } = "";

    /// <summary>How it is kept.</summary>
    public StorageKind Storage { get; set; }

    /// <summary>Contribution margin: 0.35 is 35 %; null when unknown. Only finance may see it.</summary>
    public decimal? Margin { get; set; }

    /// <summary>When it is or was first sold; null when that is long ago.</summary>
    public DateOnly? LaunchedOn { get; set; }

    /// <summary>When somebody last said that the card is right, company zone; null for never.</summary>
    public DateOnly? VerifiedOn { get; set; }

    /// <summary>Grows with every change made in a page.</summary>
    public int Version { get; set; }
}

internal sealed class ProductTable : IEntityTypeConfiguration<Product>
{
    internal const int LongestGroup = 40;

    public void Configure(EntityTypeBuilder<Product> table)
    {
        table.Property(row => row.Code).HasMaxLength(13);
        table.Property(row => row.Name).HasMaxLength(200);
        table.Property(row => row.NameEn).HasMaxLength(200);
        table.Property(row => row.Group).HasMaxLength(LongestGroup);
        table.Property(row => row.Spec).HasMaxLength(60);
        table.Property(row => row.Storage).HasDefaultValue(StorageKind.Ambient);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.Code).IsUnique();
    }
}

/// <summary>Finds products; everybody signed in may see them. Safe for concurrent use.</summary>
public sealed class ProductRange(IDbContextFactory<ProcessSalesDb> databases)
{
    /// <summary>The groups there are, by name.</summary>
    public async Task<IReadOnlyList<string>> GroupsAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await GroupsAsync(db, cancellationToken);
    }

    internal static async Task<IReadOnlyList<string>> GroupsAsync(ProcessSalesDb db, CancellationToken cancellationToken) =>
        await db.Products.Where(row => row.Group != "").Select(row => row.Group).Distinct().OrderBy(group => group).ToListAsync(cancellationToken);

    /// <summary>What a search finds: a text that is a group's name means the group, another a part of code or name.</summary>
    internal static IQueryable<Product> Found(ProcessSalesDb db, IQueryable<Product> rows, string text) => rows.Where(row =>
        row.Group == text || (!db.Products.Any(other => other.Group == text) && (row.Code.Contains(text) || row.Name.Contains(text) || row.NameEn.Contains(text))));

    /// <summary>Products of a group, or whose code or name holds the text. <paramref name="sort"/>: code (default), name, group, supply, retail; a leading <c>-</c> turns it round.</summary>
    public async Task<Page<Product>> ListAsync(string? text, string? sort, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = db.Products.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(text)) rows = Found(db, rows, text.Trim());
        rows = sort switch
        {
            "name" => rows.OrderBy(row => row.Name),
            "-name" => rows.OrderByDescending(row => row.Name),
            "supply" => rows.OrderBy(row => row.SupplyPrice),
            "-supply" => rows.OrderByDescending(row => row.SupplyPrice),
            "retail" => rows.OrderBy(row => row.RetailPrice),
            "-retail" => rows.OrderByDescending(row => row.RetailPrice),
            "group" => rows.OrderBy(row => row.Group).ThenBy(row => row.Code),
            "-group" => rows.OrderByDescending(row => row.Group).ThenBy(row => row.Code),
            "-code" => rows.OrderByDescending(row => row.Code),
            _ => rows.OrderBy(row => row.Code),
        };
        var total = await rows.CountAsync(cancellationToken);
        return new(await rows.Skip((number - 1) * size).Take(size).ToListAsync(cancellationToken), total, number, size);
    }
}
