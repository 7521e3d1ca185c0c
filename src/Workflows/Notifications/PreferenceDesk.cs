using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Notifications;

/// <summary>How a person wants to be told of one class.</summary>
public sealed record ClassChoice(NotificationClass Class, bool Email, Guid? RobotId, NotificationTiming Timing);

/// <summary>How a person wants to be told.</summary>
/// <param name="QuietUntil">The same as <paramref name="QuietFrom"/> for no quiet hours.</param>
public sealed record Preferences(IReadOnlyList<ClassChoice> Classes, TimeOnly QuietFrom, TimeOnly QuietUntil);

/// <summary>What people chose about messages to themselves. Safe for concurrent use.</summary>
public sealed class PreferenceDesk(IDbContextFactory<ProcessSalesDb> databases, NotificationSchedule schedule, CompanyClock clock)
{
    /// <summary>The person's choices, every class with what holds for it.</summary>
    public async Task<Preferences> ReadAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var choices = await schedule.ChoicesOfAsync(db, [person], cancellationToken);
        var (from, until) = choices.QuietHoursOf(person);
        return new([.. Enum.GetValues<NotificationClass>().Select(about => choices.Of(person, about)).Select(row => new ClassChoice(row.Class, row.Email, row.RobotId, row.Timing))], from, until);
    }

    /// <summary>Keeps the person's choices.</summary>
    /// <exception cref="RefusedException">A robot is not there or switched off, or a class is missing.</exception>
    public async Task SaveAsync(Guid person, Preferences preferences, CancellationToken cancellationToken = default)
    {
        if (preferences.Classes.Select(row => row.Class).Distinct().Count() != preferences.Classes.Count || preferences.Classes.Any(row => !Enum.IsDefined(row.Class) || !Enum.IsDefined(row.Timing)))
            throw new RefusedException(RefusalKind.Invalid, "field.notAValue");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var wanted = preferences.Classes.Select(row => row.RobotId).OfType<Guid>().Distinct().ToList();
            if (await db.Robots.CountAsync(robot => wanted.Contains(robot.Id) && robot.Active, cancellationToken) < wanted.Count) throw new RefusedException(RefusalKind.Invalid, "robot.unknown");
            var stored = await db.NotificationChoices.Where(row => row.PersonId == person).ToDictionaryAsync(row => row.Class, cancellationToken);
            foreach (var choice in preferences.Classes)
            {
                if (!stored.TryGetValue(choice.Class, out var row)) db.NotificationChoices.Add(row = new() { PersonId = person, Class = choice.Class });
                (row.Email, row.RobotId, row.Timing) = (choice.Email, choice.RobotId, choice.Timing);
            }

            var quiet = await db.QuietHours.SingleOrDefaultAsync(row => row.PersonId == person, cancellationToken) ?? db.QuietHours.Add(new() { PersonId = person }).Entity;
            (quiet.From, quiet.Until) = (preferences.QuietFrom, preferences.QuietUntil);
            db.Record(clock.Now, new() { PersonId = person, Subject = "profile", Action = "Notifications", AfterJson = System.Text.Json.JsonSerializer.Serialize(preferences) });
        }, cancellationToken);
    }
}
