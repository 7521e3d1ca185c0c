using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Notifications;

/// <summary>When messages leave the house (domain.md 4.3).</summary>
public sealed class NotificationSchedule(CompanyClock clock, WorkflowsOptions options)
{
    /// <summary>What a class does without a choice: real time only for own tasks, own cases and severity A.</summary>
    public static NotificationTiming Usual(NotificationClass about) =>
        about is NotificationClass.Task or NotificationClass.Decided or NotificationClass.SeverityA ? NotificationTiming.Immediate : NotificationTiming.Digest;

    /// <summary>The moment (UTC) from which a message may go out.</summary>
    public DateTimeOffset When(NotificationClass about, NotificationTiming timing, (TimeOnly From, TimeOnly Until) quiet, DateTimeOffset? dueAt, DateTimeOffset now)
    {
        if (about == NotificationClass.SeverityA) return now;
        var today = about == NotificationClass.Reminder && dueAt is { } due && clock.DateOf(due) <= clock.DateOf(now);
        return AfterQuiet(timing == NotificationTiming.Immediate || today ? now : NextDigest(now), quiet);
    }

    /// <summary>The moment itself, or the end of the quiet hours that it falls into.</summary>
    public DateTimeOffset AfterQuiet(DateTimeOffset at, (TimeOnly From, TimeOnly Until) quiet)
    {
        var local = clock.ToLocal(at);
        var time = TimeOnly.FromDateTime(local.DateTime);
        // IsBetween knows nights; the same hour twice is no time at all.
        if (quiet.From == quiet.Until || !time.IsBetween(quiet.From, quiet.Until)) return at;
        var day = DateOnly.FromDateTime(local.DateTime);
        return clock.At(time < quiet.Until ? day : day.AddDays(1), quiet.Until);
    }

    /// <summary>What these people chose.</summary>
    internal Task<Choices> ChoicesOfAsync(ProcessSalesDb db, IReadOnlyCollection<Guid> people, CancellationToken cancellationToken) =>
        Choices.OfAsync(db, people, options.QuietHours, cancellationToken);

    private DateTimeOffset NextDigest(DateTimeOffset now)
    {
        var today = clock.DateOf(now);
        return options.DigestTimes.SelectMany(time => new[] { clock.At(today, time), clock.At(today.AddDays(1), time) }).Where(at => at > now).DefaultIfEmpty(now).Min();
    }
}

/// <summary>What some people chose, or what holds for whoever chose nothing.</summary>
internal sealed class Choices
{
    private readonly Dictionary<(Guid, NotificationClass), NotificationChoice> chosen;
    private readonly Dictionary<Guid, QuietHours> quiet;
    private readonly (TimeOnly From, TimeOnly Until) usual;

    private Choices(Dictionary<(Guid, NotificationClass), NotificationChoice> chosen, Dictionary<Guid, QuietHours> quiet, (TimeOnly From, TimeOnly Until) usual) =>
        (this.chosen, this.quiet, this.usual) = (chosen, quiet, usual);

    /// <summary>The choices of these people; a robot that is switched off does not count.</summary>
    public static async Task<Choices> OfAsync(ProcessSalesDb db, IReadOnlyCollection<Guid> people, (TimeOnly From, TimeOnly Until) usual, CancellationToken cancellationToken)
    {
        var chosen = await db.NotificationChoices.AsNoTracking().Where(row => people.Contains(row.PersonId)).ToListAsync(cancellationToken);
        var robots = chosen.Any(row => row.RobotId != null) ? await db.Robots.Where(robot => robot.Active).Select(robot => robot.Id).ToListAsync(cancellationToken) : [];
        foreach (var row in chosen.Where(row => row.RobotId is { } robot && !robots.Contains(robot))) row.RobotId = null;
        var quiet = await db.QuietHours.AsNoTracking().Where(row => people.Contains(row.PersonId)).ToDictionaryAsync(row => row.PersonId, cancellationToken);
        return new(chosen.ToDictionary(row => (row.PersonId, row.Class)), quiet, usual);
    }

    /// <summary>The choice for a class.</summary>
    public NotificationChoice Of(Guid person, NotificationClass about) => chosen.GetValueOrDefault((person, about))
        ?? new() { PersonId = person, Class = about, Email = true, Timing = NotificationSchedule.Usual(about) };

    /// <summary>The person's quiet hours, company zone.</summary>
    public (TimeOnly From, TimeOnly Until) QuietHoursOf(Guid person) => quiet.GetValueOrDefault(person) is { } hours
        ? (hours.From, hours.Until)
        : usual;
}
