using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Cases;

/// <summary>Where a level of the path stands.</summary>
public enum PathStepState
{
    /// <summary>Behind the case.</summary>
    Done,

    /// <summary>Has it now.</summary>
    Current,

    /// <summary>Ahead.</summary>
    Ahead,

    /// <summary>Will not be reached: the case ended or came back before.</summary>
    NotReached,
}

/// <summary>Somebody on the path and what they answered.</summary>
/// <param name="Outcome">The answer; null when none was given (yet).</param>
/// <param name="At">When, UTC.</param>
/// <param name="Other">Name of whoever answered, or has the task now, when it is not the approver; null otherwise.</param>
/// <param name="Asked">Whether it is this signer's turn.</param>
public sealed record PathSigner(Approver Approver, string? Outcome, DateTimeOffset? At, string? Other = null, bool Asked = false);

/// <summary>A level of the path of a case.</summary>
public sealed record PathStep(int Number, GroupRule Rule, PathStepState State, IReadOnlyList<PathSigner> Signers);

/// <summary>One line of a case's history.</summary>
/// <param name="Person">Name; null for the system.</param>
/// <param name="OnBehalfOf">Name of whom the person stood in for.</param>
public sealed record TimelineEntry(DateTimeOffset At, string? Person, string? OnBehalfOf, string Subject, string Action, string? From, string? To, string? Comment)
{
    /// <summary>Why the clock told or called in somebody; null for everything else.</summary>
    public NotificationReason? Why => NotificationReason.Parse(WhyJson);

    internal string? WhyJson { get; init; }
}

/// <summary>A case with all that its page shows.</summary>
/// <param name="MyTask">The task in it that waits for the viewer; null for none.</param>
/// <param name="Holders">Who has it now.</param>
/// <param name="MayWithdraw">Whether the viewer may take it back now.</param>
/// <param name="WithdrawNeedsReason">Whether somebody has decided already.</param>
public sealed record CaseView(
    Case File, string Owner, string? Area, FormDefinition? Form, JsonObject Data, IReadOnlyList<PathStep> Path, IReadOnlyList<TimelineEntry> Timeline,
    IReadOnlyList<AttachmentRow> Attachments, IReadOnlyList<SentNotification> Notifications, Guid? MyTask, IReadOnlyList<string> Holders, bool MayWithdraw,
    bool WithdrawNeedsReason);

/// <summary>Reads cases within a person's scope. Safe for concurrent use.</summary>
public sealed class CaseFile(IDbContextFactory<ProcessSalesDb> databases, FormCatalog forms)
{
    private const int LongestTimeline = 500;

    /// <summary>Whether the person may see the case of an instance; false for an unknown one.</summary>
    public async Task<bool> IsVisibleAsync(Guid person, string instanceId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        return await scope.Cases(db).AnyAsync(row => row.InstanceId == instanceId, cancellationToken);
    }

    /// <summary>Whether no case at all is hidden from the person.</summary>
    public async Task<bool> SeesAllAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await DataScope.OfAsync(db, person, cancellationToken)).Everything;
    }

    /// <summary>The case of an instance; null when there is none that the person may see.</summary>
    public async Task<Guid?> FindByInstanceAsync(Guid person, string instanceId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        return await scope.Cases(db).Where(row => row.InstanceId == instanceId).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Instances of all cases that the person may see; null when nothing is hidden from them.</summary>
    public async Task<IReadOnlyCollection<string>?> VisibleInstancesAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        return scope.Everything ? null : await scope.Cases(db).Select(row => row.InstanceId).ToListAsync(cancellationToken);
    }

    /// <summary>The case; null when it does not exist or the person may not see it.</summary>
    public async Task<CaseView?> ReadAsync(Guid person, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var file = await scope.Cases(db).AsNoTracking().SingleOrDefaultAsync(row => row.Id == caseId, cancellationToken);
        if (file is null) return null;

        var owner = await db.Users.Where(row => row.Id == file.OwnerId).Select(row => row.Name).SingleAsync(cancellationToken);
        var area = await db.OrgUnits.Where(row => row.Id == file.AreaId).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken);
        var tasks = await db.Tasks.AsNoTracking().Where(task => task.CaseId == caseId).OrderBy(task => task.CreatedAt).ToListAsync(cancellationToken);
        var open = tasks.Where(task => task.State == TaskState.Open).ToList();
        Guid? mine = null;
        foreach (var task in open)
        {
            if (await TaskDecisions.IsForAsync(db, task, person, cancellationToken)) mine = task.Id;
        }

        var openIds = open.Select(task => task.Id).ToList();
        var holders = await db.Users.Where(row => db.Tasks.Any(task => openIds.Contains(task.Id) && task.AssigneeId == row.Id)
                || db.TaskCandidates.Any(candidate => openIds.Contains(candidate.TaskId) && candidate.PersonId == row.Id))
            .OrderBy(row => row.UserName).Select(row => row.Name).ToListAsync(cancellationToken);
        var form = file is { FormKey: { } key, FormVersion: { } version } ? await forms.VersionAsync(file.Process, key, version, cancellationToken) : null;
        return new(
            file, owner, area, form,
            file.DataJson is null ? [] : JsonNode.Parse(file.DataJson) as JsonObject ?? [],
            PathOf(file, open.Where(task => task.Seat is not null).ToDictionary(task => task.Seat!, task => task.AssigneeId), await NamesAsync(db, open, cancellationToken)),
            await TimelineAsync(db, caseId, cancellationToken),
            await AttachmentsAsync(db, caseId, cancellationToken),
            await NotificationsAsync(db, caseId, cancellationToken),
            mine, holders,
            file.OwnerId == person && file.State == CaseState.InReview && open.Count > 0,
            ApprovalPath.Parse(file.PathJson)?.HasAnswers == true || tasks.Exists(task => task.Level is not null && task.State == TaskState.Completed && task.CreatedAt >= file.PathStartedAt));
    }

    // Whoever is asked follows from the open tasks; what was answered stands in the snapshot that the engine keeps.
    private static IReadOnlyList<PathStep> PathOf(Case file, IReadOnlyDictionary<string, Guid?> asked, IReadOnlyDictionary<Guid, string> names) =>
        ApprovalPath.Parse(file.PathJson)?.Levels.Select((level, index) => new PathStep(
            level.Number, level.Rule, StateOf(file, index, level),
            level.Seats.Select(seat =>
            {
                var isAsked = asked.TryGetValue(seat.Seat, out var holder);
                var other = seat.Answer is { } answer ? (answer.PersonId == seat.PersonId ? null : answer.Name) : holder is { } id && id != seat.PersonId ? names.GetValueOrDefault(id) : null;
                return new PathSigner(seat, seat.Answer?.Outcome, seat.Answer?.At, other, isAsked);
            }).ToList())).ToList() ?? [];

    private static PathStepState StateOf(Case file, int index, ApprovalLevel level)
    {
        if (index < file.PathPosition || file.State == CaseState.Approved) return PathStepState.Done;
        if (file.State != CaseState.InReview) return index == file.PathPosition && level.Seats.Any(seat => seat.Answer is not null) ? PathStepState.Done : PathStepState.NotReached;
        return index == file.PathPosition ? PathStepState.Current : PathStepState.Ahead;
    }

    private static async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(ProcessSalesDb db, IReadOnlyList<HumanTask> tasks, CancellationToken cancellationToken)
    {
        var holders = tasks.Select(task => task.AssigneeId).OfType<Guid>().Distinct().ToList();
        return await db.Users.Where(row => holders.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken);
    }

    private static async Task<IReadOnlyList<TimelineEntry>> TimelineAsync(ProcessSalesDb db, Guid caseId, CancellationToken cancellationToken) =>
        await db.Audit.AsNoTracking().Where(entry => entry.CaseId == caseId).OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id).Take(LongestTimeline)
            .Select(entry => new TimelineEntry(entry.At,
                db.Users.Where(row => row.Id == entry.PersonId).Select(row => row.Name).FirstOrDefault(),
                db.Users.Where(row => row.Id == entry.OnBehalfOfId).Select(row => row.Name).FirstOrDefault(),
                entry.Subject, entry.Action, entry.From, entry.To, db.SentMessages.Any(message => message.AuditId == entry.Id && message.UndoneAt != null) ? null : entry.Comment) { WhyJson = entry.Action == "Escalate" || entry.Action == "Join" ? entry.AfterJson : null })
            .ToListAsync(cancellationToken);

    private static async Task<IReadOnlyList<AttachmentRow>> AttachmentsAsync(ProcessSalesDb db, Guid caseId, CancellationToken cancellationToken) =>
        await db.Attachments.AsNoTracking().Where(row => row.CaseId == caseId).OrderBy(row => row.At)
            .Select(row => new AttachmentRow(row.Id, row.Field, row.FileName, row.ContentType, row.Size,
                db.Users.Where(by => by.Id == row.UploadedById).Select(by => by.Name).First(), row.At, row.ReusedFrom))
            .ToListAsync(cancellationToken);

    private static async Task<IReadOnlyList<SentNotification>> NotificationsAsync(ProcessSalesDb db, Guid caseId, CancellationToken cancellationToken) =>
        await db.Notifications.AsNoTracking().Where(row => row.CaseId == caseId).OrderByDescending(row => row.CreatedAt).Take(LongestTimeline)
            .Select(row => new SentNotification(row.CreatedAt,
                db.Users.Where(to => to.Id == row.RecipientId).Select(to => to.Name).First(), row.Subject, row.ReadAt,
                db.Deliveries.Where(delivery => delivery.NotificationId == row.Id && delivery.Channel == DeliveryChannel.Email).Select(delivery => (DeliveryState?)delivery.State).FirstOrDefault()))
            .ToListAsync(cancellationToken);
}
