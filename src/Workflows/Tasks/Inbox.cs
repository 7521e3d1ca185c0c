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
        return await Waiting(db, person).CountAsync(cancellationToken);
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
        var rows = from task in tasks
                   join file in Matching(db, filter) on task.CaseId equals file.Id
                   join owner in db.Users on file.OwnerId equals owner.Id
                   select new { task, file, owner };
        var total = await rows.CountAsync(cancellationToken);
        var ordered = filter.Tab == InboxTab.ToDo
            ? rows.OrderBy(row => row.task.DueAt == null).ThenBy(row => row.task.DueAt).ThenBy(row => row.task.CreatedAt)
            : rows.OrderByDescending(row => row.task.CompletedAt);
        var page = await ordered.Skip((filter.Number - 1) * filter.Size).Take(filter.Size)
            .Select(row => new InboxRow(row.task.Id, row.file.Id, row.file.Number, row.file.Process, row.file.Title, row.task.StepName, row.owner.Name,
                row.file.CustomerCode, row.file.Amount, row.file.State, row.task.Outcome, row.task.CompletedAt ?? row.task.CreatedAt, row.task.DueAt,
                row.task.State == TaskState.Open && row.task.DueAt < now, null))
            .ToListAsync(cancellationToken);
        return new(page, total, filter.Number, filter.Size);
    }

    private static async Task<Page<InboxRow>> StartedAsync(ProcessSalesDb db, Guid person, InboxFilter filter, CancellationToken cancellationToken)
    {
        var rows = from file in Matching(db, filter)
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

    private static IQueryable<Case> Matching(ProcessSalesDb db, InboxFilter filter)
    {
        var files = db.Cases.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Process)) files = files.Where(file => file.Process == filter.Process);
        if (filter.Text?.Trim() is not { Length: > 0 } text) return files;
        return files.Where(file => file.Number.Contains(text) || file.Title.Contains(text) || (file.CustomerCode != null && file.CustomerCode.Contains(text))
            || db.Users.Any(owner => owner.Id == file.OwnerId && owner.Name.Contains(text)));
    }

    private static IQueryable<HumanTask> Waiting(ProcessSalesDb db, Guid person) => db.Tasks.AsNoTracking().Where(task =>
        task.State == TaskState.Open
        && (task.AssigneeId == person
            || (task.AssigneeId == null && db.TaskCandidates.Any(candidate => candidate.PersonId == person && candidate.TaskId == task.Id))));
}
