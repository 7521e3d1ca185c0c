using Elsa.Common.Models;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;

namespace Elsa.Workflows.Runtime;

/// <summary>Keeps what instances wait for.</summary>
public interface IBookmarkStore
{
    /// <summary>Stores it, new or changed.</summary>
    ValueTask SaveAsync(StoredBookmark record, CancellationToken cancellationToken = default);

    /// <summary>Stores them in one transaction.</summary>
    ValueTask SaveManyAsync(IEnumerable<StoredBookmark> records, CancellationToken cancellationToken);

    /// <summary>The first that fits; null when none does.</summary>
    ValueTask<StoredBookmark?> FindAsync(BookmarkFilter filter, CancellationToken cancellationToken = default);

    /// <summary>All that fit.</summary>
    ValueTask<IEnumerable<StoredBookmark>> FindManyAsync(BookmarkFilter filter, CancellationToken cancellationToken = default);

    /// <summary>All that fit.</summary>
    ValueTask<Page<StoredBookmark>> FindManyAsync(BookmarkFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default);

    /// <summary>Removes what fits.</summary>
    ValueTask<long> DeleteAsync(BookmarkFilter filter, CancellationToken cancellationToken = default);
}
