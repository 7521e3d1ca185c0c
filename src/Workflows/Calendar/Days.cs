namespace ProcessSales.Workflows.Calendar;

/// <summary>Comparing days of the company.</summary>
internal static class Days
{
    /// <summary>The later of two days.</summary>
    public static DateOnly OrLater(this DateOnly one, DateOnly other) => one > other ? one : other;
}
