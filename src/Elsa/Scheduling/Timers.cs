using System.Runtime.CompilerServices;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Scheduling.Bookmarks;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;

namespace Elsa.Scheduling.Activities;

/// <summary>Starts a workflow at every end of an interval, or waits for one.</summary>
public abstract class TimerBase : EventGenerator
{
    /// <summary>Takes the type name from the class.</summary>
    protected TimerBase([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The interval.</summary>
    protected abstract TimeSpan GetInterval(ExpressionExecutionContext context);

    /// <summary>Called when the interval is over; completes the activity unless overridden.</summary>
    protected virtual ValueTask OnTimerElapsedAsync(ActivityExecutionContext context) => context.CompleteActivityAsync();

    /// <inheritdoc />
    protected override object GetTriggerPayload(TriggerIndexingContext context) => context.GetTimerTriggerStimulus(GetInterval(context.ExpressionExecutionContext));

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (context.IsTriggerOfWorkflow())
            await OnTimerElapsedAsync(context).ConfigureAwait(false);
        else
            context.RepeatWithInterval(GetInterval(context.ExpressionExecutionContext), OnTimerElapsedAsync);
    }
}

/// <summary>Starts a workflow at every end of an interval, or waits for one.</summary>
[Activity("Elsa", "Scheduling", "Trigger workflow execution at a specific interval.")]
public class Timer : TimerBase
{
    /// <summary>For the default of a minute.</summary>
    public Timer([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>A constant interval.</summary>
    public Timer(TimeSpan interval, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<TimeSpan>(interval), source, line)
    {
    }

    /// <summary>An interval.</summary>
    public Timer(Input<TimeSpan> interval, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line) => Interval = interval;

    /// <summary>The interval.</summary>
    [Input(Description = "The interval at which the timer should execute.", DefaultValue = "00:01:00")]
    public Input<TimeSpan> Interval { get; set; } = new(TimeSpan.FromMinutes(1));

    /// <summary>A constant interval.</summary>
    public static Timer FromTimeSpan(TimeSpan value, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) => new(value, source, line);

    /// <summary>A constant interval.</summary>
    public static Timer FromSeconds(double value, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) => FromTimeSpan(TimeSpan.FromSeconds(value), source, line);

    /// <inheritdoc />
    protected override TimeSpan GetInterval(ExpressionExecutionContext context) => Interval.Get(context, nameof(Interval));
}

/// <summary>Starts a workflow at the moments of a cron expression, or waits for the next; in the company's zone.</summary>
[Activity("Elsa", "Scheduling", "Trigger workflow execution at a specific interval using a CRON expression.")]
public class Cron : EventGenerator
{
    /// <summary>Without an expression.</summary>
    public Cron([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>A constant expression.</summary>
    public Cron(string cronExpression, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>(cronExpression), source, line)
    {
    }

    /// <summary>An expression.</summary>
    public Cron(Input<string> cronExpression, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line) => CronExpression = cronExpression;

    /// <summary>Five fields, or six with seconds first.</summary>
    [Input(Description = "The CRON expression at which the timer should execute.")]
    public Input<string> CronExpression { get; set; } = default!;

    /// <summary>A constant expression.</summary>
    public static Cron FromCronExpression(string value, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) => new(new Input<string>(value), source, line);

    /// <inheritdoc />
    protected override object GetTriggerPayload(TriggerIndexingContext context)
    {
        context.TriggerName = SchedulingStimulusNames.Cron;
        return new CronTriggerPayload(context.Get(CronExpression)!);
    }

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (context.IsTriggerOfWorkflow())
        {
            await context.CompleteActivityAsync().ConfigureAwait(false);
            return;
        }

        var expression = CronExpression.Get(context, nameof(CronExpression));
        var executeAt = context.GetRequiredService<ICronParser>().GetNextOccurrence(expression);
        context.CreateBookmark(new CreateBookmarkArgs { BookmarkName = SchedulingStimulusNames.Cron, Stimulus = new CronBookmarkPayload(executeAt, expression) });
    }
}

/// <summary>Starts a workflow at a moment, or waits for it; a moment that is over does not wait.</summary>
[Activity("Elsa", "Scheduling", "Trigger execution at a specific time in the future.")]
public class StartAt : Trigger
{
    /// <summary>Without a moment.</summary>
    public StartAt([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>A moment.</summary>
    public StartAt(Input<DateTimeOffset> dateTime, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line) => DateTime = dateTime;

    /// <summary>A moment in code.</summary>
    public StartAt(Func<ExpressionExecutionContext, DateTimeOffset> dateTime, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<DateTimeOffset>(dateTime), source, line)
    {
    }

    /// <summary>A moment in code.</summary>
    public StartAt(Func<ExpressionExecutionContext, ValueTask<DateTimeOffset>> dateTime, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<DateTimeOffset>(dateTime), source, line)
    {
    }

    /// <summary>A moment in code.</summary>
    public StartAt(Func<ValueTask<DateTimeOffset>> dateTime, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<DateTimeOffset>(dateTime), source, line)
    {
    }

    /// <summary>A moment in code.</summary>
    public StartAt(Func<DateTimeOffset> dateTime, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<DateTimeOffset>(dateTime), source, line)
    {
    }

    /// <summary>A constant moment.</summary>
    public StartAt(DateTimeOffset dateTime, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<DateTimeOffset>(dateTime), source, line)
    {
    }

    /// <summary>The value of a variable.</summary>
    public StartAt(Variable<DateTimeOffset> dateTime, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<DateTimeOffset>(dateTime), source, line)
    {
    }

    /// <summary>The moment; without an offset it is UTC.</summary>
    [Input]
    public Input<DateTimeOffset> DateTime { get; set; } = default!;

    /// <summary>A constant moment.</summary>
    public static StartAt From(DateTimeOffset value, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) => new(value, source, line);

    /// <inheritdoc />
    protected override object GetTriggerPayload(TriggerIndexingContext context)
    {
        context.TriggerName = SchedulingStimulusNames.StartAt;
        return new StartAtPayload(context.Get(DateTime));
    }

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var executeAt = context.Get(DateTime);
        context.JournalData["ExecuteAt"] = executeAt;
        if (context.IsTriggerOfWorkflow() || executeAt <= context.WorkflowExecutionContext.SystemClock.UtcNow)
            await context.CompleteActivityAsync().ConfigureAwait(false);
        else
            context.CreateBookmark(new CreateBookmarkArgs { BookmarkName = SchedulingStimulusNames.StartAt, Stimulus = new StartAtPayload(executeAt) });
    }
}
