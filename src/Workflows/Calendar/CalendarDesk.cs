using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Calendar;

/// <summary>A day of the official arrangement in the form of domain.md 3.4.</summary>
public sealed record OfficialDay(DateOnly Date, string Name, bool IsOffDay);

/// <summary>A day that the company or a customer has for itself.</summary>
/// <param name="CustomerCode">Null for the company.</param>
public sealed record NewOwnDay(string? CustomerCode, DateOnly Date, string Name, bool IsOffDay);

/// <summary>One change of the calendar; exactly one part is there.</summary>
/// <param name="Days">Replace the arrangement of the years that they belong to.</param>
/// <param name="Add">A day of the company or a customer.</param>
/// <param name="Remove">Such a day.</param>
/// <param name="Opens">Office hours, with <paramref name="Closes"/>.</param>
public sealed record CalendarEdit(IReadOnlyList<OfficialDay>? Days = null, NewOwnDay? Add = null, Guid? Remove = null, TimeOnly? Opens = null, TimeOnly? Closes = null);

/// <summary>A day of the company or a customer in a list.</summary>
/// <param name="Customer">Null for the company.</param>
public sealed record OwnDayRow(Guid Id, string? Customer, DateOnly Date, string Name, bool IsOffDay);

/// <summary>A year as it is kept.</summary>
/// <param name="Missing">Whether only statutory days are computed.</param>
public sealed record CalendarYear(int Year, bool Missing, WorkingCalendar Calendar, IReadOnlyDictionary<DateOnly, OfficialDay> Official, IReadOnlyList<OwnDayRow> Own);

/// <summary>What a change does to open tasks.</summary>
/// <param name="First">At most 50.</param>
public sealed record CalendarEffect(int Moved, IReadOnlyList<MovedTask> First);

/// <summary>Administrators' calendar. Safe for concurrent use.</summary>
public sealed class CalendarDesk(IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, CompanyClock clock)
{
    private const int MostDays = 800;
    private const int Shown = 50;
    private const int LongestJson = 200_000;

    /// <summary>A year.</summary>
    public async Task<CalendarYear> YearAsync(int year, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (first, last) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var official = await db.CalendarDays.AsNoTracking().Where(day => day.Date >= first && day.Date <= last).ToDictionaryAsync(day => day.Date, day => new OfficialDay(day.Date, day.Name, day.IsOffDay), cancellationToken);
        var own = await (from day in db.OwnDays.AsNoTracking()
                         where day.Date >= first && day.Date <= last
                         join customer in db.Customers on day.CustomerId equals (Guid?)customer.Id into customers
                         from customer in customers.DefaultIfEmpty()
                         orderby day.Date
                         select new OwnDayRow(day.Id, customer.Name, day.Date, day.Name, day.IsOffDay)).ToListAsync(cancellationToken);
        var calendar = await calendars.ReadAsync(db, cancellationToken);
        return new(year, calendar.IsMissing(year), calendar, official, own);
    }

    /// <summary>Reads a year's arrangement: a list of <c>{date, name, isOffDay}</c>, bare or as <c>days</c> of an object.</summary>
    /// <exception cref="RefusedException">It is not of that form.</exception>
    public static IReadOnlyList<OfficialDay> Read(string json)
    {
        try
        {
            if (json.Length > LongestJson) throw new RefusedException(RefusalKind.Invalid, "calendar.json");
            using var document = JsonDocument.Parse(json);
            var days = document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.GetProperty("days") : document.RootElement;
            return days.EnumerateArray().Select(day => new OfficialDay(
                DateOnly.ParseExact(day.GetProperty("date").GetString()!, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), day.GetProperty("name").GetString()!.Trim(), day.GetProperty("isOffDay").GetBoolean())).ToList();
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentNullException or NullReferenceException)
        {
            throw new RefusedException(RefusalKind.Invalid, "calendar.json");
        }
    }

    /// <summary>What a change would do; nothing is kept.</summary>
    /// <exception cref="RefusedException">Not an administrator, or the change is faulty.</exception>
    public async Task<CalendarEffect> PreviewAsync(Guid person, CalendarEdit edit, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // The very change, taken back: a preview that computes by itself could differ.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        return await ChangeAsync(db, person, edit, cancellationToken);
    }

    /// <summary>Changes the calendar and moves the deadlines of open tasks with it, as one.</summary>
    /// <exception cref="RefusedException">Not an administrator, or the change is faulty.</exception>
    public async Task<CalendarEffect> ApplyAsync(Guid person, CalendarEdit edit, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var effect = await db.ChangeAsync(async () =>
        {
            var done = await ChangeAsync(db, person, edit, cancellationToken);
            db.Record(clock.Now, new() { PersonId = person, Subject = "calendar", Action = "Change", AfterJson = JsonSerializer.Serialize(edit), Comment = $"{done.Moved}" });
            return done;
        }, cancellationToken);
        calendars.Forget();
        return effect;
    }

    private async Task<CalendarEffect> ChangeAsync(ProcessSalesDb db, Guid person, CalendarEdit edit, CancellationToken cancellationToken)
    {
        await db.RequireAsync(person, cancellationToken);
        var before = await calendars.ReadAsync(db, cancellationToken);
        if (edit.Days is { } days) await ReplaceAsync(db, days, cancellationToken);
        else if (edit.Add is { } add) await AddAsync(db, add, cancellationToken);
        else if (edit.Remove is { } remove)
        {
            if (await db.OwnDays.Where(day => day.Id == remove).ExecuteDeleteAsync(cancellationToken) == 0) throw new RefusedException(RefusalKind.NotFound, "calendar.unknownDay");
        }
        else if (edit is { Opens: { } opens, Closes: { } closes })
        {
            if (opens >= closes) throw new RefusedException(RefusalKind.Invalid, "calendar.hours");
            var hours = await db.OfficeHours.SingleOrDefaultAsync(cancellationToken) ?? db.OfficeHours.Add(new()).Entity;
            (hours.Opens, hours.Closes) = (opens, closes);
        }
        else
        {
            throw new RefusedException(RefusalKind.Invalid, "calendar.nothing");
        }

        await db.SaveChangesAsync(cancellationToken);
        var moved = await Rescheduling.MoveAsync(db, before, await calendars.ReadAsync(db, cancellationToken), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return new(moved.Count, [.. moved.Take(Shown)]);
    }

    private static async Task ReplaceAsync(ProcessSalesDb db, IReadOnlyList<OfficialDay> days, CancellationToken cancellationToken)
    {
        if (days.Count is 0 or > MostDays || days.Any(day => day.Name.Length is 0 or > 60 || day.Date.Year is < 2000 or > 2100)) throw new RefusedException(RefusalKind.Invalid, "calendar.json");
        if (days.GroupBy(day => day.Date).FirstOrDefault(group => group.Count() > 1) is { } twice) throw new RefusedException(RefusalKind.Invalid, "import.twice", twice.Key.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        foreach (var year in days.Select(day => day.Date.Year).Distinct())
        {
            var (first, last) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
            await db.CalendarDays.Where(day => day.Date >= first && day.Date <= last).ExecuteDeleteAsync(cancellationToken);
        }

        db.CalendarDays.AddRange(days.Select(day => new CalendarDay { Date = day.Date, Name = day.Name, IsOffDay = day.IsOffDay }));
    }

    private async Task AddAsync(ProcessSalesDb db, NewOwnDay add, CancellationToken cancellationToken)
    {
        var name = add.Name.Trim();
        if (name.Length is 0 or > 60) throw new RefusedException(RefusalKind.Invalid, [new("Name", name.Length == 0 ? "required" : "tooLong", 60)]);
        if (add.Date.Year is < 2000 or > 2100) throw new RefusedException(RefusalKind.Invalid, [new("Date", "field.notADate")]);
        Guid? customer = string.IsNullOrWhiteSpace(add.CustomerCode) ? null
            : await db.Customers.Where(row => row.Code == add.CustomerCode.Trim()).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken)
                ?? throw new RefusedException(RefusalKind.Invalid, "field.unknownReference", add.CustomerCode.Trim());
        var known = await db.OwnDays.SingleOrDefaultAsync(day => day.Date == add.Date && day.CustomerId == customer, cancellationToken)
            ?? db.OwnDays.Add(new() { Id = Guid.CreateVersion7(clock.Now), Date = add.Date, CustomerId = customer }).Entity;
        (known.Name, known.IsOffDay) = (name, add.IsOffDay);
    }
}
