using Hangfire;
using ProcessSales.Activities.Engine;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Jobs;

/// <summary>What the timetable calls. Each may run at any time and any number of times.</summary>
public sealed class RecurringWork(ContinuationPump continuations, DeliveryPump deliveries, TaskProjector tasks, TaskClock clock, InstanceRetention retention)
{
    private static readonly TimeSpan Unattended = TimeSpan.FromSeconds(5);

    /// <summary>Hands the engine what an interrupted request left over.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task ContinueCasesAsync(CancellationToken stop) => continuations.SweepAsync(Unattended, stop);

    /// <summary>Makes the task rows agree with what the engine waits for.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task ReconcileTasksAsync(CancellationToken stop) => tasks.ReconcileAsync(stop);

    /// <summary>Reminds of tasks and tells superiors as their time runs out.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task WatchDeadlinesAsync(CancellationToken stop) => clock.SweepAsync(stop);

    /// <summary>Removes what the engine keeps of instances that finished long ago, when the settings say so.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task RemoveFinishedAsync(CancellationToken stop) => retention.RunAsync(stop);

    /// <summary>Sends the mails that are due.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task SendMailAsync(CancellationToken stop) => deliveries.SendDueAsync(stop);
}
