using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>
/// When a payer was flagged high risk 高风险 (domain.md 2.6, exceptions): goods that came after the flag was set, until it was lifted, are 先款后货 and each stated by itself;
/// what came before keeps its term. Immutable.
/// </summary>
internal sealed class HighRisk(IReadOnlyList<(DateOnly Set, DateOnly? Lifted)> times)
{
    /// <summary>Whether goods of a day, company zone, are prepaid.</summary>
    public bool Covers(DateOnly day) => times.Any(time => day > time.Set && (time.Lifted is not { } lifted || day <= lifted));

    /// <summary>Reads those of a payer.</summary>
    public static async Task<HighRisk> OfAsync(ProcessSalesDb db, Guid payer, CompanyClock clock, CancellationToken cancellationToken)
    {
        var rows = await db.CreditHolds.AsNoTracking()
            .Where(row => row.PayerId == payer && row.Reason == CreditHoldReason.HighRisk && row.DecidedAt != null && (row.State == CreditHoldState.Confirmed || row.State == CreditHoldState.Released))
            .Select(row => new { Set = row.DecidedAt!.Value, row.ReleasedAt }).ToListAsync(cancellationToken);
        return new(rows.ConvertAll(row => (clock.DateOf(row.Set), row.ReleasedAt is { } lifted ? clock.DateOf(lifted) : (DateOnly?)null)));
    }
}
