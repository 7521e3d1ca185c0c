using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Elsa.Storage;

/// <summary>
/// The only writer of the file in this process. Whatever waits when a transaction begins is joined into it, so that many callers share one
/// write to disk. A caller who finds nobody writing writes himself, at once and on his own thread; a thread of its own takes over when more wait.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int LargestBatch = 512;
    private readonly ConcurrentQueue<Job> _waiting = new();
    private readonly SemaphoreSlim _handedOver = new(0);
    private readonly SqliteSession _session;
    private readonly List<Job> _batch = [];
    private readonly Thread _thread;
    private int _busy;
    private volatile bool _closed;
    private volatile bool _ended;

    public SqliteWriter(SqliteSession session)
    {
        _session = session;
        _thread = new Thread(Run) { IsBackground = true, Name = "Elsa writer" };
        _thread.Start();
    }

    public Task<T> WriteAsync<T>(Func<Session, ValueTask<T>> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_closed, this);
        var job = new Job<T>(write);
        _waiting.Enqueue(job);
        if (!TryBegin())
        {
            if (_ended)
                job.Fail(new ObjectDisposedException(nameof(SqliteWriter)));
            return job.Task;
        }

        CommitBatch();
        if (!_waiting.IsEmpty || !TryEnd())
            _handedOver.Release();
        return job.Task;
    }

    /// <summary>Writes what waits, then ends.</summary>
    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        SpinWait.SpinUntil(TryBegin);
        while (!_waiting.IsEmpty)
            CommitBatch();
        _ended = true;
        _handedOver.Release();
        _thread.Join();
        _handedOver.Dispose();
        _session.Dispose();
    }

    private bool TryBegin() => Interlocked.CompareExchange(ref _busy, 1, 0) == 0;

    /// <summary>False when somebody came in between and counts on this writer.</summary>
    private bool TryEnd()
    {
        Volatile.Write(ref _busy, 0);
        Interlocked.MemoryBarrier();
        return _waiting.IsEmpty || !TryBegin();
    }

    private void Run()
    {
        for (_handedOver.Wait(); !_ended; _handedOver.Wait())
        {
            do
                CommitBatch();
            while (!_waiting.IsEmpty || !TryEnd());
        }
    }

    private void CommitBatch()
    {
        _batch.Clear();
        while (_batch.Count < LargestBatch && _waiting.TryDequeue(out var next))
            _batch.Add(next);
        if (_batch.Count == 0 || TryCommit(_batch, out var error, out var began))
            return;

        // A file that another program holds has been waited for once; each for himself would wait again.
        if (!began)
        {
            foreach (var job in _batch)
                job.Fail(error!);
            return;
        }

        // One of them failed and took the others with it: each gets a transaction of its own, and only the guilty one its error.
        foreach (var job in _batch)
            if (!TryCommit([job], out error, out _))
                job.Fail(error!);
    }

    private bool TryCommit(List<Job> jobs, out Exception? error, out bool began)
    {
        began = false;
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            began = true;
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

        public override void Complete() => _done.TrySetResult(_result);

        public override void Fail(Exception error) => _done.TrySetException(error);
    }
}
