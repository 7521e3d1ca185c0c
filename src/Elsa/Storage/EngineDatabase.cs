namespace Elsa.Storage;

/// <summary>The one seam between the engine and a database. Statements name their arguments $1, $2 ... and read alike in both dialects.</summary>
internal abstract class EngineDatabase : IAsyncDisposable
{
    /// <summary>A condition that holds when the column is one of the values of a list argument; thousands of values stay one argument.</summary>
    public abstract string OneOf(string column, int argument);

    /// <summary>The list argument for <see cref="OneOf"/>.</summary>
    public abstract object List(IEnumerable<string> values);

    /// <summary>A condition that holds when the column contains the text argument, whatever its case.</summary>
    public abstract string Contains(string column, int argument);

    /// <summary>Ends a query for rows to be taken: what another node is taking at this moment is passed over.</summary>
    public abstract string SkippingLocked { get; }

    /// <summary>True where other nodes may work on the same database.</summary>
    public abstract bool IsShared { get; }

    /// <summary>Creates the tables, or brings them to the version that this code needs.</summary>
    public abstract Task SetUpAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads without keeping writers waiting.</summary>
    public abstract Task<T> ReadAsync<T>(Func<Session, ValueTask<T>> read, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs the work in one transaction. It may be joined with the work of others, and run again when one of those fails:
    /// so it must depend on the database and its own captured values alone.
    /// </summary>
    public abstract Task<T> WriteAsync<T>(Func<Session, ValueTask<T>> write, CancellationToken cancellationToken = default);

    /// <summary>Takes an instance for a burst; null when it is not stored. Other nodes wait or find the instance changed when they commit.</summary>
    public abstract Task<InstanceHold?> HoldAsync(string instanceId, CancellationToken cancellationToken = default);

    public abstract ValueTask DisposeAsync();
}

/// <summary>An instance as read for a burst. Disposed without commit, it is as if the burst had never begun.</summary>
internal abstract class InstanceHold(InstanceRow row) : IAsyncDisposable
{
    public InstanceRow Row { get; } = row;

    /// <summary>Commits the burst in one transaction.</summary>
    public abstract Task<T> CommitAsync<T>(Func<Session, ValueTask<T>> write, CancellationToken cancellationToken = default);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
