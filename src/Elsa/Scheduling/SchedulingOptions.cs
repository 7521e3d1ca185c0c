namespace Elsa.Scheduling.Options;

/// <summary>How due times are worked out.</summary>
public class SchedulingOptions
{
    /// <summary>The zone of cron expressions: the company's, not that of the server.</summary>
    public TimeZoneInfo TimeZone { get; set; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>What becomes of the ticks of cron and interval triggers that passed while the program was down.</summary>
    public MissedTickPolicy MissedTicks { get; set; } = MissedTickPolicy.RunOnce;
}

/// <summary>What becomes of ticks that passed while nobody could follow them. Either way a row says how many there were.</summary>
public enum MissedTickPolicy
{
    /// <summary>One instance is started for all of them.</summary>
    RunOnce,

    /// <summary>None is started; the next tick is the first that counts again.</summary>
    Skip,
}
