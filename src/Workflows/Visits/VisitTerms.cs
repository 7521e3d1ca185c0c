using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Visits;

/// <summary>Thresholds and deadlines of store visits, as domain.md 1.5, 1.7 and 2.2 propose them; a firm sets its own. A visit is judged by those of its day. Times are those of the company's zone.</summary>
public sealed record VisitTerms : ITerms
{
    /// <summary>A visit of fewer minutes in the store does not count as effective.</summary>
    public int LeastMinutes { get; init; } = 10;

    /// <summary>How far the phone's clock may be off before it is noted, minutes.</summary>
    public int ClockMinutes { get; init; } = 10;

    /// <summary>How far a price may differ from the agreed one without a reason; 0.05 is 5 %.</summary>
    public decimal PriceTolerance { get; init; } = 0.05m;

    /// <summary>So many refusals at one store make the area manager act.</summary>
    public int Refusals { get; init; } = 2;

    /// <summary>Days within which they count.</summary>
    public int RefusalDays { get; init; } = 14;

    /// <summary>Findings of missing stock are collected so long before logistics is told, minutes.</summary>
    public int OutOfStockMinutes { get; init; } = 15;

    /// <summary>Working days within which an open issue should be settled.</summary>
    public int IssueDays { get; init; } = 3;

    /// <summary>The same for missing stock and for prices.</summary>
    public int UrgentIssueDays { get; init; } = 1;

    /// <summary>The same for material.</summary>
    public int MaterialIssueDays { get; init; } = 7;

    /// <summary>Stock that lasts for more days than this at the pace of its sales is too much (domain.md 1.7, element 5).</summary>
    public int OverstockDays { get; init; } = 45;

    /// <summary>A batch that is so many days older than its life was most likely typed wrongly.</summary>
    public int OldestBatchDays { get; init; } = 365;

    /// <summary>Days for which a phone may hold a visit back.</summary>
    public int OldestVisitDays { get; init; } = 60;

    /// <summary>By when the first store of a day should be entered (domain.md 1.5, Y7).</summary>
    public TimeOnly FirstCheckInBy { get; init; } = new(9, 30);

    /// <summary>By when the daily report should be handed in.</summary>
    public TimeOnly DailyReportBy { get; init; } = new(18, 30);

    /// <summary>By when a visit should be handed in on its day, by the phone's clock.</summary>
    public TimeOnly SubmitBy { get; init; } = new(22, 0);

    /// <inheritdoc />
    public IEnumerable<Refusal> Problems()
    {
        foreach (var (name, value, least, most) in new (string, int, int, int)[]
                 {
                     (nameof(LeastMinutes), LeastMinutes, 0, 240), (nameof(ClockMinutes), ClockMinutes, 1, 1440), (nameof(Refusals), Refusals, 1, 20), (nameof(RefusalDays), RefusalDays, 1, 365),
                     (nameof(OutOfStockMinutes), OutOfStockMinutes, 0, 480), (nameof(IssueDays), IssueDays, 1, 60), (nameof(UrgentIssueDays), UrgentIssueDays, 1, 60), (nameof(MaterialIssueDays), MaterialIssueDays, 1, 60),
                     (nameof(OverstockDays), OverstockDays, 1, 730), (nameof(OldestBatchDays), OldestBatchDays, 1, 3650), (nameof(OldestVisitDays), OldestVisitDays, 1, 365),
                 })
        {
            if (value < least || value > most) yield return new(name, "listing.range", least, most);
        }

        // A form shows it in percent.
        if (PriceTolerance is not (>= 0m and <= 0.5m)) yield return new(nameof(PriceTolerance), "listing.range", 0, 50);
    }
}
