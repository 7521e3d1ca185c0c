using Elsa.Mediator.Contracts;
using Elsa.Workflows.Management.Entities;

namespace Elsa.Workflows.Management.Notifications;

/// <summary>An instance was committed.</summary>
/// <param name="WorkflowInstance">The instance as stored.</param>
public record WorkflowInstanceSaved(WorkflowInstance WorkflowInstance) : INotification;

/// <summary>Instances were removed.</summary>
/// <param name="Ids">Any of these ids; null means all. Thousands are fine.</param>
public record WorkflowInstancesDeleted(ICollection<string> Ids) : INotification;

/// <summary>Instances are about to be removed.</summary>
/// <param name="Ids">Any of these ids; null means all. Thousands are fine.</param>
public record WorkflowInstancesDeleting(ICollection<string> Ids) : INotification;
