namespace ProcessSales.Workflows.Plans;

/// <summary>When weekly plans are made (domain.md 2.2, deadlines). Company zone.</summary>
public sealed record PlanOptions
{
    /// <summary>The day of the week before on which the plan is made and its person told.</summary>
    public DayOfWeek MadeOn { get; init; } = DayOfWeek.Thursday;

    /// <summary>At what time.</summary>
    public TimeOnly MadeAt { get; init; } = new(16, 0);

    /// <summary>The moment of the week before from which the plan of a week is made.</summary>
    public DateTime MadeFrom(DateOnly week)
    {
        var back = ((int)DayOfWeek.Monday - (int)MadeOn + 7) % 7;
        return week.AddDays(-(back == 0 ? 7 : back)).ToDateTime(MadeAt);
    }
}
