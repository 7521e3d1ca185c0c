using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Dunning;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of reminders.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Steps of ladders, from when they count.</summary>
    public DbSet<LadderRow> LadderRows => Set<LadderRow>();

    /// <summary>Runs of the reminders.</summary>
    public DbSet<DunningRun> DunningRuns => Set<DunningRun>();

    /// <summary>What a run held back, and why.</summary>
    public DbSet<DunningRunLine> DunningRunLines => Set<DunningRunLine>();

    /// <summary>Which levels were sent or passed over.</summary>
    public DbSet<Reminder> Reminders => Set<Reminder>();

    /// <summary>Who is told what.</summary>
    public DbSet<ReminderNotice> ReminderNotices => Set<ReminderNotice>();

    /// <summary>Which workflow reminds of a payer's items.</summary>
    public DbSet<ReminderFile> ReminderFiles => Set<ReminderFile>();

    /// <summary>Payers that are left alone for a while.</summary>
    public DbSet<DunningPause> DunningPauses => Set<DunningPause>();

    /// <summary>Money that held a payer's reminders back.</summary>
    public DbSet<MoneyHold> MoneyHolds => Set<MoneyHold>();

    /// <summary>Promises to pay.</summary>
    public DbSet<Promise> Promises => Set<Promise>();

    /// <summary>What was promised.</summary>
    public DbSet<PromiseItem> PromiseItems => Set<PromiseItem>();

    /// <summary>Later due dates that are asked for.</summary>
    public DbSet<DueExtension> DueExtensions => Set<DueExtension>();

    /// <summary>Credit holds.</summary>
    public DbSet<CreditHold> CreditHolds => Set<CreditHold>();

    /// <summary>Talks with payers about money.</summary>
    public DbSet<PayerContact> PayerContacts => Set<PayerContact>();

    /// <summary>Letters to payers.</summary>
    public DbSet<DunningLetter> DunningLetters => Set<DunningLetter>();

    /// <summary>What letters ask for.</summary>
    public DbSet<DunningLetterItem> DunningLetterItems => Set<DunningLetterItem>();
}
