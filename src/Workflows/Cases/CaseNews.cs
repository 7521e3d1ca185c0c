using System.Text.Json.Nodes;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Cases;

/// <summary>What a message about a case may show. Safe for concurrent use.</summary>
public sealed class CaseNews(Notifier notifier, Staff staff, CompanyClock clock)
{
    /// <summary>Tells people inside the transaction of what is told; the same key again tells nobody twice.</summary>
    internal async Task TellAsync(
        ProcessSalesDb db, Case file, string key, string template, IReadOnlyList<Guid> recipients, string step, DateTimeOffset? due, JsonObject? more,
        CancellationToken cancellationToken)
    {
        if (recipients.Count == 0) return;
        await notifier.AddAsync(db, new(key, file.Process, template, recipients, await ModelAsync(file, step, due, more, cancellationToken), file.Id, DueAt: due), cancellationToken);
    }

    /// <summary>What templates see of a case.</summary>
    public async Task<JsonObject> ModelAsync(Case file, string step, DateTimeOffset? due, JsonObject? more, CancellationToken cancellationToken = default) =>
        MessageModel.Of(file, (await staff.FindAsync(file.OwnerId, cancellationToken))?.Name, step, due, more, clock);
}
