using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.ApiAccess;

/// <summary>
/// Lets another system in, as one person: what that person may see and do is the most that the key may, and its scopes say how much of it. Only a hash
/// of the key is kept.
/// </summary>
public sealed class ApiKey
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Which system it is for.</summary>
    public string Name { get; set; } = "";

    /// <summary>The first characters of the key, by which people tell keys apart.</summary>
    public string Hint { get; set; } = "";

    /// <summary>SHA-256 of the key, which holds 256 bits by chance and needs no salt.</summary>
    public string Hash { get; set; } = "";

    /// <summary>As whom it acts.</summary>
    public Guid PersonId { get; set; }

    /// <summary>What it may, a list of <see cref="ApiScopes"/> with spaces between.</summary>
    public string Scopes { get; set; } = "";

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Until when it counts, UTC.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When it was taken back, UTC; null while it counts.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>When it was used last, UTC, to the minute; null for never.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>What a key may. Whoever adds a resource adds its scopes.</summary>
public static class ApiScopes
{
    /// <summary>Read customers and stores.</summary>
    public const string ReadCustomers = "customers:read";

    /// <summary>Read the person's tasks.</summary>
    public const string ReadTasks = "tasks:read";

    /// <summary>Answer the person's tasks.</summary>
    public const string AnswerTasks = "tasks:answer";

    /// <summary>Read invoices and what was set against them.</summary>
    public const string ReadInvoices = "invoices:read";

    /// <summary>Read money that came in.</summary>
    public const string ReadReceipts = "receipts:read";

    /// <summary>Enter bank entries.</summary>
    public const string WriteReceipts = "receipts:write";

    /// <summary>All scopes, in the order in which they are offered.</summary>
    public static IReadOnlyList<string> All { get; } = [ReadCustomers, ReadTasks, AnswerTasks, ReadInvoices, ReadReceipts, WriteReceipts];
}

internal sealed class ApiKeyTable : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> table)
    {
        table.Property(key => key.Name).HasMaxLength(60);
        table.Property(key => key.Hint).HasMaxLength(20);
        table.Property(key => key.Hash).HasMaxLength(64);
        table.Property(key => key.Scopes).HasMaxLength(500);
        table.HasIndex(key => key.Hash).IsUnique();
        table.HasOne<Person>().WithMany().HasForeignKey(key => key.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
