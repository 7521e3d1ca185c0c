namespace Elsa.Workflows.Runtime.Filters;

/// <summary>Which bookmarks are wanted; all conditions that are set must hold.</summary>
public class BookmarkFilter
{
    /// <summary>The bookmark meant; null for any.</summary>
    public string? BookmarkId { get; set; }

    /// <summary>The bookmark ids.</summary>
    public ICollection<string>? BookmarkIds { get; set; }

    /// <summary>The instance meant.</summary>
    public string? WorkflowInstanceId { get; set; }

    /// <summary>Any of these instances; null means all.</summary>
    public ICollection<string>? WorkflowInstanceIds { get; set; }

    /// <summary>The hash of the stimulus.</summary>
    public string? Hash { get; set; }

    /// <summary>Any of these hashes; null means all.</summary>
    public ICollection<string>? Hashes { get; set; }

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

    /// <summary>Any of these names; null means all.</summary>
    public ICollection<string>? Names { get; set; }

    /// <summary>The activity execution that waits.</summary>
    public string? ActivityInstanceId { get; set; }

    /// <summary>Looks at all tenants.</summary>
    public bool TenantAgnostic { get; set; }

    /// <summary>Those of any of the names.</summary>
    public static BookmarkFilter ByActivityTypeNames(IEnumerable<string> activityTypeNames) => new() { Names = activityTypeNames.ToList() };
}

/// <summary>Which triggers are wanted; all conditions that are set must hold.</summary>
public class TriggerFilter
{
    /// <summary>Unique within its kind.</summary>
    public string? Id { get; set; }

    /// <summary>Any of these ids; null means all. Thousands are fine.</summary>
    public ICollection<string>? Ids { get; set; }

    /// <summary>The id shared by all versions of a definition.</summary>
    public string? WorkflowDefinitionId { get; set; }

    /// <summary>The id of one version of a definition.</summary>
    public string? WorkflowDefinitionVersionId { get; set; }

    /// <summary>Any of these definitions; null means all.</summary>
    public ICollection<string>? WorkflowDefinitionIds { get; set; }

    /// <summary>Any of these versions; null means all.</summary>
    public ICollection<string>? WorkflowDefinitionVersionIds { get; set; }

    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

    /// <summary>Any of these names; null means all.</summary>
    public ICollection<string>? Names { get; set; }

    /// <summary>The hash of the stimulus.</summary>
    public string? Hash { get; set; }

    /// <summary>Looks at all tenants.</summary>
    public bool TenantAgnostic { get; set; }

    /// <summary>Those of any of the names.</summary>
    public static TriggerFilter ByNames(IEnumerable<string> names) => new() { Names = names.ToList() };
}

/// <summary>Which waiting resumes are wanted; all conditions that are set must hold.</summary>
public class BookmarkQueueFilter
{
    /// <summary>Unique within its kind.</summary>
    public string? Id { get; set; }

    /// <summary>Any of these ids; null means all. Thousands are fine.</summary>
    public IEnumerable<string>? Ids { get; set; }

    /// <summary>The bookmark meant; null for any.</summary>
    public string? BookmarkId { get; set; }

    /// <summary>The instance meant.</summary>
    public string? WorkflowInstanceId { get; set; }

    /// <summary>The bookmark hash.</summary>
    public string? BookmarkHash { get; set; }

    /// <summary>The activity execution that waits.</summary>
    public string? ActivityInstanceId { get; set; }

    /// <summary>The type name of the activity, or the name of the stimulus.</summary>
    public string? ActivityTypeName { get; set; }

    /// <summary>The created at less than.</summary>
    public DateTimeOffset? CreatedAtLessThan { get; set; }

    /// <summary>Looks at all tenants.</summary>
    public bool TenantAgnostic { get; set; }
}
