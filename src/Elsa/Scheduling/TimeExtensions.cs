using Elsa.Scheduling;
using Elsa.Scheduling.Bookmarks;
using Elsa.Workflows;
using Elsa.Workflows.Models;

namespace Elsa.Extensions;

/// <summary>Lets any activity wait for some time.</summary>
public static class DelayActivityExecutionContextExtensions
{
    /// <summary>Waits; without a callback the activity is complete afterwards.</summary>
    public static void DelayFor(this ActivityExecutionContext context, TimeSpan delay, ExecuteActivityDelegate? callback = null) =>
        context.DelayUntil(context.WorkflowExecutionContext.SystemClock.UtcNow + delay, callback);

    /// <summary>Waits until a moment; without a callback the activity is complete afterwards.</summary>
    public static void DelayUntil(this ActivityExecutionContext context, DateTimeOffset resumeAt, ExecuteActivityDelegate? callback = null)
    {
        context.JournalData["ResumeAt"] = resumeAt;
        context.CreateBookmark(new CreateBookmarkArgs
        {
            BookmarkName = SchedulingStimulusNames.Delay,
            Stimulus = new DelayPayload(resumeAt),
            Callback = callback,
            IncludeActivityInstanceId = true,
        });
    }
}

/// <summary>Lets any activity wait for the end of an interval.</summary>
public static class TimerActivityExecutionContextExtensions
{
    /// <summary>Waits for the end of the interval; the callback may call this again.</summary>
    public static void RepeatWithInterval(this ActivityExecutionContext context, TimeSpan interval, ExecuteActivityDelegate? callback = null)
    {
        var resumeAt = context.WorkflowExecutionContext.SystemClock.UtcNow + interval;
        context.JournalData["ResumeAt"] = resumeAt;
        context.CreateBookmark(new CreateBookmarkArgs
        {
            BookmarkName = SchedulingStimulusNames.Timer,
            Stimulus = new TimerBookmarkPayload(resumeAt),
            Callback = callback,
            IncludeActivityInstanceId = true,
        });
    }

    /// <summary>The stimulus of a trigger that starts at every end of the interval.</summary>
    public static TimerTriggerPayload GetTimerTriggerStimulus(this TriggerIndexingContext context, TimeSpan interval)
    {
        context.TriggerName = SchedulingStimulusNames.Timer;
        var clock = context.ExpressionExecutionContext.GetRequiredService<Common.ISystemClock>();
        return new TimerTriggerPayload(clock.UtcNow + interval, interval);
    }
}
