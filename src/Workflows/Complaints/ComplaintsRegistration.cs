using Microsoft.EntityFrameworkCore;
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
    public static IServiceCollection AddComplaints(this IServiceCollection services) => services
        .AddSingleton(new ComplaintTerms())
        .AddSingleton<ComplaintNews>()
        .AddSingleton<ComplaintStanding>()
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
