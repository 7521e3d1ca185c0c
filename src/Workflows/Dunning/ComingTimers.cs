using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>What the timers drawn in processes will do: each stands with the case that waits for it, those that start a process with the process, for managers.</summary>
internal sealed class ComingTimers(IServiceScopeFactory scopes, CompanyClock clock) : IComingSource
{
    public async Task<IReadOnlyList<ComingEvent>> OfAsync(ProcessSalesDb db, ComingScene scene, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var timers = new List<ProcessTimer>();
        foreach (var source in scope.ServiceProvider.GetServices<IProcessTimers>()) timers.AddRange(await source.UntilAsync(clock.At(scene.Until.AddDays(1), TimeOnly.MinValue), cancellationToken));
        if (timers.Count == 0) return [];
        var found = new List<ComingEvent>();
        var cases = (await DataScope.OfAsync(db, scene.Person, cancellationToken)).Cases(db);
        var byCode = scene.Payers.Values.ToDictionary(payer => payer.Code);
        foreach (var part in timers.Where(timer => timer.InstanceId is not null).Chunk(500))
        {
            var ids = part.Select(timer => timer.InstanceId!).Distinct().ToList();
            var files = await cases.AsNoTracking().Where(file => ids.Contains(file.InstanceId)).Select(file => new { file.Id, file.InstanceId, file.Number, file.Title, file.Process, file.CustomerCode, file.OwnerId }).ToDictionaryAsync(file => file.InstanceId, cancellationToken);
            foreach (var timer in part)
            {
                if (!files.TryGetValue(timer.InstanceId!, out var file)) continue;
                var payer = file.CustomerCode is { } code ? byCode.GetValueOrDefault(code) : null;
                if (payer is null && !scene.All) continue;
                found.Add(new(DayOf(timer), ComingKind.Timer, payer?.Id, payer?.Code ?? "", payer?.Name ?? "", file.Number, null, 0, scene.Book.People.NameOf(file.OwnerId), $"{TimeOf(timer)} · {file.Title}", $"/cases/{file.Id}"));
            }
        }

        if (!scene.All || !await db.Users.AnyAsync(person => person.Id == scene.Person && (person.Role == Role.Rgm || person.Role == Role.Dir || person.Role == Role.FinM || person.Role == Role.Adm), cancellationToken)) return found;
        found.AddRange(timers.Where(timer => timer.InstanceId is null).Select(timer => new ComingEvent(
            DayOf(timer), ComingKind.Timer, null, "", "", null, null, 0, "", $"{TimeOf(timer)} · {timer.Process}{(timer.Rule is { } rule ? $" · {rule}" : "")}")));
        return found;
    }

    // What is overdue fires as soon as somebody looks.
    private DateOnly DayOf(ProcessTimer timer) => clock.DateOf(timer.DueAt) is var day && day < clock.Today ? clock.Today : day;

    private string TimeOf(ProcessTimer timer) => TimeZoneInfo.ConvertTime(timer.DueAt, clock.Zone).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
