using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Imports;

/// <summary>A long import as its owner sees it.</summary>
/// <param name="Errors">At most 500 faults.</param>
public sealed record ImportRunView(Guid Id, string Kind, string FileName, ImportRunState State, int Rows, int Done, IReadOnlyList<RowError> Errors)
{
    /// <summary>Percent of the work that is done; 0 while the file is being read.</summary>
    public int Percent => Rows == 0 ? 0 : State.IsWorking() ? Math.Min(99, (int)(100L * Done / Rows)) : 100;
}

/// <summary>
/// Runs long imports beside the requests. How far one is lies in memory on the node that runs it and, where that disturbs no writer, in its row for the others.
/// Safe for concurrent use.
/// </summary>
public sealed partial class ImportRuns : IDisposable
{
    /// <summary>Files of more bytes run beside the request.</summary>
    public const int LongFile = 256 * 1024;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private readonly ConcurrentDictionary<Guid, Live> live = new();
    private readonly CancellationTokenSource closing = new();
    private readonly ImportDesk desk;
    private readonly IDbContextFactory<ProcessSalesDb> databases;
    private readonly CompanyClock clock;
    private readonly ILogger<ImportRuns> log;

    internal ImportRuns(ImportDesk desk, IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock, ILogger<ImportRuns> log)
    {
        this.desk = desk;
        this.databases = databases;
        this.clock = clock;
        this.log = log;
    }

    /// <summary>Begins to check a file. Returns the run.</summary>
    /// <exception cref="RefusedException">The file is too large, or the person may not import this.</exception>
    public async Task<Guid> CheckAsync(Guid person, string kind, string fileName, Stream file, CancellationToken cancellationToken = default)
    {
        await desk.RefuseUnlessAllowedAsync(person, kind, cancellationToken);
        var content = new MemoryStream(await ImportFile.LoadAsync(file, cancellationToken));
        var run = new ImportRun
        {
            Id = Guid.CreateVersion7(clock.Now), PersonId = person, Kind = kind, FileName = fileName.Length > 200 ? fileName[^200..] : fileName, State = ImportRunState.Checking, StartedAt = clock.Now, SeenAt = clock.Now,
        };
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            await db.ChangeAsync(async () =>
            {
                var old = clock.Now - Kept;
                await db.ImportRuns.Where(row => row.StartedAt < old).ExecuteDeleteAsync(cancellationToken);
                db.ImportRuns.Add(run);
            }, cancellationToken);
        }

        Begin(run.Id, beats: true, async (progress, stop) =>
        {
            var report = await desk.CheckAsync(person, kind, content, progress, stop);
            await EndAsync(run.Id, report.Ticket is null ? ImportRunState.Faulty : ImportRunState.Checked, row =>
            {
                (row.Rows, row.Done, row.Ticket) = (report.Rows, report.Rows, report.Ticket);
                row.ErrorsJson = report.Errors.Count > 0 ? JsonSerializer.Serialize(report.Errors) : null;
            });
        });
        return run.Id;
    }

    /// <summary>Begins to apply a checked run.</summary>
    /// <exception cref="RefusedException">It is not the person's, or not checked.</exception>
    public async Task ApplyAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var ticket = await db.ChangeAsync(async () =>
        {
            var run = await FindAsync(db, person, id, cancellationToken);
            run.MoveTo(ImportRunState.Applying, clock.Now);
            (run.Done, run.StopAsked) = (0, false);
            return run.Ticket!.Value;
        }, cancellationToken);
        // SQLite has one writer: while it writes the rows, a sign of life would have to wait for it.
        Begin(id, beats: db.Database.IsNpgsql(), (progress, stop) => desk.ApplyAsync(person, ticket, progress, async store =>
        {
            var run = await store.ImportRuns.SingleAsync(row => row.Id == id, stop);
            run.MoveTo(ImportRunState.Applied, clock.Now);
            (run.Done, run.Ticket) = (run.Rows, null);
        }, stop));
    }

    /// <summary>Asks a run to stop: nothing of it is kept.</summary>
    /// <exception cref="RefusedException">It is not the person's.</exception>
    public async Task StopAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var run = await FindAsync(db, person, id, cancellationToken);
        if (!run.State.IsWorking()) return;
        if (live.TryGetValue(id, out var here)) here.Stop();
        else await db.ImportRuns.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.StopAsked, true), cancellationToken);
    }

    /// <summary>How far a run is.</summary>
    /// <exception cref="RefusedException">It is not the person's.</exception>
    public async Task<ImportRunView> FindAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var run = await FindAsync(db, person, id, cancellationToken);
        var here = live.GetValueOrDefault(id);
        // Whoever worked on it is gone without a word.
        var state = run.State.IsWorking() && here is null && run.SeenAt < clock.Now - Silence ? ImportRunState.Failed : run.State;
        var (rows, done) = here is not null && state.IsWorking() ? (here.Progress.Rows, here.Progress.Done) : (run.Rows, run.Done);
        return new(run.Id, run.Kind, run.FileName, state, rows, done, Errors(run));
    }

    /// <summary>The person's runs, the newest first.</summary>
    public async Task<IReadOnlyList<ImportRunView>> ListAsync(Guid person, int most, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.ImportRuns.AsNoTracking().Where(row => row.PersonId == person).OrderByDescending(row => row.StartedAt).Take(most).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new ImportRunView(row.Id, row.Kind, row.FileName, row.State, row.Rows, row.Done, []))];
    }

    /// <summary>Stops what runs here; nothing of it is kept.</summary>
    public void Dispose()
    {
        closing.Cancel();
        Task.WhenAll(live.Values.Select(each => each.Work)).Wait(TimeSpan.FromSeconds(5));
        closing.Dispose();
    }

    private void Begin(Guid id, bool beats, Func<ImportProgress, CancellationToken, Task> work)
    {
        var run = new Live(CancellationTokenSource.CreateLinkedTokenSource(closing.Token));
        live[id] = run;
        run.Work = Task.Run(async () =>
        {
            using var over = new CancellationTokenSource();
            var beating = beats ? BeatAsync(id, run, over.Token) : Task.CompletedTask;
            try
            {
                await work(run.Progress, run.Token);
            }
            catch (OperationCanceledException) when (run.Token.IsCancellationRequested)
            {
                await EndAsync(id, ImportRunState.Cancelled, _ => { });
            }
            catch (RefusedException refused)
            {
                // A file that cannot be read, or data that have changed since it was checked.
                await EndAsync(id, ImportRunState.Faulty, row => row.ErrorsJson = JsonSerializer.Serialize(refused.Refusals.Select(each => new RowError(1, each.Field ?? "", each.Key, [.. each.Arguments]))));
            }
            catch (Exception failure)
            {
                LogFailure(failure, id);
                await EndAsync(id, ImportRunState.Failed, _ => { });
            }
            finally
            {
                await over.CancelAsync();
                await beating;
                live.TryRemove(id, out _);
                run.Dispose();
            }
        });
    }

    private async Task BeatAsync(Guid id, Live run, CancellationToken over)
    {
        try
        {
            for (; ; await Task.Delay(Beat, over))
            {
                await using var db = await databases.CreateDbContextAsync(over);
                var (rows, done, now) = (run.Progress.Rows, run.Progress.Done, clock.Now);
                await db.ImportRuns.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Rows, rows).SetProperty(row => row.Done, done).SetProperty(row => row.SeenAt, now), over);
                if (await db.ImportRuns.AnyAsync(row => row.Id == id && row.StopAsked, over)) run.Stop();
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The work is over.
        }
    }

    private async Task EndAsync(Guid id, ImportRunState state, Action<ImportRun> fill)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        await db.ChangeAsync(async () =>
        {
            var run = await db.ImportRuns.SingleAsync(row => row.Id == id, CancellationToken.None);
            run.MoveTo(state, clock.Now);
            fill(run);
        }, CancellationToken.None);
    }

    private static IReadOnlyList<RowError> Errors(ImportRun run) => run.ErrorsJson is null ? [] : (JsonSerializer.Deserialize<List<StoredError>>(run.ErrorsJson) ?? [])
        .Select(error => new RowError(error.Row, error.Column, error.Key, [.. error.Arguments.Select(Plain)])).ToList();

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDecimal(),
        JsonValueKind.Null => null,
        _ => value.ToString(),
    };

    private static async Task<ImportRun> FindAsync(ProcessSalesDb db, Guid person, Guid id, CancellationToken cancellationToken) =>
        await db.ImportRuns.SingleOrDefaultAsync(row => row.Id == id && row.PersonId == person, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "import.unknownRun");

    [LoggerMessage(LogLevel.Error, "The import {Run} failed; nothing of it was written")]
    private partial void LogFailure(Exception failure, Guid run);

    private sealed record StoredError(int Row, string Column, string Key, JsonElement[] Arguments);

    private sealed class Live(CancellationTokenSource source) : IDisposable
    {
        public ImportProgress Progress { get; } = new();

        public CancellationToken Token { get; } = source.Token;

        public Task Work { get; set; } = Task.CompletedTask;

        public void Stop()
        {
            try
            {
                source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has just ended.
            }
        }

        public void Dispose() => source.Dispose();
    }
}
