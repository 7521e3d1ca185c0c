using Elsa.Workflows.Runtime.Entities;

namespace Elsa.Scheduling;

/// <summary>Keeps the due times of triggers.</summary>
public interface ITriggerScheduler
{
    /// <summary>Stores the due times.</summary>
    Task ScheduleAsync(IEnumerable<StoredTrigger> triggers, CancellationToken cancellationToken = default);

    /// <summary>Does nothing when there is none.</summary>
    Task UnscheduleAsync(IEnumerable<StoredTrigger> triggers, CancellationToken cancellationToken = default);
}
