using Hangfire;
using ProcessSales.Activities.Engine;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Jobs;

/// <summary>
/// Enters everything that recurs when the host starts, in the company's zone, and looks once at what a crash left undone: beside the start, which does not take
/// longer because many tasks are open.
/// </summary>
internal sealed partial class Timetable(IRecurringJobManager jobs, TaskProjector tasks, CompanyClock company, IConfiguration settings, ILogger<Timetable> log) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var zone = new RecurringJobOptions { TimeZone = company.Zone };
        jobs.AddOrUpdate<RecurringWork>("continue-cases", work => work.ContinueCasesAsync(CancellationToken.None), "*/15 * * * * *", zone);
        jobs.AddOrUpdate<RecurringWork>("reconcile-tasks", work => work.ReconcileTasksAsync(CancellationToken.None), "*/5 * * * *", zone);
        jobs.AddOrUpdate<RecurringWork>("watch-deadlines", work => work.WatchDeadlinesAsync(CancellationToken.None), "*/20 * * * * *", zone);
        jobs.AddOrUpdate<RecurringWork>("send-mail", work => work.SendMailAsync(CancellationToken.None), "*/10 * * * * *", zone);
        jobs.AddOrUpdate<RecurringWork>("remove-finished", work => work.RemoveFinishedAsync(CancellationToken.None), "30 3 * * *", zone);

        jobs.AddOrUpdate<VisitWork>("hand-findings-over", work => work.HandFindingsOverAsync(CancellationToken.None), "*/15 * * * * *", zone);
        jobs.AddOrUpdate<VisitWork>("end-visit-days", work => work.EndDaysAsync(CancellationToken.None), "*/5 * * * *", zone);
        jobs.AddOrUpdate<VisitWork>("tell-of-visit-day", work => work.TellOfDayAsync(CancellationToken.None), "*/5 * * * *", zone);
        jobs.AddOrUpdate<PlanWork>("watch-issues", work => work.WatchIssuesAsync(CancellationToken.None), "* * * * *", zone);
        // A demo company whose stories are switched off stays as its files say.
        if (settings.GetValue("Plans:Automatic", settings.GetValue("Demo:Stories", true)))
            jobs.AddOrUpdate<PlanWork>("make-plans", work => work.MakePlansAsync(CancellationToken.None), "0 * * * *", zone);

        jobs.AddOrUpdate<ListingWork>("watch-listings", work => work.WatchAsync(CancellationToken.None), "*/2 * * * *", zone);
        jobs.AddOrUpdate<PromotionWork>("move-promotions", work => work.MovePromotionsAsync(CancellationToken.None), "*/10 * * * *", zone);
        jobs.AddOrUpdate<PromotionWork>("watch-budgets", work => work.WatchBudgetsAsync(CancellationToken.None), "*/10 * * * *", zone);
        if (settings.GetValue("Budgets:MonthEnd", true))
            jobs.AddOrUpdate<PromotionWork>("close-months", work => work.CloseMonthsAsync(CancellationToken.None), "20 * * * *", zone);
        jobs.AddOrUpdate<ComplaintWork>("watch-complaints", work => work.WatchAsync(CancellationToken.None), "*/20 * * * * *", zone);
        jobs.AddOrUpdate<ComplaintWork>("forget-complaints", work => work.ForgetAsync(CancellationToken.None), "30 3 * * *", zone);

        jobs.AddOrUpdate<SettlementWork>("watch-suspense", work => work.WatchSuspenseAsync(CancellationToken.None), "7 * * * *", zone);
        jobs.AddOrUpdate<SettlementWork>("build-statements", work => work.BuildStatementsAsync(CancellationToken.None), "30 9 * * *", zone);
        jobs.AddOrUpdate<SettlementWork>("state-deliveries", work => work.BuildDeliveriesAsync(CancellationToken.None), "*/10 * * * *", zone);
        jobs.AddOrUpdate<SettlementWork>("watch-statements", work => work.WatchStatementsAsync(CancellationToken.None), "12 * * * *", zone);
        jobs.AddOrUpdate<DunningWork>("remind-of-payments", work => work.RemindAsync(CancellationToken.None), "*/10 * * * *", zone);
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
