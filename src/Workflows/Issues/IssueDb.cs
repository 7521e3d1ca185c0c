using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Issues;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of open issues.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>遗留问题</summary>
    public DbSet<OpenIssue> OpenIssues => Set<OpenIssue>();

    /// <summary>Their history.</summary>
    public DbSet<IssueEntry> IssueEntries => Set<IssueEntry>();
}
