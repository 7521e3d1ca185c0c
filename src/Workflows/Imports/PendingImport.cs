using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ProcessSales.Workflows.Imports;

/// <summary>A checked file that waits for its owner to apply it; forgotten after a day.</summary>
public sealed class PendingImport
{
    /// <summary>The ticket.</summary>
    public Guid Id { get; set; }

    /// <summary>Whose.</summary>
    public Guid PersonId { get; set; }

    /// <summary>What it brings.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The checked rows, JSON.</summary>
    public string RowsJson { get; set; } = "";

    /// <summary>When it was checked, UTC.</summary>
    public DateTimeOffset At { get; set; }
}

internal sealed class PendingImportTable : IEntityTypeConfiguration<PendingImport>
{
    public void Configure(EntityTypeBuilder<PendingImport> table)
    {
        table.Property(row => row.Kind).HasMaxLength(40);
        table.HasIndex(row => row.At);
    }
}
