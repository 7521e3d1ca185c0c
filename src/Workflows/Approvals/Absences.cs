using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Approvals;

/// <summary>An absence to enter.</summary>
/// <param name="Person">Who is away.</param>
/// <param name="Delegate">Who decides instead.</param>
/// <param name="From">First day, company zone.</param>
/// <param name="Until">The first day that no longer counts.</param>
/// <param name="Process">Only this process; null for all.</param>
/// <param name="Reason">Null for none.</param>
/// <param name="IncludePending">Whether what waits already is handed over too.</param>
public sealed record NewAbsence(Guid Person, Guid Delegate, DateOnly From, DateOnly Until, string? Process, string? Reason, bool IncludePending);

/// <summary>An absence in a list.</summary>
public sealed record AbsenceRow(Guid Id, Guid PersonId, string Person, string Delegate, DateTimeOffset From, DateTimeOffset Until, string? Process, string? Reason, DateTimeOffset? EndedAt);

/// <summary>Who has a task in place of whom.</summary>
/// <param name="Holder">Gets the task.</param>
/// <param name="OnBehalfOf">Whose it would be; null when it is the holder's own.</param>
public sealed record Standing(Guid Holder, Guid? OnBehalfOf);

/// <summary>审批委托: enters absences and finds who stands in for whom (domain.md 4.2 rule 6). Safe for concurrent use.</summary>
public sealed class Absences(IDbContextFactory<ProcessSalesDb> databases, CaseNews news, CompanyClock clock)
{
    private const int MostHops = 2;

    /// <summary>Enters an absence, for oneself or, as an administrator, for another.</summary>
    /// <exception cref="RefusedException">The period or the delegate is not possible, or it is not the person's to enter.</exception>
    public async Task DeclareAsync(Guid by, NewAbsence entry, string? client, CancellationToken cancellationToken = default)
    {
        var refusals = new List<Refusal>();
        if (entry.Until <= entry.From) refusals.Add(new("Until", "absence.period"));
        if (entry.Until <= clock.Today) refusals.Add(new("Until", "absence.past"));
        if (entry.Until.DayNumber - entry.From.DayNumber > 366) refusals.Add(new("Until", "absence.tooLong"));
        if (entry.Person == entry.Delegate) refusals.Add(new("Delegate", "absence.self"));
        if (entry.IncludePending && entry.From > clock.Today) refusals.Add(new("IncludePending", "absence.pendingNow"));
        if (entry.Reason is { Length: > 300 }) refusals.Add(new("Reason", "tooLong", 300));
        var own = refusals.Count;
        var ready = await news.ReadyAsync(cancellationToken, "task-transferred");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            refusals.RemoveRange(own, refusals.Count - own);
            if (by != entry.Person && !await IsAdministratorAsync(db, by, cancellationToken)) throw new RefusedException(RefusalKind.NotFound, "person.unknown");
            var people = await db.Users.AsNoTracking().Where(row => row.Id == entry.Person || row.Id == entry.Delegate).ToListAsync(cancellationToken);
            var person = people.SingleOrDefault(row => row.Id == entry.Person && row.Active) ?? throw new RefusedException(RefusalKind.NotFound, "person.unknown");
            var other = people.SingleOrDefault(row => row.Id == entry.Delegate && row.Active);
            if (other is null) refusals.Add(new("Delegate", "person.unknown"));
            else if (other.Role == Role.Adm) refusals.Add(new("Delegate", "task.targetIsAdministrator"));
            else if (person.Role.Access() == AccessLevel.Finance && other.Role.Access() != AccessLevel.Finance) refusals.Add(new("Delegate", "task.targetNotFinance", other.Name));
            var (from, until) = (clock.At(entry.From, TimeOnly.MinValue), clock.At(entry.Until, TimeOnly.MinValue));
            if (await db.Absences.AnyAsync(row => row.PersonId == entry.Person && row.EndedAt == null && row.From < until && from < row.Until && (row.Process == null || entry.Process == null || row.Process == entry.Process), cancellationToken))
            {
                refusals.Add(new("From", "absence.overlaps"));
            }

            if (refusals.Count > 0) throw new RefusedException(RefusalKind.Invalid, refusals);
            var absence = new Absence
            {
                Id = Guid.CreateVersion7(clock.Now), PersonId = entry.Person, DelegateId = entry.Delegate, From = from, Until = until, Process = string.IsNullOrEmpty(entry.Process) ? null : entry.Process,
                Reason = string.IsNullOrWhiteSpace(entry.Reason) ? null : entry.Reason.Trim(), CreatedById = by, CreatedAt = clock.Now,
            };
            db.Absences.Add(absence);
            db.Record(clock.Now, new()
            {
                PersonId = by, OnBehalfOfId = by == entry.Person ? null : entry.Person, Subject = "absence", Action = "Declare", Comment = absence.Reason, Client = client,
                AfterJson = new JsonObject { ["person"] = person.Name, ["delegate"] = other!.Name, ["from"] = $"{entry.From:yyyy-MM-dd}", ["until"] = $"{entry.Until:yyyy-MM-dd}", ["process"] = absence.Process, ["pending"] = entry.IncludePending }.ToJsonString(),
            });
            if (!entry.IncludePending) return;
            await db.SaveChangesAsync(cancellationToken);
            await HandPendingAsync(db, ready, absence, by, client, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Ends an absence before its time; what was handed over stays where it is.</summary>
    /// <exception cref="RefusedException">It is not the person's, or has ended.</exception>
    public async Task EndAsync(Guid by, Guid id, string? client, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var absence = await db.Absences.SingleOrDefaultAsync(row => row.Id == id && row.EndedAt == null, cancellationToken);
            if (absence is null || (absence.PersonId != by && !await IsAdministratorAsync(db, by, cancellationToken))) throw new RefusedException(RefusalKind.NotFound, "absence.unknown");
            absence.EndedAt = clock.Now;
            db.Record(clock.Now, new() { PersonId = by, OnBehalfOfId = by == absence.PersonId ? null : absence.PersonId, Subject = "absence", Action = "End", Client = client });
        }, cancellationToken);
    }

    /// <summary>The person's own absences, or everybody's for an administrator; the newest first.</summary>
    public async Task<Page<AbsenceRow>> ListAsync(Guid person, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var all = await IsAdministratorAsync(db, person, cancellationToken);
        var rows = db.Absences.AsNoTracking().Where(row => all || row.PersonId == person || row.DelegateId == person);
        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.OrderByDescending(row => row.Id).Skip((number - 1) * size).Take(size)
            .Select(row => new AbsenceRow(row.Id, row.PersonId,
                db.Users.Where(one => one.Id == row.PersonId).Select(one => one.Name).First(), db.Users.Where(one => one.Id == row.DelegateId).Select(one => one.Name).First(),
                row.From, row.Until, row.Process, row.Reason, row.EndedAt)).ToListAsync(cancellationToken);
        return new(page, total, number, size);
    }

    /// <summary>Who has a task now that would be this person's. Never the applicant, an administrator or anyone of <paramref name="taken"/>.</summary>
    public async Task<Standing> StandingForAsync(Guid person, Guid applicant, string process, IReadOnlyCollection<Guid> taken, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await StandingForAsync(db, person, applicant, process, taken, cancellationToken);
    }

    private async Task<Standing> StandingForAsync(ProcessSalesDb db, Guid person, Guid applicant, string process, IReadOnlyCollection<Guid> taken, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var (at, seen) = (person, new HashSet<Guid> { person });
        for (var hop = 0; hop < MostHops; hop++)
        {
            var away = await db.Absences.Where(row => row.PersonId == at && row.EndedAt == null && row.From <= now && now < row.Until && (row.Process == null || row.Process == process))
                .Join(db.Users, row => row.DelegateId, other => other.Id, (row, other) => new { row.CreatedAt, row.DelegateId, other.Active, other.Role })
                .OrderByDescending(row => row.CreatedAt).FirstOrDefaultAsync(cancellationToken);
            if (away is null) break;

            // A circle, or a delegate who must not decide this: then it goes up, never round and never to the applicant.
            if (!away.Active || away.Role == Role.Adm || away.DelegateId == applicant || taken.Contains(away.DelegateId) || !seen.Add(away.DelegateId))
            {
                return await AboveAsync(db, person, applicant, taken, cancellationToken) is { } superior ? new(superior, person) : new(person, null);
            }

            at = away.DelegateId;
        }

        return at == person ? new(person, null) : new(at, person);
    }

    private static async Task<Guid?> AboveAsync(ProcessSalesDb db, Guid person, Guid applicant, IReadOnlyCollection<Guid> taken, CancellationToken cancellationToken)
    {
        var seen = new HashSet<Guid> { person };
        for (var at = await Staff.SuperiorOfAsync(db, person, cancellationToken); at is not null && seen.Add(at.Id); at = await Staff.SuperiorOfAsync(db, at.Id, cancellationToken))
        {
            if (at.Role != Role.Adm && at.Id != applicant && !taken.Contains(at.Id)) return at.Id;
        }

        return null;
    }

    // Only decisions are handed over: a draft or a correction stays with its applicant.
    private async Task HandPendingAsync(ProcessSalesDb db, ReadyTemplates ready, Absence absence, Guid by, string? client, CancellationToken cancellationToken)
    {
        var tasks = await db.Tasks.Where(task => task.AssigneeId == absence.PersonId && task.State == TaskState.Open && task.ConsultedById == null && task.OnBehalfOfId == null).ToListAsync(cancellationToken);
        foreach (var task in tasks.Where(task => TaskDecisions.ActionsOf(task).Any(TaskActions.Decides)))
        {
            var file = await db.Cases.AsNoTracking().SingleAsync(row => row.Id == task.CaseId, cancellationToken);
            if (absence.Process is not null && absence.Process != file.Process) continue;
            var beside = await db.Tasks.Where(row => row.CaseId == task.CaseId && row.GroupId == task.GroupId && row.Id != task.Id && row.AssigneeId != null).Select(row => row.AssigneeId!.Value).ToListAsync(cancellationToken);
            var standing = await StandingForAsync(db, absence.PersonId, file.OwnerId, file.Process, beside, cancellationToken);
            if (standing.OnBehalfOf is null) continue;
            task.AssigneeId = standing.Holder;
            task.OnBehalfOfId = standing.OnBehalfOf;
            task.Version++;
            db.Record(clock.Now, new() { PersonId = by, OnBehalfOfId = by == absence.PersonId ? null : absence.PersonId, CaseId = file.Id, Subject = $"task:{task.StepName}", Action = "Delegate", Client = client });
            var name = await db.Users.Where(row => row.Id == absence.PersonId).Select(row => row.Name).SingleAsync(cancellationToken);
            await news.TellAsync(db, ready, file, $"absence/{absence.Id:N}/{task.Id:N}", "task-transferred", [standing.Holder], task.StepName, task.DueAt, new JsonObject { ["handler"] = name, ["comment"] = absence.Reason }, cancellationToken, new() { As = ToldAs.Holder, By = name });
        }
    }

    private static Task<bool> IsAdministratorAsync(ProcessSalesDb db, Guid person, CancellationToken cancellationToken) =>
        db.Users.AnyAsync(row => row.Id == person && row.Active && row.Role == Role.Adm, cancellationToken);
}
