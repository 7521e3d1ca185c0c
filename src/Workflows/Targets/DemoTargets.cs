using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Material;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Targets;

/// <summary>The demo company's targets of this year, this month broken down to chains and stores, the forecasts of this and the next month, and what its KA managers carry of the store-room's material.</summary>
internal sealed class DemoTargets(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock) : IDemoStory
{
    private const decimal AStore = 20_000m;
    private static readonly (string Name, decimal Part)[] Groups = [("饼干", 0.5m), ("薯片", 0.3m), ("饮料", 0.2m)];
    private static readonly (string Code, int Quantity)[] Carried = [("POSM-A1", 20), ("POSM-WOB", 40)];

    public int Order => 35;

    public string Name => "targets";

    public async Task<bool> IsToldAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.SalesTargets.AnyAsync(cancellationToken) || !await db.Users.AnyAsync(row => row.UserName == "lin.zhiyuan", cancellationToken);
    }

    public async Task TellAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var managers = await db.Users.AsNoTracking().Where(row => row.Active && row.Role == Role.Kam).OrderBy(row => row.UserName).Select(row => row.Id).ToListAsync(cancellationToken);
            var stores = (await db.Stores.AsNoTracking().OrderBy(row => row.Code).Select(row => new { row.Id, row.CustomerId, row.OwnerId }).ToListAsync(cancellationToken)).ToLookup(row => row.OwnerId);
            foreach (var person in managers.Where(person => stores[person].Any()))
            {
                var ofMonth = AStore * stores[person].Count();
                Add(db, person, null, null, null, ofMonth * 12);
                for (var month = 1; month <= 12; month++) Add(db, person, month, null, null, ofMonth);
                foreach (var chain in stores[person].GroupBy(store => store.CustomerId))
                {
                    Add(db, person, clock.Today.Month, chain.Key, null, AStore * chain.Count());
                    // The last store is left for the manager to give its part.
                    foreach (var store in chain.SkipLast(1)) Add(db, person, clock.Today.Month, chain.Key, store.Id, AStore);
                    for (var ahead = 0; ahead < 2; ahead++) Expect(db, chain.Key, new DateOnly(clock.Today.Year, clock.Today.Month, 1).AddMonths(ahead), AStore * chain.Count());
                }

                await CarryAsync(db, person, cancellationToken);
            }
        }, cancellationToken);
    }

    private void Add(ProcessSalesDb db, Guid person, int? month, Guid? chain, Guid? store, decimal amount) => db.SalesTargets.Add(new()
    {
        Id = Guid.CreateVersion7(clock.Now), Key = TargetKeys.Of(person, clock.Today.Year, month, chain, store), PersonId = person, Year = clock.Today.Year, Month = month, CustomerId = chain, StoreId = store, Amount = amount,
    });

    private void Expect(ProcessSalesDb db, Guid chain, DateOnly month, decimal amount)
    {
        foreach (var (name, part) in Groups)
        {
            var key = TargetKeys.Of(chain, month, name);
            // A chain whose stores two managers share is expected of once.
            if (db.SalesForecasts.Local.Any(row => row.Key == key)) continue;
            db.SalesForecasts.Add(new() { Id = Guid.CreateVersion7(clock.Now), Key = key, CustomerId = chain, Month = month, Group = name, Amount = amount * part });
        }
    }

    private async Task CarryAsync(ProcessSalesDb db, Guid person, CancellationToken cancellationToken)
    {
        foreach (var (code, quantity) in Carried)
        {
            var item = await db.MaterialItems.Where(row => row.Code == code).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken);
            if (item is { } known) await MaterialStock.MoveAsync(db, new($"demo/{person:N}/{code}", known, MaterialMove.Issue, quantity, person), clock.Now, cancellationToken);
        }
    }
}

/// <summary>Keys that keep a target and a forecast from being there twice.</summary>
internal static class TargetKeys
{
    public static string Of(Guid person, int year, int? month, Guid? chain, Guid? store) => string.Create(CultureInfo.InvariantCulture, $"{person:N}/{year}/{month}/{chain:N}/{store:N}");

    public static string Of(Guid chain, DateOnly month, string group) => string.Create(CultureInfo.InvariantCulture, $"{chain:N}/{month:yyyyMM}/{group}");
}
