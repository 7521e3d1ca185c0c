namespace ProcessSales.Workflows.Calendar;

/// <summary>The company's zone, Asia/Shanghai, on top of the system's clock.</summary>
public sealed class CompanyClock(TimeProvider clock)
{
    /// <summary>Asia/Shanghai: no daylight saving.</summary>
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>Now, UTC.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The date in the company's zone.</summary>
    public DateOnly Today => DateOf(Now);

    /// <summary>The date that the company's wall clock shows at the moment.</summary>
    public DateOnly DateOf(DateTimeOffset time) => DateOnly.FromDateTime(ToLocal(time).DateTime);

    /// <summary>The same moment on the company's wall clock.</summary>
    public DateTimeOffset ToLocal(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Zone);

    /// <summary>The moment at which the company's wall clock shows this; UTC.</summary>
    public DateTimeOffset At(DateOnly date, TimeOnly time)
    {
        var local = date.ToDateTime(time);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
