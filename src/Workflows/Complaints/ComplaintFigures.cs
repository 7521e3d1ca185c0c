using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Complaints;

/// <summary>A figure whose complaints can be listed. The day that counts is that of the registration, of the end where it says "closed".</summary>
public enum ComplaintFigure
{
    /// <summary>All that were registered.</summary>
    Registered,

    /// <summary>Registered ones whose first reply was given, or is late.</summary>
    ReplyDue,

    /// <summary>Of these, answered in time.</summary>
    ReplyOnTime,

    /// <summary>Closed (unfounded and merged ones are not).</summary>
    Closed,

    /// <summary>Of these, closed in time.</summary>
    ClosedOnTime,

    /// <summary>Of the closed and those opened again, opened again.</summary>
    Reopened,

    /// <summary>Of the closed, those with a score.</summary>
    Scored,

    /// <summary>Of the closed, those that cost something.</summary>
    Costly,

    /// <summary>Registered quality complaints with an article.</summary>
    Quality,

    /// <summary>Of the quality complaints, those whose cause, when it was found, had occurred with the same article in the 90 days before.</summary>
    Repeated,

    /// <summary>Registered, whose improvement is done or was due.</summary>
    ImprovementDue,

    /// <summary>Of these, done by the day.</summary>
    ImprovementOnTime,
}

/// <summary>Times from registration to end.</summary>
/// <param name="Median">Hours.</param>
/// <param name="P90">Hours: nine of ten took no longer.</param>
public sealed record ClosingTime(Severity Severity, int Count, double? Median, double? P90);

/// <summary>Complaints per million pieces.</summary>
/// <param name="Units">Pieces sold in the months of the period; null when they were not imported.</param>
public sealed record PartsPerMillion(string ProductCode, string Product, int Complaints, decimal? Units)
{
    /// <summary>The figure; null without pieces.</summary>
    public decimal? Ppm => Units > 0 ? decimal.Round(Complaints * 1_000_000m / Units.Value, 2) : null;
}

/// <summary>How many of what.</summary>
/// <param name="Key">What the list is filtered by: a code, a date, a cause.</param>
public sealed record ComplaintCount(string Key, string Name, int Count);

/// <summary>All figures of a period (domain.md 2.5, KPIs).</summary>
public sealed record ComplaintSummary(
    IReadOnlyDictionary<ComplaintFigure, int> Counts, IReadOnlyList<ClosingTime> ClosingTimes, decimal? Score, decimal Cost, IReadOnlyList<PartsPerMillion> PerMillion,
    IReadOnlyList<ComplaintCount> ByBatch, IReadOnlyList<ComplaintCount> ByCause, IReadOnlyList<ComplaintCount> ByStore)
{
    /// <summary>One figure as part of another; null when there is none of it.</summary>
    public decimal? Share(ComplaintFigure part, ComplaintFigure whole) => Counts[whole] == 0 ? null : decimal.Round((decimal)Counts[part] / Counts[whole], 4);
}

/// <summary>Works out the figures of complaints within a person's scope. Safe for concurrent use.</summary>
public sealed class ComplaintFigures(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    private const int Most = 10;

    /// <summary>The figures from a day to a day, both included, company zone.</summary>
    public async Task<ComplaintSummary> OfAsync(Guid person, DateOnly from, DateOnly until, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var all = (await ComplaintScope.OfAsync(db, person, cancellationToken)).AsNoTracking();
        var counts = new Dictionary<ComplaintFigure, int>();
        foreach (var figure in Enum.GetValues<ComplaintFigure>()) counts[figure] = await Behind(all, figure, clock, from, until).CountAsync(cancellationToken);
        var closed = await Behind(all, ComplaintFigure.Closed, clock, from, until).Select(row => new { row.Severity, row.RegisteredAt, row.ClosedAt, row.Score, row.Amount }).ToListAsync(cancellationToken);
        var times = Enum.GetValues<Severity>().Select(severity =>
        {
            var hours = closed.Where(row => row.Severity == severity).Select(row => (row.ClosedAt!.Value - row.RegisteredAt).TotalHours).Order().ToList();
            return new ClosingTime(severity, hours.Count, Quantile(hours, 0.5), Quantile(hours, 0.9));
        }).ToList();
        var scores = closed.Where(row => row.Score is not null).Select(row => (decimal)row.Score!).ToList();
        return new(
            counts, times, scores.Count == 0 ? null : decimal.Round(scores.Average(), 2), closed.Sum(row => row.Amount), await PerMillionAsync(db, all, from, until, cancellationToken),
            await BatchesAsync(db, all, from, until, cancellationToken), await CausesAsync(db, all, from, until, cancellationToken), await StoresAsync(db, all, from, until, cancellationToken));
    }

    /// <summary>The complaints behind a figure of a period; the number that is shown is their count.</summary>
    internal static IQueryable<Complaint> Behind(IQueryable<Complaint> rows, ComplaintFigure figure, CompanyClock clock, DateOnly? from, DateOnly? until)
    {
        var first = clock.At(from ?? new DateOnly(2000, 1, 1), default);
        var end = clock.At((until ?? new DateOnly(2199, 1, 1)).AddDays(1), default);
        var now = clock.Now;
        var today = clock.Today;
        var registered = rows.Where(row => row.RegisteredAt >= first && row.RegisteredAt < end && row.State != ComplaintState.Merged);
        var closed = rows.Where(row => row.State == ComplaintState.Closed && row.ClosedAt >= first && row.ClosedAt < end);
        var quality = registered.Where(row => row.State != ComplaintState.Invalid && row.ProductCode != null
            && (row.Type == ComplaintType.Quality || row.Type == ComplaintType.ForeignBody || row.Type == ComplaintType.Packaging || row.Type == ComplaintType.Expired));
        var improving = registered.Where(row => row.ImprovementNeeded && (row.ImprovedAt != null || row.ImprovementDueOn < today));
        return figure switch
        {
            ComplaintFigure.ReplyDue => registered.Where(row => row.RepliedAt != null || row.ReplyDueAt < now),
            ComplaintFigure.ReplyOnTime => registered.Where(row => row.RepliedAt != null && row.RepliedAt <= row.ReplyDueAt),
            ComplaintFigure.Closed => closed,
            ComplaintFigure.ClosedOnTime => closed.Where(row => row.ClosedAt <= row.CloseDueAt),
            ComplaintFigure.Reopened => registered.Where(row => row.Reopenings > 0),
            ComplaintFigure.Scored => closed.Where(row => row.Score != null),
            ComplaintFigure.Costly => closed.Where(row => row.Amount > 0),
            ComplaintFigure.Quality => quality,
            ComplaintFigure.Repeated => quality.Where(row => row.Repeats),
            ComplaintFigure.ImprovementDue => improving,
            // Both are kept to the day: an improvement is due on a day, not at an hour.
            ComplaintFigure.ImprovementOnTime => improving.Where(row => row.ImprovedAt != null && !row.ImprovementLate),
            _ => registered,
        };
    }

    // The smallest that at least this part of all does not exceed.
    private static double? Quantile(IReadOnlyList<double> sorted, double part) => sorted.Count == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Count) - 1)];

    private async Task<IReadOnlyList<PartsPerMillion>> PerMillionAsync(ProcessSalesDb db, IQueryable<Complaint> all, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var found = await Behind(all, ComplaintFigure.Quality, clock, from, until).GroupBy(row => row.ProductCode!).Select(group => new { Code = group.Key, Count = group.Count() }).ToListAsync(cancellationToken);
        var first = new DateOnly(from.Year, from.Month, 1);
        var units = (await db.UnitsSold.AsNoTracking().Where(row => row.Month >= first && row.Month <= until).ToListAsync(cancellationToken)).GroupBy(row => row.ProductCode).ToDictionary(group => group.Key, group => group.Sum(row => row.Units));
        var codes = found.Select(row => row.Code).Concat(units.Keys).Distinct().ToList();
        var names = await db.Products.Where(row => codes.Contains(row.Code)).ToDictionaryAsync(row => row.Code, row => row.Name, cancellationToken);
        return [.. codes.Select(code => new PartsPerMillion(code, names.GetValueOrDefault(code, code), found.Find(row => row.Code == code)?.Count ?? 0, units.TryGetValue(code, out var sold) ? sold : null))
            .OrderByDescending(row => row.Ppm ?? -1).ThenByDescending(row => row.Complaints).ThenBy(row => row.ProductCode, StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<ComplaintCount>> BatchesAsync(ProcessSalesDb db, IQueryable<Complaint> all, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var found = await Behind(all, ComplaintFigure.Quality, clock, from, until).Where(row => row.ProducedOn != null).GroupBy(row => new { row.ProductCode, row.ProducedOn })
            .Select(group => new { group.Key.ProductCode, group.Key.ProducedOn, Count = group.Count() }).OrderByDescending(row => row.Count).ThenBy(row => row.ProductCode).Take(Most).ToListAsync(cancellationToken);
        var codes = found.Select(row => row.ProductCode!).ToList();
        var names = await db.Products.Where(row => codes.Contains(row.Code)).ToDictionaryAsync(row => row.Code, row => row.Name, cancellationToken);
        return [.. found.Select(row => new ComplaintCount($"{row.ProductCode}/{row.ProducedOn:yyyy-MM-dd}", $"{names.GetValueOrDefault(row.ProductCode!, row.ProductCode!)} · {row.ProducedOn:yyyy-MM-dd}", row.Count))];
    }

    private async Task<IReadOnlyList<ComplaintCount>> CausesAsync(ProcessSalesDb db, IQueryable<Complaint> all, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var found = await Behind(all, ComplaintFigure.Registered, clock, from, until).Where(row => row.Cause != null).GroupBy(row => row.Cause).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancellationToken);
        return [.. found.OrderByDescending(row => row.Count).Select(row => new ComplaintCount(row.Key.ToString()!, row.Key.ToString()!, row.Count))];
    }

    private async Task<IReadOnlyList<ComplaintCount>> StoresAsync(ProcessSalesDb db, IQueryable<Complaint> all, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var found = await Behind(all, ComplaintFigure.Registered, clock, from, until).Join(db.Stores, row => row.StoreId, store => store.Id, (row, store) => new { store.Code, store.Name })
            .GroupBy(row => new { row.Code, row.Name }).Select(group => new { group.Key.Code, group.Key.Name, Count = group.Count() }).OrderByDescending(row => row.Count).ThenBy(row => row.Code).Take(Most).ToListAsync(cancellationToken);
        return [.. found.Select(row => new ComplaintCount(row.Code, row.Name, row.Count))];
    }
}
