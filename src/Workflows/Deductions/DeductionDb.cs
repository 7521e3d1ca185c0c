using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Deductions;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of deductions.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Money that chains kept back.</summary>
    public DbSet<Deduction> Deductions => Set<Deduction>();

    /// <summary>What became of it, part by part; only ever appended.</summary>
    public DbSet<DeductionPart> DeductionParts => Set<DeductionPart>();
}
