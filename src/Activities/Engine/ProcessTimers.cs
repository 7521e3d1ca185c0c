using System.Text.Json;
using System.Text.Json.Nodes;
using Cronos;
using Elsa.Scheduling;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Filters;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Dunning;

namespace ProcessSales.Activities.Engine;

/// <summary>What the engine waits for by the clock: bookmarks of running instances and triggers of published processes.</summary>
public sealed class ProcessTimers(IBookmarkStore bookmarks, ITriggerStore triggers, CompanyClock clock) : IProcessTimers
{
    private static readonly string[] Names = [SchedulingStimulusNames.Delay, SchedulingStimulusNames.Timer, SchedulingStimulusNames.StartAt, SchedulingStimulusNames.Cron];

    /// <inheritdoc />
    public async Task<IReadOnlyList<ProcessTimer>> UntilAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        var found = new List<ProcessTimer>();
        foreach (var bookmark in await bookmarks.FindManyAsync(new BookmarkFilter { Names = Names }, cancellationToken))
        {
            if (Values(bookmark.Payload) is { } values && (Moment(values, "ResumeAt") ?? Moment(values, "ExecuteAt")) is { } due && due < until)
                found.Add(new(due, null, bookmark.WorkflowInstanceId, null));
        }

        foreach (var trigger in await triggers.FindManyAsync(new TriggerFilter { Names = Names }, cancellationToken))
        {
            if (Values(trigger.Payload) is { } values)
                found.AddRange(Moments(trigger.Name, values, until).Select(moment => new ProcessTimer(moment.DueAt, trigger.WorkflowDefinitionId, null, moment.Rule)));
        }

        return found;
    }

    private IEnumerable<(DateTimeOffset DueAt, string? Rule)> Moments(string? name, JsonObject values, DateTimeOffset until)
    {
        var now = clock.Now;
        switch (name)
        {
            case SchedulingStimulusNames.StartAt when Moment(values, "ExecuteAt") is { } once && once < until:
                return [(once, null)];
            case SchedulingStimulusNames.Timer when Moment(values, "StartAt") is { } start && TimeSpan.TryParse(Text(values, "Interval"), out var interval) && interval > TimeSpan.Zero:
                var next = start > now ? start : start + (interval * (((now - start).Ticks / interval.Ticks) + 1));
                return Daily(next, moment => moment + (interval * Math.Max(1, (long)Math.Ceiling((EndOfDay(moment) - moment) / interval))), until).Select(moment => (moment, (string?)interval.ToString("c")));
            case SchedulingStimulusNames.Cron when Text(values, "CronExpression") is { } cron && Read(cron) is { } rule:
                return rule.GetNextOccurrence(now, clock.Zone) is { } first ? Daily(first, moment => rule.GetNextOccurrence(EndOfDay(moment).AddTicks(-1), clock.Zone) ?? until, until).Select(moment => (moment, (string?)cron)) : [];
            default:
                return [];
        }
    }

    private static IEnumerable<DateTimeOffset> Daily(DateTimeOffset first, Func<DateTimeOffset, DateTimeOffset> ofNextDay, DateTimeOffset until)
    {
        for (var moment = first; moment < until; moment = ofNextDay(moment)) yield return moment;
    }

    private DateTimeOffset EndOfDay(DateTimeOffset moment) => clock.At(clock.DateOf(moment).AddDays(1), TimeOnly.MinValue);

    // A rule that cannot be read never fires, and the designer says so where it is written.
    private static CronExpression? Read(string cron) =>
        CronExpression.TryParse(cron, cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard, out var rule) ? rule : null;

    // A payload is the engine's own record or, once it was stored, plain data with names in either case.
    private static JsonObject? Values(object? payload) => payload is null ? null : JsonSerializer.SerializeToNode(payload, payload.GetType()) as JsonObject;

    private static string? Text(JsonObject values, string name) => values.FirstOrDefault(pair => string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase)).Value?.ToString();

    private static DateTimeOffset? Moment(JsonObject values, string name) =>
        DateTimeOffset.TryParse(Text(values, name), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
}
