using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Customers;

internal sealed class CustomerTable : IEntityTypeConfiguration<Customer>
{
    public void Configure(EntityTypeBuilder<Customer> table)
    {
        table.Property(row => row.Code).HasMaxLength(40);
        table.Property(row => row.Name).HasMaxLength(200);
        table.Property(row => row.NameEn).HasMaxLength(200);
        table.Property(row => row.Type).HasMaxLength(40);
        table.Property(row => row.Class).HasMaxLength(2);
        table.Property(row => row.PaymentTerm).HasMaxLength(60);
        table.Property(row => row.InvoiceWindows).HasMaxLength(60);
        table.Property(row => row.PayDays).HasMaxLength(60);
        table.Property(row => row.CreditHold).HasMaxLength(300);
        table.HasIndex(row => row.Code).IsUnique();
        table.HasIndex(row => row.OwnerId);
        table.HasIndex(row => row.AreaId);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.OwnerId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<OrgUnit>().WithMany().HasForeignKey(row => row.AreaId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class StoreTable : IEntityTypeConfiguration<Store>
{
    public void Configure(EntityTypeBuilder<Store> table)
    {
        table.Property(row => row.Code).HasMaxLength(40);
        table.Property(row => row.Name).HasMaxLength(200);
        table.Property(row => row.Address).HasMaxLength(300);
        table.Property(row => row.Class).HasMaxLength(2);
        table.Property(row => row.VisitFrequency).HasMaxLength(20);
        table.Property(row => row.OrderDay).HasMaxLength(20);
        table.HasIndex(row => row.Code).IsUnique();
        table.HasIndex(row => row.CustomerId);
        table.HasIndex(row => row.OwnerId);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.OwnerId).OnDelete(DeleteBehavior.Restrict);
    }
}
