using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Plans;

/// <summary>Why another visit is wanted.</summary>
public enum PlanWishKind
{
    /// <summary>下次约定: agreed with the store when the last visit ended.</summary>
    Agreed,

    /// <summary>漏访: nobody went.</summary>
    Missed,
}

/// <summary>A visit that asks for another one, which no plan holds yet (domain.md 2.2, states and form F-V2).</summary>
public sealed record PlanWish
{
    /// <summary>Why.</summary>
    public PlanWishKind Kind { get; init; }

    /// <summary>The visit that was missed, or in which the next one was agreed.</summary>
    public Guid VisitId { get; init; }

    /// <summary>Whose visit it was.</summary>
    public Guid PersonId { get; init; }

    /// <summary>The store.</summary>
    public Guid StoreId { get; init; }

    /// <summary>Its chain.</summary>
    public Guid CustomerId { get; init; }

    /// <summary>The store's code.</summary>
    public string StoreCode { get; init; } = "";

    /// <summary>Its name.</summary>
    public string Store { get; init; } = "";

    /// <summary>The day that was agreed, or missed; company zone.</summary>
    public DateOnly Day { get; init; }
}

/// <summary>Finds visits that ask for another one.</summary>
internal static class PlanWishes
{
    /// <summary>For so long a missed visit asks to be made up for, days.</summary>
    public const int MissedDays = 14;

    // Nobody agrees a visit further ahead.
    private const int FurthestAgreed = 90;

    /// <summary>Agreed for a day between the two, both included, by the last visit that somebody made to the store.</summary>
    public static IQueryable<PlanWish> Agreed(ProcessSalesDb db, DateOnly first, DateOnly last)
    {
        var since = first.AddDays(-FurthestAgreed);
        return from visit in db.Visits.AsNoTracking()
               where visit.Day >= since && visit.Day < last && visit.NextOn >= first && visit.NextOn <= last && visit.CheckOutAt != null
                   && !db.Visits.Any(later => later.StoreId == visit.StoreId && later.PersonId == visit.PersonId && later.Day > visit.Day && later.CheckOutAt != null)
                   && !db.Visits.Any(other => other.StoreId == visit.StoreId && other.PersonId == visit.PersonId && other.Day == visit.NextOn)
                   && !db.PlanVisits.Any(row => row.StoreId == visit.StoreId && (row.SubjectId == visit.Id || (row.Day == visit.NextOn && db.WeeklyPlans.Any(plan => plan.Id == row.PlanId && plan.PersonId == visit.PersonId))))
               join store in db.Stores on visit.StoreId equals store.Id
               where store.Active
               orderby visit.NextOn, store.Code
               select new PlanWish
               {
                   Kind = PlanWishKind.Agreed, VisitId = visit.Id, PersonId = visit.PersonId, StoreId = store.Id, CustomerId = store.CustomerId, StoreCode = store.Code, Store = store.Name, Day = visit.NextOn!.Value,
               };
    }

    /// <summary>Missed since a day and neither planned anew nor made up for by anybody.</summary>
    public static IQueryable<PlanWish> Missed(ProcessSalesDb db, DateOnly since) =>
        from visit in db.Visits.AsNoTracking()
        where visit.Day >= since && visit.State == VisitState.Missed
            && !db.Visits.Any(later => later.StoreId == visit.StoreId && later.Day > visit.Day && later.CheckInAt != null)
            && !db.PlanVisits.Any(row => row.StoreId == visit.StoreId && row.SubjectId == visit.Id)
        join store in db.Stores on visit.StoreId equals store.Id
        where store.Active
        orderby visit.Day, store.Code
        select new PlanWish
        {
            Kind = PlanWishKind.Missed, VisitId = visit.Id, PersonId = visit.PersonId, StoreId = store.Id, CustomerId = store.CustomerId, StoreCode = store.Code, Store = store.Name, Day = visit.Day,
        };
}
