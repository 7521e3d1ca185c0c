using System.Globalization;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Activities;

/// <summary>Turns what a designer enters about a deadline into the rungs that a task climbs (domain.md 2.0).</summary>
internal static class LadderSteps
{
    /// <summary>Half-time, as the inbox is read once a day, and the 80 % of domain.md 2.0.</summary>
    public const string RemindAtDefault = "50,80";

    public static TaskLadder? Of(double hours, string? remindAt, int tellAt, int joinAt, int raiseAt, string? reminder, string? escalation)
    {
        if (hours <= 0)
            return null;
        var rungs = new List<Rung>();
        foreach (var part in (remindAt ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (int.TryParse(part.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 1000)
                rungs.Add(new(percent, RungKind.Remind));
        foreach (var (percent, kind) in new[] { (tellAt, RungKind.Tell), (joinAt, RungKind.Join), (raiseAt, RungKind.Raise) })
            if (percent > 0)
                rungs.Add(new(percent, kind));
        return new TaskLadder(hours, [.. rungs.OrderBy(rung => rung.Percent).ThenBy(rung => rung.Kind)], NullIfEmpty(reminder), NullIfEmpty(escalation));
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
