using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using ProcessSales.Workflows.Adjustments;
using ProcessSales.Workflows.ApiAccess;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Listings;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.ProcessFiles;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Queues;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Reports;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows;

/// <summary>Registers the business.</summary>
public static class WorkflowsRegistration
{
    /// <summary>Adds everything of the business but <see cref="IProcessEngine"/>, which joins it to an engine.</summary>
    public static IServiceCollection AddProcessSalesWorkflows(this IServiceCollection services, WorkflowsOptions options)
    {
        services.AddClock(options);
        services.TryAddSingleton<IPasswordHasher<Person>, PasswordHasher<Person>>();
        services.TryAddSingleton<ILookupNormalizer, UpperInvariantLookupNormalizer>();
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContext());
        services.AddDataProtection().SetApplicationName("ProcessSales").PersistKeysToDbContext<ProcessSalesDb>();
        return services.AddSingleton(options)
            .AddStorage(options)
            .AddSingleton<CompanyClock>()
            .AddSingleton<WorkingCalendars>()
            .AddSingleton<CalendarDesk>()
            .AddSingleton<Staff>()
            .AddSingleton<Organisation>()
            .AddSingleton<PeopleFile>()
            .AddSingleton<Handover>()
            .AddSingleton<SignInLog>()
            .AddSingleton<AuditLog>()
            .AddSingleton<CustomerDirectory>()
            .AddSingleton<EnglishNames>()
            .AddSingleton<ContactLog>()
            .AddSingleton<Cards.CardFiles>()
            .AddSingleton<Material.MaterialBook>()
            .AddSingleton<ProductRange>()
            .AddMasterData()
            .AddPromotions()
            .AddSingleton<ApprovalMatrix>()
            .AddSingleton<Absences>()
            .AddSingleton<PathChanges>()
            .AddSingleton<ProcessCatalog>()
            .AddSingleton<CaseRegister>()
            .AddSingleton<CaseFile>()
            .AddSingleton<CaseNews>()
            .AddSingleton<CaseCopies>()
            .AddSingleton<CaseTalk>()
            .AddSingleton<MessageUndo>()
            .AddSingleton<CaseMoves>()
            .AddSingleton<CaseFacts>()
            .AddSingleton<RelatedCases>()
            .AddSingleton<ICaseFactSource, CustomerFacts>()
            .AddSingleton<DesignerRuns>()
            .AddSingleton<Inbox>()
            .AddSingleton<InboxDesk>()
            .AddSingleton<TaskDecisions>()
            .AddSingleton<AnswerUndo>()
            .AddSingleton<TaskProjection>()
            .AddSingleton<TaskHolders>()
            .AddSingleton<TaskUrging>()
            .AddSingleton<TaskClock>()
            .AddSingleton<TaskMoves>()
            .AddSingleton<ClosedTasks>()
            .AddSingleton<QueueDesk>()
            .AddSingleton<ApiKeyDesk>()
            .AddSingleton<BatchApproval>()
            .AddSingleton<ContinuationPump>()
            .AddSingleton<FileCabinet>()
            .AddSingleton<ProcessFileDesk>()
            .AddSingleton<TemplateTrial>()
            .AddSingleton<FormCatalog>()
            .AddSingleton<FormRules>()
            .AddSingleton<References>()
            .AddSingleton<Pictures>()
            .AddSingleton<AttachmentStore>()
            .AddVisits()
            .AddReports()
            .AddSingleton<NotificationTemplates>()
            .AddSingleton<Notifier>()
            .AddSingleton<NotificationBell>()
            .AddSingleton<NotificationSchedule>()
            .AddSingleton<PreferenceDesk>()
            .AddSingleton<DeliveryLog>()
            .AddSingleton(provider => new RobotDesk(
                provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>(), provider.GetRequiredService<RobotAddresses>(), provider.GetRequiredService<RobotChannel>(),
                provider.GetRequiredService<IDataProtectionProvider>(), provider.GetRequiredService<CompanyClock>()))
            .AddSingleton<RobotAddresses>()
            .AddSingleton<MailChannel>()
            .AddSingleton<RobotChannel>()
            .AddSingleton(provider => new DeliveryPump(
                provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>(), provider.GetRequiredService<MailChannel>(), provider.GetRequiredService<RobotChannel>(),
                provider.GetRequiredService<NotificationSchedule>(), provider.GetRequiredService<CompanyClock>(), provider.GetRequiredService<ILogger<DeliveryPump>>()))
            .AddComplaints()
            .AddImports()
            .AddReceivables()
            .AddAdjustments()
            .AddStatements()
            .AddDunning()
            .AddListings()
            .AddPricesAndReturns();
    }
}
