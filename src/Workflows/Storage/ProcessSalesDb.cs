using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.ProcessFiles;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Storage;

/// <summary>The business's tables. Made for one operation at a time by <see cref="IDbContextFactory{TContext}"/>; not thread-safe. Each thing of the business adds its tables beside their shapes.</summary>
public abstract partial class ProcessSalesDb(DbContextOptions options) : IdentityUserContext<Person, Guid>(options), IDataProtectionKeyContext
{
    /// <summary>Keys that protect cookies and antiforgery tokens, shared by all nodes.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>Who came to the door, and whether they were let in.</summary>
    public DbSet<SignInRecord> SignIns => Set<SignInRecord>();

    /// <summary>Company, regions, areas.</summary>
    public DbSet<OrgUnit> OrgUnits => Set<OrgUnit>();

    /// <summary>Which assistant works for which manager.</summary>
    public DbSet<Assistance> Assistances => Set<Assistance>();

    /// <summary>Chains, which are also the payers.</summary>
    public DbSet<Customer> Customers => Set<Customer>();

    /// <summary>Stores of the chains.</summary>
    public DbSet<Store> Stores => Set<Store>();

    /// <summary>What is sold.</summary>
    public DbSet<Product> Products => Set<Product>();

    /// <summary>Days that differ from Monday-to-Friday.</summary>
    public DbSet<CalendarDay> CalendarDays => Set<CalendarDay>();

    /// <summary>Days of the company and of customers.</summary>
    public DbSet<OwnDay> OwnDays => Set<OwnDay>();

    /// <summary>When the company works.</summary>
    public DbSet<OfficeHours> OfficeHours => Set<OfficeHours>();

    /// <summary>Budgets by area, month and fee type.</summary>
    public DbSet<BudgetLine> BudgetLines => Set<BudgetLine>();

    /// <summary>The append-only ledger.</summary>
    public DbSet<BudgetEntry> BudgetEntries => Set<BudgetEntry>();

    /// <summary>The approval matrix.</summary>
    public DbSet<ApprovalRule> ApprovalRules => Set<ApprovalRule>();

    /// <summary>Every started process.</summary>
    public DbSet<Case> Cases => Set<Case>();

    /// <summary>Last number given per prefix and day.</summary>
    public DbSet<CaseNumber> CaseNumbers => Set<CaseNumber>();

    /// <summary>What people are asked to do.</summary>
    public DbSet<HumanTask> Tasks => Set<HumanTask>();

    /// <summary>Who may do a task that has no single assignee.</summary>
    public DbSet<TaskCandidate> TaskCandidates => Set<TaskCandidate>();

    /// <summary>Who urged which task.</summary>
    public DbSet<TaskUrge> TaskUrges => Set<TaskUrge>();

    /// <summary>Who reads which case without a task in it.</summary>
    public DbSet<CaseCopy> CaseCopies => Set<CaseCopy>();

    /// <summary>Who decides for whom while somebody is away.</summary>
    public DbSet<Absence> Absences => Set<Absence>();

    /// <summary>Tasks that somebody put off.</summary>
    public DbSet<TaskSnooze> TaskSnoozes => Set<TaskSnooze>();

    /// <summary>Answers that can be undone yet.</summary>
    public DbSet<UndoableAnswer> UndoableAnswers => Set<UndoableAnswer>();

    /// <summary>Filters of the inbox that people keep.</summary>
    public DbSet<SavedView> SavedViews => Set<SavedView>();

    /// <summary>Sentences that people keep.</summary>
    public DbSet<QuickPhrase> QuickPhrases => Set<QuickPhrase>();

    /// <summary>Answers on their way to the engine.</summary>
    public DbSet<Continuation> Continuations => Set<Continuation>();

    /// <summary>Files of cases.</summary>
    public DbSet<Attachment> Attachments => Set<Attachment>();

    /// <summary>Messages to people.</summary>
    public DbSet<Notification> Notifications => Set<Notification>();

    /// <summary>Messages on their way out of the house.</summary>
    public DbSet<Delivery> Deliveries => Set<Delivery>();

    /// <summary>The robots of groups.</summary>
    public DbSet<Robot> Robots => Set<Robot>();

    /// <summary>Who wants to be told what, and how.</summary>
    public DbSet<NotificationChoice> NotificationChoices => Set<NotificationChoice>();

    /// <summary>When people want quiet.</summary>
    public DbSet<QuietHours> QuietHours => Set<QuietHours>();

    /// <summary>Which version of a form or template is in use.</summary>
    public DbSet<ProcessFile> ProcessFiles => Set<ProcessFile>();

    /// <summary>Forms and templates in every version that there was.</summary>
    public DbSet<ProcessFileVersion> ProcessFileVersions => Set<ProcessFileVersion>();

    /// <summary>Checked imports that wait to be applied.</summary>
    public DbSet<PendingImport> PendingImports => Set<PendingImport>();

    /// <summary>Who changed what.</summary>
    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(ProcessSalesDb).Assembly);
    }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configuration) =>
        configuration.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
}
