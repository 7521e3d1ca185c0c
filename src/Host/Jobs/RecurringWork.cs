using Hangfire;
using ProcessSales.Activities.Engine;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Jobs;

/// <summary>What the timetable calls. Each may run at any time and any number of times.</summary>
public sealed class RecurringWork(ContinuationPump continuations, DeliveryPump deliveries, TaskProjector tasks, TaskClock clock, InstanceRetention retention)
{
    /// <summary>Hands the engine what an interrupted request left over.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task ContinueCasesAsync(CancellationToken stop) => continuations.SweepAsync(stop);

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

/// <summary>Enters the recurring work when the host starts, and looks once at what a crash left undone: beside the start, which does not take longer because many tasks are open.</summary>
internal sealed partial class Timetable(IRecurringJobManager jobs, TaskProjector tasks, CompanyClock company, ILogger<Timetable> log) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        jobs.AddOrUpdate<RecurringWork>("continue-cases", work => work.ContinueCasesAsync(CancellationToken.None), "*/15 * * * * *");
        jobs.AddOrUpdate<RecurringWork>("reconcile-tasks", work => work.ReconcileTasksAsync(CancellationToken.None), "*/5 * * * *");
        jobs.AddOrUpdate<RecurringWork>("watch-deadlines", work => work.WatchDeadlinesAsync(CancellationToken.None), "*/20 * * * * *");
        jobs.AddOrUpdate<RecurringWork>("send-mail", work => work.SendMailAsync(CancellationToken.None), "*/10 * * * * *");
        jobs.AddOrUpdate<RecurringWork>("remove-finished", work => work.RemoveFinishedAsync(CancellationToken.None), "30 3 * * *", new() { TimeZone = company.Zone });
        jobs.AddOrUpdate<PromotionWork>("move-promotions", work => work.MovePromotionsAsync(CancellationToken.None), "*/10 * * * *");
        jobs.AddOrUpdate<PromotionWork>("watch-budgets", work => work.WatchBudgetsAsync(CancellationToken.None), "*/10 * * * *");
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await tasks.ReconcileAsync(stoppingToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailure(failure);
        }
    }

    [LoggerMessage(LogLevel.Error, "The tasks could not be looked through at the start; the timetable does it again")]
    private partial void LogFailure(Exception failure);
}
