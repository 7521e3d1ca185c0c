using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Dunning;

/// <summary>One level of a ladder.</summary>
/// <param name="Level">Which.</param>
/// <param name="Days">Calendar days after the base date; negative before it.</param>
/// <param name="To">Whom it reminds.</param>
/// <param name="Copy">Who reads it in the digest.</param>
/// <param name="Tone">The letter that is drafted; null for none.</param>
/// <param name="Every">Repeats every so many days; 0 for once.</param>
public sealed record LadderStep(ReminderLevel Level, int Days, IReadOnlyList<Role> To, IReadOnlyList<Role> Copy, LetterTone? Tone = null, int Every = 0);

/// <summary>When who is reminded of money that is due (domain.md 3.2). Immutable.</summary>
public sealed class Ladder
{
    private readonly LadderStep[] steps;

    /// <summary>A ladder of these steps.</summary>
    /// <exception cref="RefusedException">A level comes twice, has nobody to remind, or comes earlier than a lower one.</exception>
    public Ladder(IEnumerable<LadderStep> steps)
    {
        this.steps = [.. steps.OrderBy(step => step.Level)];
        for (var i = 0; i < this.steps.Length; i++)
        {
            var step = this.steps[i];
            if (step.To.Count == 0) throw new RefusedException(RefusalKind.Invalid, [new($"To.{step.Level}", "required")]);
            if (step.Every < 0 || (step.Every > 0 && step.Level != ReminderLevel.Q)) throw new RefusedException(RefusalKind.Invalid, [new($"Every.{step.Level}", "field.notAValue")]);
            if (i > 0 && (this.steps[i - 1].Level == step.Level || this.steps[i - 1].Days >= step.Days)) throw new RefusedException(RefusalKind.Invalid, [new($"Days.{step.Level}", "ladder.order")]);
            if (step.Days is < -60 or > 1000) throw new RefusedException(RefusalKind.Invalid, [new($"Days.{step.Level}", "ladder.days")]);
        }
    }

    /// <summary>What holds for whom no other ladder is kept (domain.md 3.2, a proposal).</summary>
    public static Ladder Usual { get; } = new([
        new(ReminderLevel.R1, -7, [Role.Ast], [Role.Kam]),
        new(ReminderLevel.R2, -3, [Role.Kam], []),
        new(ReminderLevel.R3, 0, [Role.Kam], []),
        new(ReminderLevel.O1, 1, [Role.Kam], [Role.Ast]),
        new(ReminderLevel.O2, 7, [Role.Kam], [Role.Arm], LetterTone.Friendly),
        new(ReminderLevel.O3, 15, [Role.Kam, Role.Arm], [Role.FinAr], LetterTone.Demand),
        new(ReminderLevel.O4, 30, [Role.Arm, Role.Rgm], [Role.FinM]),
        new(ReminderLevel.O5, 60, [Role.Rgm, Role.FinM], [Role.Dir], LetterTone.Final),
        new(ReminderLevel.O6, 90, [Role.Dir, Role.FinM], []),
        new(ReminderLevel.Q, 120, [Role.FinM], [], Every: 30),
    ]);

    /// <summary>The steps, the lowest level first.</summary>
    public IReadOnlyList<LadderStep> Steps => steps;

    /// <summary>The step of a level; null when the ladder has none.</summary>
    public LadderStep? Find(ReminderLevel level) => Array.Find(steps, step => step.Level == level);

    /// <summary>The highest rung that is reached after so many days (rule 1); levels before the due date may look ahead to a later day (rule 4). Null before the first.</summary>
    /// <param name="days">Calendar days since the base date.</param>
    /// <param name="daysAhead">The same at the end of a long gap between working days; equal to <paramref name="days"/> when there is none.</param>
    public Rung? Reached(int days, int daysAhead)
    {
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            var step = steps[i];
            if (step.Days > (step.Level.IsAhead() ? daysAhead : days)) continue;
            return new(step.Level, step.Every > 0 ? 1 + ((days - step.Days) / step.Every) : 1);
        }

        return null;
    }

    /// <summary>The rungs between one that was sent and the one that is sent now: they are left out (rule 1, no flood).</summary>
    public IEnumerable<Rung> Between(Rung? sent, Rung target) =>
        steps.Where(step => step.Level < target.Level).Select(step => new Rung(step.Level)).Where(rung => sent is not { } last || rung > last);

    /// <summary>The days (calendar days after the base date) on which rungs are reached, up to a last one.</summary>
    public IEnumerable<(Rung Rung, int Days)> Rungs(int last)
    {
        foreach (var step in steps)
        {
            if (step.Days > last) yield break;
            yield return (new(step.Level), step.Days);
            if (step.Every == 0) continue;
            for (var (time, days) = (2, step.Days + step.Every); days <= last; time++, days += step.Every) yield return (new(step.Level, time), days);
        }
    }
}

/// <summary>A day on which reminders go out, and how far it looks ahead.</summary>
/// <param name="Day">The day.</param>
/// <param name="IsWorkday">Whether anything goes out at all (rule 4).</param>
/// <param name="Ahead">The last day of the gap before the next working day when that is far away, else the day itself.</param>
public readonly record struct RunDay(DateOnly Day, bool IsWorkday, DateOnly Ahead)
{
    /// <summary>The day in a calendar.</summary>
    /// <param name="calendar">Working days.</param>
    /// <param name="day">The day.</param>
    /// <param name="gap">The next working day is so many days away at least: the look-ahead of rule 4.</param>
    public static RunDay Of(WorkingCalendar calendar, DateOnly day, int gap)
    {
        if (!calendar.IsWorkday(day)) return new(day, false, day);
        var next = calendar.AddWorkingDays(day, 1);
        return new(day, true, next.DayNumber - day.DayNumber >= gap ? next.AddDays(-1) : day);
    }
}
