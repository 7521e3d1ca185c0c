using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Workflows.Dunning;

/// <summary>What became of a level.</summary>
public enum ReminderState
{
    /// <summary>Told.</summary>
    Sent,

    /// <summary>Passed over, because a higher one was told at once (domain.md 3.3 rule 1).</summary>
    Skipped,
}

/// <summary>A level that was told of an item in a cycle: once and never again (domain.md 3.3 rule 2).</summary>
public sealed class Reminder
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The item.</summary>
    public Guid ReceivableId { get; set; }

    /// <summary>Its payer.</summary>
    public Guid PayerId { get; set; }

    /// <summary>The item's cycle.</summary>
    public int Cycle { get; set; }

    /// <summary>The level.</summary>
    public ReminderLevel Level { get; set; }

    /// <summary>The how-manyth time of a level that repeats; from 1.</summary>
    public int Time { get; set; } = 1;

    /// <summary>Place on the ladder as one number, see <see cref="RankOf"/>: what the database can compare.</summary>
    public int Rank { get; set; }

    /// <summary>
    /// Ranks of the lower levels that were passed over for good when this one was told (domain.md 3.3 rule 1), with commas between; empty for none. They stand here and not in
    /// rows of their own, which would be four of five after a first import.
    /// </summary>
    public string PassedOver { get; set; } = "";

    /// <summary>On which day, company zone.</summary>
    public DateOnly Day { get; set; }

    /// <summary>In which run; null for what was brought in from elsewhere.</summary>
    public Guid? RunId { get; set; }

    /// <summary>CNY that was asked for.</summary>
    public decimal Amount { get; set; }

    /// <summary>The rungs of <see cref="PassedOver"/>, the lowest first.</summary>
    public IEnumerable<Rung> Passed => PassedOver.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(rank => RungOf(int.Parse(rank, CultureInfo.InvariantCulture)));

    /// <summary>What <see cref="PassedOver"/> says of these rungs.</summary>
    public static string PassedOverOf(IEnumerable<Rung> rungs) => string.Join(',', rungs.Select(RankOf));

    /// <summary>A rung as one number.</summary>
    public static int RankOf(Rung rung) => ((int)rung.Level * 1000) + rung.Time;

    /// <summary>The rung of a number.</summary>
    public static Rung RungOf(int rank) => new((ReminderLevel)(rank / 1000), rank % 1000);
}

/// <summary>What a notice says.</summary>
public enum NoticeKind
{
    /// <summary>A level of an item is reached.</summary>
    Level,

    /// <summary>A recipient put it off and is told again.</summary>
    Again,

    /// <summary>A promise falls due.</summary>
    PromiseAhead,

    /// <summary>A promise was not kept.</summary>
    PromiseBroken,

    /// <summary>Somebody below did not answer.</summary>
    Unanswered,

    /// <summary>A dispute takes too long.</summary>
    DisputeLate,

    /// <summary>Money of the payer waits to be claimed.</summary>
    ClaimMoney,

    /// <summary>A credit hold is proposed.</summary>
    HoldProposed,

    /// <summary>The payer waits for something of ours.</summary>
    OurFault,

    /// <summary>A letter's proof is so old that the claim may become barred by time.</summary>
    Limitation,
}

/// <summary>One thing that one person is told about a payer; all of a day go into one message (domain.md 3.3 rule 11).</summary>
public sealed class ReminderNotice
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique: the same thing is told once.</summary>
    public string Key { get; set; } = "";

    /// <summary>The payer.</summary>
    public Guid PayerId { get; set; }

    /// <summary>For whom.</summary>
    public Guid RecipientId { get; set; }

    /// <summary>Whether it is only for reading, with the digest 抄送.</summary>
    public bool Copy { get; set; }

    /// <summary>What it says.</summary>
    public NoticeKind Kind { get; set; }

    /// <summary>The item; null when it is about the payer.</summary>
    public Guid? ReceivableId { get; set; }

    /// <summary>The level's rank, see <see cref="Reminder.RankOf"/>; 0 for none.</summary>
    public int Rank { get; set; }

    /// <summary>The promise; null for none.</summary>
    public Guid? PromiseId { get; set; }

    /// <summary>Whom it is about, such as who did not answer; null for nobody.</summary>
    public Guid? AboutId { get; set; }

    /// <summary>The run's day, company zone.</summary>
    public DateOnly Day { get; set; }

    /// <summary>When it went into a message, UTC; null while it waits for the workflow.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>When the recipient answered it with a contact, UTC.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>Put off until this day; null when it is not.</summary>
    public DateOnly? SnoozedUntil { get; set; }

    /// <summary>How often it was put off.</summary>
    public int Snoozes { get; set; }

    /// <summary>Why, the last time.</summary>
    public string? SnoozeReason { get; set; }

    /// <summary>Whether the superior was told that nobody answered.</summary>
    public bool Raised { get; set; }
}

/// <summary>The workflow that reminds of a payer's items, from the first that enters the ladder until none is left.</summary>
public sealed class ReminderFile
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The payer.</summary>
    public Guid PayerId { get; set; }

    /// <summary>The payer again while it runs, else null: unique, so that there is one.</summary>
    public Guid? RunningFor { get; set; }

    /// <summary>Its case.</summary>
    public Guid CaseId { get; set; }

    /// <summary>Its workflow instance.</summary>
    public string InstanceId { get; set; } = "";

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>When nothing was left, UTC.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

internal sealed class ReminderTable : IEntityTypeConfiguration<Reminder>
{
    public void Configure(EntityTypeBuilder<Reminder> table)
    {
        table.Property(row => row.PassedOver).HasMaxLength(500);
        table.Ignore(row => row.Passed);
        table.HasIndex(row => new { row.ReceivableId, row.Cycle, row.Rank }).IsUnique();
        table.HasIndex(row => new { row.PayerId, row.Day });
        table.HasIndex(row => row.RunId);
        table.HasOne<Receivable>().WithMany().HasForeignKey(row => row.ReceivableId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ReminderNoticeTable : IEntityTypeConfiguration<ReminderNotice>
{
    public void Configure(EntityTypeBuilder<ReminderNotice> table)
    {
        table.Property(row => row.Key).HasMaxLength(200);
        table.Property(row => row.SnoozeReason).HasMaxLength(500);
        table.HasIndex(row => row.Key).IsUnique();
        table.HasIndex(row => new { row.PayerId, row.SentAt });
        table.HasIndex(row => new { row.RecipientId, row.AnsweredAt, row.Day });
        table.HasIndex(row => new { row.Day, row.PayerId });
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.RecipientId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ReminderFileTable : IEntityTypeConfiguration<ReminderFile>
{
    public void Configure(EntityTypeBuilder<ReminderFile> table)
    {
        table.Property(row => row.InstanceId).HasMaxLength(60);
        table.HasIndex(row => row.RunningFor).IsUnique();
        table.HasIndex(row => row.InstanceId).IsUnique();
        table.HasIndex(row => row.PayerId);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.PayerId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Case>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Cascade);
    }
}
