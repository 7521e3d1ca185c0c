namespace Elsa.Scheduling;

/// <summary>Reads cron expressions.</summary>
public interface ICronParser
{
    /// <summary>The next moment after now, UTC. Throws when there is none.</summary>
    DateTimeOffset GetNextOccurrence(string expression);
}
