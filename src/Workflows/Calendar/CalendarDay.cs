using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ProcessSales.Workflows.Calendar;

/// <summary>A day on which the rule Monday-to-Friday does not hold (domain.md 3.4).</summary>
public sealed class CalendarDay
{
    /// <summary>The date in the company's zone.</summary>
    public DateOnly Date { get; set; }

    /// <summary>Name of the holiday it belongs to.</summary>
    public string Name { get; set; } = "";

    /// <summary>True for a day off, false for a make-up workday 调休上班.</summary>
    public bool IsOffDay { get; set; }
}

internal sealed class CalendarDayTable : IEntityTypeConfiguration<CalendarDay>
{
    public void Configure(EntityTypeBuilder<CalendarDay> table)
    {
        table.HasKey(day => day.Date);
        table.Property(day => day.Name).HasMaxLength(60);
    }
}
