using System.Text.Json;

namespace ProcessSales.Workflows.Tasks;

/// <summary>What happens on a rung.</summary>
public enum RungKind
{
    /// <summary>Whoever has the task is reminded.</summary>
    Remind,

    /// <summary>The superior is told too.</summary>
    Tell,

    /// <summary>The superior may act as well.</summary>
    Join,

    /// <summary>The next level up is told.</summary>
    Raise,
}

/// <summary>One rung.</summary>
/// <param name="Percent">Of the time allowed.</param>
/// <param name="Kind">What happens.</param>
public sealed record Rung(int Percent, RungKind Kind);

/// <summary>What happens as the time of a task runs out (domain.md 2.0). Money never passes by itself, so no rung answers.</summary>
/// <param name="Hours">Working hours allowed.</param>
/// <param name="Rungs">Ascending.</param>
/// <param name="Reminder">Template of a reminder; null for the reminder in the app only.</param>
/// <param name="Escalation">Template for superiors.</param>
public sealed record TaskLadder(double Hours, IReadOnlyList<Rung> Rungs, string? Reminder, string? Escalation)
{
    internal string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    internal static TaskLadder? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<TaskLadder>(json, JsonSerializerOptions.Web);
}
