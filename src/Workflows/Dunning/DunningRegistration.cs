using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

internal static class DunningRegistration
{
    /// <summary>Reminders 催款, promises, credit holds, letters.</summary>
    public static IServiceCollection AddDunning(this IServiceCollection services) => services
        .AddSingleton<Ladders>()
        .AddSingleton<FarDayNews>()
        .AddSingleton<PromiseDesk>()
        .AddSingleton<ExtensionDesk>()
        .AddSingleton<LegalDesk>()
        .AddSingleton<Visits.IStoreMatterSource, PaymentMatters>()
        .AddSingleton<Visits.IFindingTaker, PromiseFindings>()
        .AddSingleton<CreditHoldDesk>()
        .AddSingleton(provider => new CollectionDesk(
            provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>(), provider.GetRequiredService<WorkingCalendars>(), provider.GetRequiredService<PayerProcess>(), provider.GetRequiredService<ContinuationPump>(),
            provider.GetRequiredService<AttachmentStore>(), provider.GetRequiredService<CollectionTermsBook>(), provider.GetRequiredService<CompanyClock>()))
        .AddSingleton<LetterDesk>()
        .AddSingleton<ReminderPost>()
        .AddSingleton<IComingSource, ComingTimers>()
        .AddSingleton<IComingSource, ComingDeadlines>()
        .AddSingleton(provider => new ComingUp(
            provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>(), provider.GetRequiredService<WorkingCalendars>(), provider.GetRequiredService<ComplaintClock>(), provider.GetServices<IComingSource>(),
            provider.GetRequiredService<CollectionTermsBook>(), provider.GetRequiredService<CompanyClock>()))
        .AddSingleton<CollectionViews>()
        .AddSingleton<CollectionFigures>()
        .AddSingleton<CollectionLists>()
        .AddSingleton<Demo.IDemoStory, DemoReminders>()
        .AddSingleton<Demo.IDemoStory, DemoReminderCases>()
        .AddSingleton(provider => new PayerProcess(provider.GetRequiredService<CaseRegister>(), provider.GetRequiredService<IServiceScopeFactory>()))
        .AddSingleton(provider => new PaymentVisits(provider.GetRequiredService<OpenIssues>()))
        .AddSingleton(provider => new PayerBatch(provider.GetRequiredService<PayerProcess>(), provider.GetRequiredService<PaymentVisits>()))
        .AddSingleton(provider => new SideNotices(provider.GetRequiredService<WorkingCalendars>(), provider.GetRequiredService<CompanyClock>()))
        .AddSingleton(provider => new DunningRunner(
            provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>(), provider.GetRequiredService<WorkingCalendars>(), provider.GetRequiredService<ContinuationPump>(),
            provider.GetRequiredService<PayerBatch>(), provider.GetRequiredService<PayerProcess>(), provider.GetRequiredService<PaymentVisits>(), provider.GetRequiredService<SideNotices>(), provider.GetRequiredService<PromiseDesk>(), provider.GetRequiredService<CreditHoldDesk>(),
            provider.GetServices<IFreshMoney>(), provider.GetRequiredService<CollectionTermsBook>(), provider.GetRequiredService<CompanyClock>(),
            provider.GetRequiredService<ILogger<DunningRunner>>()));
}
