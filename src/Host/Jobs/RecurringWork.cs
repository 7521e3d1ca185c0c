using Hangfire;
using ProcessSales.Activities.Engine;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Notifications;

namespace ProcessSales.Host.Jobs;

/// <summary>What the timetable calls. Each may run at any time and any number of times.</summary>
public sealed class RecurringWork(ContinuationPump continuations, DeliveryPump deliveries, TaskProjector tasks)
{
    /// <summary>Hands the engine what an interrupted request left over.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task ContinueCasesAsync(CancellationToken stop) => continuations.SweepAsync(stop);

    /// <summary>Makes the task rows agree with what the engine waits for.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task ReconcileTasksAsync(CancellationToken stop) => tasks.ReconcileAsync(stop);

    /// <summary>Sends the mails that are due.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task SendMailAsync(CancellationToken stop) => deliveries.SendDueAsync(stop);
}

/// <summary>Enters the recurring work when the host starts.</summary>
internal sealed class Timetable(IRecurringJobManager jobs) : IHostedService
{
    public Task StartAsync(CancellationToken stop)
    {
        jobs.AddOrUpdate<RecurringWork>("continue-cases", work => work.ContinueCasesAsync(CancellationToken.None), "*/15 * * * * *");
        jobs.AddOrUpdate<RecurringWork>("reconcile-tasks", work => work.ReconcileTasksAsync(CancellationToken.None), "*/5 * * * *");
        jobs.AddOrUpdate<RecurringWork>("send-mail", work => work.SendMailAsync(CancellationToken.None), "*/10 * * * * *");

        // What a crash left undone is not waited for: a start does not take longer because many tasks are open.
        jobs.Trigger("reconcile-tasks");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken stop) => Task.CompletedTask;
}
