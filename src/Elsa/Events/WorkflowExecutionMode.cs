namespace Elsa.Workflows.Models;

/// <summary>Whether a caller waits for what his call sets going.</summary>
public enum WorkflowExecutionMode
{
    /// <summary>The call returns when every workflow waits again or is at its end.</summary>
    Synchronous = 0,

    /// <summary>The call returns when the work is stored.</summary>
    Asynchronous = 1,
}
