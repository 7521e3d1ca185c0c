using System.Text.Json;
using Elsa.Workflows.Serialization;

namespace Elsa.Scheduling.Services;

/// <summary>Keeps tasks as timers; the name of a task is its timer's id.</summary>
internal sealed class WorkflowScheduler(TimerTable timers, ICronParser crons) : IWorkflowScheduler
{
    public ValueTask ScheduleAtAsync(string taskName, ScheduleNewWorkflowInstanceRequest request, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        SaveAsync(Start(taskName, request, at), cancellationToken);

    public ValueTask ScheduleAtAsync(string taskName, ScheduleExistingWorkflowInstanceRequest request, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        SaveAsync(Resume(taskName, request, at), cancellationToken);

    public ValueTask ScheduleRecurringAsync(string taskName, ScheduleNewWorkflowInstanceRequest request, DateTimeOffset startAt, TimeSpan interval, CancellationToken cancellationToken = default) =>
        SaveAsync(Start(taskName, request, startAt) with { Interval = Checked(interval) }, cancellationToken);

    public ValueTask ScheduleRecurringAsync(string taskName, ScheduleExistingWorkflowInstanceRequest request, DateTimeOffset startAt, TimeSpan interval, CancellationToken cancellationToken = default) =>
        SaveAsync(Resume(taskName, request, startAt) with { Interval = Checked(interval) }, cancellationToken);

    public ValueTask ScheduleCronAsync(string taskName, ScheduleNewWorkflowInstanceRequest request, string cronExpression, CancellationToken cancellationToken = default) =>
        SaveAsync(Start(taskName, request, crons.GetNextOccurrence(cronExpression)) with { Cron = cronExpression }, cancellationToken);

    public ValueTask ScheduleCronAsync(string taskName, ScheduleExistingWorkflowInstanceRequest request, string cronExpression, CancellationToken cancellationToken = default) =>
        SaveAsync(Resume(taskName, request, crons.GetNextOccurrence(cronExpression)) with { Cron = cronExpression }, cancellationToken);

    public ValueTask UnscheduleAsync(string taskName, CancellationToken cancellationToken = default) => new(timers.RemoveAsync(taskName, cancellationToken));

    private ValueTask SaveAsync(TimerRow timer, CancellationToken cancellationToken) => new(timers.SaveAsync(timer, cancellationToken));

    private static TimerRow Start(string name, ScheduleNewWorkflowInstanceRequest request, DateTimeOffset at) =>
        new(name, TimerKind.Start, at.ToUniversalTime()) { DefinitionId = request.WorkflowDefinitionHandle.DefinitionId, Request = JsonSerializer.Serialize(request, EngineJson.Values) };

    private static TimerRow Resume(string name, ScheduleExistingWorkflowInstanceRequest request, DateTimeOffset at) =>
        new(name, TimerKind.Resume, at.ToUniversalTime()) { InstanceId = request.WorkflowInstanceId, Request = JsonSerializer.Serialize(request, EngineJson.Values) };

    private static TimeSpan Checked(TimeSpan interval) =>
        interval > TimeSpan.Zero ? interval : throw new ArgumentOutOfRangeException(nameof(interval), interval, "An interval must be longer than nothing.");
}
