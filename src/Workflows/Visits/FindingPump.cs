using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Visits;

/// <summary>Hands findings to those who take them, each once, and tells people at once of what cannot wait. Safe for concurrent use.</summary>
public sealed partial class FindingPump(
    IDbContextFactory<ProcessSalesDb> databases, IEnumerable<IFindingTaker> takers, IEnumerable<IIssueOpener> issues, Notifier notifier, Staff staff, CompanyClock clock, VisitTermsBook book,
    ILogger<FindingPump> log)
{
    /// <summary>The element of a finding that only the area manager is told of.</summary>
    internal const string PromoterElement = "promoter";

    /// <summary>The element of what was said of an open issue; 1 piece when it is settled.</summary>
    internal const string AnswerElement = "issue";

    private const int PageSize = 100;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMinutes(2);

    /// <summary>Hands over what is due. Returns how many findings were looked at.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken = default)
    {
        List<FoundMatter> due;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var now = clock.Now;
            due = await db.FoundMatters.AsNoTracking().Where(row => row.HandedAt == null && row.NextAttemptAt <= now).OrderByDescending(row => row.Expired).ThenBy(row => row.NextAttemptAt).Take(PageSize).ToListAsync(cancellationToken);
        }

        foreach (var row in due) await HandOverAsync(row, cancellationToken);
        await TellLogisticsAsync(cancellationToken);
        return due.Count;
    }

    /// <summary>The finding as its taker sees it.</summary>
    internal static VisitFinding Shown(FoundMatter row) => new(
        row.Id, row.Kind ?? default, row.VisitId, row.StoreId, row.PersonId, row.At, row.ProductCode, row.ProducedOn, row.Quantity, row.Expired, row.SubjectId, row.Note,
        JsonSerializer.Deserialize<Guid[]>(row.PhotosJson) ?? []);

    private async Task HandOverAsync(FoundMatter row, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var until = clock.Now + BetweenTries;
        var taken = await db.FoundMatters.Where(other => other.Id == row.Id && other.HandedAt == null && other.NextAttemptAt == row.NextAttemptAt)
            .ExecuteUpdateAsync(set => set.SetProperty(other => other.NextAttemptAt, until).SetProperty(other => other.Attempts, other => other.Attempts + 1), cancellationToken);
        if (taken == 0) return;
        try
        {
            if (row.Element == PromoterElement) await TellOfPromoterAsync(row, cancellationToken);
            var outcome = row.Element == PromoterElement ? null : row.Kind is { } kind && takers.FirstOrDefault(taker => taker.Kind == kind) is { } taker
                ? await taker.TakeAsync(Shown(row), cancellationToken)
                : issues.FirstOrDefault() is { } opener ? await opener.OpenAsync(row, cancellationToken) : null;
            if (row.Expired) await TellOfExpiredAsync(row, cancellationToken);
            var now = clock.Now;
            await db.FoundMatters.Where(other => other.Id == row.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(other => other.HandedAt, now).SetProperty(other => other.Outcome, outcome).SetProperty(other => other.LastError, (string?)null), cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailure(failure, row.Key, row.VisitId);
            var error = failure.Message.Length > 1000 ? failure.Message[..1000] : failure.Message;
            await db.FoundMatters.Where(other => other.Id == row.Id).ExecuteUpdateAsync(set => set.SetProperty(other => other.LastError, error), cancellationToken);
        }
    }

    // 【紧急】to quality, the area manager and the visitor, whatever the hour (domain.md 2.2, notifications).
    private async Task TellOfExpiredAsync(FoundMatter row, CancellationToken cancellationToken)
    {
        var recipients = new List<Guid> { row.PersonId };
        recipients.AddRange((await ResponsibleAsync(Role.Qa, row, cancellationToken)).Select(person => person.Id));
        if (await staff.SuperiorOfAsync(row.PersonId, cancellationToken) is { } superior) recipients.Add(superior.Id);
        await TellAsync($"expired:{row.Id}", "visit-expired", recipients, row, row.Note, NotificationClass.SeverityA, cancellationToken);
    }

    private async Task TellOfPromoterAsync(FoundMatter row, CancellationToken cancellationToken)
    {
        if (await staff.SuperiorOfAsync(row.PersonId, cancellationToken) is { } superior)
            await TellAsync($"promoter:{row.Id}", "visit-promoter", [superior.Id], row, row.Note, NotificationClass.Task, cancellationToken);
    }

    /// <summary>Missing stock of a visit goes to logistics together, once it has been collected for a while.</summary>
    private async Task TellLogisticsAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var waiting = await db.FoundMatters.AsNoTracking().Where(row => row.Kind == RaisedKind.OutOfStock && row.ToldAt == null).OrderBy(row => row.ReceivedAt).Take(1000).ToListAsync(cancellationToken);
        if (waiting.Count == 0) return;
        var until = clock.Now.AddMinutes(-(await book.CurrentAsync(db, cancellationToken)).OutOfStockMinutes);
        foreach (var store in waiting.GroupBy(row => row.VisitId).Where(group => group.Min(row => row.ReceivedAt) <= until))
        {
            var rows = store.ToList();
            var recipients = (await ResponsibleAsync(Role.Log, rows[0], cancellationToken)).Select(person => person.Id).Append(rows[0].PersonId).ToList();
            var days = await DaysSinceLastAsync(db, rows[0], cancellationToken);
            var list = string.Join("、", rows.Select(row => row.Note.Replace("缺货:", "", StringComparison.Ordinal) + (row.Quantity is { } sold && days is { } passed ? $"(近7日销{Math.Round(sold * 7m / passed)})" : "")));
            await TellAsync($"oos:{store.Key}:{rows[0].Id}", "visit-oos", recipients, rows[0], list, NotificationClass.Task, cancellationToken);
            var ids = rows.ConvertAll(row => row.Id);
            var now = clock.Now;
            await db.FoundMatters.Where(row => ids.Contains(row.Id)).ExecuteUpdateAsync(set => set.SetProperty(row => row.ToldAt, now), cancellationToken);
        }
    }

    // What was sold is known since the last visit; logistics is told of a week (domain.md 2.2, notifications).
    private static async Task<int?> DaysSinceLastAsync(ProcessSalesDb db, FoundMatter row, CancellationToken cancellationToken)
    {
        var day = await db.Visits.Where(visit => visit.Id == row.VisitId).Select(visit => visit.Day).SingleAsync(cancellationToken);
        var last = await db.Visits.Where(visit => visit.StoreId == row.StoreId && visit.CheckOutAt != null && visit.Day < day).MaxAsync(visit => (DateOnly?)visit.Day, cancellationToken);
        return last is { } before ? day.DayNumber - before.DayNumber : null;
    }

    private async Task<IReadOnlyList<Person>> ResponsibleAsync(Role role, FoundMatter row, CancellationToken cancellationToken) =>
        await staff.WithRoleAsync(role, (await staff.FindAsync(row.PersonId, cancellationToken))?.OrgUnitId, cancellationToken);

    private async Task TellAsync(string key, string template, IReadOnlyList<Guid> recipients, FoundMatter row, string note, NotificationClass about, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var store = await db.Stores.Where(each => each.Id == row.StoreId).Select(each => each.Name).SingleAsync(cancellationToken);
        var person = await db.Users.Where(each => each.Id == row.PersonId).Select(each => each.Name).SingleAsync(cancellationToken);
        var file = await db.Visits.Where(each => each.Id == row.VisitId).Select(each => each.CaseId).SingleAsync(cancellationToken);
        await notifier.QueueAsync(new(key, VisitRegister.Process, template, recipients, VisitNews.Model(row.VisitId, store, person, note), file, about), cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "The finding {Key} of visit {Visit} could not be handed over; it is tried again")]
    private partial void LogFailure(Exception failure, string key, Guid visit);
}

/// <summary>What messages about visits show to their templates: the names that every template knows.</summary>
internal static class VisitNews
{
    public static JsonObject Model(Guid visit, string store, string person, string note)
    {
        var data = Empty();
        (data["id"], data["title"], data["note"], data["owner"], data["handler"], data["comment"]) = (visit.ToString(), store, note, person, person, note);
        return data;
    }

    /// <summary>All names that a template of the process may use, without values.</summary>
    public static JsonObject Empty()
    {
        var data = new JsonObject();
        foreach (var name in TemplateVocabulary.Case) data[name] = null;
        data["form"] = new JsonObject();
        return data;
    }
}
