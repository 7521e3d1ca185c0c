using Elsa.Common;

namespace Elsa.Workflows.Runtime;

/// <summary>Writes records that are only ever added.</summary>
public interface ILogRecordStore<in T> where T : ILogRecord
{
    /// <summary>Stores them as new, in one transaction.</summary>
    Task AddManyAsync(IEnumerable<T> records, CancellationToken cancellationToken = default);

    /// <summary>Stores them in one transaction, replacing those of the same id.</summary>
    Task SaveManyAsync(IEnumerable<T> records, CancellationToken cancellationToken = default);
}
