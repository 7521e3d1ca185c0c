using System.Data.Common;
using Elsa.Common.Models;
using Elsa.Scheduling;
using Elsa.Storage;
using Microsoft.Extensions.Logging;

namespace Elsa.Workflows.Runtime;

/// <summary>Accepted work that failed again and again and waits for a person.</summary>
/// <param name="Id">Of the row in the queue, or of the timer.</param>
/// <param name="Kind">What was to be done: a kind of the queue, or Timer.</param>
/// <param name="InstanceId">The instance; null when there is none.</param>
/// <param name="DefinitionId">The definition that a timer starts; null for anything else.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Since">When it was accepted or fell due, UTC.</param>
/// <param name="Reason">What went wrong at the last attempt; null for a timer, whose failures are in the program's log.</param>
internal sealed record StuckWork(string Id, string Kind, string? InstanceId, string? DefinitionId, int Attempts, DateTimeOffset Since, string? Reason);

/// <summary>Lets a person see what is stuck, and try it again or give it up.</summary>
internal sealed class StuckWorkDesk(EngineDatabase database, QueueSignal queue, TimerTable timers, TimeProvider time, ILogger<StuckWorkDesk> logger)
{
    private const string Timer = "Timer";

    private static readonly string All = $"""
        SELECT Id, Kind, InstanceId, NULL AS DefinitionId, Attempts, CreatedAt AS Since, LastErrorMessage FROM ElsaQueue WHERE DueAt = {QueueRow.GivenUp.UtcTicks}
        UNION ALL SELECT Id, -1, InstanceId, DefinitionId, Attempts, DueAt, NULL FROM ElsaTimers WHERE Attempts >= {TimerPump.MostAttempts}
        """;

    /// <summary>The oldest first.</summary>
    public Task<Page<StuckWork>> ListAsync(PageArgs page, CancellationToken cancellationToken)
    {
        var slice = new Conditions(database);
        var sql = All + slice.Slice("Since, Id", page);
        return database.ReadAsync(async session => Page.Of<StuckWork>(
            await session.QueryAsync(sql, Read, slice.Arguments).ConfigureAwait(false),
            await session.CountAsync($"SELECT count(*) FROM ({All}) stuck").ConfigureAwait(false)), cancellationToken);
    }

    /// <summary>Tries it again at once, as often as at first. False when it is no longer stuck.</summary>
    public async Task<bool> RetryAsync(string id, string by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var changed = await database.WriteAsync(async session =>
            await session.ExecuteAsync($"UPDATE ElsaQueue SET DueAt = $2, Attempts = 0 WHERE Id = $1 AND DueAt = {QueueRow.GivenUp.UtcTicks}", id, now.Ticks()).ConfigureAwait(false)
            + await session.ExecuteAsync($"UPDATE ElsaTimers SET ClaimedUntil = 0, Attempts = 0 WHERE Id = $1 AND Attempts >= {TimerPump.MostAttempts}", id).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (changed == 0)
            return false;
        logger.LogWarning("{Person} lets {Id} be tried again", by, id);
        queue.Raise();
        timers.Announce(now);
        return true;
    }

    /// <summary>Gives it up for good. False when it is no longer stuck.</summary>
    public async Task<bool> DiscardAsync(string id, string by, CancellationToken cancellationToken)
    {
        var removed = await database.WriteAsync(async session =>
            await session.ExecuteAsync($"DELETE FROM ElsaQueue WHERE Id = $1 AND DueAt = {QueueRow.GivenUp.UtcTicks}", id).ConfigureAwait(false)
            + await session.ExecuteAsync($"DELETE FROM ElsaTimers WHERE Id = $1 AND Attempts >= {TimerPump.MostAttempts}", id).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (removed > 0)
            logger.LogWarning("{Person} gave up {Id}", by, id);
        return removed > 0;
    }

    private static StuckWork Read(DbDataReader row) => new(
        row.GetString(0), row.GetInt32(1) is var kind && kind < 0 ? Timer : ((QueueKind)kind).ToString(), row.Text(2), row.Text(3), row.GetInt32(4), row.Moment(5), row.Text(6));
}
