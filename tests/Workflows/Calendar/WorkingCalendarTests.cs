using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Calendar;

public sealed class WorkingCalendarTests
{
    [Theory]
    [InlineData("2026-09-18", 1, "2026-09-20")]
    [InlineData("2026-09-18", 2, "2026-09-21")]
    [InlineData("2026-09-30", 1, "2026-10-08")]
    [InlineData("2026-10-09", 1, "2026-10-10")]
    [InlineData("2026-02-13", 1, "2026-02-14")]
    [InlineData("2026-02-13", 2, "2026-02-24")]
    [InlineData("2026-02-27", 1, "2026-02-28")]
    [InlineData("2026-12-31", 1, "2027-01-04")]
    public async Task T_10_working_days_follow_the_official_arrangement(string from, int days, string expected)
    {
        await using var business = await Business.OpenAsync();
        var calendar = await business.Get<WorkingCalendars>().CurrentAsync();
        Assert.Equal(DateOnly.Parse(expected), calendar.AddWorkingDays(DateOnly.Parse(from), days));
    }

    [Theory]
    [InlineData("2026-10-03", "2026-10-08")]
    [InlineData("2026-02-20", "2026-02-24")]
    [InlineData("2026-01-03", "2026-01-04")]
    [InlineData("2026-06-20", "2026-06-22")]
    [InlineData("2026-05-09", "2026-05-09")]
    public async Task T_10_a_day_off_rolls_forward_to_the_next_working_day(string day, string expected)
    {
        await using var business = await Business.OpenAsync();
        Assert.Equal(DateOnly.Parse(expected), (await business.Get<WorkingCalendars>().CurrentAsync()).RollForward(DateOnly.Parse(day)));
    }

    [Fact]
    public async Task T_10_2026_has_the_working_days_that_were_counted_month_by_month()
    {
        await using var business = await Business.OpenAsync();
        var calendar = await business.Get<WorkingCalendars>().CurrentAsync();
        var counted = Enumerable.Range(0, 365).Select(new DateOnly(2026, 1, 1).AddDays).Where(calendar.IsWorkday).GroupBy(day => day.Month).Select(month => month.Count());
        Assert.Equal([21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23], counted);
    }

    [Fact]
    public async Task T_10_a_year_without_its_arrangement_is_warned_of_and_keeps_the_statutory_days()
    {
        await using var business = await Business.OpenAsync();
        var calendar = await business.Get<WorkingCalendars>().CurrentAsync();
        Assert.Equal([2027], calendar.MissingYears);
        foreach (var day in new[] { "2027-01-01", "2027-02-05", "2027-02-08", "2027-04-05", "2027-05-01", "2027-06-09", "2027-09-15", "2027-10-03" })
        {
            Assert.False(calendar.IsWorkday(DateOnly.Parse(day)), day);
        }
    }

    [Fact]
    public async Task The_computed_lunar_days_of_2026_are_the_official_ones()
    {
        await using var business = await Business.OpenAsync();
        await business.WriteAsync(async db => await db.CalendarDays.ExecuteDeleteAsync());
        business.Get<WorkingCalendars>().Forget();
        var calendar = await business.Get<WorkingCalendars>().CurrentAsync();
        Assert.False(calendar.IsWorkday(new(2026, 6, 19)));
        Assert.False(calendar.IsWorkday(new(2026, 9, 25)));
    }

    [Theory]
    [InlineData("2026-11-23T02:00Z", 9, "2026-11-24T02:00Z")] // Monday 10:00 -> Tuesday 10:00
    [InlineData("2026-11-20T09:00Z", 2, "2026-11-23T02:00Z")] // Friday 17:00 + 2 h -> Monday 10:00
    [InlineData("2026-11-21T04:00Z", 1, "2026-11-23T02:00Z")] // Saturday -> Monday 10:00
    [InlineData("2026-09-18T09:30Z", 1, "2026-09-20T01:30Z")] // Friday 17:30 + 1 h -> make-up Sunday 09:30
    public async Task Working_time_passes_only_in_office_hours(string start, int hours, string expected)
    {
        await using var business = await Business.OpenAsync();
        var calendar = await business.Get<WorkingCalendars>().CurrentAsync();
        var end = calendar.AddWorkingTime(DateTimeOffset.Parse(start), TimeSpan.FromHours(hours));
        Assert.Equal(DateTimeOffset.Parse(expected), end);
        Assert.Equal(TimeSpan.FromHours(hours), calendar.WorkingTimeBetween(DateTimeOffset.Parse(start), end));
    }
}
