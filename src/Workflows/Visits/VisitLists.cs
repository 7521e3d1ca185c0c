using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Visits;

/// <summary>A visit in a list.</summary>
public sealed record VisitRow(
    Guid Id, DateOnly Day, int? Order, string Store, string StoreCode, string Person, VisitState State, DateTimeOffset? CheckInAt, DateTimeOffset? CheckOutAt, bool? Effective,
    IReadOnlyList<VisitException> Exceptions, int FailedChecks, decimal? OrderAmount, string? Note, bool CancelAsked);

/// <summary>Which visits are looked for.</summary>
/// <param name="State">Null for any.</param>
/// <param name="Text">Part of a store's or a person's name; null for any.</param>
/// <param name="OnlyExceptions">Only those with something to look at.</param>
/// <param name="Person">Whose; null for everybody's.</param>
/// <param name="OnlyPlanned">Only those that the plan knew and that were not called off: what figures call planned.</param>
/// <param name="OnlyOrders">Only those that brought an order home.</param>
public sealed record VisitFilter(VisitState? State, DateOnly? From, DateOnly? Until, string? Text, bool OnlyExceptions = false, Guid? Person = null, bool OnlyPlanned = false, bool OnlyOrders = false);

/// <summary>One handing in of a visit. UTC.</summary>
public sealed record VisitHandIn(int Number, DateTimeOffset At, DateTimeOffset ReceivedAt);

/// <summary>A visit that stands for another: one that was planned because it was missed or agreed.</summary>
public sealed record VisitLink(Guid Id, DateOnly Day);

/// <summary>A visit with all that was entered.</summary>
/// <param name="TaskId">The reader's own open task about it; null for none.</param>
/// <param name="HandIns">Each time it was handed in, the first one first.</param>
/// <param name="Follows">The visit that asked for this one; null for the route or nobody.</param>
/// <param name="FollowedBy">The visit that was planned because of this one; null for none.</param>
/// <param name="Earlier">Which of them is shown when it is not the newest; null for what holds now.</param>
public sealed record VisitView(
    Visit Visit, VisitContent Content, string Store, string StoreCode, string Customer, string Person, string? ReviewedBy, IReadOnlyList<VisitLine> Lines, IReadOnlyList<VisitBatch> Batches,
    IReadOnlyList<VisitAnswer> Answers, IReadOnlyList<VisitPhoto> Photos, IReadOnlyList<FoundMatter> Findings, IReadOnlyList<VisitMove> Moves, IReadOnlyDictionary<string, string> Products,
    Checklist? Checklist, IReadOnlyList<string> Missing, Guid? TaskId, IReadOnlyList<string> Actions, string? CaseNumber, IReadOnlyList<VisitHandIn> HandIns, int? Earlier, VisitLink? Follows, VisitLink? FollowedBy);

/// <summary>Finds visits within a person's scope. Safe for concurrent use.</summary>
public sealed class VisitLists(IDbContextFactory<ProcessSalesDb> databases, Checklists checklists)
{
    /// <summary>One person's visits of a day in their order.</summary>
    public async Task<IReadOnlyList<VisitRow>> OfDayAsync(Guid person, DateOnly day, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Shown(db, db.Visits.Where(row => row.PersonId == person && row.Day == day).OrderBy(row => row.Order).ThenBy(row => row.CreatedAt).Take(100), cancellationToken);
    }

    /// <summary>Visits in the person's scope; handed-in ones with the heaviest exceptions first, then the newest.</summary>
    public async Task<Page<VisitRow>> ListAsync(Guid person, VisitFilter filter, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = (await DataScope.OfAsync(db, person, cancellationToken)).Visits(db).AsNoTracking();
        if (filter.State is { } state) rows = rows.Where(row => row.State == state);
        if (filter.From is { } from) rows = rows.Where(row => row.Day >= from);
        if (filter.Until is { } until) rows = rows.Where(row => row.Day <= until);
        if (filter.Person is { } whose) rows = rows.Where(row => row.PersonId == whose);
        if (filter.OnlyPlanned) rows = rows.Where(row => row.PlannedVisitId != null && row.AdHocReason == null && row.State != VisitState.Cancelled);
        if (filter.OnlyOrders) rows = rows.Where(row => row.OrderAmount != null);
        if (filter.OnlyExceptions) rows = rows.Where(row => row.ExceptionWeight > 0);
        if (!string.IsNullOrWhiteSpace(filter.Text))
            rows = rows.Where(row => db.Stores.Any(store => store.Id == row.StoreId && (store.Name.Contains(filter.Text) || store.Code.Contains(filter.Text))) || db.Users.Any(each => each.Id == row.PersonId && each.Name.Contains(filter.Text)));
        var total = await rows.CountAsync(cancellationToken);
        var ordered = filter.State is null ? rows.OrderByDescending(row => row.Day).ThenByDescending(row => row.ExceptionWeight) : rows.OrderByDescending(row => row.ExceptionWeight).ThenByDescending(row => row.Day);
        return new(await Shown(db, ordered.ThenBy(row => row.Id).Skip((number - 1) * size).Take(size), cancellationToken), total, number, size);
    }

    /// <summary>How many visits of each state the person sees.</summary>
    public async Task<IReadOnlyDictionary<VisitState, int>> CountsAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (await DataScope.OfAsync(db, person, cancellationToken)).Visits(db).GroupBy(row => row.State).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
    }

    /// <summary>One visit; null when it does not exist or is not visible to the person.</summary>
    /// <param name="handIn">An earlier handing in to show instead of what holds now; one that is not there shows what holds now.</param>
    public async Task<VisitView?> ReadAsync(Guid person, Guid id, int? handIn = null, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var visit = await (await DataScope.OfAsync(db, person, cancellationToken)).Visits(db).AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (visit is null) return null;
        var store = await db.Stores.AsNoTracking().SingleAsync(row => row.Id == visit.StoreId, cancellationToken);
        var names = await db.Users.AsNoTracking().Where(row => row.Id == visit.PersonId || row.Id == visit.ReviewedById).ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken);
        var handIns = await db.VisitVersions.AsNoTracking().Where(row => row.VisitId == id).OrderBy(row => row.Number).Select(row => new VisitHandIn(row.Number, row.At, row.ReceivedAt)).ToListAsync(cancellationToken);
        var earlier = handIns.SkipLast(1).FirstOrDefault(row => row.Number == handIn)?.Number;
        var content = VisitContent.Parse(earlier is null ? visit.ContentJson : await db.VisitVersions.Where(row => row.VisitId == id && row.Number == earlier).Select(row => row.ContentJson).SingleAsync(cancellationToken));
        HumanTask? task = null;
        string? number = null;
        if (earlier is null && visit.CaseId is { } file)
        {
            number = await db.Cases.Where(row => row.Id == file).Select(row => row.Number).SingleOrDefaultAsync(cancellationToken);
            foreach (var open in await db.Tasks.AsNoTracking().Where(row => row.CaseId == file && row.State == TaskState.Open).ToListAsync(cancellationToken))
                if (await TaskDecisions.IsForAsync(db, open, person, cancellationToken)) task = open;
        }

        var known = await db.Products.AsNoTracking().ToDictionaryAsync(row => row.Code, cancellationToken);
        var lines = await db.VisitLines.AsNoTracking().Where(row => row.VisitId == id).OrderBy(row => row.ProductCode).ToListAsync(cancellationToken);
        // An earlier handing in has no rows of its own; what the store should carry is that of the day.
        var rows = earlier is null ? null : new VisitRows(visit, content, known, await FreshnessTerms.OnAsync(db, visit.Day, cancellationToken));
        var pictures = content.Photos.Select(photo => photo.Id).ToList();
        return new(
            visit, content, store.Name, store.Code, await db.Customers.Where(row => row.Id == store.CustomerId).Select(row => row.Name).SingleAsync(cancellationToken),
            names[visit.PersonId], visit.ReviewedById is { } by ? names.GetValueOrDefault(by) : null,
            rows is null ? lines : [.. rows.Lines(lines.ToDictionary(line => line.ProductCode, line => new ExpectedLine(line.ProductCode, line.MustHave, null, line.AgreedPrice)))],
            rows is null ? await db.VisitBatches.AsNoTracking().Where(row => row.VisitId == id).OrderBy(row => row.Number).ToListAsync(cancellationToken) : [.. rows.Batches()],
            rows is null ? await db.VisitAnswers.AsNoTracking().Where(row => row.VisitId == id).ToListAsync(cancellationToken) : [.. rows.Answers()],
            await db.VisitPhotos.AsNoTracking().Where(row => row.VisitId == id && (earlier == null || pictures.Contains(row.Id))).OrderBy(row => row.TakenAt).ToListAsync(cancellationToken),
            await db.FoundMatters.AsNoTracking().Where(row => row.VisitId == id && row.Element != FindingPump.AnswerElement).OrderByDescending(row => row.Expired).ThenBy(row => row.Key).ToListAsync(cancellationToken),
            (await db.VisitMoves.AsNoTracking().Where(row => row.VisitId == id).ToListAsync(cancellationToken)).OrderBy(row => row.ReceivedAt).ThenBy(row => row.At).ToList(),
            known.ToDictionary(row => row.Key, row => row.Value.Name),
            (await checklists.ReadAsync(cancellationToken)).Version(visit.ChecklistVersion), visit.CheckInAt is null ? [] : VisitSteps.Missing(content), task?.Id, task is null ? [] : TaskDecisions.ActionsOf(task), number, handIns, earlier,
            await (from plan in db.PlanVisits where plan.Id == visit.PlannedVisitId join before in db.Visits on plan.SubjectId equals (Guid?)before.Id select new VisitLink(before.Id, before.Day)).SingleOrDefaultAsync(cancellationToken),
            await (from plan in db.PlanVisits where plan.StoreId == visit.StoreId && plan.SubjectId == id join after in db.Visits on (Guid?)plan.Id equals after.PlannedVisitId orderby after.Day select new VisitLink(after.Id, after.Day)).FirstOrDefaultAsync(cancellationToken));
    }

    private static async Task<IReadOnlyList<VisitRow>> Shown(ProcessSalesDb db, IQueryable<Visit> visits, CancellationToken cancellationToken)
    {
        var rows = await visits.Select(row => new
        {
            row, Store = db.Stores.Where(store => store.Id == row.StoreId).Select(store => new { store.Name, store.Code }).First(), Person = db.Users.Where(each => each.Id == row.PersonId).Select(each => each.Name).First(),
        }).AsNoTracking().ToListAsync(cancellationToken);
        return [.. rows.Select(x => new VisitRow(
            x.row.Id, x.row.Day, x.row.Order, x.Store.Name, x.Store.Code, x.Person, x.row.State, x.row.CheckInAt, x.row.CheckOutAt, x.row.Effective, VisitExceptions.Of(x.row.Exceptions), x.row.FailedChecks,
            x.row.OrderAmount, x.row.StateNote, x.row.CancelReason is not null))];
    }
}

/// <summary>What is known of a visit beside the case that decides of it.</summary>
internal sealed class VisitFacts(IDbContextFactory<ProcessSalesDb> databases) : ICaseFactSource
{
    public async Task<IReadOnlyList<CaseFact>> OfAsync(Guid person, Case file, CancellationToken cancellationToken)
    {
        if (file.Process != VisitRegister.Process || VisitMatters.Read(file.DataJson) is not { } matter) return [];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Visits.AsNoTracking().SingleOrDefaultAsync(row => row.Id == matter.Visit, cancellationToken) is not { } visit) return [];
        var facts = new List<CaseFact> { new("Visit") { Text = $"{visit.Day:yyyy-MM-dd}", Link = $"/visits/{visit.Id}" } };
        if (matter.Reason is { Length: > 0 } reason) facts.Add(new("VisitReason") { Text = reason });
        if (visit.Exceptions.Length > 0) facts.Add(new("VisitExceptions") { Count = VisitExceptions.Of(visit.Exceptions).Count, Grave = true, Link = $"/visits/{visit.Id}" });
        if (visit.OrderAmount is { } amount) facts.Add(new("VisitOrder") { Amount = amount });
        return facts;
    }
}
