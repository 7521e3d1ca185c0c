namespace ProcessSales.Workflows.Visits;

/// <summary>The thresholds and deadlines of domain.md 2.2 that a company may set otherwise (section <c>Visits</c> of the settings).</summary>
public sealed record VisitRules
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

    /// <summary>By when the first store of a day should be entered, company zone (domain.md 1.5, Y7).</summary>
    public TimeOnly FirstCheckInBy { get; init; } = new(9, 30);

    /// <summary>By when the daily report should be handed in, company zone.</summary>
    public TimeOnly DailyReportBy { get; init; } = new(18, 30);

    /// <summary>By when a visit should be handed in on its day, company zone and the phone's clock.</summary>
    public TimeOnly SubmitBy { get; init; } = new(22, 0);

    /// <summary>Minutes between two tries to hand a finding over.</summary>
    public int RetryMinutes { get; init; } = 2;
}
