using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Customers;

namespace ProcessSales.Workflows.Calendar;

/// <summary>A day on which the company or a customer differs from the official calendar, such as a stocktaking 盘点日 (domain.md 3.4).</summary>
public sealed class OwnDay
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Whose day; null for the company's.</summary>
    public Guid? CustomerId { get; set; }

    /// <summary>The date in the company's zone.</summary>
    public DateOnly Date { get; set; }

    /// <summary>Why.</summary>
    public string Name { get; set; } = "";

    /// <summary>True for a day off, false for a workday.</summary>
    public bool IsOffDay { get; set; }
}

/// <summary>The company's office hours, every working day the same. One row; none means 09:00-18:00.</summary>
public sealed class OfficeHours
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; } = 1;

    /// <summary>When work begins, company zone.</summary>
    public TimeOnly Opens { get; set; } = new(9, 0);

    /// <summary>When it ends.</summary>
    public TimeOnly Closes { get; set; } = new(18, 0);
}

internal sealed class OwnDayTable : IEntityTypeConfiguration<OwnDay>
{
    public void Configure(EntityTypeBuilder<OwnDay> table)
    {
        table.Property(day => day.Name).HasMaxLength(60);
        table.HasIndex(day => new { day.Date, day.CustomerId });
        table.HasOne<Customer>().WithMany().HasForeignKey(day => day.CustomerId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class OfficeHoursTable : IEntityTypeConfiguration<OfficeHours>
{
    public void Configure(EntityTypeBuilder<OfficeHours> table)
    {
        table.ToTable("OfficeHours");
        table.Property(hours => hours.Id).ValueGeneratedNever();
    }
}
