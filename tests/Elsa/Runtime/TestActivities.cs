using System.Collections.Concurrent;
using Elsa.Extensions;
using Elsa.Scheduling;
using Elsa.Scheduling.Bookmarks;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;

namespace Elsa.Tests.Runtime;

/// <summary>What activities did to the world outside the engine; a key counts once, as in every ledger of the application.</summary>
public sealed class EffectLedger
{
    private readonly ConcurrentDictionary<string, int> _attempts = new();
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>How often the key was tried.</summary>
    public int Of(string key) => _attempts.GetValueOrDefault(key);

    public int Total => _attempts.Count;

    public int Attempts => _attempts.Values.Sum();

    public IEnumerable<string> InOrder => _order;

    public void Add(string key)
    {
        _order.Enqueue(key);
        _attempts.AddOrUpdate(key, 1, static (_, count) => count + 1);
    }
}

/// <summary>Does something outside the engine.</summary>
[Activity("Test", "Test")]
public class Effect : CodeActivity
{
    protected override void Execute(ActivityExecutionContext context) =>
        context.GetRequiredService<EffectLedger>().Add($"{context.WorkflowExecutionContext.Id}:{context.Activity.Id}");
}

/// <summary>Waits for an answer.</summary>
[Activity("Test", "Test")]
public class Ask : Activity
{
    protected override void Execute(ActivityExecutionContext context) =>
        context.CreateBookmark(new CreateBookmarkArgs { Stimulus = new { Question = context.Activity.Id }, Callback = AnsweredAsync, IncludeActivityInstanceId = false });

    private ValueTask AnsweredAsync(ActivityExecutionContext context) => context.CompleteActivityAsync();
}

/// <summary>Waits for an answer and, beside it, for two reminders.</summary>
[Activity("Test", "Test")]
public class Remind : Activity
{
    protected override void Execute(ActivityExecutionContext context)
    {
        var now = context.WorkflowExecutionContext.SystemClock.UtcNow;
        context.CreateBookmark(new CreateBookmarkArgs { Stimulus = new { Question = context.Activity.Id }, Callback = AnsweredAsync });
        foreach (var hours in new[] { 9, 13 })
            context.CreateBookmark(new CreateBookmarkArgs { BookmarkName = SchedulingStimulusNames.Delay, Stimulus = new DelayPayload(now.AddHours(hours)), Callback = RemindAsync });
    }

    private ValueTask RemindAsync(ActivityExecutionContext context)
    {
        context.GetRequiredService<EffectLedger>().Add($"{context.WorkflowExecutionContext.Id}:reminder:{context.WorkflowExecutionContext.ResumedBookmarkContext!.Bookmark.Id}");
        return ValueTask.CompletedTask;
    }

    private ValueTask AnsweredAsync(ActivityExecutionContext context) => context.CompleteActivityAsync();
}

/// <summary>Waits for an answer, but not longer than an hour.</summary>
[Activity("Test", "Test")]
public class Deadline : Activity
{
    protected override void Execute(ActivityExecutionContext context)
    {
        context.CreateBookmark(new CreateBookmarkArgs { Stimulus = new { Question = context.Activity.Id }, Callback = AnsweredAsync });
        context.CreateBookmark(new CreateBookmarkArgs
        {
            BookmarkName = SchedulingStimulusNames.Delay, Stimulus = new DelayPayload(context.WorkflowExecutionContext.SystemClock.UtcNow.AddHours(1)), Callback = LateAsync,
        });
    }

    private ValueTask AnsweredAsync(ActivityExecutionContext context) => EndAsync(context, "answered");

    private ValueTask LateAsync(ActivityExecutionContext context) => EndAsync(context, "late");

    private static async ValueTask EndAsync(ActivityExecutionContext context, string how)
    {
        context.GetRequiredService<EffectLedger>().Add($"{context.WorkflowExecutionContext.Id}:{how}");
        context.ClearBookmarks();
        await context.CompleteActivityAsync();
    }
}
