using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Notifications;

/// <summary>When a message of a class goes out.</summary>
public enum NotificationTiming
{
    /// <summary>At once, outside the quiet hours.</summary>
    Immediate,

    /// <summary>With the next digest.</summary>
    Digest,
}

/// <summary>What a person chose for one class of messages. In the app they stand in any case.</summary>
public sealed class NotificationChoice
{
    /// <summary>Whose choice.</summary>
    public Guid PersonId { get; set; }

    /// <summary>For which messages.</summary>
    public NotificationClass Class { get; set; }

    /// <summary>Whether a mail is sent.</summary>
    public bool Email { get; set; }

    /// <summary>The group whose robot says it too; null for none.</summary>
    public Guid? RobotId { get; set; }

    /// <summary>When.</summary>
    public NotificationTiming Timing { get; set; }
}

/// <summary>The hours in which a person wants to hear of severity A only, in the company's zone. No row means 20:00-08:00.</summary>
public sealed class QuietHours
{
    /// <summary>Whose.</summary>
    public Guid PersonId { get; set; }

    /// <summary>When they begin.</summary>
    public TimeOnly From { get; set; }

    /// <summary>When they end; the same as the beginning for no quiet at all.</summary>
    public TimeOnly Until { get; set; }
}

internal sealed class NotificationChoiceTable : IEntityTypeConfiguration<NotificationChoice>
{
    public void Configure(EntityTypeBuilder<NotificationChoice> table)
    {
        table.HasKey(choice => new { choice.PersonId, choice.Class });
        table.HasOne<Person>().WithMany().HasForeignKey(choice => choice.PersonId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Robot>().WithMany().HasForeignKey(choice => choice.RobotId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class QuietHoursTable : IEntityTypeConfiguration<QuietHours>
{
    public void Configure(EntityTypeBuilder<QuietHours> table)
    {
        table.HasKey(hours => hours.PersonId);
        table.HasOne<Person>().WithMany().HasForeignKey(hours => hours.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
