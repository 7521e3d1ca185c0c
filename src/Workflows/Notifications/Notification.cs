using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Notifications;

/// <summary>What a message is about; each person chooses channels and timing per class (domain.md 4.3).</summary>
public enum NotificationClass
{
    /// <summary>Something waits for the person.</summary>
    Task,

    /// <summary>The person's own case was decided.</summary>
    Decided,

    /// <summary>Something is due.</summary>
    Reminder,

    /// <summary>Somebody below is late.</summary>
    Escalation,

    /// <summary>A comment or a mention.</summary>
    Comment,

    /// <summary>For information 抄送.</summary>
    Copy,

    /// <summary>A complaint of severity A: at any hour.</summary>
    SeverityA,

    /// <summary>Figures.</summary>
    Report,
}

/// <summary>A message to one person, shown in the app.</summary>
public sealed class Notification
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique together with the recipient: a repeated order has one effect.</summary>
    public string Key { get; set; } = "";

    /// <summary>For whom.</summary>
    public Guid RecipientId { get; set; }

    /// <summary>The case it is about; null for none.</summary>
    public Guid? CaseId { get; set; }

    /// <summary>Whose template it is.</summary>
    public string Process { get; set; } = "";

    /// <summary>Name of the template.</summary>
    public string Template { get; set; } = "";

    /// <summary>What it is about.</summary>
    public NotificationClass Class { get; set; }

    /// <summary>What was wrong with the template, so that plain words were sent instead; null when it was right.</summary>
    public string? Fault { get; set; }

    /// <summary>Why it came to this person, a <see cref="NotificationReason"/>; null for a message older than that.</summary>
    public string? ReasonJson { get; set; }

    /// <summary>One line.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Plain text.</summary>
    public string Body { get; set; } = "";

    /// <summary>When, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The message of a person that it tells of, which its sender may still undo; null for all else.</summary>
    public Guid? MessageId { get; set; }

    /// <summary>Not shown before this, UTC; null for at once.</summary>
    public DateTimeOffset? HeldUntil { get; set; }

    /// <summary>When the recipient saw it, UTC; null while unread.</summary>
    public DateTimeOffset? ReadAt { get; set; }
}

/// <summary>How far a message on its way out has come.</summary>
public enum DeliveryState
{
    /// <summary>Waits, or will be tried again.</summary>
    Waiting,

    /// <summary>Handed over.</summary>
    Sent,

    /// <summary>Given up after many tries, or there is no address.</summary>
    Failed,

    /// <summary>Not sent, because the recipient had read it in the app before.</summary>
    LeftOut,
}

/// <summary>A way out of the house.</summary>
public enum DeliveryChannel
{
    /// <summary>A mail to the recipient.</summary>
    Email,

    /// <summary>A message in a group by its robot.</summary>
    Robot,
}

/// <summary>A message on its way out of the house, one a channel.</summary>
public sealed class Delivery
{
    /// <summary>Identity; names the mail, so that a repeated hand-over can be recognised.</summary>
    public Guid Id { get; set; }

    /// <summary>What is delivered.</summary>
    public Guid NotificationId { get; set; }

    /// <summary>For whom; the notification's recipient.</summary>
    public Guid RecipientId { get; set; }

    /// <summary>How.</summary>
    public DeliveryChannel Channel { get; set; }

    /// <summary>By which robot; null for mail.</summary>
    public Guid? RobotId { get; set; }

    /// <summary>What goes out together. Kept when it is tried again, so that a repeated hand-over is the same one; null until it was tried.</summary>
    public Guid? BatchId { get; set; }

    /// <summary>What the channel's own template made; null for the notification's subject and body.</summary>
    public string? Body { get; set; }

    /// <summary>Where it stands.</summary>
    public DeliveryState State { get; set; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>Not to be tried before this; also the lease of whoever tries it now. UTC.</summary>
    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>When it was handed over, UTC.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Why the last try failed.</summary>
    public string? LastError { get; set; }
}

/// <summary>A message in the log of a case.</summary>
/// <param name="Delivery">How far the e-mail has come; null when none was due.</param>
public sealed record SentNotification(DateTimeOffset At, string Recipient, string Subject, DateTimeOffset? ReadAt, DeliveryState? Delivery);

internal sealed class NotificationTable : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> table)
    {
        table.Property(row => row.Key).HasMaxLength(300);
        table.Property(row => row.Process).HasMaxLength(100);
        table.Property(row => row.Template).HasMaxLength(100);
        table.Property(row => row.Fault).HasMaxLength(1000);
        table.Property(row => row.Subject).HasMaxLength(300);
        table.HasIndex(row => new { row.Key, row.RecipientId }).IsUnique();
        table.HasIndex(row => new { row.RecipientId, row.ReadAt });
        table.HasIndex(row => new { row.RecipientId, row.CreatedAt });
        table.HasIndex(row => row.CaseId);
        table.HasIndex(row => row.MessageId);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.RecipientId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class DeliveryTable : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> table)
    {
        table.Property(row => row.LastError).HasMaxLength(1000);
        table.HasIndex(row => new { row.State, row.NextAttemptAt });
        table.HasIndex(row => new { row.State, row.Id });
        table.HasIndex(row => new { row.RecipientId, row.Id });
        table.HasIndex(row => row.BatchId);
        table.HasIndex(row => new { row.NotificationId, row.Channel }).IsUnique();
        table.HasOne<Notification>().WithMany().HasForeignKey(row => row.NotificationId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Robot>().WithMany().HasForeignKey(row => row.RobotId).OnDelete(DeleteBehavior.SetNull);
    }
}
