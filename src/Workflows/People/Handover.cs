using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Queues;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.People;

/// <summary>What a person holds.</summary>
/// <param name="Tasks">Open tasks.</param>
/// <param name="Cases">Cases that have not ended.</param>
public sealed record Holdings(int Tasks, int Cases, int Customers, int Stores, int Subordinates)
{
    /// <summary>Whether there is anything to hand over.</summary>
    public bool Any => Tasks + Cases + Customers + Stores + Subordinates > 0;
}

/// <summary>What was handed over.</summary>
/// <param name="Kept">Cases in review that stay until they are decided, because the taker is on their approval path.</param>
public sealed record HandedOver(Holdings Moved, int Kept);

/// <summary>
/// Hands over all that a person holds to another when they leave (domain.md 4.2 rule 7), in one transaction. What they have done stays theirs: history is not
/// touched. Safe for concurrent use.
/// </summary>
public sealed class Handover(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>What a person holds.</summary>
    public async Task<Holdings> HoldingsAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return new(
            await OpenTasks(db, person).CountAsync(cancellationToken), await OpenCases(db, person).CountAsync(cancellationToken),
            await db.Customers.CountAsync(row => row.OwnerId == person, cancellationToken), await db.Stores.CountAsync(row => row.OwnerId == person, cancellationToken),
            await db.Users.CountAsync(row => row.SuperiorId == person && row.Active, cancellationToken));
    }

    /// <summary>Hands everything over and, if wished, ends the person's access.</summary>
    /// <param name="by">An administrator.</param>
    /// <param name="to">Null for the person's superior.</param>
    /// <param name="leaves">Whether the person leaves: cannot sign in any more, and open sessions end.</param>
    /// <returns>What was handed over.</returns>
    /// <exception cref="RefusedException">Not an administrator, nobody to take over, or a task whose taker would decide their own case.</exception>
    public async Task<HandedOver> RunAsync(Guid by, Guid person, Guid? to, bool leaves, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(() => RunAsync(db, by, person, to, leaves, cancellationToken), cancellationToken);
    }

    /// <inheritdoc cref="RunAsync(Guid, Guid, Guid?, bool, CancellationToken)"/>
    /// <param name="db">In whose transaction it is done; what it holds must be saved.</param>
    internal async Task<HandedOver> RunAsync(ProcessSalesDb db, Guid by, Guid person, Guid? to, bool leaves, CancellationToken cancellationToken)
    {
        await db.RequireAsync(by, cancellationToken);
        var leaver = await db.Users.SingleOrDefaultAsync(row => row.Id == person, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "person.unknown");
        if (leaves && by == person) throw new RefusedException(RefusalKind.Invalid, "handover.self");
        var taker = to is { } chosen
            ? await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == chosen && row.Active && row.Id != person, cancellationToken)
            : await Staff.SuperiorOfAsync(db, person, cancellationToken);
        if (taker is null || taker.Id == person || taker.Role == Role.Adm) throw new RefusedException(RefusalKind.Invalid, "handover.nobody");

        var tasks = await TasksAsync(db, by, leaver, taker, cancellationToken);
        var (cases, kept) = await CasesAsync(db, by, leaver, taker, cancellationToken);
        var customers = await db.Customers.Where(row => row.OwnerId == person).ToListAsync(cancellationToken);
        foreach (var customer in customers) customer.OwnerId = taker.Id;
        var stores = await db.Stores.Where(row => row.OwnerId == person).ToListAsync(cancellationToken);
        foreach (var store in stores) store.OwnerId = taker.Id;
        var below = await db.Users.Where(row => row.SuperiorId == person && row.Active).ToListAsync(cancellationToken);
        // Nobody becomes their own superior.
        foreach (var one in below) one.SuperiorId = one.Id == taker.Id ? leaver.SuperiorId : taker.Id;
        foreach (var assistance in await db.Assistances.Where(row => row.ManagerId == person).ToListAsync(cancellationToken))
        {
            if (!await db.Assistances.AnyAsync(row => row.AssistantId == assistance.AssistantId && row.ManagerId == taker.Id, cancellationToken) && assistance.AssistantId != taker.Id)
                db.Assistances.Add(new() { AssistantId = assistance.AssistantId, ManagerId = taker.Id });
            db.Assistances.Remove(assistance);
        }

        if (leaves)
        {
            await QueueDesk.LeaveAsync(db, person, cancellationToken);
            leaver.Active = false;
            leaver.SecurityStamp = Guid.NewGuid().ToString("N");
            var now = clock.Now;
            foreach (var absence in await db.Absences.Where(row => (row.DelegateId == person || row.PersonId == person) && row.EndedAt == null && row.Until > now).ToListAsync(cancellationToken)) absence.EndedAt = now;
        }

        var done = new Holdings(tasks, cases, customers.Count, stores.Count, below.Count);
        db.Record(clock.Now, new()
        {
            PersonId = by, Subject = $"person:{leaver.UserName}", Action = leaves ? "Leave" : "HandOver", From = leaver.Name, To = taker.Name,
            AfterJson = System.Text.Json.JsonSerializer.Serialize(new { To = taker.Id, done.Tasks, done.Cases, Customers = customers.Select(row => row.Code), Stores = stores.Select(row => row.Code), Subordinates = below.Select(row => row.Id) }),
        });
        return new HandedOver(done, kept);
    }

    // A task in the case of its taker would let the taker decide for themselves: it goes to the next superior who is not the owner (domain.md 2.0).
    private async Task<int> TasksAsync(ProcessSalesDb db, Guid by, Person leaver, Person taker, CancellationToken cancellationToken)
    {
        var tasks = await OpenTasks(db, leaver.Id).ToListAsync(cancellationToken);
        var files = tasks.Select(task => task.CaseId).Distinct().ToList();
        var owners = await db.Cases.Where(file => files.Contains(file.Id)).ToDictionaryAsync(file => file.Id, file => file.OwnerId, cancellationToken);
        foreach (var task in tasks)
        {
            var receiver = taker.Id;
            if (task.Level is not null && owners[task.CaseId] == receiver)
                receiver = await AboveAsync(db, receiver, leaver.Id, cancellationToken) ?? throw new RefusedException(RefusalKind.Invalid, "handover.ownCase", task.Title);
            if (task.AssigneeId == leaver.Id) task.AssigneeId = receiver;
            var places = await db.TaskCandidates.Where(row => row.TaskId == task.Id).ToListAsync(cancellationToken);
            if (places.FirstOrDefault(row => row.PersonId == leaver.Id) is { } place && task.QueueId is null)
            {
                db.TaskCandidates.Remove(place);
                if (places.All(row => row.PersonId != receiver)) db.TaskCandidates.Add(new() { TaskId = task.Id, PersonId = receiver });
            }

            task.Version++;
            db.Record(clock.Now, new() { PersonId = by, OnBehalfOfId = leaver.Id, CaseId = task.CaseId, Subject = $"task:{task.StepName}", Action = "HandOver", From = leaver.Name, To = receiver == taker.Id ? taker.Name : null });
        }

        return tasks.Count;
    }

    private static async Task<Guid?> AboveAsync(ProcessSalesDb db, Guid person, Guid leaver, CancellationToken cancellationToken)
    {
        var above = (await Staff.SuperiorOfAsync(db, person, cancellationToken))?.Id;
        if (above == leaver) above = (await Staff.SuperiorOfAsync(db, leaver, cancellationToken))?.Id;
        return above == person ? null : above;
    }

    // Whoever decides in a case cannot become its applicant (domain.md 2.0).
    private async Task<(int Moved, int Kept)> CasesAsync(ProcessSalesDb db, Guid by, Person leaver, Person taker, CancellationToken cancellationToken)
    {
        var (moved, kept) = (0, 0);
        foreach (var file in await OpenCases(db, leaver.Id).ToListAsync(cancellationToken))
        {
            if (file.State == CaseState.InReview && (file.PathJson?.Contains(taker.Id.ToString(), StringComparison.OrdinalIgnoreCase) == true
                || await db.Tasks.AnyAsync(task => task.CaseId == file.Id && task.Level != null && (task.AssigneeId == taker.Id || task.CompletedById == taker.Id), cancellationToken)))
            {
                kept++;
                continue;
            }

            file.OwnerId = taker.Id;
            file.Version++;
            moved++;
            db.Record(clock.Now, new() { PersonId = by, OnBehalfOfId = leaver.Id, CaseId = file.Id, Subject = "case", Action = "HandOver", From = leaver.Name, To = taker.Name });
        }

        return (moved, kept);
    }

    private static IQueryable<HumanTask> OpenTasks(ProcessSalesDb db, Guid person) => db.Tasks.Where(task => task.State == TaskState.Open
        && (task.AssigneeId == person || db.TaskCandidates.Any(candidate => candidate.TaskId == task.Id && candidate.PersonId == person)));

    private static IQueryable<Case> OpenCases(ProcessSalesDb db, Guid person) =>
        db.Cases.Where(file => file.OwnerId == person && (file.State == CaseState.Draft || file.State == CaseState.InReview || file.State == CaseState.Returned));
}
