using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ProcessSales.Workflows.People;

internal sealed class PersonTable : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> table)
    {
        table.ToTable("People");
        table.Property(person => person.Name).HasMaxLength(100);
        table.Property(person => person.NameEn).HasMaxLength(100);
        table.Property(person => person.Language).HasMaxLength(10);
        table.HasIndex(person => new { person.Role, person.OrgUnitId });
        table.HasOne<OrgUnit>().WithMany().HasForeignKey(person => person.OrgUnitId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Person>().WithMany().HasForeignKey(person => person.SuperiorId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class OrgUnitTable : IEntityTypeConfiguration<OrgUnit>
{
    public void Configure(EntityTypeBuilder<OrgUnit> table)
    {
        table.Property(unit => unit.Code).HasMaxLength(40);
        table.Property(unit => unit.Name).HasMaxLength(100);
        table.Property(unit => unit.NameEn).HasMaxLength(100);
        table.HasIndex(unit => unit.Code).IsUnique();
        table.HasOne<OrgUnit>().WithMany().HasForeignKey(unit => unit.ParentId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AssistanceTable : IEntityTypeConfiguration<Assistance>
{
    public void Configure(EntityTypeBuilder<Assistance> table)
    {
        table.HasKey(assistance => new { assistance.AssistantId, assistance.ManagerId });
        table.HasOne<Person>().WithMany().HasForeignKey(assistance => assistance.AssistantId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Person>().WithMany().HasForeignKey(assistance => assistance.ManagerId).OnDelete(DeleteBehavior.Cascade);
    }
}
