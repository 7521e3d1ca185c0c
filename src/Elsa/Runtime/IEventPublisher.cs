namespace Elsa.Workflows.Runtime;

/// <summary>Publishes events to workflows.</summary>
public interface IEventPublisher
{
    /// <summary>Makes it known to everything that waits for it.</summary>
    Task PublishAsync(string eventName, string? correlationId = null, string? workflowInstanceId = null, string? activityInstanceId = null, object? payload = null, bool asynchronous = false, CancellationToken cancellationToken = default);
}
