using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Visits;

/// <summary>News of a competitor in a list.</summary>
public sealed record CompetitorRow(Guid Id, DateTimeOffset At, string Person, string? Store, Guid? VisitId, string Brand, string? Item, string Action, decimal? Price, string? Note);

/// <summary>竞品动态, from visits and beside them (domain.md 1.4, W13). Safe for concurrent use.</summary>
public sealed class CompetitorNews(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>What can be told of a competitor.</summary>
    public static IReadOnlyList<string> Actions { get; } = ["price", "promotion", "new", "display"];

    /// <summary>Notes within the person's scope, the newest first.</summary>
    public async Task<Page<CompetitorRow>> ListAsync(Guid person, string? text, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var (visits, stores) = (scope.Visits(db), scope.Stores(db));
        var rows = db.CompetitorNotes.AsNoTracking().Where(row => row.PersonId == person || visits.Any(visit => visit.Id == row.VisitId) || stores.Any(store => store.Id == row.StoreId));
        if (!string.IsNullOrWhiteSpace(text)) rows = rows.Where(row => row.Brand.Contains(text) || (row.Item != null && row.Item.Contains(text)));
        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.OrderByDescending(row => row.At).ThenBy(row => row.Id).Skip((number - 1) * size).Take(size)
            .Select(row => new CompetitorRow(row.Id, row.At, db.Users.Where(each => each.Id == row.PersonId).Select(each => each.Name).First(),
                db.Stores.Where(store => store.Id == row.StoreId).Select(store => store.Name).FirstOrDefault(), row.VisitId, row.Brand, row.Item, row.Action, row.Price, row.Note))
            .ToListAsync(cancellationToken);
        return new(page, total, number, size);
    }

    /// <summary>Keeps what somebody saw outside a visit.</summary>
    /// <exception cref="RefusedException">Something is missing or too long, or the store is out of scope.</exception>
    public async Task AddAsync(Guid person, string? brand, string? item, string? action, decimal? price, string? note, string? storeCode, CancellationToken cancellationToken = default)
    {
        var broken = new List<Refusal>();
        if (string.IsNullOrWhiteSpace(brand)) broken.Add(new("brand", "visit.competitor"));
        if (brand?.Length > 100) broken.Add(new("brand", "tooLong", 100));
        if (item?.Length > 100) broken.Add(new("item", "tooLong", 100));
        if (note?.Length > 200) broken.Add(new("note", "tooLong", 200));
        if (action is null || !Actions.Contains(action)) broken.Add(new("action", "visit.competitor"));
        if (price is <= 0 or > 99999m) broken.Add(new("price", "visit.price"));
        if (broken.Count > 0) throw new RefusedException(RefusalKind.Invalid, broken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        Guid? store = null;
        if (!string.IsNullOrWhiteSpace(storeCode))
        {
            var code = storeCode.Trim();
            store = await (await DataScope.OfAsync(db, person, cancellationToken)).Stores(db).Where(row => row.Code == code).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken)
                ?? throw new RefusedException(RefusalKind.Invalid, [new("store", "store.unknown")]);
        }

        db.CompetitorNotes.Add(new() { Id = Guid.CreateVersion7(clock.Now), StoreId = store, PersonId = person, At = clock.Now, Brand = brand!.Trim(), Item = item?.Trim(), Action = action!, Price = price, Note = note?.Trim() });
        await db.SaveChangesAsync(cancellationToken);
    }
}
