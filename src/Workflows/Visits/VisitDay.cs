using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Material;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Visits;

/// <summary>A batch as it was seen last.</summary>
public sealed record LastBatch(DateOnly ProducedOn, int Quantity, bool BackRoom);

/// <summary>An article of a store with what was found last time. Pieces; CNY.</summary>
/// <param name="Delivered">Came since the last visit.</param>
/// <param name="InTransit">On its way.</param>
public sealed record DayLine(
    string Code, bool MustHave, int? Target, decimal Price, int? LastFacings, decimal? LastPrice, int? LastShelf, int? LastBack, int Delivered, int InTransit, IReadOnlyList<LastBatch> LastBatches);

/// <summary>The store's card as far as a visit needs it.</summary>
/// <param name="Fence">Metres.</param>
/// <param name="CreditHold">Why deliveries are on hold; null when they are not.</param>
public sealed record DayStore(
    Guid Id, string Code, string Name, string Address, string Class, string Customer, string CustomerType, double Latitude, double Longitude, int Fence, string OrderDay, int LeadTimeDays, string? CreditHold,
    IReadOnlyList<string> Contacts, IReadOnlyList<string> Promoters);

/// <summary>A visit of the day with all that it needs without a network.</summary>
/// <param name="BasedOn">The version that the phone's next message rests on.</param>
/// <param name="Content">What is stored of it.</param>
/// <param name="Last">When the store was visited last; null for never.</param>
/// <param name="Leftover">What the last visitor summed up; null for nothing.</param>
public sealed record DayVisit(
    Guid Id, Guid ClientId, VisitState State, string? Note, bool CancelAsked, int BasedOn, int? Order, DateOnly Day, string? AdHocReason, DayStore Store, int ChecklistVersion, VisitContent Content,
    IReadOnlyList<VisitMove> Moves, IReadOnlyList<DayLine> Lines, IReadOnlyList<StoreMatter> Matters, DateOnly? Last, string? Leftover);

/// <summary>An article. <see cref="ShelfLife"/> is in its own unit.</summary>
public sealed record DayProduct(string Code, string Name, string NameEn, int CasePack, int ShelfLife, ShelfLifeUnit Unit, decimal SupplyPrice);

/// <summary>A store that a visit can be made of without a plan.</summary>
public sealed record OtherStore(Guid Id, string Code, string Name);

/// <summary>Somebody to whom an open issue can be given.</summary>
public sealed record DayPerson(Guid Id, string Name);

/// <summary>Material that the visitor holds.</summary>
public sealed record DayMaterial(string Code, string Name, string NameEn, int Held);

/// <summary>Everything a phone keeps for a day.</summary>
/// <param name="Checklists">All of them: a visit that was begun keeps its version when a newer one comes, and one without a plan may be made anywhere.</param>
/// <param name="Rules">The terms of the day, by the name under which phones hold them.</param>
public sealed record DayBundle(
    Guid Person, string Name, DateOnly Day, DateTimeOffset ServerTime, IReadOnlyList<DayVisit> Visits, IReadOnlyList<DayProduct> Products, IReadOnlyList<Checklist> Checklists, IReadOnlyList<FreshnessRule> Freshness,
    VisitTerms Rules, IReadOnlyList<OtherStore> Stores, IReadOnlyList<DayMaterial> Materials, IReadOnlyList<DayPerson> People);

/// <summary>What a visitor takes along. Safe for concurrent use.</summary>
public sealed class VisitDay(
    IDbContextFactory<ProcessSalesDb> databases, IEnumerable<IStoreMatterSource> matters, DayStandards expected, Checklists checklists, MaterialStock material, CompanyClock clock, VisitTermsBook book)
{
    private const int MostVisits = 60;
    private const int MostPeople = 100;

    /// <summary>The visits of the day, and those of other days that still want something of the visitor.</summary>
    public async Task<DayBundle> OfAsync(Guid person, DateOnly day, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var visits = await db.Visits.AsNoTracking()
            .Where(row => row.PersonId == person && (row.Day == day || row.State == VisitState.Returned || row.State == VisitState.LeftStore || row.State == VisitState.InStore))
            .OrderBy(row => row.Day).ThenBy(row => row.Order).ThenBy(row => row.CreatedAt).Take(MostVisits).ToListAsync(cancellationToken);
        var products = await db.Products.AsNoTracking().Where(row => row.Active).OrderBy(row => row.Code)
            .Select(row => new DayProduct(row.Code, row.Name, row.NameEn, row.CasePack, row.ShelfLife, row.ShelfLifeUnit, row.SupplyPrice)).ToListAsync(cancellationToken);
        var lists = await checklists.ReadAsync(cancellationToken);
        var full = await FullAsync(db, visits, lists, day, cancellationToken);
        var others = await (await DataScope.OfAsync(db, person, cancellationToken)).Stores(db).AsNoTracking().Where(row => row.Active).OrderBy(row => row.Code).Take(500)
            .Select(row => new OtherStore(row.Id, row.Code, row.Name)).ToListAsync(cancellationToken);
        return new(
            person, await db.Users.Where(row => row.Id == person).Select(row => row.Name).SingleAsync(cancellationToken), day, clock.Now, full, products,
            lists.All, (await FreshnessTerms.OnAsync(db, day, cancellationToken)).Rules, await book.OnAsync(db, day, cancellationToken), others,
            [.. (await material.HeldByAsync(person, cancellationToken)).Select(held => new DayMaterial(held.Code, held.Name, held.NameEn, held.Quantity))],
            await PeopleAsync(db, person, cancellationToken));
    }

    /// <summary>One store's visit as it would be made now without a plan; its id is chosen here and it is stored when the phone sends it.</summary>
    /// <exception cref="RefusedException">The store is out of scope.</exception>
    public async Task<DayVisit> OtherAsync(Guid person, Guid store, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await (await DataScope.OfAsync(db, person, cancellationToken)).Stores(db).AnyAsync(row => row.Id == store && row.Active, cancellationToken)) throw new RefusedException(RefusalKind.NotFound, "store.unknown");
        var visit = new Visit { Id = Guid.Empty, ClientId = Guid.NewGuid(), StoreId = store, PersonId = person, Day = clock.Today, State = VisitState.Planned };
        return (await FullAsync(db, [visit], await checklists.ReadAsync(cancellationToken), clock.Today, cancellationToken))[0];
    }

    // The visitor first, then his unit with its promoters, his superior, and logistics.
    private static async Task<IReadOnlyList<DayPerson>> PeopleAsync(ProcessSalesDb db, Guid person, CancellationToken cancellationToken)
    {
        var own = await db.Users.AsNoTracking().Where(row => row.Id == person).Select(row => new { row.OrgUnitId, row.SuperiorId }).SingleAsync(cancellationToken);
        return await db.Users.AsNoTracking()
            .Where(row => row.Active && row.Role != Role.Adm && (row.Id == person || row.Id == own.SuperiorId || (row.OrgUnitId != null && row.OrgUnitId == own.OrgUnitId) || row.Role == Role.Log))
            .OrderBy(row => row.Id == person ? 0 : row.Role == Role.Log ? 2 : 1).ThenBy(row => row.UserName).Take(MostPeople).Select(row => new DayPerson(row.Id, row.Name)).ToListAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<DayVisit>> FullAsync(ProcessSalesDb db, IReadOnlyList<Visit> visits, ChecklistSet lists, DateOnly day, CancellationToken cancellationToken)
    {
        if (visits.Count == 0) return [];
        var ids = visits.Select(row => row.StoreId).Distinct().ToList();
        var stores = await (from store in db.Stores
                            where ids.Contains(store.Id)
                            join customer in db.Customers on store.CustomerId equals customer.Id
                            select new DayStore(store.Id, store.Code, store.Name, store.Address, store.Class, customer.Name, customer.Type, store.Latitude, store.Longitude, store.GeofenceRadius, store.OrderDay, store.LeadTimeDays, customer.CreditHold, new List<string>(), new List<string>()))
            .AsNoTracking().ToDictionaryAsync(row => row.Id, cancellationToken);
        var standards = await expected.OfAsync(ids, day, cancellationToken);
        var contacts = (await db.Contacts.AsNoTracking().Where(row => row.StoreId != null && ids.Contains(row.StoreId.Value)).OrderBy(row => row.Name).Select(row => new { StoreId = row.StoreId!.Value, row.Name }).ToListAsync(cancellationToken)).ToLookup(row => row.StoreId, row => row.Name);
        var promoters = (await db.StorePromoters.AsNoTracking().Where(row => ids.Contains(row.StoreId)).Join(db.Users, row => row.PersonId, person => person.Id, (row, person) => new { row.StoreId, person.Name, person.Active }).Where(row => row.Active).ToListAsync(cancellationToken)).ToLookup(row => row.StoreId, row => row.Name);
        var last = new Dictionary<Guid, Visit>();
        foreach (var store in ids)
        {
            var own = visits.Where(row => row.StoreId == store).Select(row => row.Id).ToList();
            if (await db.Visits.AsNoTracking().Where(row => row.StoreId == store && row.CheckOutAt != null && !own.Contains(row.Id)).OrderByDescending(row => row.Day).ThenByDescending(row => row.CheckOutAt)
                    .FirstOrDefaultAsync(cancellationToken) is { } before) last[store] = before;
        }

        var lastIds = last.Values.Select(row => row.Id).ToList();
        var lines = (await db.VisitLines.AsNoTracking().Where(row => lastIds.Contains(row.VisitId)).ToListAsync(cancellationToken)).ToLookup(row => (row.VisitId, row.ProductCode));
        var batches = (await db.VisitBatches.AsNoTracking().Where(row => lastIds.Contains(row.VisitId)).ToListAsync(cancellationToken)).ToLookup(row => (row.VisitId, row.ProductCode));
        var visitIds = visits.Select(row => row.Id).ToList();
        var moves = (await db.VisitMoves.AsNoTracking().Where(row => visitIds.Contains(row.VisitId)).ToListAsync(cancellationToken)).ToLookup(row => row.VisitId);
        var waiting = new List<ILookup<Guid, StoreMatter>>();
        foreach (var source in matters) waiting.Add(await source.OfAsync(ids, day, cancellationToken));
        return [.. visits.Select(visit =>
        {
            var store = stores[visit.StoreId];
            var before = last.GetValueOrDefault(visit.StoreId);
            return new DayVisit(
                visit.Id, visit.ClientId, visit.State, visit.StateNote, visit.CancelReason is not null, visit.Version, visit.Order, visit.Day, visit.AdHocReason, store with { Contacts = [.. contacts[store.Id]], Promoters = [.. promoters[store.Id]] },
                visit.ChecklistVersion > 0 ? visit.ChecklistVersion : lists.For(store.Class, visit.Day).Version, VisitContent.Parse(visit.ContentJson), [.. moves[visit.Id]],
                [.. standards[visit.StoreId].Select(line => Line(line, before is null ? null : lines[(before.Id, line.Code)].SingleOrDefault(), before is null ? [] : batches[(before.Id, line.Code)], before is not null && before.Day.AddDays(store.LeadTimeDays) <= day))],
                [.. waiting.SelectMany(lookup => lookup[visit.StoreId]).OrderBy(matter => matter.Kind).ThenBy(matter => matter.DueOn)], before?.Day, before?.Summary);
        })];
    }

    // Slips of deliveries name no articles: what was ordered at the last visit counts as delivered once the store's lead time is over, until then as on its way.
    private static DayLine Line(ExpectedLine line, VisitLine? last, IEnumerable<VisitBatch> batches, bool delivered) => new(
        line.Code, line.MustHave, line.Facings, line.Price, last?.Facings, last?.Price, last?.ShelfQuantity, last?.BackQuantity, delivered ? last?.Ordered ?? 0 : 0, delivered ? 0 : last?.Ordered ?? 0,
        [.. batches.Where(batch => batch.Quantity > batch.Pulled).OrderBy(batch => batch.ProducedOn).Take(4).Select(batch => new LastBatch(batch.ProducedOn, batch.Quantity - batch.Pulled, batch.InBackRoom))]);
}
