using System.Globalization;

namespace ProcessSales.Workflows.Receivables;

/// <summary>One stretch of days of a month, such as 15-17.</summary>
internal readonly record struct DayStretch(int From, int Until);

/// <summary>
/// Days of the month on which a chain pays 结款日 or takes invoices 收票日, written <c>1-5,15-17</c> (domain.md 2.1). Empty means any day. A day that a month does
/// not have is its last. Immutable.
/// </summary>
public sealed class MonthDays
{
    private readonly IReadOnlyList<DayStretch> stretches;

    private MonthDays(IReadOnlyList<DayStretch> stretches) => this.stretches = stretches;

    /// <summary>Every day.</summary>
    public static MonthDays Any { get; } = new([]);

    /// <summary>Whether every day is one.</summary>
    public bool IsAny => stretches.Count == 0;

    /// <summary>Reads the days; false when they are not written as they should be.</summary>
    public static bool TryParse(string? text, out MonthDays days)
    {
        days = Any;
        if (string.IsNullOrWhiteSpace(text) || text.Trim().Equals("any", StringComparison.OrdinalIgnoreCase)) return true;
        var found = new List<DayStretch>();
        foreach (var part in text.Split([',', '，', '、'], StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || !Day(ends[0], out var from) || !Day(ends[^1], out var until) || until < from) return false;
            found.Add(new(from, until));
        }

        days = new(found.OrderBy(stretch => stretch.From).ToList());
        return true;
    }

    /// <summary>Reads the days of a customer's row; any day when they are not readable, so that one bad row stops no run.</summary>
    public static MonthDays Read(string? text) => TryParse(text, out var days) ? days : Any;

    /// <summary>Whether the date is one of the days.</summary>
    public bool Contains(DateOnly date) => IsAny || Of(date).Any(window => date >= window.From && date <= window.Until);

    /// <summary>The date itself or the next of the days.</summary>
    public DateOnly OnOrAfter(DateOnly date) => WindowOnOrAfter(date) is var window && window.From > date ? window.From : date;

    /// <summary>The stretch of days that holds the date, or the next one. With any day: the date alone.</summary>
    public (DateOnly From, DateOnly Until) WindowOnOrAfter(DateOnly date)
    {
        if (IsAny) return (date, date);
        for (var month = new DateOnly(date.Year, date.Month, 1); ; month = month.AddMonths(1))
        {
            foreach (var window in Of(month))
            {
                if (window.Until >= date) return window;
            }
        }
    }

    /// <inheritdoc />
    public override string ToString() => string.Join(',', stretches.Select(stretch =>
        stretch.From == stretch.Until ? stretch.From.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{stretch.From}-{stretch.Until}")));

    private IEnumerable<(DateOnly From, DateOnly Until)> Of(DateOnly month)
    {
        var last = DateTime.DaysInMonth(month.Year, month.Month);
        return stretches.Select(stretch => (new DateOnly(month.Year, month.Month, Math.Min(stretch.From, last)), new DateOnly(month.Year, month.Month, Math.Min(stretch.Until, last))));
    }

    private static bool Day(string text, out int day) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out day) && day is >= 1 and <= 31;
}
