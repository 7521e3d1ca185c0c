namespace Elsa.Scheduling.Options;

/// <summary>How due times are worked out.</summary>
public class SchedulingOptions
{
    /// <summary>The zone of cron expressions: the company's, not that of the server.</summary>
    public TimeZoneInfo TimeZone { get; set; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
}
