using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Receivables;

/// <summary>What the customer of a case owes, and how much of it is overdue and not disputed, for whom the customer is to see.</summary>
internal sealed class ReceivableFacts(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock) : ICaseFactSource
{
    public async Task<IReadOnlyList<CaseFact>> OfAsync(Guid person, Case file, CancellationToken cancellationToken)
    {
        if (file.CustomerCode is not { } code) return [];
        var today = clock.Today;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var customers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db).Where(row => row.Code == code);
        var open = await db.Receivables.AsNoTracking().Where(row => row.Ended == null && customers.Any(customer => customer.Id == row.CustomerId))
            .Select(row => new { row.Open, row.Disputed, row.DueOn }).ToListAsync(cancellationToken);
        if (open.Count == 0) return [];
        var facts = new List<CaseFact> { new("Receivables") { Amount = open.Sum(row => row.Open) } };
        var overdue = open.Where(row => row.DueOn < today && row.Open - row.Disputed > 0).ToList();
        if (overdue.Count > 0) facts.Add(new("Overdue") { Count = overdue.Count, Amount = overdue.Sum(row => row.Open - row.Disputed), Grave = true });
        return facts;
    }
}
