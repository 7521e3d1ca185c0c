using System.Globalization;

namespace ProcessSales.Workflows.Calendar;

/// <summary>The fixed public holidays of a year whose official arrangement was not imported: no make-up days (domain.md 3.4).</summary>
internal static class StatutoryDays
{
    public static IReadOnlySet<DateOnly> Of(int year)
    {
        var lunar = new ChineseLunisolarCalendar();
        var spring = Lunar(lunar, year, 1, 1);
        return new HashSet<DateOnly>
        {
            new(year, 1, 1),
            spring.AddDays(-1), spring, spring.AddDays(1), spring.AddDays(2),
            Qingming(year),
            new(year, 5, 1), new(year, 5, 2),
            Lunar(lunar, year, 5, 5),
            Lunar(lunar, year, 8, 15),
            new(year, 10, 1), new(year, 10, 2), new(year, 10, 3),
        };
    }

    // A leap month shifts the calendar's month numbers by one from there on.
    private static DateOnly Lunar(ChineseLunisolarCalendar lunar, int year, int month, int day)
    {
        var leap = lunar.GetLeapMonth(year);
        return DateOnly.FromDateTime(lunar.ToDateTime(year, leap > 0 && month >= leap ? month + 1 : month, day, 0, 0, 0, 0));
    }

    // The solar term's usual approximation for this century.
    private static DateOnly Qingming(int year)
    {
        var y = year % 100;
        return new(year, 4, (int)Math.Floor((y * 0.2422) + 4.81) - (y / 4));
    }
}
