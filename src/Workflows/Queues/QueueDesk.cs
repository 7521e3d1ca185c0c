using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Queues;

/// <summary>A queue in a list.</summary>
/// <param name="Waiting">Open tasks that nobody has claimed.</param>
/// <param name="Claimed">Open tasks that somebody has claimed.</param>
/// <param name="Oldest">When the oldest unclaimed task came, UTC; null when none waits.</param>
public sealed record QueueRow(Guid Id, string Key, string Name, string NameEn, IReadOnlyList<QueuePerson> People, int Waiting, int Claimed, DateTimeOffset? Oldest, int Version);

/// <summary>Somebody at a queue.</summary>
public sealed record QueuePerson(Guid Id, string Name);

/// <summary>What an administrator enters.</summary>
/// <param name="Id">Null for a new one.</param>
/// <param name="Key">Small letters, digits and hyphens; read for a new one only.</param>
/// <param name="People">User names of all who take from it.</param>
/// <param name="Version">Of the queue that was shown.</param>
public sealed record QueueEdit(Guid? Id, string Key, string Name, string NameEn, IReadOnlyList<string> People, int Version = 0);

/// <summary>
/// Keeps queues and who stands at them. A change of people reaches every unclaimed task of the queue in the same transaction. Safe for concurrent use.
/// </summary>
public sealed partial class QueueDesk(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    private const int MostPeople = 200;

    /// <summary>All queues, by key.</summary>
    public async Task<IReadOnlyList<QueueRow>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = await db.QueueMembers.AsNoTracking().Join(db.Users, member => member.PersonId, person => person.Id, (member, person) => new { member.QueueId, person.Id, person.Name, person.UserName })
            .OrderBy(row => row.UserName).ToListAsync(cancellationToken);
        var tasks = await db.Tasks.Where(task => task.State == TaskState.Open && task.QueueId != null)
            .GroupBy(task => new { task.QueueId, Claimed = task.AssigneeId != null }).Select(group => new { group.Key.QueueId, group.Key.Claimed, Count = group.Count() }).ToListAsync(cancellationToken);
        var rows = new List<QueueRow>();
        foreach (var queue in await db.WorkQueues.AsNoTracking().OrderBy(queue => queue.Key).ToListAsync(cancellationToken))
        {
            var oldest = await db.Tasks.Where(task => task.QueueId == queue.Id && task.State == TaskState.Open && task.AssigneeId == null)
                .OrderBy(task => task.CreatedAt).Select(task => (DateTimeOffset?)task.CreatedAt).FirstOrDefaultAsync(cancellationToken);
            int Count(bool claimed) => tasks.Where(row => row.QueueId == queue.Id && row.Claimed == claimed).Sum(row => row.Count);
            rows.Add(new(queue.Id, queue.Key, queue.Name, queue.NameEn, [.. people.Where(row => row.QueueId == queue.Id).Select(row => new QueuePerson(row.Id, row.Name))], Count(false), Count(true), oldest, queue.Version));
        }

        return rows;
    }

    /// <summary>Whether a queue of this key is there.</summary>
    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WorkQueues.AnyAsync(queue => queue.Key == key, cancellationToken);
    }

    /// <summary>Who may claim a task of a case from the queue at this moment.</summary>
    public async Task<IReadOnlyList<Guid>> CandidatesAsync(string key, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = await db.QueueMembers.Where(member => db.WorkQueues.Any(queue => queue.Key == key && queue.Id == member.QueueId)).Select(member => member.PersonId).ToListAsync(cancellationToken);
        return await CandidatesAsync(db, people, await db.Cases.AsNoTracking().SingleAsync(file => file.Id == caseId, cancellationToken), false, cancellationToken);
    }

    /// <summary>Adds or changes a queue and its people.</summary>
    /// <exception cref="RefusedException">Not an administrator, a field is faulty, or somebody else was faster.</exception>
    public async Task SaveAsync(Guid by, QueueEdit edit, CancellationToken cancellationToken = default)
    {
        Check(edit);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.RequireAsync(by, cancellationToken);
            if (edit.Id is null && await db.WorkQueues.AnyAsync(row => row.Key == edit.Key, cancellationToken)) throw new RefusedException(RefusalKind.Invalid, [new("Key", "queue.keyTaken", edit.Key)]);
            var queue = edit.Id is { } id
                ? await db.WorkQueues.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "queue.unknown")
                : db.WorkQueues.Add(new() { Id = Guid.CreateVersion7(clock.Now), Key = edit.Key }).Entity;
            if (edit.Id is not null && queue.Version != edit.Version) throw new RefusedException(RefusalKind.Conflict, "changedMeanwhile");
            var wanted = await PeopleAsync(db, edit.People, cancellationToken);
            queue.Name = edit.Name.Trim();
            queue.NameEn = edit.NameEn.Trim();
            queue.Version++;
            var present = await db.QueueMembers.Where(row => row.QueueId == queue.Id).ToListAsync(cancellationToken);
            db.QueueMembers.RemoveRange(present.Where(row => !wanted.ContainsKey(row.PersonId)));
            db.QueueMembers.AddRange(wanted.Keys.Where(person => present.All(row => row.PersonId != person)).Select(person => new QueueMember { QueueId = queue.Id, PersonId = person }));
            await RefillAsync(db, queue.Id, [.. wanted.Keys], cancellationToken);
            db.Record(clock.Now, new()
            {
                PersonId = by, Subject = $"queue:{queue.Key}", Action = edit.Id is null ? "Add" : "Change",
                AfterJson = System.Text.Json.JsonSerializer.Serialize(new { queue.Name, queue.NameEn, People = wanted.Values.Order() }),
            });
        }, cancellationToken);
    }

    /// <summary>Takes whoever leaves out of every queue; the unclaimed tasks stay with the others, or with a superior when nobody is left.</summary>
    internal static async Task LeaveAsync(ProcessSalesDb db, Guid person, CancellationToken cancellationToken)
    {
        foreach (var place in await db.QueueMembers.Where(row => row.PersonId == person).ToListAsync(cancellationToken))
        {
            db.QueueMembers.Remove(place);
            var others = await db.QueueMembers.Where(row => row.QueueId == place.QueueId && row.PersonId != person).Select(row => row.PersonId).ToListAsync(cancellationToken);
            await RefillAsync(db, place.QueueId, others, cancellationToken);
        }
    }

    /// <summary>
    /// Who may claim a task of the queue: its people, but nobody whom the segregation of duties shuts out; where that leaves nobody the superior of the
    /// case's owner, so that nothing waits unseen (domain.md 4.2, empty approver).
    /// </summary>
    internal static async Task<IReadOnlyList<Guid>> CandidatesAsync(ProcessSalesDb db, IReadOnlyCollection<Guid> people, Case file, bool decides, CancellationToken cancellationToken)
    {
        var fit = await db.Users.Where(person => people.Contains(person.Id) && person.Active && !(decides && (person.Id == file.OwnerId || person.Role == Role.Adm)))
            .Select(person => person.Id).ToListAsync(cancellationToken);
        if (fit.Count > 0) return fit;
        return await Staff.SuperiorOfAsync(db, file.OwnerId, cancellationToken) is { } superior ? [superior.Id] : [];
    }

    // What somebody has claimed stays theirs until they release it or finish it.
    private static async Task RefillAsync(ProcessSalesDb db, Guid queueId, IReadOnlyCollection<Guid> people, CancellationToken cancellationToken)
    {
        var tasks = await db.Tasks.Where(task => task.QueueId == queueId && task.State == TaskState.Open).ToListAsync(cancellationToken);
        if (tasks.Count == 0) return;
        var ids = tasks.Select(task => task.CaseId).Distinct().ToList();
        var files = await db.Cases.AsNoTracking().Where(file => ids.Contains(file.Id)).ToDictionaryAsync(file => file.Id, cancellationToken);
        var known = (await db.TaskCandidates.Where(row => !row.BesideAssignee && db.Tasks.Any(task => task.Id == row.TaskId && task.QueueId == queueId && task.State == TaskState.Open)).ToListAsync(cancellationToken)).ToLookup(row => row.TaskId);
        foreach (var task in tasks)
        {
            var wanted = await CandidatesAsync(db, people, files[task.CaseId], TaskDecisions.ActionsOf(task).Any(TaskActions.Decides), cancellationToken);
            db.TaskCandidates.RemoveRange(known[task.Id].Where(row => !wanted.Contains(row.PersonId) && row.PersonId != task.AssigneeId));
            db.TaskCandidates.AddRange(wanted.Where(person => known[task.Id].All(row => row.PersonId != person)).Select(person => new TaskCandidate { TaskId = task.Id, PersonId = person }));
            task.Version++;
        }
    }

    private static void Check(QueueEdit edit)
    {
        var refusals = new List<Refusal>();
        if (edit.Id is null && !KeyForm().IsMatch(edit.Key)) refusals.Add(new("Key", "queue.key"));
        foreach (var (field, value) in new[] { ("Name", edit.Name), ("NameEn", edit.NameEn) })
        {
            if (string.IsNullOrWhiteSpace(value)) refusals.Add(new(field, "required"));
            else if (value.Trim().Length > 60) refusals.Add(new(field, "tooLong", 60));
        }

        if (edit.People.Count > MostPeople) refusals.Add(new("People", "queue.tooMany", MostPeople));
        if (refusals.Count > 0) throw new RefusedException(RefusalKind.Invalid, refusals);
    }

    private static async Task<Dictionary<Guid, string>> PeopleAsync(ProcessSalesDb db, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var wanted = names.Select(name => name.Trim()).Where(name => name.Length > 0).Distinct().ToList();
        var people = await db.Users.Where(person => person.Active && wanted.Contains(person.UserName!)).ToDictionaryAsync(person => person.Id, person => person.UserName!, cancellationToken);
        var missing = wanted.FirstOrDefault(name => !people.ContainsValue(name));
        return missing is null ? people : throw new RefusedException(RefusalKind.Invalid, [new("People", "queue.nobody", missing.Length > 40 ? missing[..40] : missing)]);
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$")]
    private static partial Regex KeyForm();
}
