using Elsa.Common.Entities;

namespace Elsa.Workflows.Runtime.Entities;

/// <summary>What an instance waits for, as stored.</summary>
public class StoredBookmark : Entity
{
    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

    /// <summary>The hash of the stimulus.</summary>
    public string Hash { get; set; } = default!;

    /// <summary>The instance meant.</summary>
    public string WorkflowInstanceId { get; set; } = default!;

    /// <summary>The activity execution that waits.</summary>
    public string? ActivityInstanceId { get; set; }

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>What the waiting side keeps with it.</summary>
    public object? Payload { get; set; }

    /// <summary>Notes kept with it; null for none.</summary>
    public IDictionary<string, string>? Metadata { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>What starts a definition, as stored.</summary>
public class StoredTrigger : Entity
{
    /// <summary>The id shared by all versions of a definition.</summary>
    public string WorkflowDefinitionId { get; set; } = default!;

    /// <summary>The id of one version of a definition.</summary>
    public string WorkflowDefinitionVersionId { get; set; } = default!;

    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

    /// <summary>The id of the activity within its definition.</summary>
    public string ActivityId { get; set; } = default!;

    /// <summary>The hash of the stimulus.</summary>
    public string? Hash { get; set; }

    /// <summary>What the waiting side keeps with it.</summary>
    public object? Payload { get; set; }
}
