using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Issues;

/// <summary>An issue to raise.</summary>
/// <param name="Key">Unique, such as <c>visit/{visit}/{check}</c>: raised again it is the same issue.</param>
/// <param name="StoreId">Null for one of the chain as a whole.</param>
/// <param name="CustomerId">Found by the store when left out.</param>
/// <param name="OwnerId">Who settles it; null for the store's or the chain's owner.</param>
/// <param name="DueOn">Null for the default of its kind.</param>
/// <param name="At">When it was found, UTC; null for now.</param>
public sealed record NewIssue(
    string Key, IssueSource Source, Guid? SourceId, Guid? StoreId, Guid? CustomerId, IssueKind Kind, string Title, Guid? OwnerId = null, Guid? RaisedById = null,
    DateOnly? DueOn = null, string? ProductCode = null, DateTimeOffset? At = null);

/// <summary>What a visit, or somebody at a desk, says of an issue.</summary>
/// <param name="Key">Unique, such as <c>visit/{visit}</c>: said again it changes nothing.</param>
/// <param name="Settled">Whether it is done.</param>
/// <param name="VisitId">The visit in which it was looked at; null at a desk.</param>
public sealed record IssueAnswer(string Key, Guid IssueId, Guid PersonId, bool Settled, string? Note, Guid? VisitId = null);

/// <summary>Raises, settles and closes issues. Safe for concurrent use.</summary>
public sealed class OpenIssues(IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, WorkflowsOptions options, CompanyClock clock)
{
    /// <summary>Longest title.</summary>
    public const int LongestTitle = 200;

    /// <summary>Longest note or decision.</summary>
    public const int LongestText = 500;

    /// <summary>Raises an issue and returns its identity; the one that is there when the key was used before.</summary>
    /// <exception cref="RefusedException">The title is missing or too long, or nobody can be found who settles it.</exception>
    public async Task<Guid> RaiseAsync(NewIssue issue, CancellationToken cancellationToken = default)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(() => RaiseAsync(db, calendar, issue, cancellationToken), cancellationToken);
    }

    /// <summary>The same inside the caller's transaction.</summary>
    /// <param name="calendar">Read before the transaction began: <see cref="WorkingCalendars.CurrentAsync"/>.</param>
    /// <exception cref="RefusedException">The title is missing or too long, or nobody can be found who settles it.</exception>
    internal async Task<Guid> RaiseAsync(ProcessSalesDb db, WorkingCalendar calendar, NewIssue issue, CancellationToken cancellationToken)
    {
        var known = db.OpenIssues.Local.FirstOrDefault(row => row.Key == issue.Key)?.Id
            ?? await db.OpenIssues.Where(row => row.Key == issue.Key).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken);
        if (known is { } id) return id;
        var title = issue.Title.Trim();
        if (title.Length == 0) throw new RefusedException(RefusalKind.Invalid, [new("Title", "required")]);
        if (title.Length > LongestTitle) throw new RefusedException(RefusalKind.Invalid, [new("Title", "tooLong", LongestTitle)]);
        var store = issue.StoreId is { } storeId ? await db.Stores.AsNoTracking().SingleOrDefaultAsync(row => row.Id == storeId, cancellationToken) : null;
        var customerId = issue.CustomerId ?? store?.CustomerId;
        var owner = issue.OwnerId ?? store?.OwnerId
            ?? await db.Customers.Where(row => row.Id == customerId).Select(row => (Guid?)row.OwnerId).SingleOrDefaultAsync(cancellationToken)
            ?? issue.RaisedById ?? throw new RefusedException(RefusalKind.Invalid, [new("OwnerId", "required")]);
        var at = issue.At ?? clock.Now;
        var row = new OpenIssue
        {
            Id = Guid.CreateVersion7(at), Key = issue.Key, Source = issue.Source, SourceId = issue.SourceId, StoreId = issue.StoreId, CustomerId = customerId, Kind = issue.Kind, Title = title,
            OwnerId = owner, RaisedById = issue.RaisedById, RaisedAt = at, ProductCode = issue.ProductCode,
            DueOn = issue.DueOn ?? calendar.AddWorkingDays(clock.DateOf(at), options.Issues.DaysFor(issue.Kind)),
        };
        SetNextRung(row, calendar);
        db.OpenIssues.Add(row);
        Note(db, row, "raised", IssueStep.Raised, issue.RaisedById, title, issue.Source == IssueSource.Visit ? issue.SourceId : null, at);
        return row.Id;
    }

    /// <summary>
    /// Says whether an issue is done. Once makes it resolved; when somebody looks again in a later visit and finds it done, it is closed. Not done opens it again.
    /// Returns whether it is still to be looked at.
    /// </summary>
    /// <exception cref="RefusedException">It is unknown to the person, or closed.</exception>
    public async Task<bool> AnswerAsync(IssueAnswer answer, CancellationToken cancellationToken = default)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            await VisibleAsync(db, answer.PersonId, answer.IssueId, cancellationToken);
            return await AnswerAsync(db, calendar, answer, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>The same inside the caller's transaction; whether the person may see the issue is the caller's to know. What is said of a closed issue is noted and changes nothing.</summary>
    internal async Task<bool> AnswerAsync(ProcessSalesDb db, WorkingCalendar calendar, IssueAnswer answer, CancellationToken cancellationToken)
    {
        var issue = await db.OpenIssues.SingleOrDefaultAsync(row => row.Id == answer.IssueId, cancellationToken) ?? throw Unknown();
        var note = Text(answer.Note, required: false);
        if (await HappenedAsync(db, issue, answer.Key, cancellationToken)) return issue.State != IssueState.Closed;
        if (issue.State == IssueState.Closed)
        {
            if (answer.VisitId is null) throw new RefusedException(RefusalKind.Conflict, "issue.closed");
            Note(db, issue, answer.Key, answer.Settled ? IssueStep.Closed : IssueStep.StillOpen, answer.PersonId, note, answer.VisitId, clock.Now);
            return false;
        }

        var to = !answer.Settled ? IssueState.Open : issue.State == IssueState.Resolved && answer.VisitId is not null ? IssueState.Closed : IssueState.Resolved;
        var step = (issue.State, to) switch
        {
            (IssueState.Resolved, IssueState.Open) => IssueStep.Reopened,
            (_, IssueState.Open) => IssueStep.StillOpen,
            (_, IssueState.Closed) => IssueStep.Closed,
            _ => IssueStep.Resolved,
        };
        Move(issue, to, answer.PersonId, note, calendar);
        Note(db, issue, answer.Key, step, answer.PersonId, note, answer.VisitId, clock.Now);
        return to != IssueState.Closed;
    }

    /// <summary>Closes an issue: a manager who sees it, whoever raised it, or its owner once it is resolved.</summary>
    /// <exception cref="RefusedException">It is unknown to the person, closed already, or not the person's to close.</exception>
    public async Task CloseAsync(Guid person, Guid issueId, string how, CancellationToken cancellationToken = default)
    {
        var text = Text(how, required: true);
        var calendar = await calendars.CurrentAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var issue = await VisibleAsync(db, person, issueId, cancellationToken);
            if (issue.State == IssueState.Closed) throw new RefusedException(RefusalKind.Conflict, "issue.closed");
            var role = await db.Users.Where(row => row.Id == person).Select(row => row.Role).SingleAsync(cancellationToken);
            var may = role.Access() == AccessLevel.Manager || issue.RaisedById == person || (issue.OwnerId == person && issue.State == IssueState.Resolved);
            if (!may) throw new RefusedException(RefusalKind.Forbidden, "issue.notYoursToClose");
            Move(issue, IssueState.Closed, person, text, calendar);
            Note(db, issue, "closed", IssueStep.Closed, person, text, null, clock.Now);
        }, cancellationToken);
    }

    /// <summary>Closes from within another thing of the business, such as a complaint that is settled. Nothing happens when it is closed already or there is no such issue.</summary>
    internal async Task CloseAsync(ProcessSalesDb db, WorkingCalendar calendar, string issueKey, Guid? person, string how, CancellationToken cancellationToken)
    {
        var issue = await db.OpenIssues.SingleOrDefaultAsync(row => row.Key == issueKey, cancellationToken);
        if (issue is null or { State: IssueState.Closed }) return;
        Move(issue, IssueState.Closed, person, Text(how, required: true), calendar);
        Note(db, issue, "closed", IssueStep.Closed, person, how, null, clock.Now);
    }

    /// <summary>Keeps what the company decided on an issue; the next visit shows it. Anybody who may see it but promoters; the words before stay in its history.</summary>
    /// <exception cref="RefusedException">It is unknown to the person or closed, or the words are missing.</exception>
    public async Task DecideAsync(Guid person, Guid issueId, string decision, CancellationToken cancellationToken = default)
    {
        var text = Text(decision, required: true)!;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var issue = await VisibleAsync(db, person, issueId, cancellationToken);
            if (await db.Users.AnyAsync(row => row.Id == person && row.Role == Role.Pcc, cancellationToken)) throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
            Decide(db, issue, $"decided/{Guid.NewGuid():N}", person, text);
        }, cancellationToken);
    }

    /// <summary>The same inside the caller's transaction, such as when a complaint is answered; the same key again changes nothing.</summary>
    internal async Task DecideAsync(ProcessSalesDb db, string issueKey, string key, Guid? person, string decision, CancellationToken cancellationToken)
    {
        var issue = await db.OpenIssues.SingleOrDefaultAsync(row => row.Key == issueKey, cancellationToken);
        if (issue is null || await HappenedAsync(db, issue, key, cancellationToken)) return;
        Decide(db, issue, key, person, Text(decision, required: true)!);
    }

    /// <summary>Gives an issue to somebody else.</summary>
    /// <exception cref="RefusedException">It is unknown to the person or closed, the person neither owns nor manages it, or the other is not active.</exception>
    public async Task HandOverAsync(Guid person, Guid issueId, Guid to, string? note, CancellationToken cancellationToken = default)
    {
        var text = Text(note, required: false);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var issue = await VisibleAsync(db, person, issueId, cancellationToken);
            if (issue.State == IssueState.Closed) throw new RefusedException(RefusalKind.Conflict, "issue.closed");
            var role = await db.Users.Where(row => row.Id == person).Select(row => row.Role).SingleAsync(cancellationToken);
            if (issue.OwnerId != person && issue.AlsoOwnerId != person && issue.RaisedById != person && role.Access() != AccessLevel.Manager) throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
            var name = await db.Users.Where(row => row.Id == to && row.Active && row.Role != Role.Adm).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken)
                ?? throw new RefusedException(RefusalKind.Invalid, [new("OwnerId", "field.unknownReference", "")]);
            issue.OwnerId = to;
            Note(db, issue, $"handed/{Guid.NewGuid():N}", IssueStep.HandedOver, person, text is null ? name : $"{name}: {text}"[..Math.Min(LongestText, name.Length + 2 + text.Length)], null, clock.Now);
        }, cancellationToken);
    }

    /// <summary>The issue as the person may see it, tracked.</summary>
    internal static async Task<OpenIssue> VisibleAsync(ProcessSalesDb db, Guid person, Guid issueId, CancellationToken cancellationToken)
    {
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        return await scope.Issues(db).SingleOrDefaultAsync(row => row.Id == issueId, cancellationToken) ?? throw Unknown();
    }

    /// <summary>Sets when the next rung is due; none for an issue that is not open.</summary>
    internal void SetNextRung(OpenIssue issue, WorkingCalendar calendar)
    {
        var rungs = options.Issues.Rungs;
        if (issue.State != IssueState.Open || issue.LadderStep >= rungs.Count)
        {
            issue.LadderAt = null;
            return;
        }

        // Half an hour at least, so that an issue which is due at once does not climb its whole ladder in the same minute.
        var allowed = calendar.WorkingTimeBetween(issue.RaisedAt, clock.At(issue.DueOn, calendar.Closes));
        if (allowed < LeastTime) allowed = LeastTime;
        issue.LadderAt = calendar.AddWorkingTime(issue.RaisedAt, allowed * rungs[issue.LadderStep].Percent / 100);
    }

    private static readonly TimeSpan LeastTime = TimeSpan.FromMinutes(30);

    private void Move(OpenIssue issue, IssueState to, Guid? person, string? text, WorkingCalendar calendar)
    {
        if (issue.State != to)
        {
            if (!issue.State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "issue.closed");
            issue.State = to;
            if (to == IssueState.Resolved) (issue.ResolvedAt, issue.ResolvedById, issue.Resolution) = (clock.Now, person, text);
            if (to == IssueState.Closed) (issue.ClosedAt, issue.ClosedById, issue.ClosedHow) = (clock.Now, person, text);
            if (to == IssueState.Open) (issue.ResolvedAt, issue.ResolvedById, issue.Resolution) = (null, null, null);
        }

        SetNextRung(issue, calendar);
    }

    private void Decide(ProcessSalesDb db, OpenIssue issue, string key, Guid? person, string text)
    {
        if (issue.State == IssueState.Closed) throw new RefusedException(RefusalKind.Conflict, "issue.closed");
        (issue.Decision, issue.DecidedAt, issue.DecidedById) = (text, clock.Now, person);
        Note(db, issue, key, IssueStep.Decided, person, text, null, clock.Now);
    }

    internal static void Note(ProcessSalesDb db, OpenIssue issue, string key, IssueStep step, Guid? person, string? text, Guid? visit, DateTimeOffset at) => db.IssueEntries.Add(new()
    {
        Id = Guid.CreateVersion7(at), IssueId = issue.Id, Key = $"{issue.Id:N}/{key}", Number = ++issue.Version, At = at, PersonId = person, Step = step, Text = text, VisitId = visit,
    });

    private static Task<bool> HappenedAsync(ProcessSalesDb db, OpenIssue issue, string key, CancellationToken cancellationToken)
    {
        var whole = $"{issue.Id:N}/{key}";
        return db.IssueEntries.AnyAsync(row => row.Key == whole, cancellationToken);
    }

    private static string? Text(string? text, bool required)
    {
        var trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed)) return required ? throw new RefusedException(RefusalKind.Invalid, [new("Text", "required")]) : null;
        return trimmed.Length > LongestText ? throw new RefusedException(RefusalKind.Invalid, [new("Text", "tooLong", LongestText)]) : trimmed;
    }

    private static RefusedException Unknown() => new(RefusalKind.NotFound, "issue.unknown");
}
