namespace Elsa.Scheduling
{
    /// <summary>The names under which what waits for a time is kept; an activity of any type may wait for one of them.</summary>
    public static class SchedulingStimulusNames
    {
        /// <summary>The next moment of a cron expression.</summary>
        public const string Cron = "Elsa.Cron";

        /// <summary>A moment.</summary>
        public const string StartAt = "Elsa.StartAt";

        /// <summary>The next moment of an interval.</summary>
        public const string Timer = "Elsa.Timer";

        /// <summary>The end of a delay.</summary>
        public const string Delay = "Elsa.Delay";
    }
}

namespace Elsa.Scheduling.Bookmarks
{
    /// <summary>Waits for the next moment of a cron expression; UTC.</summary>
    public record CronBookmarkPayload(DateTimeOffset ExecuteAt, string CronExpression);

    /// <summary>Starts at the moments of a cron expression.</summary>
    public record CronTriggerPayload(string CronExpression);

    /// <summary>Waits for the end of a delay; UTC.</summary>
    public record DelayPayload(DateTimeOffset ResumeAt);

    /// <summary>Waits for, or starts at, a moment.</summary>
    public record StartAtPayload(DateTimeOffset ExecuteAt);

    /// <summary>Waits for the end of an interval; UTC.</summary>
    public record TimerBookmarkPayload(DateTimeOffset ResumeAt);

    /// <summary>Starts at every end of an interval.</summary>
    public record TimerTriggerPayload(DateTimeOffset StartAt, TimeSpan Interval);
}
