using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ProcessSales.Workflows.People;

/// <summary>Somebody came to the door.</summary>
public sealed class SignInRecord
{
    /// <summary>Identity; ascending in time.</summary>
    public Guid Id { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The name that was written, whether or not anybody has it.</summary>
    public string UserName { get; set; } = "";

    /// <summary>Whose account; null when there is none of that name.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>Whether the person was let in.</summary>
    public bool Admitted { get; set; }

    /// <summary>Where from.</summary>
    public string Address { get; set; } = "";

    /// <summary>The device as it named itself.</summary>
    public string Client { get; set; } = "";
}

internal sealed class SignInRecordTable : IEntityTypeConfiguration<SignInRecord>
{
    public void Configure(EntityTypeBuilder<SignInRecord> table)
    {
        table.ToTable("SignIns");
        table.Property(row => row.UserName).HasMaxLength(100);
        table.Property(row => row.Address).HasMaxLength(60);
        table.Property(row => row.Client).HasMaxLength(300);
        table.HasIndex(row => row.At);
        table.HasIndex(row => new { row.PersonId, row.At });
    }
}
