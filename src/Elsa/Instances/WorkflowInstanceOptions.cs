namespace Elsa.Workflows.Management.Options;

/// <summary>What a new instance begins with.</summary>
public class WorkflowInstanceOptions
{
    /// <summary>The id of the instance; null lets the engine choose one.</summary>
    public string? WorkflowInstanceId { get; set; }

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

    /// <summary>The instance that started this one; null for a root.</summary>
    public string? ParentWorkflowInstanceId { get; set; }

    /// <summary>Values by input name; null means none.</summary>
    public IDictionary<string, object>? Input { get; set; }

    /// <summary>Values kept with the instance; null means none.</summary>
    public IDictionary<string, object>? Properties { get; set; }
}
