using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Returns;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of returns.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>What returns are worth on statements.</summary>
    public DbSet<ReturnCredit> ReturnCredits => Set<ReturnCredit>();

    /// <summary>Lines of statements that took credits of returns.</summary>
    public DbSet<ReturnMatch> ReturnMatches => Set<ReturnMatch>();
}
