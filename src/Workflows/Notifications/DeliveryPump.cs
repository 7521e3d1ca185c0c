using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Notifications;

/// <summary>
/// Hands messages over, what is due for one person or group as one. Mail and each robot are lanes of their own that run side by side: one that fails or is slow
/// holds up no other. A lease in the row keeps other nodes away. Safe for concurrent use.
/// </summary>
public sealed partial class DeliveryPump
{
    private const int PageSize = 500;
    private const int MostAttempts = 40;
    private const int RobotBurst = 10;
    // Ten at once and then one every six seconds are never more than twenty in any minute, which WeCom and DingTalk allow.
    private static readonly TimeSpan RobotPace = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(40);

    private readonly IDbContextFactory<ProcessSalesDb> databases;
    private readonly MailChannel mail;
    private readonly RobotChannel robots;
    private readonly NotificationSchedule schedule;
    private readonly CompanyClock clock;
    private readonly ILogger<DeliveryPump> log;

    internal DeliveryPump(
        IDbContextFactory<ProcessSalesDb> databases, MailChannel mail, RobotChannel robots, NotificationSchedule schedule, CompanyClock clock, ILogger<DeliveryPump> log)
    {
        this.databases = databases;
        this.mail = mail;
        this.robots = robots;
        this.schedule = schedule;
        this.clock = clock;
        this.log = log;
    }

    /// <summary>Sends what is due; returns how many notices were handed over.</summary>
    public async Task<int> SendDueAsync(CancellationToken cancellationToken = default)
    {
        List<Lane> lanes;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var now = clock.Now;
            lanes = await db.Deliveries.Where(row => row.State == DeliveryState.Waiting && row.NextAttemptAt <= now)
                .Select(row => new Lane(row.Channel, row.RobotId)).Distinct().ToListAsync(cancellationToken);
        }

        return (await Task.WhenAll(lanes.Select(lane => SendLaneAsync(lane, cancellationToken)))).Sum();
    }

    private async Task<int> SendLaneAsync(Lane lane, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var robot = lane.RobotId is { } id ? await db.Robots.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) : null;
        if (lane.Channel == DeliveryChannel.Robot && robot is not { Active: true }) return await GiveUpAsync(db, lane, cancellationToken);
        if (robot?.BlockedUntil > clock.Now) return 0;
        var sent = 0;
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < LongestRound)
        {
            var now = clock.Now;
            var due = await db.Deliveries.AsNoTracking()
                .Where(row => row.State == DeliveryState.Waiting && row.NextAttemptAt <= now && row.Channel == lane.Channel && row.RobotId == lane.RobotId)
                .OrderBy(row => row.NextAttemptAt).ThenBy(row => row.Id).Take(PageSize).ToListAsync(cancellationToken);
            if (due.Count == 0) break;
            foreach (var rows in Batches(due, lane))
            {
                if (robot is not null && !await MaySpeakAsync(db, robot.Id, cancellationToken)) return sent;
                var (count, goOn) = await SendBatchAsync(db, rows, robot, cancellationToken);
                sent += count;
                if (!goOn) return sent;
            }
        }

        return sent;
    }

    // What was tried together stays together. A mail goes to one person, a robot's message to the whole group.
    private static IEnumerable<IReadOnlyList<Delivery>> Batches(IReadOnlyList<Delivery> due, Lane lane) =>
        due.Where(row => row.BatchId is not null).GroupBy(row => row.BatchId).Select(group => group.ToArray())
            .Concat(due.Where(row => row.BatchId is null).GroupBy(row => lane.RobotId is null ? row.RecipientId : Guid.Empty)
                .SelectMany(group => group.Chunk(lane.RobotId is null ? MailChannel.Most : RobotChannel.Most)));

    private async Task<(int Sent, bool GoOn)> SendBatchAsync(ProcessSalesDb db, IReadOnlyList<Delivery> rows, Robot? robot, CancellationToken cancellationToken)
    {
        var batch = rows[0].BatchId ?? Guid.CreateVersion7(clock.Now);
        if (!await TakeAsync(db, rows, batch, cancellationToken)) return (0, true);
        var taken = db.Deliveries.Where(row => row.BatchId == batch && row.State == DeliveryState.Waiting);
        // Read in the app meanwhile is read everywhere.
        await taken.Where(row => db.Notifications.Any(notice => notice.Id == row.NotificationId && notice.ReadAt != null))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, DeliveryState.LeftOut), cancellationToken);
        var notices = await (from row in taken
                             join notice in db.Notifications on row.NotificationId equals notice.Id
                             join person in db.Users on row.RecipientId equals person.Id
                             orderby row.Id
                             select new { row.Attempts, row.Body, notice, person.Name, person.Email, person.Language, row.RecipientId }).AsNoTracking().ToListAsync(cancellationToken);
        if (notices.Count == 0) return (0, true);

        var first = notices[0];
        var outgoing = new Outgoing(batch, robot, new(first.Name, first.Email, first.Language),
            [.. notices.Select(row => new OutgoingNotice(row.notice.Subject, row.notice.Body, row.Body, row.notice.CaseId, row.notice.CreatedAt, row.Name))]);
        var result = await (robot is null ? mail.SendAsync(outgoing, cancellationToken) : robots.SendAsync(outgoing, cancellationToken));
        if (result.Error is not { } error)
        {
            // It is out of the house: this must be noted even if we are told to stop.
            var now = clock.Now;
            await taken.ExecuteUpdateAsync(set => set.SetProperty(row => row.State, DeliveryState.Sent).SetProperty(row => row.SentAt, now).SetProperty(row => row.LastError, (string?)null), CancellationToken.None);
            return (notices.Count, true);
        }

        LogFailure(batch, first.Attempts, error);
        var urgent = notices.Any(row => row.notice.Class == NotificationClass.SeverityA);
        await PostponeAsync(db, taken, first.Attempts, first.RecipientId, robot, urgent, error, result.QuietFor, cancellationToken);
        return (0, !result.StopLane);
    }

    // On PostgreSQL two nodes that take overlapping rows could wait for each other crosswise, so taking is one at a time.
    private async Task<bool> TakeAsync(ProcessSalesDb db, IReadOnlyList<Delivery> rows, Guid batch, CancellationToken cancellationToken)
    {
        var ids = rows.Select(row => row.Id).ToList();
        var now = clock.Now;
        return await db.ChangeAsync(async () =>
        {
            if (db.Database.IsNpgsql()) await db.Database.ExecuteSqlRawAsync("SELECT pg_advisory_xact_lock(7310241)", cancellationToken);
            return await db.Deliveries.Where(row => ids.Contains(row.Id) && row.State == DeliveryState.Waiting && row.NextAttemptAt <= now)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAttemptAt, now + Lease).SetProperty(row => row.Attempts, row => row.Attempts + 1).SetProperty(row => row.BatchId, batch), cancellationToken);
        }, cancellationToken) > 0;
    }

    private async Task PostponeAsync(
        ProcessSalesDb db, IQueryable<Delivery> taken, int attempts, Guid recipient, Robot? robot, bool urgent, string error, TimeSpan? quietFor, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 5 * Math.Pow(2, attempts - 1)));
        if (quietFor > pause) pause = quietFor.Value;
        var next = clock.Now + pause;
        if (!urgent) next = schedule.AfterQuiet(next, (await schedule.ChoicesOfAsync(db, [recipient], cancellationToken)).QuietHoursOf(recipient));
        if (robot is not null && quietFor is not null)
        {
            var until = clock.Now + quietFor;
            await db.Robots.Where(row => row.Id == robot.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.BlockedUntil, until), cancellationToken);
        }

        var state = attempts >= MostAttempts ? DeliveryState.Failed : DeliveryState.Waiting;
        var shown = error.Length > 1000 ? error[..1000] : error;
        await taken.ExecuteUpdateAsync(set => set.SetProperty(row => row.State, state).SetProperty(row => row.NextAttemptAt, next).SetProperty(row => row.LastError, shown), cancellationToken);
    }

    // Messages that have gone out push the even pace ahead of the clock, by at most a burst.
    private async Task<bool> MaySpeakAsync(ProcessSalesDb db, Guid robot, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var furthest = now + ((RobotBurst - 1) * RobotPace);
        while (true)
        {
            var paced = await db.Robots.Where(row => row.Id == robot && row.Active && (row.BlockedUntil == null || row.BlockedUntil <= now)).Select(row => (DateTimeOffset?)row.PacedUntil).SingleOrDefaultAsync(cancellationToken);
            if (paced is not { } at || at > furthest) return false;
            var next = (at > now ? at : now) + RobotPace;
            if (await db.Robots.Where(row => row.Id == robot && row.PacedUntil == at).ExecuteUpdateAsync(set => set.SetProperty(row => row.PacedUntil, next), cancellationToken) == 1) return true;
        }
    }

    private async Task<int> GiveUpAsync(ProcessSalesDb db, Lane lane, CancellationToken cancellationToken)
    {
        await db.Deliveries.Where(row => row.State == DeliveryState.Waiting && row.Channel == lane.Channel && row.RobotId == lane.RobotId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, DeliveryState.Failed).SetProperty(row => row.LastError, "The robot is switched off or was removed"), cancellationToken);
        return 0;
    }

    private sealed record Lane(DeliveryChannel Channel, Guid? RobotId);

    [LoggerMessage(LogLevel.Warning, "Delivery {Batch} failed (attempt {Attempt}); it will be tried again: {Error}")]
    private partial void LogFailure(Guid batch, int attempt, string error);
}
