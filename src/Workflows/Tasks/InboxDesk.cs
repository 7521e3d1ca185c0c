using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>A kept filter with the rows it finds now.</summary>
public sealed record CountedView(Guid Id, string Name, string Query, int Count);

/// <summary>A sentence to write with an answer.</summary>
/// <param name="Id">Null for one that everybody has.</param>
public sealed record Phrase(Guid? Id, string Text);

/// <summary>How a person has arranged their own inbox: what is put off, which filters and sentences are kept. Safe for concurrent use.</summary>
public sealed class InboxDesk(IDbContextFactory<ProcessSalesDb> databases, Inbox inbox, CompanyClock clock)
{
    private const int MostViews = 12;
    private const int MostPhrases = 20;
    private const int LongestRest = 90;
    private static readonly TimeOnly Morning = new(9, 0);

    /// <summary>Puts a task of the person off until the morning of a day; its deadline goes on.</summary>
    /// <exception cref="RefusedException">The day is not ahead or too far, or the task does not wait for the person.</exception>
    public async Task SnoozeAsync(Guid person, Guid taskId, DateOnly until, CancellationToken cancellationToken = default)
    {
        if (until <= clock.Today || until > clock.Today.AddDays(LongestRest)) throw new RefusedException(RefusalKind.Invalid, "snooze.day", LongestRest);
        var back = clock.At(until, Morning);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var task = await WaitingAsync(db, person, taskId, cancellationToken);
            var row = await db.TaskSnoozes.SingleOrDefaultAsync(snooze => snooze.PersonId == person && snooze.TaskId == taskId, cancellationToken);
            if (row is null) db.TaskSnoozes.Add(row = new() { PersonId = person, TaskId = taskId });
            row.Until = back;
            db.Record(clock.Now, new() { PersonId = person, CaseId = task.CaseId, Subject = $"task:{task.StepName}", Action = "Snooze", To = until.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) });
        }, cancellationToken);
    }

    /// <summary>Brings a task back that was put off; nothing to do is no error.</summary>
    public async Task WakeAsync(Guid person, Guid taskId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            if (await db.TaskSnoozes.Where(snooze => snooze.PersonId == person && snooze.TaskId == taskId).ExecuteDeleteAsync(cancellationToken) == 0) return;
            var task = await db.Tasks.AsNoTracking().SingleAsync(row => row.Id == taskId, cancellationToken);
            db.Record(clock.Now, new() { PersonId = person, CaseId = task.CaseId, Subject = $"task:{task.StepName}", Action = "Wake" });
        }, cancellationToken);
    }

    /// <summary>Until when the person has put a task off, UTC; null for not.</summary>
    public async Task<DateTimeOffset?> SnoozedUntilAsync(Guid person, Guid taskId, CancellationToken cancellationToken = default)
    {
        var now = clock.Now;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.TaskSnoozes.Where(snooze => snooze.PersonId == person && snooze.TaskId == taskId && snooze.Until > now).Select(snooze => (DateTimeOffset?)snooze.Until).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Keeps a filter under a name; the same name again replaces it.</summary>
    /// <exception cref="RefusedException">No or too long a name, or too many of them.</exception>
    public async Task SaveViewAsync(Guid person, string? name, InboxFilter filter, CancellationToken cancellationToken = default)
    {
        var called = name?.Trim() ?? "";
        if (called.Length == 0) throw new RefusedException(RefusalKind.Invalid, [new("Name", "required")]);
        if (called.Length > 40) throw new RefusedException(RefusalKind.Invalid, [new("Name", "tooLong", 40)]);
        var query = InboxView.Write(filter);
        if (query.Length > 1000) throw new RefusedException(RefusalKind.Invalid, [new("Name", "tooLong", 1000)]);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var own = await db.SavedViews.Where(view => view.PersonId == person).ToListAsync(cancellationToken);
            if (own.Find(view => view.Name == called) is { } known)
            {
                known.Query = query;
                return;
            }

            if (own.Count >= MostViews) throw new RefusedException(RefusalKind.Conflict, "view.tooMany", MostViews);
            db.SavedViews.Add(new() { Id = Guid.CreateVersion7(clock.Now), PersonId = person, Name = called, Query = query, CreatedAt = clock.Now });
        }, cancellationToken);
    }

    /// <summary>Forgets a kept filter of the person.</summary>
    public async Task RemoveViewAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(() => db.SavedViews.Where(view => view.Id == id && view.PersonId == person).ExecuteDeleteAsync(cancellationToken), cancellationToken);
    }

    /// <summary>The person's kept filters with their present counts, the oldest first.</summary>
    public async Task<IReadOnlyList<CountedView>> ViewsAsync(Guid person, CancellationToken cancellationToken = default)
    {
        List<SavedView> views;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            views = await db.SavedViews.AsNoTracking().Where(view => view.PersonId == person).OrderBy(view => view.CreatedAt).ToListAsync(cancellationToken);
        var counted = new List<CountedView>();
        foreach (var view in views) counted.Add(new(view.Id, view.Name, view.Query, await inbox.CountAsync(person, InboxView.Read(view.Query), cancellationToken)));
        return counted;
    }

    /// <summary>The person's own sentences.</summary>
    public async Task<IReadOnlyList<Phrase>> PhrasesAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.QuickPhrases.AsNoTracking().Where(phrase => phrase.PersonId == person).OrderBy(phrase => phrase.CreatedAt).Select(phrase => new Phrase(phrase.Id, phrase.Text)).ToListAsync(cancellationToken);
    }

    /// <summary>Keeps a sentence; one that is kept already changes nothing.</summary>
    /// <exception cref="RefusedException">Empty, too long, or too many of them.</exception>
    public async Task KeepPhraseAsync(Guid person, string? text, CancellationToken cancellationToken = default)
    {
        var kept = text?.Trim() ?? "";
        if (kept.Length == 0) throw new RefusedException(RefusalKind.Invalid, [new("Text", "required")]);
        if (kept.Length > 200) throw new RefusedException(RefusalKind.Invalid, [new("Text", "tooLong", 200)]);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var own = await db.QuickPhrases.Where(phrase => phrase.PersonId == person).Select(phrase => phrase.Text).ToListAsync(cancellationToken);
            if (own.Contains(kept)) return;
            if (own.Count >= MostPhrases) throw new RefusedException(RefusalKind.Conflict, "phrase.tooMany", MostPhrases);
            db.QuickPhrases.Add(new() { Id = Guid.CreateVersion7(clock.Now), PersonId = person, Text = kept, CreatedAt = clock.Now });
        }, cancellationToken);
    }

    /// <summary>Forgets a sentence of the person.</summary>
    public async Task RemovePhraseAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(() => db.QuickPhrases.Where(phrase => phrase.Id == id && phrase.PersonId == person).ExecuteDeleteAsync(cancellationToken), cancellationToken);
    }

    private static async Task<HumanTask> WaitingAsync(ProcessSalesDb db, Guid person, Guid taskId, CancellationToken cancellationToken)
    {
        var task = await db.Tasks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == taskId, cancellationToken);
        if (task is null || !await TaskDecisions.IsForAsync(db, task, person, cancellationToken)) throw new RefusedException(RefusalKind.NotFound, "task.unknown");
        return task.State == TaskState.Open ? task : throw new RefusedException(RefusalKind.Conflict, "task.closed");
    }
}

/// <summary>A filter as the query of an address, and back.</summary>
internal static class InboxView
{
    public static string Write(InboxFilter filter) => string.Join('&', filter.Values.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));

    public static InboxFilter Read(string query)
    {
        var values = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0]).ToDictionary(group => group.Key, group => Uri.UnescapeDataString(group.First()[1]));
        return InboxFilter.Read(values.GetValueOrDefault);
    }
}
