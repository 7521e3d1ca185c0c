using System.Text.Json.Nodes;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;

namespace ProcessSales.Activities.Notices;

/// <summary>Queues the messages that the steps of a process send about its case.</summary>
public sealed class CaseNotices(Notifier notifier, CaseNews news, Staff staff)
{
    /// <summary>Queues a message for each of the people; does nothing without a template or people. The same key again queues nothing more.</summary>
    public async Task SendAsync(
        Case file, string key, string? template, IReadOnlyList<Guid> recipients, string step, DateTimeOffset? due, JsonObject? more, CancellationToken stop, ToldAs told = ToldAs.Named)
    {
        if (string.IsNullOrEmpty(template) || recipients.Count == 0)
            return;
        var data = await news.ModelAsync(file, step, due, more, stop);
        await notifier.QueueAsync(new NotificationRequest(key, file.Process, template, recipients, data, file.Id, DueAt: due) { Reason = CaseNews.ReasonOf(file, step, new() { As = told }) }, stop);
    }

    /// <summary>Tells the superior of somebody who has not acted; does nothing when there is none.</summary>
    public async Task EscalateAsync(
        Case file, string key, string? template, Guid handler, string step, DateTimeOffset? due, JsonObject? more, CancellationToken stop)
    {
        if (string.IsNullOrEmpty(template) || await staff.SuperiorOfAsync(handler, stop) is not { } superior)
            return;
        var data = await news.ModelAsync(file, step, due, more, stop);
        data["handler"] = (await staff.FindAsync(handler, stop))?.Name;
        await notifier.QueueAsync(new NotificationRequest(key, file.Process, template, [superior.Id], data, file.Id, DueAt: due) { Reason = CaseNews.ReasonOf(file, step, new() { As = ToldAs.Superior }) }, stop);
    }
}
