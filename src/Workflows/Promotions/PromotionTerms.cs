using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Promotions;

/// <summary>Deadlines and limits of promotions, as domain.md 2.4 proposes them; a firm sets its own. Days are calendar days unless they say otherwise.</summary>
public sealed record PromotionTerms : ITerms
{
    /// <summary>Working days before the start: an application that comes with fewer is an emergency.</summary>
    public int EmergencyDays { get; init; } = 7;

    /// <summary>Last day of a month on which the next month's plan may be handed in.</summary>
    public int PlanUntilDay { get; init; } = 15;

    /// <summary>Days before the start by which the store should have agreed.</summary>
    public int AgreedDaysBefore { get; init; } = 2;

    /// <summary>Days before the end on which the report is asked for.</summary>
    public int PrepareDaysBefore { get; init; } = 2;

    /// <summary>Working days after the end within which the report is due.</summary>
    public int ReportWorkingDays { get; init; } = 3;

    /// <summary>Days after the end within which the costs are claimed.</summary>
    public int SettlementDays { get; init; } = 15;

    /// <summary>Working days in which what finance misses is handed in.</summary>
    public int SupplementDays { get; init; } = 5;

    /// <summary>Days after the end on which the manager is reminded of the claim.</summary>
    public IReadOnlyList<int> RemindAfter { get; init; } = [7, 12, 15];

    /// <summary>The reminders of these days go to the area manager too.</summary>
    public int TellAreaFrom { get; init; } = 15;

    /// <summary>Days after the end on which area and regional manager are told.</summary>
    public int EscalateAfter { get; init; } = 30;

    /// <summary>Days after the end after which it expires.</summary>
    public int ExpireAfter { get; init; } = 45;

    /// <summary>Days that somebody has to claim after a reopening.</summary>
    public int ReopenedDays { get; init; } = 15;

    /// <summary>Days after the end within which it is judged and closed.</summary>
    public int CloseAfter { get; init; } = 30;

    /// <summary>How much more than approved finance may accept by itself: 0.02 is 2 % of the approved total.</summary>
    public decimal ToleratedRatio { get; init; } = 0.02m;

    /// <summary>And how much at most, CNY.</summary>
    public decimal ToleratedAmount { get; init; } = 200m;

    /// <summary>Used shares of a budget line at which people are told, each once: 0.8 is 80 %.</summary>
    public IReadOnlyList<decimal> BudgetAlerts { get; init; } = [0.8m, 1m];

    /// <inheritdoc />
    public IEnumerable<Refusal> Problems()
    {
        foreach (var (name, value, least, most) in new (string, decimal, decimal, decimal)[]
                 {
                     (nameof(EmergencyDays), EmergencyDays, 0, 60), (nameof(PlanUntilDay), PlanUntilDay, 1, 31), (nameof(AgreedDaysBefore), AgreedDaysBefore, 0, 60), (nameof(PrepareDaysBefore), PrepareDaysBefore, 0, 30), (nameof(ReportWorkingDays), ReportWorkingDays, 0, 60),
                     (nameof(SettlementDays), SettlementDays, 1, 180), (nameof(TellAreaFrom), TellAreaFrom, 1, 180), (nameof(EscalateAfter), EscalateAfter, SettlementDays, 365), (nameof(ExpireAfter), ExpireAfter, EscalateAfter, 730),
                     (nameof(ReopenedDays), ReopenedDays, 1, 180), (nameof(CloseAfter), CloseAfter, 1, 365), (nameof(SupplementDays), SupplementDays, 1, 60), (nameof(ToleratedRatio), ToleratedRatio, 0, 0.2m), (nameof(ToleratedAmount), ToleratedAmount, 0, 100_000),
                 })
        {
            if (value < least || value > most) yield return new(name, "listing.range", least, most);
        }

        if (RemindAfter.Count is 0 or > 6 || RemindAfter.Any(day => day < 1 || day >= EscalateAfter) || !RemindAfter.SequenceEqual(RemindAfter.Distinct().Order())) yield return new(nameof(RemindAfter), "terms.reminders", EscalateAfter);
        if (BudgetAlerts.Count is 0 or > 6 || BudgetAlerts.Any(step => step is <= 0m or > 2m) || !BudgetAlerts.SequenceEqual(BudgetAlerts.Distinct().Order())) yield return new(nameof(BudgetAlerts), "terms.alerts");
    }
}
