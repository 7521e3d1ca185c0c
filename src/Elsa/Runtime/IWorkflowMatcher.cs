using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Options;

namespace Elsa.Workflows.Runtime;

/// <summary>Finds what waits for a stimulus.</summary>
public interface IWorkflowMatcher
{
    /// <summary>The triggers that the stimulus starts.</summary>
    Task<IEnumerable<StoredTrigger>> FindTriggersAsync(string activityTypeName, object stimulus, CancellationToken cancellationToken = default);

    /// <summary>The triggers that the stimulus starts.</summary>
    Task<IEnumerable<StoredTrigger>> FindTriggersAsync(string stimulusHash, CancellationToken cancellationToken = default);

    /// <summary>The bookmarks that wait for the stimulus.</summary>
    Task<IEnumerable<StoredBookmark>> FindBookmarksAsync(string activityTypeName, object stimulus, FindBookmarkOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>The bookmarks that wait for the stimulus.</summary>
    Task<IEnumerable<StoredBookmark>> FindBookmarksAsync(string stimulusHash, FindBookmarkOptions? options = null, CancellationToken cancellationToken = default);
}
