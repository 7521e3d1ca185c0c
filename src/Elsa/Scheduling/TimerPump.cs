using System.Text.Json;
using Elsa.Workflows.Management;
using Elsa.Workflows.Options;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Workflows.Runtime.Stores;
using Elsa.Workflows.Serialization;
using Microsoft.Extensions.Logging;

namespace Elsa.Scheduling;

/// <summary>
/// Fires what is due: oldest first, each once. A claim keeps other nodes away; what a crash interrupts is fired again when the
/// claim ends, and the bookmark, or the id derived from the due time, makes sure that it has one effect.
/// </summary>
internal sealed class TimerPump(
    TimerTable timers,
    ITimerClock clock,
    InstanceRunner runner,
    IWorkflowDefinitionService definitions,
    TriggerStore triggers,
    MissedTickLog missedTicks,
    GuardedStarts guarded,
    TimeProvider time,
    ILogger<TimerPump> logger)
{
    private const int PageSize = 500;

    /// <summary>Commits of resumes that run at once are joined.</summary>
    private const int AtOnce = 16;

    /// <summary>A timer that has failed so often waits for a person, and is tried rarely.</summary>
    internal const int MostAttempts = 5;

    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(5);

    /// <summary>What is overdue for longer than this is fired one after the other, so that a long stop does not end in a rush.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Sets the clock going.</summary>
    public void Start()
    {
        timers.Scheduled += clock.WakeAt;
        clock.Start(token => FireDueAsync(token));
    }

    /// <summary>Stops the clock.</summary>
    public Task StopAsync() => clock.StopAsync();

    /// <summary>Fires everything that is due; how many.</summary>
    public async Task<int> FireDueAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var fired = 0;
            DateTimeOffset looked;
            List<TimerRow> due;
            do
            {
                looked = time.GetUtcNow();
                due = await timers.ClaimAsync(looked, Claim, PageSize, cancellationToken).ConfigureAwait(false);
                fired += due.Count;
                var late = looked - Overdue;
                foreach (var timer in due.Where(timer => timer.DueAt < late))
                    await FireAsync(timer, cancellationToken).ConfigureAwait(false);
                await Parallel.ForEachAsync(due.Where(timer => timer.DueAt >= late), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                    async (timer, token) => await FireAsync(timer, token).ConfigureAwait(false)).ConfigureAwait(false);
            }
            while (due.Count > 0 && !cancellationToken.IsCancellationRequested);

            // Counted from the look that found nothing: what fell due since then is not left to the minute's look.
            if (await timers.NextDueAsync(looked, cancellationToken).ConfigureAwait(false) is { } next)
                clock.WakeAt(next);
            return fired;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task FireAsync(TimerRow timer, CancellationToken cancellationToken)
    {
        try
        {
            // The commit that continues a bookmark takes its timer with it.
            if (timer.Kind == TimerKind.Bookmark && await ContinueAsync(timer.InstanceId!, new RunWorkflowInstanceRequest { BookmarkId = timer.Id }, cancellationToken).ConfigureAwait(false))
                return;
            var skipped = missedTicks.IsSkipped(timer);
            await (timer.Kind switch
            {
                _ when skipped => Task.CompletedTask,
                TimerKind.Bookmark => Task.CompletedTask,
                TimerKind.Trigger => TriggerAsync(timer, cancellationToken),
                TimerKind.Start => StartAsync(timer, cancellationToken),
                _ => ResumeAsync(timer, cancellationToken),
            }).ConfigureAwait(false);
            await timers.AdvanceAsync(timer, ran: !skipped, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.LogError(e, "Timer {Id}, due at {DueAt}, failed at attempt {Attempt}", timer.Id, timer.DueAt, timer.Attempts);

            // One that keeps failing is tried ever more rarely; it stays in the table, where it can be seen.
            var delay = timer.Attempts < MostAttempts ? TimeSpan.FromSeconds(Math.Pow(4, timer.Attempts)) : TimeSpan.FromHours(6);
            await timers.PostponeAsync(timer, delay, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<bool> ContinueAsync(string instanceId, RunWorkflowInstanceRequest request, CancellationToken cancellationToken) =>
        await runner.ContinueAsync(instanceId, request, null, cancellationToken).ConfigureAwait(false) is { HadEffect: true };

    private async Task TriggerAsync(TimerRow timer, CancellationToken cancellationToken)
    {
        if (await triggers.FindAsync(new TriggerFilter { Id = timer.Id }, cancellationToken).ConfigureAwait(false) is not { } trigger
            || await definitions.FindWorkflowGraphAsync(trigger.WorkflowDefinitionVersionId, cancellationToken).ConfigureAwait(false) is not { } graph)
            return;
        var options = new RunWorkflowOptions { WorkflowInstanceId = IdOf(timer), TriggerActivityId = trigger.ActivityId };
        if (missedTicks.Of(timer, ran: true) is { } missed)
            options.Properties = new Dictionary<string, object> { ["MissedTicks"] = missed.Count };
        await guarded.StartAsync(graph.Workflow, null, () => runner.StartAsync(graph, options, null, false, null, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task StartAsync(TimerRow timer, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Deserialize<ScheduleNewWorkflowInstanceRequest>(timer.Request!, EngineJson.Values)!;
        if (await definitions.FindWorkflowGraphAsync(request.WorkflowDefinitionHandle, cancellationToken).ConfigureAwait(false) is not { } graph)
            return;
        await runner.StartAsync(graph, new RunWorkflowOptions
        {
            WorkflowInstanceId = IdOf(timer),
            CorrelationId = request.CorrelationId,
            Input = request.Input,
            Variables = request.Variables,
            Properties = request.Properties,
            ParentWorkflowInstanceId = request.ParentId,
            TriggerActivityId = request.TriggerActivityId,
        }, null, false, null, cancellationToken).ConfigureAwait(false);
    }

    private Task ResumeAsync(TimerRow timer, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Deserialize<ScheduleExistingWorkflowInstanceRequest>(timer.Request!, EngineJson.Values)!;
        return ContinueAsync(request.WorkflowInstanceId, new RunWorkflowInstanceRequest
        {
            BookmarkId = request.BookmarkId,
            ActivityHandle = request.ActivityHandle,
            Input = request.Input,
            Properties = request.Properties,
        }, cancellationToken);
    }

    /// <summary>The same due time always starts the same instance.</summary>
    private static string IdOf(TimerRow timer) => Keys.Derive(timer.Id, timer.DueAt.Ticks.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
