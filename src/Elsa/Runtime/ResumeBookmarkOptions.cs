namespace Elsa.Workflows.Runtime.Options;

/// <summary>What is handed over on resume.</summary>
public class ResumeBookmarkOptions
{
    /// <summary>Values by input name; null means none.</summary>
    public IDictionary<string, object>? Input { get; set; }

    /// <summary>Values kept with the instance; null means none.</summary>
    public IDictionary<string, object>? Properties { get; set; }
}

/// <summary>Narrows a search for bookmarks.</summary>
public class FindBookmarkOptions
{
    /// <summary>The bookmark meant; null for any.</summary>
    public string? BookmarkId { get; set; }

    /// <summary>The instance that waits; null for any.</summary>
    public string? WorkflowInstanceId { get; set; }

    /// <summary>The business key of the instance that waits; null for any.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The activity execution that waits; null for any.</summary>
    public string? ActivityInstanceId { get; set; }
}
