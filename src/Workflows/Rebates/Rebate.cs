using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Rebates;

/// <summary>返利 that a contract grants on the goods of a month, quarter or year that is over.</summary>
public sealed class Rebate
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The contract.</summary>
    public Guid ContractId { get; set; }

    /// <summary>The payer.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>The period: 2026-10, 2026-Q3 or 2026; unique for a contract.</summary>
    public string Period { get; set; } = "";

    /// <summary>Last day of the period.</summary>
    public DateOnly Until { get; set; }

    /// <summary>Deliveries less returns, CNY incl. VAT.</summary>
    public decimal Base { get; set; }

    /// <summary>0.01 is 1 %.</summary>
    public decimal Rate { get; set; }

    /// <summary>CNY, rounded to the fen.</summary>
    public decimal Amount { get; set; }

    /// <summary>CNY of it that was deducted.</summary>
    public decimal Matched { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }
}

/// <summary>A deduction that took part of a rebate, or gave it back. Only ever added.</summary>
public sealed class RebateMatch
{
    /// <summary>Unique: the same order again has no second effect.</summary>
    public string Key { get; set; } = "";

    /// <summary>The rebate.</summary>
    public Guid RebateId { get; set; }

    /// <summary>CNY; negative when it was taken back.</summary>
    public decimal Amount { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who; null for the system.</summary>
    public Guid? PersonId { get; set; }
}

/// <summary>Works out what contracts grant. Safe for concurrent use.</summary>
public sealed class RebateBook(CompanyClock clock)
{
    /// <summary>Enters the rebates of the periods that end with a month, inside the caller's transaction; those that are there stay as they are.</summary>
    internal async Task AccrueAsync(ProcessSalesDb db, Guid customerId, DateOnly month, CancellationToken cancellationToken)
    {
        var until = month.AddMonths(1).AddDays(-1);
        var contracts = await db.Contracts.AsNoTracking().Where(row => row.CustomerId == customerId && row.From <= until && row.Until >= until).ToListAsync(cancellationToken);
        foreach (var contract in contracts)
        {
            foreach (var (rate, months, period) in Granted(contract, month))
            {
                if (await db.Rebates.AnyAsync(row => row.ContractId == contract.Id && row.Period == period, cancellationToken)) continue;
                var from = month.AddMonths(1 - months);
                var moved = await db.GoodsMovements.AsNoTracking().Where(row => row.CustomerId == customerId && row.Day >= from && row.Day <= until).Select(row => new { row.Kind, row.Amount }).ToListAsync(cancellationToken);
                var total = moved.Sum(row => row.Kind == MovementKind.Delivery ? row.Amount : -row.Amount);
                var amount = decimal.Round(total * rate, 2, MidpointRounding.AwayFromZero);
                if (amount <= 0m) continue;
                db.Rebates.Add(new() { Id = Guid.CreateVersion7(clock.Now), ContractId = contract.Id, CustomerId = customerId, Period = period, Until = until, Base = total, Rate = rate, Amount = amount });
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private static IEnumerable<(decimal Rate, int Months, string Period)> Granted(Contract contract, DateOnly month)
    {
        if (contract.MonthlyRebate > 0m) yield return (contract.MonthlyRebate, 1, month.ToString("yyyy-MM", CultureInfo.InvariantCulture));
        if (contract.QuarterlyRebate > 0m && month.Month % 3 == 0) yield return (contract.QuarterlyRebate, 3, string.Create(CultureInfo.InvariantCulture, $"{month.Year}-Q{month.Month / 3}"));
        if (contract.YearlyRebate > 0m && month.Month == 12) yield return (contract.YearlyRebate, 12, month.Year.ToString(CultureInfo.InvariantCulture));
    }
}

/// <summary>Rebates as what a chain may deduct.</summary>
internal sealed class RebateDeductions(CompanyClock clock) : IDeductionSource
{
    public string Kind => "rebate";

    public async Task<IReadOnlyList<Deductible>> OpenAsync(ProcessSalesDb db, Guid customerId, CancellationToken cancellationToken) =>
        await (from rebate in db.Rebates.AsNoTracking()
               where rebate.CustomerId == customerId && rebate.Amount > rebate.Matched
               join contract in db.Contracts on rebate.ContractId equals contract.Id
               orderby rebate.Until, rebate.Period
               select new Deductible("rebate", rebate.Id, "FL-" + rebate.Period, contract.Number, customerId, rebate.Amount, rebate.Matched)).ToListAsync(cancellationToken);

    public async Task MatchAsync(ProcessSalesDb db, string key, Guid id, decimal amount, Guid? person, CancellationToken cancellationToken)
    {
        if (await db.RebateMatches.FindAsync([key], cancellationToken) is not null) return;
        var rebate = await db.Rebates.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "rebate.unknown");
        if (rebate.Matched + amount < 0m || rebate.Matched + amount > rebate.Amount) throw new RefusedException(RefusalKind.Conflict, "deduction.moreThanSource", rebate.Period, rebate.Amount - rebate.Matched);
        rebate.Matched += amount;
        rebate.Version++;
        db.RebateMatches.Add(new() { Key = key, RebateId = id, Amount = amount, At = clock.Now, PersonId = person });
    }
}

internal sealed class RebateTable : IEntityTypeConfiguration<Rebate>
{
    public void Configure(EntityTypeBuilder<Rebate> table)
    {
        table.Property(row => row.Period).HasMaxLength(10);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => new { row.ContractId, row.Period }).IsUnique();
        table.HasIndex(row => row.CustomerId);
        table.HasOne<Contract>().WithMany().HasForeignKey(row => row.ContractId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RebateMatchTable : IEntityTypeConfiguration<RebateMatch>
{
    public void Configure(EntityTypeBuilder<RebateMatch> table)
    {
        table.HasKey(row => row.Key);
        table.Property(row => row.Key).HasMaxLength(200);
        table.HasOne<Rebate>().WithMany().HasForeignKey(row => row.RebateId).OnDelete(DeleteBehavior.Restrict);
    }
}
