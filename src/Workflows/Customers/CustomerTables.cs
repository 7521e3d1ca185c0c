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
        table.Property(row => row.TaxNumber).HasMaxLength(18);
        table.Property(row => row.InvoiceTitle).HasMaxLength(200);
        table.Property(row => row.InvoiceAddress).HasMaxLength(300);
        table.Property(row => row.Bank).HasMaxLength(200);
        table.Property(row => row.StatementMethod).HasDefaultValue(StatementMethod.Download);
        table.Property(row => row.ReminderBase).HasDefaultValue(ReminderBase.DueDate);
        table.Property(row => row.SettlementType).HasDefaultValue(SettlementType.BuyOut);
        table.Property(row => row.VatRate).HasDefaultValue(0.13m).HasSentinel(0.13m);
        table.Property(row => row.Size).HasDefaultValue(EnterpriseSize.Large);
        table.Property(row => row.OurSize).HasDefaultValue(EnterpriseSize.Sme).HasSentinel(EnterpriseSize.Sme);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.Code).IsUnique();
        table.HasIndex(row => row.OwnerId);
        table.HasIndex(row => row.AreaId);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.OwnerId).OnDelete(DeleteBehavior.Restrict);
        table.HasIndex(row => row.AssistantId);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.AssistantId).OnDelete(DeleteBehavior.Restrict);
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
        table.Property(row => row.RetailerNumber).HasMaxLength(40);
        table.Property(row => row.GeofenceRadius).HasDefaultValue(Visits.Position.DefaultFence).HasSentinel(Visits.Position.DefaultFence);
        table.Property(row => row.DeliveryMode).HasDefaultValue(DeliveryMode.Direct);
        table.Property(row => row.DeliveryDay).HasMaxLength(40);
        table.Property(row => row.ReceivingHours).HasMaxLength(60);
        table.Property(row => row.SecondDisplay).HasMaxLength(300);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.Code).IsUnique();
        table.HasIndex(row => row.CustomerId);
        table.HasIndex(row => row.OwnerId);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.OwnerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class StorePromoterTable : IEntityTypeConfiguration<StorePromoter>
{
    public void Configure(EntityTypeBuilder<StorePromoter> table)
    {
        table.HasKey(row => new { row.StoreId, row.PersonId });
        table.HasIndex(row => row.PersonId);
        table.HasOne<Store>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ContactTable : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> table)
    {
        table.Property(row => row.Name).HasMaxLength(100);
        table.Property(row => row.Phone).HasMaxLength(40);
        table.Property(row => row.Duty).HasMaxLength(200);
        table.Property(row => row.Note).HasMaxLength(300);
        table.HasIndex(row => row.CustomerId);
        table.HasIndex(row => row.StoreId);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Store>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ContactNoteTable : IEntityTypeConfiguration<ContactNote>
{
    public void Configure(EntityTypeBuilder<ContactNote> table)
    {
        table.Property(row => row.Text).HasMaxLength(300);
        table.HasIndex(row => new { row.ContactId, row.At });
        table.HasOne<Contact>().WithMany().HasForeignKey(row => row.ContactId).OnDelete(DeleteBehavior.Cascade);
    }
}
