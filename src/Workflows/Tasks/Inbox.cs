using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>A row of the inbox.</summary>
/// <param name="TaskId">The task; null in the lists of cases when none waits for me.</param>
/// <param name="Step">The step's name; null for a case.</param>
/// <param name="At">When it arrived, was handled, was started or was copied, by list. UTC.</param>
/// <param name="Holder">Who has a started case now; null when nobody has.</param>
public sealed record InboxRow(
    Guid? TaskId, Guid CaseId, string Number, string Process, string Title, string? Step, string Applicant, string? CustomerCode, decimal? Amount,
    CaseState State, string? Outcome, DateTimeOffset At, DateTimeOffset? DueAt, bool Overdue, string? Holder)
{
    /// <summary>Until when the person has put it off, UTC; null for not.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether it is a copy that was not opened yet.</summary>
    public bool Unread { get; init; }

    /// <summary>What to do first.</summary>
    public TaskPriority Priority { get; init; }
}

/// <summary>The numbers on the tabs.</summary>
/// <param name="ToDo">What waits, without what is put off.</param>
/// <param name="Aside">What is put off.</param>
/// <param name="Running">Started cases that are not closed.</param>
/// <param name="Unread">Copies not opened yet.</param>
public sealed record InboxCounts(int ToDo, int Aside, int Running, int Unread);

/// <summary>What waits for a person, what they handled, what they started and what was copied to them. Safe for concurrent use.</summary>
public sealed class Inbox(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    // Farther pages are rare and are sorted as a whole.
    private const int NearPages = 20;
    private readonly InboxQueries queries = new();

    /// <summary>How many tasks wait for the person, without those put off.</summary>
    public async Task<int> CountAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await queries.CountWaitingAsync(db, person, clock.Now);
    }

    /// <summary>The numbers on the tabs, in one question.</summary>
    public async Task<InboxCounts> CountsAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await queries.CountsAsync(db, person, clock.Now);
    }

    /// <summary>How many rows a list has.</summary>
    public async Task<int> CountAsync(Guid person, InboxFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return filter.Tab switch
        {
            InboxTab.Started => await Started(db, person, filter).CountAsync(cancellationToken),
            InboxTab.Copies => await Copied(db, person, filter).CountAsync(cancellationToken),
            _ => await Tasks(db, person, filter).CountAsync(cancellationToken),
        };
    }

    /// <summary>The task of the person that should be done first; null when nothing waits.</summary>
    public async Task<Guid?> NextAsync(Guid person, CancellationToken cancellationToken = default) => await NextAsync(person, new(InboxTab.ToDo), null, cancellationToken);

    /// <summary>The first task of a list that is not <paramref name="but"/>; null when there is none.</summary>
    public async Task<Guid?> NextAsync(Guid person, InboxFilter filter, Guid? but, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var tasks = Tasks(db, person, filter with { Tab = InboxTab.ToDo });
        if (but is { } not) tasks = tasks.Where(task => task.Id != not);
        return await Ordered(tasks, filter).Select(task => (Guid?)task.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The task that follows one on its page of a list, or stands before it at the end; another that waits when it stands alone. Null for none.</summary>
    public async Task<Guid?> FollowingAsync(Guid person, InboxFilter filter, Guid task, CancellationToken cancellationToken = default)
    {
        int at;
        List<Guid> page;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var list = filter with { Tab = InboxTab.ToDo };
            page = await Ordered(Tasks(db, person, list), list).Skip((filter.Number - 1) * filter.Size).Take(filter.Size + 1).Select(row => row.Id).ToListAsync(cancellationToken);
            at = page.IndexOf(task);
        }

        if (at >= 0 && at + 1 < page.Count) return page[at + 1];
        return at > 0 ? page[at - 1] : await NextAsync(person, filter, task, cancellationToken);
    }

    /// <summary>The open task of a case that waits for the person; null when there is none.</summary>
    public async Task<Guid?> TaskInCaseAsync(Guid person, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Waiting(db, person).Where(task => task.CaseId == caseId).Select(task => (Guid?)task.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>One page of a list. Rows that compare alike keep one order, so that no page repeats or skips one.</summary>
    /// <param name="waiting">How many tasks wait, when the caller knows; spares a list that is not narrowed from counting again.</param>
    public async Task<Page<InboxRow>> ListAsync(Guid person, InboxFilter filter, CancellationToken cancellationToken = default, int? waiting = null)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return filter.Tab switch
        {
            InboxTab.Started => await StartedAsync(db, person, filter, cancellationToken),
            InboxTab.Copies => await CopiedAsync(db, person, filter, cancellationToken),
            _ => await TasksAsync(db, person, filter, waiting, cancellationToken),
        };
    }

    private async Task<Page<InboxRow>> TasksAsync(ProcessSalesDb db, Guid person, InboxFilter filter, int? waiting, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var tasks = Tasks(db, person, filter);
        var plain = filter is { Tab: InboxTab.ToDo, Narrowed: false };
        var total = plain ? waiting ?? await queries.CountWaitingAsync(db, person, now) : await tasks.CountAsync(cancellationToken);

        // The page is chosen among narrow rows; what it shows is read for its rows only.
        var chosen = plain && filter is { Sort: InboxSort.Due, Number: <= NearPages }
            ? await queries.FirstDueAsync(db, person, now, filter.Number * filter.Size, (filter.Number - 1) * filter.Size, cancellationToken)
            : await Ordered(tasks, filter).Skip((filter.Number - 1) * filter.Size).Take(filter.Size).Select(task => task.Id).ToListAsync(cancellationToken);
        if (chosen.Count == 0) return new([], total, filter.Number, filter.Size);
        var page = await InboxQueries.RowsAsync(db, person, now, chosen, cancellationToken);
        return new([.. page.OrderBy(row => chosen.IndexOf(row.TaskId!.Value))], total, filter.Number, filter.Size);
    }

    private async Task<Page<InboxRow>> StartedAsync(ProcessSalesDb db, Guid person, InboxFilter filter, CancellationToken cancellationToken)
    {
        var files = Started(db, person, filter);
        var total = await files.CountAsync(cancellationToken);
        var ordered = filter.Sort == InboxSort.Oldest ? files.OrderBy(file => file.CreatedAt).ThenBy(file => file.Id) : files.OrderByDescending(file => file.CreatedAt).ThenBy(file => file.Id);
        var page = await ordered.Skip((filter.Number - 1) * filter.Size).Take(filter.Size)
            .Join(db.Users, file => file.OwnerId, owner => owner.Id, (file, owner) => new { file, owner })
            .Select(row => new InboxRow(
                db.Tasks.Where(task => task.CaseId == row.file.Id && task.State == TaskState.Open && task.AssigneeId == person).Select(task => (Guid?)task.Id).FirstOrDefault(),
                row.file.Id, row.file.Number, row.file.Process, row.file.Title, null, row.owner.Name, row.file.CustomerCode, row.file.Amount, row.file.State, null,
                row.file.CreatedAt, null, false,
                db.Tasks.Where(task => task.CaseId == row.file.Id && task.State == TaskState.Open && task.AssigneeId != null)
                    .Join(db.Users, task => task.AssigneeId, holder => holder.Id, (task, holder) => holder.Name).FirstOrDefault()))
            .ToListAsync(cancellationToken);
        return new([.. filter.Sort == InboxSort.Oldest ? page.OrderBy(row => row.At) : page.OrderByDescending(row => row.At)], total, filter.Number, filter.Size);
    }

    private async Task<Page<InboxRow>> CopiedAsync(ProcessSalesDb db, Guid person, InboxFilter filter, CancellationToken cancellationToken)
    {
        var copies = Copied(db, person, filter);
        var total = await copies.CountAsync(cancellationToken);
        var ordered = filter.Sort == InboxSort.Oldest ? copies.OrderBy(copy => copy.At).ThenBy(copy => copy.CaseId) : copies.OrderByDescending(copy => copy.At).ThenBy(copy => copy.CaseId);
        var page = await ordered.Skip((filter.Number - 1) * filter.Size).Take(filter.Size)
            .Join(db.Cases, copy => copy.CaseId, file => file.Id, (copy, file) => new { copy, file })
            .Join(db.Users, row => row.file.OwnerId, owner => owner.Id, (row, owner) => new { row.copy, row.file, owner })
            .Select(row => new InboxRow(null, row.file.Id, row.file.Number, row.file.Process, row.file.Title, null, row.owner.Name, row.file.CustomerCode, row.file.Amount, row.file.State,
                null, row.copy.At, null, false, null) { Unread = row.copy.ReadAt == null })
            .ToListAsync(cancellationToken);
        return new([.. filter.Sort == InboxSort.Oldest ? page.OrderBy(row => row.At) : page.OrderByDescending(row => row.At)], total, filter.Number, filter.Size);
    }

    private IQueryable<HumanTask> Tasks(ProcessSalesDb db, Guid person, InboxFilter filter)
    {
        var now = clock.Now;
        var tasks = filter.Tab == InboxTab.ToDo
            ? Waiting(db, person)
            : db.Tasks.AsNoTracking().Where(task => task.CompletedById == person && task.State == TaskState.Completed);
        if (filter.Tab == InboxTab.ToDo)
        {
            var aside = db.TaskSnoozes.Where(snooze => snooze.PersonId == person && snooze.Until > now).Select(snooze => snooze.TaskId);
            tasks = filter.Aside ? tasks.Where(task => aside.Contains(task.Id)) : tasks.Where(task => !aside.Contains(task.Id));
        }

        if (filter.Overdue) tasks = tasks.Where(task => task.DueAt < now);
        var (from, to) = Days(filter);
        if (filter.Tab == InboxTab.ToDo) tasks = tasks.Where(task => (from == null || task.CreatedAt >= from) && (to == null || task.CreatedAt < to));
        else tasks = tasks.Where(task => (from == null || task.CompletedAt >= from) && (to == null || task.CompletedAt < to));
        return Matching(db, filter) is { } matching ? tasks.Where(task => matching.Any(file => file.Id == task.CaseId)) : tasks;
    }

    private IQueryable<Case> Started(ProcessSalesDb db, Guid person, InboxFilter filter)
    {
        var (from, to) = Days(filter);
        var files = (Matching(db, filter) ?? db.Cases.AsNoTracking()).Where(file => file.OwnerId == person);
        if (from is not null) files = files.Where(file => file.CreatedAt >= from);
        return to is null ? files : files.Where(file => file.CreatedAt < to);
    }

    private IQueryable<CaseCopy> Copied(ProcessSalesDb db, Guid person, InboxFilter filter)
    {
        var (from, to) = Days(filter);
        var copies = db.CaseCopies.AsNoTracking().Where(copy => copy.PersonId == person);
        if (filter.Aside) copies = copies.Where(copy => copy.ReadAt == null);
        if (from is not null) copies = copies.Where(copy => copy.At >= from);
        if (to is not null) copies = copies.Where(copy => copy.At < to);
        return Matching(db, filter) is { } matching ? copies.Where(copy => matching.Any(file => file.Id == copy.CaseId)) : copies;
    }

    private (DateTimeOffset? From, DateTimeOffset? To) Days(InboxFilter filter) =>
        (filter.From is { } from ? clock.At(from, TimeOnly.MinValue) : null, filter.To is { } to ? clock.At(to.AddDays(1), TimeOnly.MinValue) : null);

    private static IQueryable<HumanTask> Ordered(IQueryable<HumanTask> tasks, InboxFilter filter) => (filter.Tab, filter.Sort) switch
    {
        (InboxTab.ToDo, InboxSort.Due) => tasks.OrderBy(task => task.DueAt == null).ThenBy(task => task.DueAt).ThenBy(task => task.CreatedAt).ThenBy(task => task.Id),
        (InboxTab.ToDo, InboxSort.Oldest) => tasks.OrderBy(task => task.CreatedAt).ThenBy(task => task.Id),
        (InboxTab.ToDo, _) => tasks.OrderByDescending(task => task.CreatedAt).ThenBy(task => task.Id),
        (_, InboxSort.Oldest) => tasks.OrderBy(task => task.CompletedAt).ThenBy(task => task.Id),
        _ => tasks.OrderByDescending(task => task.CompletedAt).ThenBy(task => task.Id),
    };

    /// <summary>Null when every case fits.</summary>
    private static IQueryable<Case>? Matching(ProcessSalesDb db, InboxFilter filter)
    {
        var text = filter.Text?.Trim();
        if (string.IsNullOrWhiteSpace(filter.Process) && string.IsNullOrEmpty(text) && string.IsNullOrWhiteSpace(filter.Applicant) && filter.State is null) return null;
        var files = db.Cases.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Process)) files = files.Where(file => file.Process == filter.Process);
        if (filter.State is { } state) files = files.Where(file => file.State == state);
        if (filter.Applicant?.Trim() is { Length: > 0 } who) files = files.Where(file => db.Users.Any(owner => owner.Id == file.OwnerId && owner.Name.Contains(who)));
        if (string.IsNullOrEmpty(text)) return files;
        var (upper, lower) = (text.ToUpperInvariant(), text.ToLowerInvariant());
        return files.Where(file => file.Number.Contains(upper) || file.Title.Contains(text) || (file.CustomerCode != null && file.CustomerCode.Contains(upper))
            || (file.SearchText != null && file.SearchText.Contains(lower)) || db.Users.Any(owner => owner.Id == file.OwnerId && owner.Name.Contains(text)));
    }

    // Two searches with an index each: joined by "or" they would read every open task of the company.
    private static IQueryable<HumanTask> Waiting(ProcessSalesDb db, Guid person) => Assigned(db, person).Concat(Shared(db, person));

    private static IQueryable<HumanTask> Assigned(ProcessSalesDb db, Guid person) =>
        db.Tasks.AsNoTracking().Where(task => task.AssigneeId == person && task.State == TaskState.Open);

    private static IQueryable<HumanTask> Shared(ProcessSalesDb db, Guid person) =>
        from candidate in db.TaskCandidates
        where candidate.PersonId == person
        join task in db.Tasks.AsNoTracking() on candidate.TaskId equals task.Id
        where task.State == TaskState.Open && (task.AssigneeId == null || (candidate.BesideAssignee && task.AssigneeId != person))
        select task;
}
