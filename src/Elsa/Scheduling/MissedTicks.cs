using System.Data.Common;
using Elsa.Common.Models;
using Elsa.Scheduling.Options;
using Elsa.Scheduling.Services;
using Elsa.Storage;
using Microsoft.Extensions.Options;

namespace Elsa.Scheduling;

/// <summary>Ticks of a recurring trigger that were not followed one by one.</summary>
/// <param name="TimerId">The trigger's timer.</param>
/// <param name="DefinitionId">The definition that it starts; null when it is not known.</param>
/// <param name="First">The first of them, UTC.</param>
/// <param name="Last">The last of them, UTC.</param>
/// <param name="Count">How many.</param>
/// <param name="Ran">True when one instance was started for all of them.</param>
/// <param name="NotedAt">When they were noticed, UTC.</param>
internal sealed record MissedTicks(string TimerId, string? DefinitionId, DateTimeOffset First, DateTimeOffset Last, int Count, bool Ran, DateTimeOffset NotedAt);

/// <summary>Counts and keeps missed ticks, so that a manager sees what a stop of the program has cost.</summary>
internal sealed class MissedTickLog(EngineDatabase database, IOptions<SchedulingOptions> options, TimeProvider time)
{
    private const string Columns = "TimerId, DefinitionId, FirstAt, LastAt, Ticks, Ran, NotedAt";

    /// <summary>A tick that is followed within that time was not missed.</summary>
    private static readonly TimeSpan Punctual = TimeSpan.FromMinutes(1);

    /// <summary>Nobody needs a greater number to be exact.</summary>
    private const int MostCounted = 100_000;

    /// <summary>Whether the timer's tick passed so long ago that the policy leaves it out.</summary>
    public bool IsSkipped(TimerRow timer) =>
        options.Value.MissedTicks == MissedTickPolicy.Skip && timer.Kind == TimerKind.Trigger && IsRecurring(timer) && time.GetUtcNow() - timer.DueAt > Punctual;

    /// <summary>The ticks that are not followed one by one; null when there are none. A tick that is followed late is one of them only when it is skipped.</summary>
    public MissedTicks? Of(TimerRow timer, bool ran)
    {
        var now = time.GetUtcNow();
        if (!IsRecurring(timer) || now - timer.DueAt <= Punctual)
            return null;
        var (later, last) = Later(timer, now);
        return later == 0 && ran ? null : new MissedTicks(timer.Id, timer.DefinitionId, timer.DueAt, last, later + 1, ran, now);
    }

    public static ValueTask<int> SaveAsync(Session session, MissedTicks missed) => session.ExecuteAsync(
        $"INSERT INTO ElsaMissedTicks ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        missed.TimerId, missed.DefinitionId, missed.First.Ticks(), missed.Last.Ticks(), (long)missed.Count, missed.Ran.Flag(), missed.NotedAt.Ticks());

    /// <summary>The latest first.</summary>
    public async Task<Page<MissedTicks>> ListAsync(PageArgs page, CancellationToken cancellationToken)
    {
        var slice = new Conditions(database);
        var sql = $"SELECT {Columns} FROM ElsaMissedTicks" + slice.Slice("NotedAt DESC, Num DESC", page);
        return await database.ReadAsync(async session => Page.Of<MissedTicks>(
            await session.QueryAsync(sql, Read, slice.Arguments).ConfigureAwait(false),
            await session.CountAsync("SELECT count(*) FROM ElsaMissedTicks").ConfigureAwait(false)), cancellationToken).ConfigureAwait(false);
    }

    private static bool IsRecurring(TimerRow timer) => timer.Cron is not null || timer.Interval > TimeSpan.Zero;

    private (int Count, DateTimeOffset Last) Later(TimerRow timer, DateTimeOffset now)
    {
        if (timer.Cron is null)
        {
            var passed = (now - timer.DueAt).Ticks / timer.Interval!.Value.Ticks;
            return ((int)Math.Min(passed, MostCounted), timer.DueAt + timer.Interval.Value * passed);
        }

        var count = 0;
        var last = timer.DueAt;
        foreach (var tick in CronosCronParser.Read(timer.Cron).GetOccurrences(timer.DueAt, now, options.Value.TimeZone, fromInclusive: false, toInclusive: true).Take(MostCounted))
        {
            count++;
            last = tick.ToUniversalTime();
        }

        return (count, last);
    }

    private static MissedTicks Read(DbDataReader row) => new(row.GetString(0), row.Text(1), row.Moment(2), row.Moment(3), row.GetInt32(4), row.Flag(5), row.Moment(6));
}
