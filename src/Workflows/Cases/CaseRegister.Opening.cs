using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Cases;

/// <summary>A case to be opened within somebody's transaction.</summary>
/// <param name="OwnerId">Whose it becomes.</param>
internal sealed record CaseOpening(string Process, Guid OwnerId)
{
    /// <summary>Who asked for it; null when a rule or the timetable did.</summary>
    public Guid? StartedById { get; init; }

    /// <summary>The unit whose people see it; null for the owner's.</summary>
    public Guid? AreaId { get; init; }

    /// <summary>The instance's id, for what must not be opened twice; null for a new one.</summary>
    public Guid? InstanceId { get; init; }

    /// <summary>Cut after 300 characters; null for the process's name.</summary>
    public string? Title { get; init; }

    /// <summary>What else is known of it before anybody sees it.</summary>
    public Action<Case>? Fill { get; init; }
}

/// <content>How cases are opened: by a person, or within the transaction of another thing of the business.</content>
public sealed partial class CaseRegister
{
    private const int LongestTitle = 300;

    /// <summary>Opens a case and orders its workflow; the caller hands the order to the pump. Returns the case's id.</summary>
    /// <exception cref="RefusedException">The process is unknown or not for this person's role.</exception>
    public async Task<Guid> StartAsync(Guid person, string process, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var info = catalog.Find(process) ?? throw new RefusedException(RefusalKind.NotFound, "process.unknown", process);
            var who = await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == person && row.Active, cancellationToken)
                ?? throw new RefusedException(RefusalKind.Forbidden, "person.unknown");
            if (!info.StartRoles.Contains(who.Role)) throw new RefusedException(RefusalKind.Forbidden, "process.notForRole", who.Role);
            return (await StartAsync(db, new(process, person) { StartedById = person, AreaId = who.OrgUnitId }, cancellationToken)).Id;
        }, cancellationToken);
    }

    /// <summary>
    /// Opens a case within the caller's transaction and orders its workflow; who may do so, and that it happens once, is for the caller to judge. The caller hands
    /// the order to the pump after it; should he not, the sweeper does.
    /// </summary>
    /// <exception cref="RefusedException">The process is unknown.</exception>
    internal async Task<Case> StartAsync(ProcessSalesDb db, CaseOpening opening, CancellationToken cancellationToken)
    {
        var info = catalog.Find(opening.Process) ?? throw new RefusedException(RefusalKind.NotFound, "process.unknown", opening.Process);
        var area = opening.AreaId ?? await db.Users.Where(row => row.Id == opening.OwnerId).Select(row => row.OrgUnitId).SingleAsync(cancellationToken);
        var title = opening.Title ?? info.Name.Zh;
        var file = await OpenAsync(
            db, info.Number, opening.Process, (opening.InstanceId ?? Guid.CreateVersion7(clock.Now)).ToString("N"), opening.OwnerId, area, title.Length > LongestTitle ? title[..LongestTitle] : title, cancellationToken);
        opening.Fill?.Invoke(file);
        db.Continuations.Add(await OrderAsync(db, file, ContinuationKind.Start, cancellationToken));
        db.Record(clock.Now, new() { PersonId = opening.StartedById, CaseId = file.Id, Subject = "case", Action = "Start", To = file.State.ToString() });
        return file;
    }

    /// <summary>
    /// Opens a case for somebody because of something that was found, with what is known of it as the beginning of its form. The same finding again
    /// opens nothing more: its id is that of the instance. The sweeper hands the order to the engine. Returns the case's number.
    /// </summary>
    /// <exception cref="RefusedException">The process is unknown.</exception>
    internal async Task<string> StartForAsync(Guid person, string process, Guid finding, JsonObject known, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var instance = finding.ToString("N");
            if (await db.Cases.Where(row => row.InstanceId == instance).Select(row => row.Number).SingleOrDefaultAsync(cancellationToken) is { } number) return number;
            var file = await StartAsync(db, new(process, person) { StartedById = person, InstanceId = finding, Fill = opened => opened.DataJson = known.ToJsonString() }, cancellationToken);
            return file.Number;
        }, cancellationToken);
    }

    /// <summary>Orders within the caller's transaction that whatever of the case waits for a stimulus goes on.</summary>
    internal async Task ResumeAsync(ProcessSalesDb db, Guid caseId, string stimulus, CancellationToken cancellationToken)
    {
        await db.LockCaseAsync(caseId, cancellationToken);
        var file = await db.Cases.SingleAsync(row => row.Id == caseId, cancellationToken);
        file.Version++;
        var order = await OrderAsync(db, file, ContinuationKind.ResumeByStimulus, cancellationToken);
        order.Stimulus = stimulus;
        db.Continuations.Add(order);
    }

    private async Task<Case> OpenAsync(
        ProcessSalesDb db, string prefix, string process, string instanceId, Guid owner, Guid? area, string title, CancellationToken cancellationToken)
    {
        var file = new Case
        {
            Id = Guid.CreateVersion7(clock.Now),
            Number = await NextNumberAsync(db, prefix, cancellationToken),
            Process = process,
            InstanceId = instanceId,
            State = CaseState.Draft,
            Title = title,
            OwnerId = owner,
            AreaId = area,
            CreatedAt = clock.Now,
        };
        db.Cases.Add(file);
        return file;
    }

    // The row stays locked until the case is committed, so nobody gets the same number; only the first two of a day can meet, and one starts over.
    private async Task<string> NextNumberAsync(ProcessSalesDb db, string prefix, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        // Several cases of one transaction: the first of a day is not stored yet.
        if (db.CaseNumbers.Local.FirstOrDefault(row => row.Prefix == prefix && row.Date == today) is { } mine && db.Entry(mine).State == EntityState.Added) return $"{prefix}-{today:yyyyMMdd}-{++mine.Last:D4}";
        var series = db.CaseNumbers.Where(row => row.Prefix == prefix && row.Date == today);
        if (await series.ExecuteUpdateAsync(set => set.SetProperty(row => row.Last, row => row.Last + 1), cancellationToken) == 0)
        {
            db.CaseNumbers.Add(new() { Prefix = prefix, Date = today, Last = 1 });
            return $"{prefix}-{today:yyyyMMdd}-0001";
        }

        var last = await series.Select(row => row.Last).SingleAsync(cancellationToken);
        return $"{prefix}-{today:yyyyMMdd}-{last:D4}";
    }
}
