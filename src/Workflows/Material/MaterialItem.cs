using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Material;

/// <summary>What sort of material it is.</summary>
public enum MaterialKind
{
    /// <summary>助销物料: posters, wobblers, price tags.</summary>
    Posm,

    /// <summary>赠品</summary>
    Gift,

    /// <summary>Anything else that is handed out, such as tasting cups.</summary>
    Other,
}

/// <summary>POS material or a gift that is kept in stock (domain.md W18).</summary>
public sealed class MaterialItem
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique code.</summary>
    public string Code { get; set; } = "";

    /// <summary>Chinese name.</summary>
    public string Name { get; set; } = "";

    /// <summary>English name.</summary>
    public string NameEn { get; set; } = "";

    /// <summary>Its sort.</summary>
    public MaterialKind Kind { get; set; }

    /// <summary>Value of one, CNY.</summary>
    public decimal UnitCost { get; set; }

    /// <summary>In the store-room: what came in less what was handed out, never below 0.</summary>
    public int Stock { get; set; }

    /// <summary>False when it is no longer used.</summary>
    public bool Active { get; set; } = true;

    /// <summary>Grows with every movement and every change made in a page.</summary>
    public int Version { get; set; }
}

/// <summary>How material moves.</summary>
public enum MaterialMove
{
    /// <summary>入库: into the store-room, or a correction of it.</summary>
    In,

    /// <summary>领用: from the store-room to a person.</summary>
    Issue,

    /// <summary>使用: by a person, in a store.</summary>
    Use,

    /// <summary>退回: from a person to the store-room.</summary>
    Return,
}

/// <summary>A movement of material. Never changed afterwards.</summary>
public sealed class MaterialEntry
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique: the same key again moves nothing.</summary>
    public string Key { get; set; } = "";

    /// <summary>What.</summary>
    public Guid ItemId { get; set; }

    /// <summary>How.</summary>
    public MaterialMove Move { get; set; }

    /// <summary>How many, above 0; below 0 only for a correction of the store-room or of what a visit had used.</summary>
    public int Quantity { get; set; }

    /// <summary>Who has or had it; null for the store-room alone.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>Where it was used; null otherwise.</summary>
    public Guid? StoreId { get; set; }

    /// <summary>The promotion or visit it was used for; null for none.</summary>
    public Guid? SubjectId { get; set; }

    /// <summary>Why.</summary>
    public string Note { get; set; } = "";

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who noted it; null for an import.</summary>
    public Guid? ById { get; set; }
}

internal sealed class MaterialItemTable : IEntityTypeConfiguration<MaterialItem>
{
    public void Configure(EntityTypeBuilder<MaterialItem> table)
    {
        table.Property(row => row.Code).HasMaxLength(40);
        table.Property(row => row.Name).HasMaxLength(100);
        table.Property(row => row.NameEn).HasMaxLength(100);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.Code).IsUnique();
    }
}

internal sealed class MaterialEntryTable : IEntityTypeConfiguration<MaterialEntry>
{
    public void Configure(EntityTypeBuilder<MaterialEntry> table)
    {
        table.Property(row => row.Key).HasMaxLength(200);
        table.Property(row => row.Note).HasMaxLength(200);
        table.HasIndex(row => row.Key).IsUnique();
        table.HasIndex(row => new { row.ItemId, row.At });
        table.HasIndex(row => new { row.PersonId, row.ItemId });
        table.HasOne<MaterialItem>().WithMany().HasForeignKey(row => row.ItemId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Store>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
    }
}
