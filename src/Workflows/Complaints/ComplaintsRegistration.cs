using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Complaints;

internal static class ComplaintsRegistration
{
    /// <summary>Complaints 客诉. The terms may be registered before.</summary>
    public static IServiceCollection AddComplaints(this IServiceCollection services)
    {
        services.TryAddSingleton(new ComplaintTerms());
        return services
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
}
