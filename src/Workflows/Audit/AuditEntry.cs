using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Audit;

/// <summary>Who changed what, when (domain.md 2.0). Only ever added, in the transaction of the change itself.</summary>
public sealed class AuditEntry
{
    /// <summary>Identity; ascending in time.</summary>
    public Guid Id { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who; null for the system.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>For whom, when acting as a delegate.</summary>
    public Guid? OnBehalfOfId { get; set; }

    /// <summary>The case it belongs to; null for master data and settings.</summary>
    public Guid? CaseId { get; set; }

    /// <summary>What was changed, such as <c>case</c>, <c>task:RequestApproval</c> or <c>import:budgets</c>.</summary>
    public string Subject { get; set; } = "";

    /// <summary>What was done, such as <c>Approve</c>.</summary>
    public string Action { get; set; } = "";

    /// <summary>State before.</summary>
    public string? From { get; set; }

    /// <summary>State after.</summary>
    public string? To { get; set; }

    /// <summary>What the person wrote.</summary>
    public string? Comment { get; set; }

    /// <summary>Data before.</summary>
    public string? BeforeJson { get; set; }

    /// <summary>Data after.</summary>
    public string? AfterJson { get; set; }

    /// <summary>Version of the form that was filled in.</summary>
    public int? FormVersion { get; set; }

    /// <summary>Device of the person, as it named itself.</summary>
    public string? Client { get; set; }

    /// <summary>Makes a repeated entry of the system have one row; null for what people do.</summary>
    public string? Key { get; set; }
}

internal sealed class AuditEntryTable : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> table)
    {
        table.Property(entry => entry.Subject).HasMaxLength(120);
        table.Property(entry => entry.Action).HasMaxLength(60);
        table.Property(entry => entry.From).HasMaxLength(60);
        table.Property(entry => entry.To).HasMaxLength(60);
        table.Property(entry => entry.Comment).HasMaxLength(2000);
        table.Property(entry => entry.Client).HasMaxLength(300);
        table.Property(entry => entry.Key).HasMaxLength(300);
        table.HasIndex(entry => new { entry.CaseId, entry.At });
        table.HasIndex(entry => entry.Key).IsUnique();
        table.HasIndex(entry => entry.At);
        table.HasIndex(entry => new { entry.Subject, entry.At });
        table.HasIndex(entry => new { entry.PersonId, entry.At });
    }
}

/// <summary>Adds entries to the audit trail inside the caller's transaction.</summary>
internal static class AuditTrail
{
    public static void Record(this ProcessSalesDb db, DateTimeOffset at, AuditEntry entry)
    {
        entry.Id = Guid.CreateVersion7(at);
        entry.At = at;
        if (entry.Client is { Length: > 300 } client) entry.Client = client[..300];
        db.Audit.Add(entry);
    }
}
