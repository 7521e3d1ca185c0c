using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;

namespace ProcessSales.Workflows.Storage;

/// <content>Files of cards.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Files of cards.</summary>
    public DbSet<CardFile> CardFiles => Set<CardFile>();
}
