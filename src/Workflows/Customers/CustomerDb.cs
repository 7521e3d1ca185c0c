using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Customers;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of people at chains and in stores.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Which promoter works in which store.</summary>
    public DbSet<StorePromoter> StorePromoters => Set<StorePromoter>();

    /// <summary>People at chains and stores.</summary>
    public DbSet<Contact> Contacts => Set<Contact>();

    /// <summary>Talks with them.</summary>
    public DbSet<ContactNote> ContactNotes => Set<ContactNote>();
}
