using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Promoters;

/// <summary>A promoter as visits found him, and how he was trained and assessed (domain.md D3, form F-V5).</summary>
/// <param name="Skill">As the last visit that met him saw it, 1 to 5; null when none did.</param>
/// <param name="Faults">Times on which dress, stock or knowledge of the target was not in order.</param>
/// <param name="Score">Of the last assessment, whenever it was; null without one.</param>
public sealed record PromoterRow(Guid Id, string UserName, string Name, string Stores, int Checks, int Present, int Absent, int Leave, int Faults, int? Skill, DateOnly? SeenOn, int Trainings, int? Score)
{
    /// <summary>出勤率: present of all checks but those on leave; null without any.</summary>
    public decimal? Attendance => Present + Absent > 0 ? (decimal)Present / (Present + Absent) : null;
}

/// <summary>One look at a promoter in a visit.</summary>
public sealed record PromoterLook(Guid VisitId, DateOnly Day, Guid StoreId, string Store, string Visitor, PromoterEntry Check);

/// <summary>Puts together what visits saw of promoters. Within a person's scope. Safe for concurrent use.</summary>
public sealed class PromoterBook(IDbContextFactory<ProcessSalesDb> databases)
{
    private const int MostVisits = 5000;
    private const int MostPromoters = 500;

    /// <summary>Every promoter of the stores that the viewer sees, by name; looks of the days from one to the other, both included.</summary>
    public async Task<IReadOnlyList<PromoterRow>> ListAsync(Guid viewer, DateOnly from, DateOnly until, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, viewer, cancellationToken);
        var people = await PromoterCards.Promoters(db, scope).AsNoTracking().OrderBy(person => person.Name).Take(MostPromoters).Select(person => new { person.Id, UserName = person.UserName!, person.Name }).ToListAsync(cancellationToken);
        var ids = people.ConvertAll(person => person.Id);
        var stores = (await db.StorePromoters.Where(row => ids.Contains(row.PersonId)).Join(db.Stores, row => row.StoreId, store => store.Id, (row, store) => new { row.PersonId, store.Id, store.Name }).ToListAsync(cancellationToken)).ToLookup(row => row.PersonId);
        var records = (await db.PromoterRecords.AsNoTracking().Where(row => ids.Contains(row.PersonId)).OrderBy(row => row.Day).ToListAsync(cancellationToken)).ToLookup(row => row.PersonId);
        var looks = await LooksAsync(db, scope, from, until, cancellationToken);
        return [.. people.Select(person =>
        {
            var own = looks.Where(look => IsOf(look, person.Name, stores[person.Id].Select(store => store.Id))).ToList();
            var met = own.Where(look => look.Check.Presence == PromoterPresence.Present).ToList();
            return new PromoterRow(
                person.Id, person.UserName, person.Name, string.Join("、", stores[person.Id].Select(store => store.Name)), own.Count, met.Count, own.Count(look => look.Check.Presence == PromoterPresence.Absent), own.Count(look => look.Check.Presence == PromoterPresence.Leave),
                met.Count(look => look.Check is not { Dress: true, Stock: true, Target: true }), met.LastOrDefault()?.Check.Skill, own.LastOrDefault()?.Day,
                records[person.Id].Count(row => row.Kind == PromoterRecordKind.Training && row.Day >= from && row.Day <= until), records[person.Id].LastOrDefault(row => row.Kind == PromoterRecordKind.Assessment)?.Score);
        })];
    }

    /// <summary>The looks behind a promoter's row, the newest first; null when the viewer does not see the promoter.</summary>
    public async Task<IReadOnlyList<PromoterLook>?> LooksAsync(Guid viewer, Guid promoter, DateOnly from, DateOnly until, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, viewer, cancellationToken);
        if (await PromoterCards.Promoters(db, scope).Where(person => person.Id == promoter).Select(person => person.Name).SingleOrDefaultAsync(cancellationToken) is not { } name) return null;
        var stores = await db.StorePromoters.Where(row => row.PersonId == promoter).Select(row => row.StoreId).ToListAsync(cancellationToken);
        return [.. (await LooksAsync(db, scope, from, until, cancellationToken)).Where(look => IsOf(look, name, stores)).Reverse()];
    }

    // A visit notes the promoter's name; two of one name at different stores are told apart by the store, and a look without a name is of whoever works there.
    private static bool IsOf(PromoterLook look, string name, IEnumerable<Guid> stores) => (string.IsNullOrEmpty(look.Check.Name) || look.Check.Name == name) && stores.Contains(look.StoreId);

    private static async Task<IReadOnlyList<PromoterLook>> LooksAsync(ProcessSalesDb db, DataScope scope, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var visits = await (from visit in scope.Visits(db).AsNoTracking()
                            where visit.Day >= @from && visit.Day <= until && visit.Promoter != null
                            join store in db.Stores on visit.StoreId equals store.Id
                            join person in db.Users on visit.PersonId equals person.Id
                            orderby visit.Day, visit.CheckInAt
                            select new { visit.Id, visit.Day, visit.StoreId, Store = store.Name, Visitor = person.Name, visit.ContentJson }).Take(MostVisits).ToListAsync(cancellationToken);
        return [.. visits.Select(visit => (visit, Check: VisitContent.Parse(visit.ContentJson).Promoter)).Where(seen => seen.Check is not null).Select(seen => new PromoterLook(seen.visit.Id, seen.visit.Day, seen.visit.StoreId, seen.visit.Store, seen.visit.Visitor, seen.Check!))];
    }
}
