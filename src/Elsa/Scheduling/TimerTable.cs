using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Elsa.Scheduling.Options;
using Elsa.Scheduling.Services;
using Elsa.Storage;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Serialization;
using Microsoft.Extensions.Options;

namespace Elsa.Scheduling;

/// <summary>What falls due.</summary>
internal enum TimerKind
{
    /// <summary>A bookmark: its instance is continued.</summary>
    Bookmark,

    /// <summary>A trigger: an instance is started.</summary>
    Trigger,

    /// <summary>A task of <see cref="IWorkflowScheduler"/> that starts an instance.</summary>
    Start,

    /// <summary>A task of <see cref="IWorkflowScheduler"/> that continues an instance.</summary>
    Resume,
}

/// <summary>A due time. Its id is that of the bookmark, trigger or task, so that there is one for each.</summary>
internal sealed record TimerRow(string Id, TimerKind Kind, DateTimeOffset DueAt)
{
    public string? InstanceId { get; init; }

    public string? DefinitionId { get; init; }

    /// <summary>Null unless it falls due again at every occurrence.</summary>
    public string? Cron { get; init; }

    /// <summary>Null unless it falls due again after that time.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>What to do, as JSON; null for bookmarks and triggers.</summary>
    public string? Request { get; init; }

    public int Attempts { get; init; }
}

/// <summary>Due times in the database, which is the record; whatever clock is used only says when to look.</summary>
internal sealed class TimerTable(EngineDatabase database, ICronParser crons, MissedTickLog missedTicks, IOptions<SchedulingOptions> options, TimeProvider time)
{
    private const string Columns = "Id, Kind, DueAt, InstanceId, DefinitionId, Cron, Interval, Request, Attempts";

    /// <summary>Raised with a due time that was committed.</summary>
    public event Action<DateTimeOffset>? Scheduled;

    public void Announce(DateTimeOffset dueAt) => Scheduled?.Invoke(dueAt);

    /// <summary>Whether the bookmark is of a kind that waits for a moment.</summary>
    public static bool IsTimed(Bookmark bookmark) =>
        bookmark.Name is SchedulingStimulusNames.Delay or SchedulingStimulusNames.Timer or SchedulingStimulusNames.StartAt or SchedulingStimulusNames.Cron;

    /// <summary>The timer of a bookmark that waits for a moment; null for one that waits for something else.</summary>
    public static TimerRow? For(string instanceId, Bookmark bookmark)
    {
        var moment = bookmark.Name switch
        {
            SchedulingStimulusNames.Delay or SchedulingStimulusNames.Timer => "ResumeAt",
            SchedulingStimulusNames.StartAt or SchedulingStimulusNames.Cron => "ExecuteAt",
            _ => null,
        };
        if (moment is null || Values(bookmark.Payload) is not { } payload || Moment(payload, moment) is not { } dueAt)
            return null;
        return new TimerRow(bookmark.Id, TimerKind.Bookmark, dueAt) { InstanceId = instanceId };
    }

    /// <summary>The timer of a trigger that starts instances by the clock; null for any other.</summary>
    public TimerRow? For(StoredTrigger trigger)
    {
        if (trigger.Name is null || Values(trigger.Payload) is not { } payload)
            return null;
        TimerRow? timer = trigger.Name switch
        {
            SchedulingStimulusNames.Cron when Text(payload, "CronExpression") is { } cron => new TimerRow(trigger.Id, TimerKind.Trigger, crons.GetNextOccurrence(cron)) { Cron = cron },
            SchedulingStimulusNames.Timer when Moment(payload, "StartAt") is { } start && Length(payload, "Interval") is { } interval => new TimerRow(trigger.Id, TimerKind.Trigger, start) { Interval = interval },
            SchedulingStimulusNames.StartAt when Moment(payload, "ExecuteAt") is { } at => new TimerRow(trigger.Id, TimerKind.Trigger, at),
            _ => null,
        };
        return timer is null ? null : timer with { DefinitionId = trigger.WorkflowDefinitionId };
    }

    public static ValueTask<int> SaveAsync(Session session, TimerRow timer) => session.ExecuteAsync(
        """
        INSERT INTO ElsaTimers (Id, Kind, DueAt, ClaimedUntil, Attempts, InstanceId, DefinitionId, Cron, Interval, Request) VALUES ($1, $2, $3, 0, 0, $4, $5, $6, $7, $8)
        ON CONFLICT (Id) DO UPDATE SET Kind = excluded.Kind, DueAt = excluded.DueAt, ClaimedUntil = 0, Attempts = 0, InstanceId = excluded.InstanceId, DefinitionId = excluded.DefinitionId,
            Cron = excluded.Cron, Interval = excluded.Interval, Request = excluded.Request
        """,
        timer.Id, (int)timer.Kind, timer.DueAt.Ticks(), timer.InstanceId, timer.DefinitionId, timer.Cron, timer.Interval?.Ticks, timer.Request);

    public async Task SaveAsync(TimerRow timer, CancellationToken cancellationToken)
    {
        await database.WriteAsync(session => SaveAsync(session, timer), cancellationToken).ConfigureAwait(false);
        Announce(timer.DueAt);
    }

    public Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.ExecuteAsync("DELETE FROM ElsaTimers WHERE Id = $1", id), cancellationToken);

    /// <summary>Takes what is due, oldest first. Until the claim ends nobody else takes it; a program that dies in between loses nothing.</summary>
    public async Task<List<TimerRow>> ClaimAsync(DateTimeOffset now, TimeSpan claim, int most, CancellationToken cancellationToken)
    {
        // Most looks find nothing, and a look that only reads keeps no writer waiting.
        if (await database.ReadAsync(session => session.QueryAsync("SELECT 1 FROM ElsaTimers WHERE DueAt <= $1 AND ClaimedUntil <= $1 LIMIT 1", static _ => 1, now.Ticks()), cancellationToken).ConfigureAwait(false) is [])
            return [];
        var claimed = await database.WriteAsync(session => session.QueryAsync(
            $"""
            UPDATE ElsaTimers SET ClaimedUntil = $2, Attempts = Attempts + 1
            WHERE Id IN (SELECT Id FROM ElsaTimers WHERE DueAt <= $1 AND ClaimedUntil <= $1 ORDER BY DueAt, Id LIMIT $3{database.SkippingLocked})
            RETURNING {Columns}
            """, Read, now.Ticks(), (now + claim).Ticks(), (long)most), cancellationToken).ConfigureAwait(false);
        claimed.Sort(static (one, other) => one.DueAt != other.DueAt ? one.DueAt.CompareTo(other.DueAt) : string.CompareOrdinal(one.Id, other.Id));
        return claimed;
    }

    /// <summary>Puts a recurring timer to its next moment after now: moments that were missed count once, and are noted. Removes any other.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="ran">False when its tick was left out.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public Task AdvanceAsync(TimerRow timer, bool ran, CancellationToken cancellationToken)
    {
        if (Next(timer) is not { } next)
            return database.WriteAsync(session => session.ExecuteAsync("DELETE FROM ElsaTimers WHERE Id = $1 AND DueAt = $2", timer.Id, timer.DueAt.Ticks()), cancellationToken);
        return MoveAsync(timer, next, missedTicks.Of(timer, ran), cancellationToken);
    }

    /// <summary>Tries again later.</summary>
    public Task PostponeAsync(TimerRow timer, TimeSpan delay, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.ExecuteAsync("UPDATE ElsaTimers SET ClaimedUntil = $3 WHERE Id = $1 AND DueAt = $2", timer.Id, timer.DueAt.Ticks(), (time.GetUtcNow() + delay).Ticks()), cancellationToken);

    /// <summary>The next moment after another at which something falls due; null when nothing is waited for.</summary>
    public Task<DateTimeOffset?> NextDueAsync(DateTimeOffset after, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.FirstAsync<DateTimeOffset?>("SELECT DueAt FROM ElsaTimers WHERE DueAt > $1 ORDER BY DueAt LIMIT 1", static row => row.Moment(0), after.Ticks()), cancellationToken);

    private async Task MoveAsync(TimerRow timer, DateTimeOffset next, MissedTicks? missed, CancellationToken cancellationToken)
    {
        await database.WriteAsync(async session =>
        {
            var moved = await session.ExecuteAsync("UPDATE ElsaTimers SET DueAt = $3, ClaimedUntil = 0, Attempts = 0 WHERE Id = $1 AND DueAt = $2", timer.Id, timer.DueAt.Ticks(), next.Ticks()).ConfigureAwait(false);
            return moved > 0 && missed is not null ? await MissedTickLog.SaveAsync(session, missed).ConfigureAwait(false) : moved;
        }, cancellationToken).ConfigureAwait(false);
        Announce(next);
    }

    private DateTimeOffset? Next(TimerRow timer)
    {
        var now = time.GetUtcNow();
        if (timer.Cron is not null)
            return now >= timer.DueAt ? crons.GetNextOccurrence(timer.Cron) : CronosCronParser.Next(timer.Cron, timer.DueAt, options.Value.TimeZone); // a clock that was put back brings no moment twice
        if (timer.Interval is not { } interval || interval <= TimeSpan.Zero)
            return null;
        var missed = now > timer.DueAt ? (now - timer.DueAt).Ticks / interval.Ticks : 0;
        return timer.DueAt + interval * (missed + 1);
    }

    private static TimerRow Read(DbDataReader row) => new(row.GetString(0), (TimerKind)row.GetInt32(1), row.Moment(2))
    {
        InstanceId = row.Text(3),
        DefinitionId = row.Text(4),
        Cron = row.Text(5),
        Interval = row.IsDBNull(6) ? null : TimeSpan.FromTicks(row.GetInt64(6)),
        Request = row.Text(7),
        Attempts = row.GetInt32(8),
    };

    // A payload may be the record itself or, once it was stored, plain data with names in either case.
    private static IDictionary<string, object>? Values(object? payload) => payload switch
    {
        null => null,
        IDictionary<string, object> values => values,
        JsonElement { ValueKind: JsonValueKind.Object } element => PlainData.ReadObject(element),
        _ => PlainData.ReadText(PlainData.WriteText(payload)) as IDictionary<string, object>,
    };

    private static object? Value(IDictionary<string, object> payload, string name) =>
        payload.FirstOrDefault(pair => string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string? Text(IDictionary<string, object> payload, string name) => Value(payload, name) as string;

    private static DateTimeOffset? Moment(IDictionary<string, object> payload, string name) => Value(payload, name) switch
    {
        DateTimeOffset moment => moment.ToUniversalTime(),
        DateTime moment => new DateTimeOffset(moment.ToUniversalTime(), TimeSpan.Zero),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) => moment,
        _ => null,
    };

    private static TimeSpan? Length(IDictionary<string, object> payload, string name) => Value(payload, name) switch
    {
        TimeSpan length => length,
        string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var length) => length,
        _ => null,
    };
}
