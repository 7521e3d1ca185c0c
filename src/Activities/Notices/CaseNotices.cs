using System.Text.Json.Nodes;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;

namespace ProcessSales.Activities.Notices;

/// <summary>Queues messages about a case; what templates may show is put together here.</summary>
public sealed class CaseNotices(Notifier notifier, People people, CompanyClock clock)
{
    /// <summary>Queues a message for each of the people; does nothing without a template or people. The same key again queues nothing more.</summary>
    public async Task SendAsync(
        Case file, string key, string? template, IReadOnlyList<Guid> recipients, string step, DateTimeOffset? due, JsonObject? more, CancellationToken stop)
    {
        if (string.IsNullOrEmpty(template) || recipients.Count == 0)
            return;
        var data = await ModelAsync(file, step, due, more, stop);
        await notifier.QueueAsync(new NotificationRequest(key, file.Process, template, recipients, data, file.Id), stop);
    }

    /// <summary>Tells the superior of somebody who has not acted; does nothing when there is none.</summary>
    public async Task EscalateAsync(
        Case file, string key, string? template, Guid handler, string step, DateTimeOffset? due, JsonObject? more, CancellationToken stop)
    {
        if (string.IsNullOrEmpty(template) || await people.SuperiorOfAsync(handler, stop) is not { } superior)
            return;
        var data = await ModelAsync(file, step, due, more, stop);
        data["handler"] = (await people.FindAsync(handler, stop))?.Name;
        await notifier.QueueAsync(new NotificationRequest(key, file.Process, template, [superior.Id], data, file.Id), stop);
    }

    private async Task<JsonObject> ModelAsync(Case file, string step, DateTimeOffset? due, JsonObject? more, CancellationToken stop)
    {
        var data = new JsonObject
        {
            ["id"] = file.Id.ToString(),
            ["number"] = file.Number,
            ["title"] = file.Title,
            ["amount"] = file.Amount,
            ["state"] = file.State.ToString(),
            ["note"] = file.StateNote,
            ["owner"] = (await people.FindAsync(file.OwnerId, stop))?.Name,
            ["step"] = step,
            ["due"] = due is { } at ? clock.ToLocal(at).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture) : null,
            ["form"] = file.DataJson is { Length: > 0 } json ? JsonNode.Parse(json) : new JsonObject(),
        };
        foreach (var (name, value) in more ?? [])
            data[name] = value?.DeepClone();
        return data;
    }
}
