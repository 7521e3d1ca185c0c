using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Calendar;

/// <summary>
/// Working days and working time in the company's zone (domain.md 2.0, 3.4): the imported days, over them the company's own, over them a customer's. A
/// snapshot: immutable and safe for concurrent use; <see cref="WorkingCalendars"/> hands out the current one.
/// </summary>
public sealed class WorkingCalendar
{
    private readonly CompanyClock clock;
    private readonly Dictionary<DateOnly, bool> offDays;
    private readonly IReadOnlySet<int> importedYears;

    /// <summary>A calendar of these days that differ from Monday-to-Friday.</summary>
    /// <param name="days">The official arrangement.</param>
    /// <param name="own">The company's days, then a customer's: the later counts.</param>
    /// <param name="hours">Null for 09:00-18:00.</param>
    public WorkingCalendar(CompanyClock clock, IEnumerable<CalendarDay> days, IEnumerable<OwnDay>? own = null, OfficeHours? hours = null)
    {
        this.clock = clock;
        (Opens, Closes) = hours is null ? (new(9, 0), new(18, 0)) : (hours.Opens, hours.Closes);
        offDays = days.ToDictionary(day => day.Date, day => day.IsOffDay);
        importedYears = offDays.Keys.Select(date => date.Year).ToHashSet();
        foreach (var day in own ?? []) offDays[day.Date] = day.IsOffDay;
    }

    /// <summary>When work begins, company zone.</summary>
    public TimeOnly Opens { get; }

    /// <summary>When it ends.</summary>
    public TimeOnly Closes { get; }

    /// <summary>Working time of one working day.</summary>
    public TimeSpan Day => Closes - Opens;

    /// <summary>Whether the year's official arrangement is missing and its statutory days are only computed.</summary>
    public bool IsMissing(int year) => !importedYears.Contains(year);

    /// <summary>The years among this and, from 1 October on, the next whose arrangement is missing: people are warned.</summary>
    public IReadOnlyList<int> MissingYears
    {
        get
        {
            var today = clock.Today;
            int[] needed = today.Month >= 10 ? [today.Year, today.Year + 1] : [today.Year];
            return needed.Where(IsMissing).ToList();
        }
    }

    /// <summary>Whether people work on the day.</summary>
    public bool IsWorkday(DateOnly date)
    {
        if (offDays.TryGetValue(date, out var off)) return !off;
        if (IsMissing(date.Year) && StatutoryDays.Of(date.Year).Contains(date)) return false;
        return date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
    }

    /// <summary>The day itself, or the next working day.</summary>
    public DateOnly RollForward(DateOnly date)
    {
        while (!IsWorkday(date)) date = date.AddDays(1);
        return date;
    }

    /// <summary>The working day that comes this many working days later; earlier when negative.</summary>
    public DateOnly AddWorkingDays(DateOnly date, int days)
    {
        var step = Math.Sign(days);
        for (var left = Math.Abs(days); left > 0;)
        {
            date = date.AddDays(step);
            if (IsWorkday(date)) left--;
        }

        return date;
    }

    /// <summary>Working days after today up to and including the date; 0 when it is not later.</summary>
    public int WorkingDaysUntil(DateOnly date)
    {
        var count = 0;
        for (var day = clock.Today.AddDays(1); day <= date; day = day.AddDays(1))
        {
            if (IsWorkday(day)) count++;
        }

        return count;
    }

    /// <summary>The moment (UTC) at which this much working time has passed since the start.</summary>
    public DateTimeOffset AddWorkingTime(DateTimeOffset start, TimeSpan workingTime)
    {
        var local = clock.ToLocal(start);
        var date = DateOnly.FromDateTime(local.DateTime);
        var time = TimeOnly.FromDateTime(local.DateTime);
        var left = workingTime;
        while (true)
        {
            if (IsWorkday(date) && time < Closes)
            {
                var from = time < Opens ? Opens : time;
                var rest = Closes - from;
                if (left <= rest) return clock.At(date, from.Add(left));
                left -= rest;
            }

            date = date.AddDays(1);
            time = TimeOnly.MinValue;
        }
    }

    /// <summary>Working time between two moments; zero when the second is not later.</summary>
    public TimeSpan WorkingTimeBetween(DateTimeOffset from, DateTimeOffset until)
    {
        var total = TimeSpan.Zero;
        var last = DateOnly.FromDateTime(clock.ToLocal(until).DateTime);
        for (var date = DateOnly.FromDateTime(clock.ToLocal(from).DateTime); date <= last; date = date.AddDays(1))
        {
            if (!IsWorkday(date)) continue;
            var opens = clock.At(date, Opens);
            var closes = clock.At(date, Closes);
            var begin = from > opens ? from : opens;
            var end = until < closes ? until : closes;
            if (end > begin) total += end - begin;
        }

        return total;
    }
}

/// <summary>Keeps the current calendar; read again after an import and at least every minute, so that all nodes follow. Safe for concurrent use.</summary>
public sealed class WorkingCalendars(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private volatile Reading? reading;

    /// <summary>The company's calendar.</summary>
    public async Task<WorkingCalendar> CurrentAsync(CancellationToken cancellationToken = default) => (await KnownAsync(cancellationToken)).Calendar;

    /// <summary>The calendar of a customer, who may close on days of its own.</summary>
    public async Task<WorkingCalendar> OfCustomerAsync(Guid customer, CancellationToken cancellationToken = default)
    {
        var known = await KnownAsync(cancellationToken);
        return known.Own.Any(day => day.CustomerId == customer)
            ? new(clock, known.Days, known.Own.Where(day => day.CustomerId is null).Concat(known.Own.Where(day => day.CustomerId == customer)), known.Hours)
            : known.Calendar;
    }

    /// <summary>Forgets what was read, after days were imported.</summary>
    public void Forget() => reading = null;

    /// <summary>The company's calendar as a transaction sees it.</summary>
    internal async Task<WorkingCalendar> ReadAsync(ProcessSalesDb db, CancellationToken cancellationToken) => (await FreshAsync(db, cancellationToken)).Calendar;

    private async Task<Reading> KnownAsync(CancellationToken cancellationToken)
    {
        if (reading is { } known && clock.Now - known.At < Fresh && clock.Now >= known.At) return known;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return reading = await FreshAsync(db, cancellationToken);
    }

    private async Task<Reading> FreshAsync(ProcessSalesDb db, CancellationToken cancellationToken)
    {
        var days = await db.CalendarDays.AsNoTracking().ToListAsync(cancellationToken);
        var own = await db.OwnDays.AsNoTracking().ToListAsync(cancellationToken);
        var hours = await db.OfficeHours.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return new(new(clock, days, own.Where(day => day.CustomerId is null), hours), days, own, hours, clock.Now);
    }

    private sealed record Reading(WorkingCalendar Calendar, IReadOnlyList<CalendarDay> Days, IReadOnlyList<OwnDay> Own, OfficeHours? Hours, DateTimeOffset At);
}
