using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Reports;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of reports and meetings.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>What people added to their reports.</summary>
    public DbSet<WorkReport> WorkReports => Set<WorkReport>();

    /// <summary>Self-checks.</summary>
    public DbSet<SelfCheck> SelfChecks => Set<SelfCheck>();

    /// <summary>Who was at which meeting.</summary>
    public DbSet<MeetingMark> MeetingMarks => Set<MeetingMark>();

    /// <summary>News of the company.</summary>
    public DbSet<Notice> Notices => Set<Notice>();
}
