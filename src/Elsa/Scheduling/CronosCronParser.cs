using Cronos;
using Elsa.Scheduling.Options;
using Microsoft.Extensions.Options;

namespace Elsa.Scheduling.Services;

/// <summary>Reads expressions of five fields, or six with seconds, in the company's zone.</summary>
internal sealed class CronosCronParser(TimeProvider time, IOptions<SchedulingOptions> options) : ICronParser
{
    private const int LongestExpression = 200;

    /// <exception cref="FormatException">The expression cannot be read or never comes true.</exception>
    public DateTimeOffset GetNextOccurrence(string expression) => Next(expression, time.GetUtcNow(), options.Value.TimeZone);

    /// <summary>The first moment after another one at which the expression comes true, UTC.</summary>
    /// <exception cref="FormatException">The expression cannot be read or never comes true.</exception>
    public static DateTimeOffset Next(string expression, DateTimeOffset after, TimeZoneInfo zone) =>
        Read(expression).GetNextOccurrence(after, zone)?.ToUniversalTime() ?? throw new FormatException($"The cron expression '{expression}' never comes true.");

    /// <exception cref="FormatException">The expression cannot be read.</exception>
    public static CronExpression Read(string expression)
    {
        if (string.IsNullOrWhiteSpace(expression) || expression.Length > LongestExpression)
            throw new FormatException("The cron expression is empty or too long.");
        try
        {
            var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
            return CronExpression.Parse(expression, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (CronFormatException e)
        {
            throw new FormatException($"The cron expression '{expression}' cannot be read: {e.Message}", e);
        }
    }
}
