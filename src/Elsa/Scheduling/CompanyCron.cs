using Cronos;
using Microsoft.Extensions.Options;

namespace Elsa.Scheduling;

/// <summary>The zone in which people mean their cron expressions.</summary>
internal sealed class SchedulingZone
{
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;
}

/// <summary>Cron in the company's zone. An expression that can never come, such as 30 February, is an error and not the year 1.</summary>
internal sealed class CompanyCron(TimeProvider time, IOptions<SchedulingZone> zone) : ICronParser
{
    public DateTimeOffset GetNextOccurrence(string expression) => GetNextOccurrence(expression, time.GetUtcNow());

    public DateTimeOffset GetNextOccurrence(string expression, DateTimeOffset after) =>
        Parse(expression).GetNextOccurrence(after, zone.Value.Zone)?.ToUniversalTime()
        ?? throw new FormatException($"The cron expression '{expression}' never comes.");

    /// <summary>Null when the expression is good, otherwise what is wrong with it.</summary>
    public string? Check(string? expression)
    {
        try
        {
            GetNextOccurrence(expression ?? "");
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }

    private static CronExpression Parse(string expression)
    {
        if (string.IsNullOrWhiteSpace(expression))
            throw new FormatException("The cron expression is empty.");
        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length;
        try
        {
            return CronExpression.Parse(expression, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (CronFormatException exception)
        {
            throw new FormatException($"The cron expression '{expression}' cannot be read: {exception.Message}", exception);
        }
    }
}
