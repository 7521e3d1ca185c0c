using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Continuations;

/// <summary>A continuation that a manager should look at.</summary>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Error">Why the last try failed.</param>
public sealed record StuckContinuation(Guid CaseId, string CaseNumber, ContinuationKind Kind, int Attempts, string? Error, DateTimeOffset CreatedAt);

/// <summary>
/// Hands continuations to the engine: at once after the decision, and again for what was left over. One at a time and in order for each case;
/// a lease in the row keeps other nodes away. Safe for concurrent use.
/// </summary>
public sealed partial class ContinuationPump(
    IDbContextFactory<ProcessSalesDb> databases, IServiceScopeFactory scopes, CompanyClock clock, TimeProvider time, ILogger<ContinuationPump> log) : IDisposable
{
    private const int PageSize = 100;
    private const int StuckAfter = 8;
    private const int Looks = 600;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    // A take that a crash ended counts as an attempt too, so a long pause would punish a case for its host's death.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, bool> later = new();
    private readonly CancellationTokenSource end = new();

    /// <summary>Carries out what waits for a case. True when nothing is left.</summary>
    public async Task<bool> RunAsync(Guid caseId, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var next = await db.Continuations.AsNoTracking().Where(row => row.CaseId == caseId).OrderBy(row => row.Id).FirstOrDefaultAsync(cancellationToken);
            if (next is null) return true;
            if (next.Attempts == 0 && next.NextAttemptAt > clock.Now) return RunLater(next);
            if (!await TakeAsync(db, next, cancellationToken)) return false;
            if (!await CarryOutAsync(db, next, cancellationToken)) return false;
        }
    }

    /// <summary>The same, and waits up to half a minute for what somebody else is carrying out or what can still be undone. For work that nobody watches.</summary>
    public async Task<bool> RunToEndAsync(Guid caseId, CancellationToken cancellationToken = default)
    {
        for (var looks = 0; looks < Looks; looks++)
        {
            if (await RunAsync(caseId, cancellationToken)) return true;
            await Task.Delay(BetweenLooks, cancellationToken);
        }

        return false;
    }

    /// <summary>Carries out everything that is due; the sweeper of what a crash left behind. Returns the number of cases looked at.</summary>
    /// <param name="unattended">
    /// How long something must have been due. What has just been ordered is carried out by whoever ordered it: the sweeper coming between would send that person on with the case not yet moved.
    /// </param>
    /// <param name="cancellationToken">Stops between two cases.</param>
    public async Task<int> SweepAsync(TimeSpan unattended = default, CancellationToken cancellationToken = default)
    {
        List<Guid> due;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var now = clock.Now - unattended;
            // Only the first entry of a case counts: later ones behind one that waits would fill the page for ever.
            due = await db.Continuations
                .Where(row => row.NextAttemptAt <= now && row.Id == db.Continuations.Where(other => other.CaseId == row.CaseId).OrderBy(other => other.Id).First().Id)
                .OrderBy(row => row.NextAttemptAt).Select(row => row.CaseId).Take(PageSize).ToListAsync(cancellationToken);
        }

        foreach (var caseId in due) await RunAsync(caseId, cancellationToken);
        return due.Count;
    }

    /// <summary>What has been tried often without success.</summary>
    public async Task<IReadOnlyList<StuckContinuation>> StuckAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Continuations.AsNoTracking().Where(row => row.Attempts >= StuckAfter).OrderBy(row => row.CreatedAt).ThenBy(row => row.Id)
            .Join(db.Cases, row => row.CaseId, file => file.Id, (row, file) => new StuckContinuation(file.Id, file.Number, row.Kind, row.Attempts, row.LastError, row.CreatedAt))
            .Take(PageSize).ToListAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        end.Cancel();
        end.Dispose();
    }

    // An order never tried and not yet due is an answer that can be undone. It is carried out at its moment; after a crash the sweeper does it.
    private bool RunLater(Continuation row)
    {
        if (later.TryAdd(row.Id, true)) _ = WaitAsync();
        return false;

        async Task WaitAsync()
        {
            try
            {
                await Task.Delay(row.NextAttemptAt - clock.Now is { Ticks: > 0 } left ? left : TimeSpan.Zero, time, end.Token);
                later.TryRemove(row.Id, out _);
                await RunAsync(row.CaseId, end.Token);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailure(failure, row.InstanceId, 1);
            }
        }
    }

    // The row's due time is the lease: whoever moves it forward holds it.
    private async Task<bool> TakeAsync(ProcessSalesDb db, Continuation row, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        if (row.NextAttemptAt > now) return false;
        var taken = await db.Continuations
            .Where(other => other.Id == row.Id && other.NextAttemptAt == row.NextAttemptAt)
            .ExecuteUpdateAsync(set => set.SetProperty(other => other.NextAttemptAt, now + Lease).SetProperty(other => other.Attempts, other => other.Attempts + 1), cancellationToken);
        if (taken == 1) row.NextAttemptAt = now + Lease;
        return taken == 1;
    }

    // A long burst keeps its row. Should the lease be lost all the same (the process slept), the engine's lock and the burned bookmark make the second run harmless.
    private async Task RenewAsync(Continuation row, CancellationToken end)
    {
        while (true)
        {
            // Nearly every burst is over long before: its end is no exception, which would cost more than a small burst.
            await Task.Delay(Lease / 3, time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested) return;
            try
            {
                var (held, until) = (row.NextAttemptAt, clock.Now + Lease);
                await using var db = await databases.CreateDbContextAsync(end);
                var kept = await db.Continuations.Where(other => other.Id == row.Id && other.NextAttemptAt == held)
                    .ExecuteUpdateAsync(set => set.SetProperty(other => other.NextAttemptAt, until), end);
                if (kept == 0) return;
                row.NextAttemptAt = until;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogLease(failure, row.InstanceId);
            }
        }
    }

    private async Task<bool> CarryOutAsync(ProcessSalesDb db, Continuation row, CancellationToken cancellationToken)
    {
        try
        {
            await using var renewal = new Renewal(end => RenewAsync(row, end));
            await using var scope = scopes.CreateAsyncScope();
            var engine = scope.ServiceProvider.GetRequiredService<IProcessEngine>();
            var result = row.Kind switch
            {
                ContinuationKind.Start => await engine.StartAsync(row, cancellationToken),
                ContinuationKind.Cancel => await engine.CancelAsync(row, cancellationToken),
                _ => await engine.ResumeAsync(row, cancellationToken),
            };
            if (result.Error is { } incident) LogIncident(row.InstanceId, incident);
            if (result.Finished)
            {
                await db.Continuations.Where(other => other.Id == row.Id).ExecuteDeleteAsync(cancellationToken);
                return true;
            }

            await PostponeAsync(db, row, result.Error, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailure(failure, row.InstanceId, row.Attempts + 1);
            await PostponeAsync(db, row, failure.Message, cancellationToken);
        }

        return false;
    }

    private async Task PostponeAsync(ProcessSalesDb db, Continuation row, string? error, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, row.Attempts)));
        var next = clock.Now + pause;
        var shown = error is { Length: > 1000 } ? error[..1000] : error;
        await db.Continuations.Where(other => other.Id == row.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(other => other.NextAttemptAt, next).SetProperty(other => other.LastError, shown), cancellationToken);
    }

    // Work beside the call to the engine that ends with it.
    private sealed class Renewal : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly Task _work;

        public Renewal(Func<CancellationToken, Task> work) => _work = work(_end.Token);

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _end.Dispose();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The lease on the continuation of instance {Instance} could not be renewed; it will be tried again")]
    private partial void LogLease(Exception failure, string instance);

    [LoggerMessage(LogLevel.Error, "Instance {Instance} stopped at an incident: {Incident}")]
    private partial void LogIncident(string instance, string incident);

    [LoggerMessage(LogLevel.Warning, "The engine did not take the continuation of instance {Instance} (attempt {Attempt}); it will be tried again")]
    private partial void LogFailure(Exception failure, string instance, int attempt);
}
