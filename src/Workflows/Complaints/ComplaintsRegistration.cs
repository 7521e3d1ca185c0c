using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Complaints;

internal static class ComplaintsRegistration
{
    /// <summary>Complaints 客诉.</summary>
    public static IServiceCollection AddComplaints(this IServiceCollection services) => services
        .AddSingleton<ComplaintTermsBook>()
        .AddSingleton<ComplaintNews>()
        .AddSingleton<ComplaintStanding>()
        .AddSingleton<BatchPulls>()
        .AddSingleton<ComplaintDesk>()
        .AddSingleton<ComplaintCourse>()
        .AddSingleton<ComplaintMoves>()
        .AddSingleton<ComplaintClock>()
        .AddSingleton<ComplaintBook>()
        .AddSingleton<ComplaintFigures>()
        .AddSingleton<ICaseFactSource, ComplaintFacts>()
        .AddSingleton<IStoreMatterSource, ComplaintMatters>()
        .AddSingleton<IFindingTaker, ComplaintFindings>()
        .AddSingleton<IDeductionSource, ComplaintDeductions>()
        .AddSingleton<IFileRight, ComplaintFiles>()
        .AddSingleton<IAnswerCheck, ComplaintAnswers>()
        .AddSingleton<IDemoStory, DemoComplaints>();
}
