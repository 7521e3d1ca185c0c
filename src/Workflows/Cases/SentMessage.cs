using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Cases;

/// <summary>What somebody sent about a case.</summary>
public enum SentKind
{
    /// <summary>评论</summary>
    Comment,

    /// <summary>抄送</summary>
    Copy,

    /// <summary>催办</summary>
    Urge,
}

/// <summary>Something that a person sent to others by hand. Until its window ends nobody has heard of it, and its sender may take it back.</summary>
public sealed class SentMessage
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Who sent it, the only one who may undo it.</summary>
    public Guid PersonId { get; set; }

    /// <summary>The case.</summary>
    public Guid CaseId { get; set; }

    /// <summary>What it is.</summary>
    public SentKind Kind { get; set; }

    /// <summary>The entry in the audit that tells of it.</summary>
    public Guid AuditId { get; set; }

    /// <summary>Until when it is held back and may be undone, UTC.</summary>
    public DateTimeOffset Until { get; set; }

    /// <summary>When it was undone, UTC; null when it was sent.</summary>
    public DateTimeOffset? UndoneAt { get; set; }

    /// <summary>Begins to hold a message back; null where the window is switched off.</summary>
    internal static async Task<SentMessage?> BeginAsync(
        Storage.ProcessSalesDb db, TimeSpan window, Guid person, Guid caseId, SentKind kind, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (window <= TimeSpan.Zero) return null;
        var old = now - Kept;
        await db.SentMessages.Where(row => row.PersonId == person && row.UndoneAt == null && row.Until < old).ExecuteDeleteAsync(cancellationToken);
        var message = new SentMessage { Id = Guid.CreateVersion7(now), PersonId = person, CaseId = caseId, Kind = kind, Until = now + window };
        db.SentMessages.Add(message);
        return message;
    }
}

internal sealed class SentMessageTable : IEntityTypeConfiguration<SentMessage>
{
    public void Configure(EntityTypeBuilder<SentMessage> table)
    {
        table.HasIndex(message => new { message.PersonId, message.Until });
        table.HasIndex(message => message.AuditId);
        table.HasOne<Case>().WithMany().HasForeignKey(message => message.CaseId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Person>().WithMany().HasForeignKey(message => message.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
