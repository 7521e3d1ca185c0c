using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>The lists of the inbox.</summary>
public enum InboxTab
{
    /// <summary>待办: what waits for me.</summary>
    ToDo,

    /// <summary>我已处理</summary>
    Handled,

    /// <summary>我发起的</summary>
    Started,
}

/// <summary>What of the inbox is shown.</summary>
/// <param name="Tab">Which list.</param>
/// <param name="Process">Only this process; null for all.</param>
/// <param name="Text">Part of a number, title, customer code or applicant.</param>
/// <param name="Overdue">Only what is past its deadline.</param>
/// <param name="Number">Page, from 1.</param>
/// <param name="Size">Rows a page.</param>
public sealed record InboxFilter(InboxTab Tab, string? Process = null, string? Text = null, bool Overdue = false, int Number = 1, int Size = 20);

/// <summary>A row of the inbox.</summary>
/// <param name="TaskId">The task; null in the list of started cases when none waits for me.</param>
/// <param name="Step">The step's name, null for a started case.</param>
/// <param name="At">When it arrived, was handled or was started, by list. UTC.</param>
/// <param name="Holder">Who has a started case now; null when nobody has.</param>
public sealed record InboxRow(
    Guid? TaskId, Guid CaseId, string Number, string Process, string Title, string? Step, string Applicant, string? CustomerCode, decimal? Amount,
    CaseState State, string? Outcome, DateTimeOffset At, DateTimeOffset? DueAt, bool Overdue, string? Holder);

/// <summary>What waits for a person, what they handled and what they started. Safe for concurrent use.</summary>
public sealed class Inbox(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>How many tasks wait for the person.</summary>
    public async Task<int> CountAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Assigned(db, person).CountAsync(cancellationToken) + await Shared(db, person).CountAsync(cancellationToken);
    }

    /// <summary>The task of the person that should be done first; null when nothing waits.</summary>
    public async Task<Guid?> NextAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Waiting(db, person).OrderBy(task => task.DueAt == null).ThenBy(task => task.DueAt).ThenBy(task => task.CreatedAt)
            .Select(task => (Guid?)task.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The open task of a case that waits for the person; null when there is none.</summary>
    public async Task<Guid?> TaskInCaseAsync(Guid person, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Waiting(db, person).Where(task => task.CaseId == caseId).Select(task => (Guid?)task.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>One page of a list, what is due first on top, else the newest.</summary>
    public async Task<Page<InboxRow>> ListAsync(Guid person, InboxFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return filter.Tab == InboxTab.Started
            ? await StartedAsync(db, person, filter, cancellationToken)
            : await TasksAsync(db, person, filter, cancellationToken);
    }

    private async Task<Page<InboxRow>> TasksAsync(ProcessSalesDb db, Guid person, InboxFilter filter, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var tasks = filter.Tab == InboxTab.ToDo
            ? Waiting(db, person)
            : db.Tasks.AsNoTracking().Where(task => task.CompletedById == person && task.State == TaskState.Completed);
        if (filter.Overdue) tasks = tasks.Where(task => task.DueAt < now);
        if (Matching(db, filter) is { } matching) tasks = tasks.Where(task => matching.Any(file => file.Id == task.CaseId));
        var total = await tasks.CountAsync(cancellationToken);
        var ordered = filter.Tab == InboxTab.ToDo
            ? tasks.OrderBy(task => task.DueAt == null).ThenBy(task => task.DueAt).ThenBy(task => task.CreatedAt)
            : tasks.OrderByDescending(task => task.CompletedAt);

        // The page is chosen among narrow rows; what it shows is read for its rows only.
        var chosen = await ordered.Skip((filter.Number - 1) * filter.Size).Take(filter.Size).Select(task => task.Id).ToListAsync(cancellationToken);
        var page = await (from task in db.Tasks.AsNoTracking()
                          where chosen.Contains(task.Id)
                          join file in db.Cases on task.CaseId equals file.Id
                          join owner in db.Users on file.OwnerId equals owner.Id
                          select new InboxRow(task.Id, file.Id, file.Number, file.Process, file.Title, task.StepName, owner.Name,
                              file.CustomerCode, file.Amount, file.State, task.Outcome, task.CompletedAt ?? task.CreatedAt, task.DueAt,
                              task.State == TaskState.Open && task.DueAt < now, null))
            .ToListAsync(cancellationToken);
        return new([.. page.OrderBy(row => chosen.IndexOf(row.TaskId!.Value))], total, filter.Number, filter.Size);
    }

    private static async Task<Page<InboxRow>> StartedAsync(ProcessSalesDb db, Guid person, InboxFilter filter, CancellationToken cancellationToken)
    {
        var rows = from file in Matching(db, filter) ?? db.Cases.AsNoTracking()
                   where file.OwnerId == person
                   join owner in db.Users on file.OwnerId equals owner.Id
                   select new { file, owner };
        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.OrderByDescending(row => row.file.CreatedAt).Skip((filter.Number - 1) * filter.Size).Take(filter.Size)
            .Select(row => new InboxRow(
                db.Tasks.Where(task => task.CaseId == row.file.Id && task.State == TaskState.Open && task.AssigneeId == person).Select(task => (Guid?)task.Id).FirstOrDefault(),
                row.file.Id, row.file.Number, row.file.Process, row.file.Title, null, row.owner.Name, row.file.CustomerCode, row.file.Amount, row.file.State, null,
                row.file.CreatedAt, null, false,
                db.Tasks.Where(task => task.CaseId == row.file.Id && task.State == TaskState.Open && task.AssigneeId != null)
                    .Join(db.Users, task => task.AssigneeId, holder => holder.Id, (task, holder) => holder.Name).FirstOrDefault()))
            .ToListAsync(cancellationToken);
        return new(page, total, filter.Number, filter.Size);
    }

    /// <summary>Null when every case fits.</summary>
    private static IQueryable<Case>? Matching(ProcessSalesDb db, InboxFilter filter)
    {
        var text = filter.Text?.Trim();
        if (string.IsNullOrWhiteSpace(filter.Process) && string.IsNullOrEmpty(text)) return null;
        var files = db.Cases.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Process)) files = files.Where(file => file.Process == filter.Process);
        if (string.IsNullOrEmpty(text)) return files;
        return files.Where(file => file.Number.Contains(text) || file.Title.Contains(text) || (file.CustomerCode != null && file.CustomerCode.Contains(text))
            || db.Users.Any(owner => owner.Id == file.OwnerId && owner.Name.Contains(text)));
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
