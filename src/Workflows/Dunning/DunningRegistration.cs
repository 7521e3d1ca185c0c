using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

internal static class DunningRegistration
{
    /// <summary>Reminders 催款, promises, credit holds, letters. The options may be registered before.</summary>
    public static IServiceCollection AddDunning(this IServiceCollection services)
    {
        services.TryAddSingleton(new DunningOptions());
        return services
            .AddSingleton<Ladders>()
            .AddSingleton<PromiseDesk>()
            .AddSingleton<Visits.IStoreMatterSource, PaymentMatters>()
            .AddSingleton<Visits.IFindingTaker, PromiseFindings>()
            .AddSingleton<CreditHoldDesk>()
            .AddSingleton<CollectionDesk>()
            .AddSingleton<LetterDesk>()
            .AddSingleton<ReminderPost>()
            .AddSingleton<ComingUp>()
            .AddSingleton<CollectionViews>()
            .AddSingleton<CollectionFigures>()
            .AddSingleton<CollectionLists>()
            .AddSingleton<Demo.IDemoStory, DemoReminders>()
            .AddSingleton(provider => new PayerBatch(provider.GetRequiredService<CaseRegister>(), provider.GetRequiredService<SettlementOptions>()))
            .AddSingleton(provider => new SideNotices(provider.GetRequiredService<WorkingCalendars>(), provider.GetRequiredService<DunningOptions>(), provider.GetRequiredService<CompanyClock>()))
            .AddSingleton(provider => new DunningRunner(
                provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>(), provider.GetRequiredService<WorkingCalendars>(), provider.GetRequiredService<ContinuationPump>(),
                provider.GetRequiredService<PayerBatch>(), provider.GetRequiredService<SideNotices>(), provider.GetRequiredService<PromiseDesk>(), provider.GetRequiredService<CreditHoldDesk>(),
                provider.GetServices<IFreshMoney>(), provider.GetRequiredService<SettlementOptions>(), provider.GetRequiredService<DunningOptions>(), provider.GetRequiredService<CompanyClock>(),
                provider.GetRequiredService<ILogger<DunningRunner>>()));
    }
}
