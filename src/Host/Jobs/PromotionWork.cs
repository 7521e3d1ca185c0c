using Hangfire;
using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Host.Jobs;

/// <summary>What the timetable calls for promotions and budgets. Each may run at any time and any number of times.</summary>
public sealed class PromotionWork(PromotionClock promotions, BudgetDesk budgets)
{
    /// <summary>Starts, ends and expires promotions, and reminds of what is due.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task MovePromotionsAsync(CancellationToken stop) => promotions.SweepAsync(stop);

    /// <summary>Tells of budgets that are nearly used up.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task WatchBudgetsAsync(CancellationToken stop) => budgets.WarnAsync(stop);

    /// <summary>Carries over what ended months have left.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task CloseMonthsAsync(CancellationToken stop) => budgets.CloseEndedMonthsAsync(stop);
}
