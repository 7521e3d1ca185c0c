using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Reports;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Targets;

/// <summary>A node of the tree of targets with what became of it. CNY.</summary>
/// <param name="Month">Null for the whole year.</param>
/// <param name="Name">Chain or store; null for a period.</param>
/// <param name="Code">The store's code, else the chain's; null for a period.</param>
/// <param name="Target">Null where nobody set one.</param>
/// <param name="BrokenDown">Sum of the targets right below; null at a store, and where there are none.</param>
/// <param name="Actual">Deliveries less returns.</param>
public sealed record TargetRow(int Depth, int? Month, string? Name, string? Code, decimal? Target, decimal? BrokenDown, decimal Actual)
{
    /// <summary>达成率; null without a target.</summary>
    public decimal? Attainment => Target is > 0m ? Actual / Target : null;

    /// <summary>缺口: what is still to be delivered; 0 when it was reached.</summary>
    public decimal? Gap => Target is { } target ? Math.Max(0m, target - Actual) : null;

    /// <summary>What nobody below has been given yet; below 0 when more was given than there is.</summary>
    public decimal? NotGiven => Target is { } target && BrokenDown is { } below ? target - below : null;
}

/// <summary>A chain's month: what was expected of it by group, what came, and what it cost. CNY.</summary>
/// <param name="Groups">Forecast by group of articles.</param>
/// <param name="Expense">Settlements of its promotions that were confirmed in the month.</param>
public sealed record ForecastRow(string Code, string Name, IReadOnlyList<(string Group, decimal Amount)> Groups, decimal Actual, decimal Expense)
{
    /// <summary>The whole forecast; null without one.</summary>
    public decimal? Forecast => Groups.Count == 0 ? null : Groups.Sum(group => group.Amount);

    /// <summary>费用率; null where nothing came.</summary>
    public decimal? ExpenseRatio => Actual > 0m ? Expense / Actual : null;
}

/// <summary>Budgets of an area for a month together. CNY.</summary>
public sealed record AreaBudget(string Area, decimal Granted, decimal Reserved, decimal Consumed);

/// <summary>A person's year of targets, and one of its months in full.</summary>
/// <param name="Tree">The year, its months, and of the month in question chains and stores.</param>
public sealed record TargetSheet(ReportPerson Person, int Year, int Month, IReadOnlyList<TargetRow> Tree, IReadOnlyList<ForecastRow> Chains, IReadOnlyList<AreaBudget> Budgets);

/// <summary>Breaks targets down and holds them against deliveries, forecasts and expenses (domain.md W1, W2, D2). Safe for concurrent use.</summary>
public sealed class TargetBook(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>Whose targets the person may read, himself first.</summary>
    public async Task<IReadOnlyList<ReportPerson>> PeopleAsync(Guid viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return [.. (await ReportPeople.OfAsync(db, viewer, cancellationToken)).OrderByDescending(person => person.Id == viewer)];
    }

    /// <summary>A person's year with one month in full; null when the viewer reads nobody's.</summary>
    /// <param name="who">Null for the viewer, or the first whose targets he reads where he has none himself.</param>
    /// <exception cref="RefusedException">The person is none of them.</exception>
    public async Task<TargetSheet?> OfAsync(Guid viewer, Guid? who, int year, int month, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = (await ReportPeople.OfAsync(db, viewer, cancellationToken)).OrderByDescending(person => person.Id == viewer).ToList();
        if (people.Count == 0) return null;
        var person = who is { } wanted ? people.Find(one => one.Id == wanted) ?? throw new RefusedException(RefusalKind.NotFound, "report.unknown") : await FirstAsync(db, people, year, cancellationToken);
        var targets = await db.SalesTargets.AsNoTracking().Where(row => row.PersonId == person.Id && row.Year == year).ToListAsync(cancellationToken);
        var stores = await StoresAsync(db, person.Id, targets, cancellationToken);
        var chainIds = stores.Select(store => store.CustomerId).Concat(targets.Where(row => row.CustomerId is not null).Select(row => row.CustomerId!.Value)).Distinct().ToList();
        var chains = await db.Customers.AsNoTracking().Where(row => chainIds.Contains(row.Id)).OrderBy(row => row.Code).ToListAsync(cancellationToken);
        var came = await CameAsync(db, person.Id, year, cancellationToken);
        var tree = Tree(targets, chains, stores, came, month);
        return new(person, year, month, tree, await ForecastsAsync(db, chains, came, year, month, cancellationToken), await BudgetsAsync(db, chains, year, month, cancellationToken));
    }

    // Whoever has no targets himself, such as an assistant or a manager, begins with the first who has some.
    private static async Task<ReportPerson> FirstAsync(ProcessSalesDb db, IReadOnlyList<ReportPerson> people, int year, CancellationToken cancellationToken)
    {
        var ids = people.Select(person => person.Id).ToList();
        var having = await db.SalesTargets.Where(row => row.Year == year && ids.Contains(row.PersonId)).Select(row => row.PersonId).Distinct().ToListAsync(cancellationToken);
        return people.FirstOrDefault(person => having.Contains(person.Id)) ?? people[0];
    }

    private static async Task<List<Store>> StoresAsync(ProcessSalesDb db, Guid person, IReadOnlyList<SalesTarget> targets, CancellationToken cancellationToken)
    {
        var named = targets.Where(row => row.StoreId is not null).Select(row => row.StoreId!.Value).ToList();
        return await db.Stores.AsNoTracking().Where(row => row.OwnerId == person || named.Contains(row.Id)).OrderBy(row => row.Code).ToListAsync(cancellationToken);
    }

    // What came to a store counts for its owner, what came to a distribution centre for the chain's. Summed here: there are few slips of a person's year, and SQLite keeps money in another unit.
    private static async Task<List<Came>> CameAsync(ProcessSalesDb db, Guid person, int year, CancellationToken cancellationToken)
    {
        var (from, until) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var slips = await db.GoodsMovements.AsNoTracking().Where(slip => slip.Day >= from && slip.Day <= until
                && (db.Stores.Any(store => store.Id == slip.StoreId && store.OwnerId == person) || (slip.StoreId == null && db.Customers.Any(customer => customer.Id == slip.CustomerId && customer.OwnerId == person))))
            .Select(slip => new { slip.CustomerId, slip.StoreId, slip.Day, slip.Kind, slip.Amount }).ToListAsync(cancellationToken);
        return [.. slips.Select(slip => new Came(slip.CustomerId, slip.StoreId, slip.Day.Month, slip.Kind == MovementKind.Return ? -slip.Amount : slip.Amount))];
    }

    private static List<TargetRow> Tree(IReadOnlyList<SalesTarget> targets, IReadOnlyList<Customer> chains, IReadOnlyList<Store> stores, IReadOnlyList<Came> came, int month)
    {
        decimal? Of(int? ofMonth, Guid? chain, Guid? store) => targets.SingleOrDefault(row => row.Month == ofMonth && row.CustomerId == chain && row.StoreId == store)?.Amount;
        static decimal? Sum(IEnumerable<SalesTarget> rows) => rows.ToList() is { Count: > 0 } some ? some.Sum(row => row.Amount) : null;
        var tree = new List<TargetRow> { new(0, null, null, null, Of(null, null, null), Sum(targets.Where(row => row is { Month: not null, CustomerId: null })), came.Sum(row => row.Amount)) };
        for (var at = 1; at <= 12; at++)
        {
            var own = targets.Where(row => row.Month == at).ToList();
            tree.Add(new(1, at, null, null, Of(at, null, null), Sum(own.Where(row => row is { CustomerId: not null, StoreId: null })), came.Where(row => row.Month == at).Sum(row => row.Amount)));
            if (at != month) continue;
            foreach (var chain in chains)
            {
                tree.Add(new(2, at, chain.Name, chain.Code, Of(at, chain.Id, null), Sum(own.Where(row => row.CustomerId == chain.Id && row.StoreId is not null)), came.Where(row => row.Month == at && row.CustomerId == chain.Id).Sum(row => row.Amount)));
                tree.AddRange(stores.Where(store => store.CustomerId == chain.Id)
                    .Select(store => new TargetRow(3, at, store.Name, store.Code, Of(at, chain.Id, store.Id), null, came.Where(row => row.Month == at && row.StoreId == store.Id).Sum(row => row.Amount))));
            }
        }

        return tree;
    }

    private async Task<IReadOnlyList<ForecastRow>> ForecastsAsync(ProcessSalesDb db, IReadOnlyList<Customer> chains, IReadOnlyList<Came> came, int year, int month, CancellationToken cancellationToken)
    {
        var ids = chains.Select(chain => chain.Id).ToList();
        var first = new DateOnly(year, month, 1);
        var (begin, end) = (clock.At(first, TimeOnly.MinValue), clock.At(first.AddMonths(1), TimeOnly.MinValue));
        var forecasts = (await db.SalesForecasts.AsNoTracking().Where(row => row.Month == first && ids.Contains(row.CustomerId)).OrderBy(row => row.Group).ToListAsync(cancellationToken)).ToLookup(row => row.CustomerId);
        var settled = await (from settlement in db.PromotionSettlements.AsNoTracking()
                             where settlement.ConfirmedAt >= begin && settlement.ConfirmedAt < end
                             join promotion in db.Promotions on settlement.PromotionId equals promotion.Id
                             where promotion.CustomerId != null && ids.Contains(promotion.CustomerId.Value)
                             select new { promotion.CustomerId, settlement.State, settlement.Confirmed }).ToListAsync(cancellationToken);
        return [.. chains.Select(chain => new ForecastRow(
            chain.Code, chain.Name, [.. forecasts[chain.Id].Select(row => (row.Group, row.Amount))], came.Where(row => row.Month == month && row.CustomerId == chain.Id).Sum(row => row.Amount),
            settled.Where(row => row.CustomerId == chain.Id && row.State.Costs()).Sum(row => row.Confirmed)))];
    }

    private static async Task<IReadOnlyList<AreaBudget>> BudgetsAsync(ProcessSalesDb db, IReadOnlyList<Customer> chains, int year, int month, CancellationToken cancellationToken)
    {
        var areas = chains.Select(chain => chain.AreaId).Distinct().ToList();
        var first = new DateOnly(year, month, 1);
        var lines = await (from line in db.BudgetLines.AsNoTracking()
                           where line.Month == first && areas.Contains(line.AreaId)
                           join unit in db.OrgUnits on line.AreaId equals unit.Id
                           select new { unit.Name, line.Granted, line.Reserved, line.Consumed }).ToListAsync(cancellationToken);
        return [.. lines.GroupBy(line => line.Name).OrderBy(area => area.Key, StringComparer.Ordinal).Select(area => new AreaBudget(area.Key, area.Sum(line => line.Granted), area.Sum(line => line.Reserved), area.Sum(line => line.Consumed)))];
    }

    private sealed record Came(Guid CustomerId, Guid? StoreId, int Month, decimal Amount);
}
