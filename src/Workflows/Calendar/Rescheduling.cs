using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Calendar;

/// <summary>An open task whose deadline moves with the calendar.</summary>
/// <param name="Before">UTC.</param>
/// <param name="After">UTC.</param>
public sealed record MovedTask(Guid Id, string Title, DateTimeOffset Before, DateTimeOffset After);

/// <summary>
/// Open tasks keep the working time they were given: when the calendar changes, their deadlines and next reminders move (trial T-11). What the engine itself
/// waits for (timers that a manager drew into a process) keeps the moment that was computed when it began to wait.
/// </summary>
internal static class Rescheduling
{
    public static async Task<IReadOnlyList<MovedTask>> MoveAsync(ProcessSalesDb db, WorkingCalendar before, WorkingCalendar after, CancellationToken cancellationToken)
    {
        var moved = new List<MovedTask>();
        foreach (var task in await db.Tasks.Where(task => task.State == TaskState.Open && (task.DueAt != null || task.LadderAt != null)).OrderBy(task => task.DueAt).ThenBy(task => task.Id).ToListAsync(cancellationToken))
        {
            var from = task.ClockFrom ?? task.CreatedAt;
            var changed = false;
            if (task.DueAt is { } due && after.AddWorkingTime(from, before.WorkingTimeBetween(from, due)) is var next && next != due)
            {
                moved.Add(new(task.Id, task.Title, due, next));
                task.DueAt = next;
                changed = true;
            }

            if (task.LadderAt is { } rung && after.AddWorkingTime(from, before.WorkingTimeBetween(from, rung)) is var later && later != rung)
            {
                task.LadderAt = later;
                changed = true;
            }

            if (changed) task.Version++;
        }

        return moved;
    }
}
