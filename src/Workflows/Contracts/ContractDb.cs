using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Contracts;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of contracts.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Contracts with chains.</summary>
    public DbSet<Contract> Contracts => Set<Contract>();

    /// <summary>Fees that they grant.</summary>
    public DbSet<ContractFee> ContractFees => Set<ContractFee>();

    /// <summary>Prices that chains agreed to.</summary>
    public DbSet<PriceListItem> PriceList => Set<PriceListItem>();
}
