using Elsa.Workflows.Runtime.Notifications;

namespace Elsa.Workflows.Runtime;

/// <summary>Reports the result of a task that a workflow asked for.</summary>
public interface ITaskReporter
{
    /// <summary>Continues the workflow that waits for the task.</summary>
    Task ReportCompletionAsync(string taskId, object? result = null, CancellationToken cancellationToken = default);
}

/// <summary>Hands a task to whoever does it.</summary>
public interface ITaskDispatcher
{
    /// <summary>Stores the request and answers; the work is done in the background and survives a restart.</summary>
    Task DispatchAsync(RunTaskRequest request, CancellationToken cancellationToken = default);
}
