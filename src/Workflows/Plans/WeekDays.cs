namespace ProcessSales.Workflows.Plans;

/// <summary>Days of the week as master data write them: <c>Mon,Thu</c>.</summary>
public static class WeekDays
{
    private static readonly string[] Names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>The names in the order of the week.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>Days after Monday, ascending and each once; null when something is no day.</summary>
    public static IReadOnlyList<int>? Parse(string text)
    {
        var days = new SortedSet<int>();
        foreach (var part in text.Split([',', ';', '、', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var index = Array.FindIndex(Names, name => part.StartsWith(name, StringComparison.OrdinalIgnoreCase));
            if (index < 0) return null;
            days.Add(index);
        }

        return [.. days];
    }

    /// <summary>The Monday of a day's week.</summary>
    public static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}

/// <summary>How often a store is visited: <c>2/week</c>, <c>1/month</c>.</summary>
/// <param name="Times">How often in the period.</param>
/// <param name="Monthly">Whether the period is a month and not a week.</param>
public readonly record struct VisitFrequency(int Times, bool Monthly)
{
    private const int MostAWeek = 7;
    private const int MostAMonth = 5;

    /// <summary>Reads a frequency; null when it is none.</summary>
    public static VisitFrequency? Parse(string text)
    {
        var parts = text.Split('/', StringSplitOptions.TrimEntries);
        if (parts is not [var number, var period] || !int.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var times) || times < 1) return null;
        return period.ToLowerInvariant() switch
        {
            "week" or "wk" or "周" when times <= MostAWeek => new(times, false),
            "month" or "mo" or "月" when times <= MostAMonth => new(times, true),
            _ => null,
        };
    }

    /// <summary>
    /// The days of a week on which a store is due. By the week: the first of its days. By the month: its first day, in the weeks that are spread over the month; stores
    /// that follow each other on a route take turns, so that not all of them fall into the same week.
    /// </summary>
    /// <param name="monday">The week.</param>
    /// <param name="days">The store's days after Monday.</param>
    /// <param name="order">The store's place on its route.</param>
    public IEnumerable<DateOnly> Days(DateOnly monday, IReadOnlyList<int> days, int order)
    {
        if (days.Count == 0) return [];
        if (!Monthly) return days.Take(Times).Select(monday.AddDays);
        var day = monday.AddDays(days[0]);
        // How-manyth such weekday of its month it is, from 0; a fifth one is nobody's turn below 5 times.
        var turn = (day.Day - 1) / 7;
        var due = Times switch
        {
            1 => turn == order % 4,
            2 => turn < 4 && turn % 2 == order % 2,
            3 => turn < 4 && turn != order % 4,
            4 => turn < 4,
            _ => true,
        };
        return due ? [day] : [];
    }
}
