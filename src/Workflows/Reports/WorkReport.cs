using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Reports;

/// <summary>Reports that are made of the data (domain.md 2.2, V-18; 1.5).</summary>
public enum ReportKind
{
    /// <summary>早会: yesterday, today, what waits, news.</summary>
    Morning,

    /// <summary>工作日报 (form F-V3).</summary>
    Daily,

    /// <summary>晚会: the day of a team, with what nobody did.</summary>
    Evening,

    /// <summary>周小结: last week's figures, next week's plan.</summary>
    Weekly,

    /// <summary>月会: last month's figures beside those of the month before.</summary>
    Monthly,
}

/// <summary>What a person adds to a report and hands in; the rest of it is made of the data.</summary>
public sealed class WorkReport
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Whose.</summary>
    public Guid PersonId { get; set; }

    /// <summary>Daily or weekly.</summary>
    public ReportKind Kind { get; set; }

    /// <summary>The day, or the week's Monday.</summary>
    public DateOnly From { get; set; }

    /// <summary>困难与需要支持, up to three lines.</summary>
    public string Words { get; set; } = "";

    /// <summary>When it was handed in first, UTC.</summary>
    public DateTimeOffset HandedInAt { get; set; }

    /// <summary>Whether that was by its hour.</summary>
    public bool OnTime { get; set; }
}

/// <summary>自检表 (form F-V4) of a person's day.</summary>
public sealed class SelfCheck
{
    /// <summary>Whose.</summary>
    public Guid PersonId { get; set; }

    /// <summary>The day, company zone.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Key of each item answered with "no", separated by commas; the others were "yes".</summary>
    public string Missed { get; set; } = "";

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>That a person was at a meeting (domain.md 1.4, W15).</summary>
public sealed class MeetingMark
{
    /// <summary>Who.</summary>
    public Guid PersonId { get; set; }

    /// <summary>The day, company zone.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Which meeting: of the morning, the evening, the week or the month.</summary>
    public ReportKind Meeting { get; set; }

    /// <summary>Who marked it.</summary>
    public Guid MarkedById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>News of the company 公司信息 that the morning pack shows.</summary>
public sealed class Notice
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>One line.</summary>
    public string Title { get; set; } = "";

    /// <summary>The rest; may be empty.</summary>
    public string Body { get; set; } = "";

    /// <summary>First day on which it is shown.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly Until { get; set; }

    /// <summary>For this unit and what is below it; null for everybody.</summary>
    public Guid? UnitId { get; set; }

    /// <summary>Who wrote it.</summary>
    public Guid AuthorId { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }
}

internal sealed class WorkReportTable : IEntityTypeConfiguration<WorkReport>
{
    public void Configure(EntityTypeBuilder<WorkReport> table)
    {
        table.Property(row => row.Words).HasMaxLength(ReportDesk.LongestWords);
        table.HasIndex(row => new { row.PersonId, row.Kind, row.From }).IsUnique();
        table.HasIndex(row => new { row.Kind, row.From });
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SelfCheckTable : IEntityTypeConfiguration<SelfCheck>
{
    public void Configure(EntityTypeBuilder<SelfCheck> table)
    {
        table.HasKey(row => new { row.PersonId, row.Day });
        table.Property(row => row.Missed).HasMaxLength(200);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class MeetingMarkTable : IEntityTypeConfiguration<MeetingMark>
{
    public void Configure(EntityTypeBuilder<MeetingMark> table)
    {
        table.HasKey(row => new { row.PersonId, row.Day, row.Meeting });
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class NoticeTable : IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<Notice> table)
    {
        table.Property(row => row.Title).HasMaxLength(100);
        table.Property(row => row.Body).HasMaxLength(2000);
        table.HasIndex(row => new { row.Until, row.From });
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.AuthorId).OnDelete(DeleteBehavior.Restrict);
    }
}
