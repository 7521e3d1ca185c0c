using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Elsa.Storage;

/// <summary>
/// The only writer of the file in this process. Whatever waits when a transaction begins is joined into it, so that many
/// callers share one write to disk; a single caller gets a transaction of his own at once.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int LargestBatch = 512;
    private readonly BlockingCollection<Job> _waiting = new();
    private readonly SqliteSession _session;
    private readonly Thread _thread;

    public SqliteWriter(SqliteSession session)
    {
        _session = session;
        _thread = new Thread(Run) { IsBackground = true, Name = "Elsa writer" };
        _thread.Start();
    }

    public Task<T> WriteAsync<T>(Func<Session, ValueTask<T>> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var job = new Job<T>(write);
        _waiting.Add(job, CancellationToken.None);
        return job.Task;
    }

    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
        _session.Dispose();
    }

    private void Run()
    {
        var batch = new List<Job>();
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            batch.Clear();
            batch.Add(first);
            while (batch.Count < LargestBatch && _waiting.TryTake(out var next))
                batch.Add(next);

            if (TryCommit(batch, out _))
                continue;

            // One of them failed and took the others with it: each gets a transaction of its own, and only the guilty one its error.
            foreach (var job in batch)
                if (!TryCommit([job], out var error))
                    job.Fail(error!);
        }
    }

    private bool TryCommit(List<Job> jobs, out Exception? error)
    {
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            foreach (var job in jobs)
                job.Run(_session);
            _session.Execute("COMMIT");
        }
        catch (Exception e)
        {
            error = e;
            RollBack();
            return false;
        }

        foreach (var job in jobs)
            job.Complete();
        error = null;
        return true;
    }

    private void RollBack()
    {
        try
        {
            _session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // A full disk or an input error has rolled back already.
        }
    }

    private abstract class Job
    {
        public abstract void Run(Session session);

        public abstract void Complete();

        public abstract void Fail(Exception error);
    }

    private sealed class Job<T>(Func<Session, ValueTask<T>> write) : Job
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Task => _done.Task;

        public override void Run(Session session) => _result = write(session).GetAwaiter().GetResult();

        public override void Complete() => _done.SetResult(_result);

        public override void Fail(Exception error) => _done.SetException(error);
    }
}
