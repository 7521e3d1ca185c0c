using Hangfire;
using ProcessSales.Workflows.Reports;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Host.Jobs;

/// <summary>What the timetable calls for visits. Each may run at any time and any number of times.</summary>
public sealed class VisitWork(FindingPump findings, VisitReviews reviews, ReportClock reports)
{
    /// <summary>Hands findings to those who take them.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task HandFindingsOverAsync(CancellationToken stop) => findings.SweepAsync(stop);

    /// <summary>漏访: ends the days that are over; and gives reviews on whose visit nobody told them once more what they wait for.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public async Task EndDaysAsync(CancellationToken stop)
    {
        await reviews.EndDaysAsync(stop);
        await reviews.RemindReviewsAsync(stop);
    }

    /// <summary>Tells of the morning, of first stores that nobody entered, of missed visits and of the monthly meeting, each at its hour.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task TellOfDayAsync(CancellationToken stop) => reports.SweepAsync(stop);
}
