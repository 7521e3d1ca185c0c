using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ProcessSales.Workflows.Dunning;

/// <summary>How a run ended.</summary>
public enum DunningRunState
{
    /// <summary>At work.</summary>
    Running,

    /// <summary>To the end.</summary>
    Done,

    /// <summary>It was killed or broke off; the next one does what is left.</summary>
    Failed,
}

/// <summary>One look at everything that is due (domain.md 3.3 rule 3).</summary>
public sealed class DunningRun
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The day it reminds for, company zone.</summary>
    public DateOnly Day { get; set; }

    /// <summary>The last day whose levels before the due date count: later than <see cref="Day"/> before a long gap.</summary>
    public DateOnly AsOf { get; set; }

    /// <summary>How it stands.</summary>
    public DunningRunState State { get; set; }

    /// <summary>True while it runs, else null: unique, so that there is one at a time.</summary>
    public bool? Alone { get; set; }

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>The last sign of life, UTC.</summary>
    public DateTimeOffset AliveAt { get; set; }

    /// <summary>When it ended, UTC.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Items that were looked at.</summary>
    public int Picked { get; set; }

    /// <summary>Items that people are reminded of.</summary>
    public int Sent { get; set; }

    /// <summary>Items that people are not reminded of.</summary>
    public int LeftOut { get; set; }

    /// <summary>How many for which reason: a JSON object.</summary>
    public string ReasonsJson { get; set; } = "{}";

    /// <summary>What went wrong; null when nothing did.</summary>
    public string? Error { get; set; }
}

/// <summary>An item whose level was reached and held back.</summary>
public sealed class DunningRunLine
{
    /// <summary>The run.</summary>
    public Guid RunId { get; set; }

    /// <summary>The item.</summary>
    public Guid ReceivableId { get; set; }

    /// <summary>Why.</summary>
    public LeftOut Why { get; set; }
}

internal sealed class DunningRunTable : IEntityTypeConfiguration<DunningRun>
{
    public void Configure(EntityTypeBuilder<DunningRun> table)
    {
        table.Property(row => row.ReasonsJson).HasMaxLength(1000);
        table.Property(row => row.Error).HasMaxLength(1000);
        table.HasIndex(row => row.Alone).IsUnique();
        table.HasIndex(row => new { row.Day, row.State });
    }
}

internal sealed class DunningRunLineTable : IEntityTypeConfiguration<DunningRunLine>
{
    public void Configure(EntityTypeBuilder<DunningRunLine> table)
    {
        table.HasKey(row => new { row.RunId, row.ReceivableId });
        table.HasIndex(row => row.ReceivableId);
        table.HasOne<DunningRun>().WithMany().HasForeignKey(row => row.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}
