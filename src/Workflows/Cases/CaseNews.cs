using System.Text.Json.Nodes;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Cases;

/// <summary>Templates that were found before a transaction began, by process and name; null for one that cannot be used.</summary>
internal sealed record ReadyTemplates(IReadOnlyDictionary<(string Process, string Name), EventTemplates?> Found);

/// <summary>Tells people about a case within the transaction of what is told. Safe for concurrent use.</summary>
public sealed class CaseNews(Notifier notifier, NotificationTemplates templates, ProcessCatalog processes, Staff staff, CompanyClock clock)
{
    /// <summary>Finds these templates of all processes. To be called before the transaction, which would wait for itself otherwise.</summary>
    internal async Task<ReadyTemplates> ReadyAsync(CancellationToken cancellationToken, params string?[] names)
    {
        var found = new Dictionary<(string, string), EventTemplates?>();
        foreach (var process in processes.All)
        {
            foreach (var name in names.OfType<string>()) found[(process.Id, name)] = await templates.FindUsableAsync(process.Id, name, cancellationToken);
        }

        return new(found);
    }

    /// <summary>Tells people; the same key again tells nobody twice.</summary>
    internal async Task TellAsync(
        ProcessSalesDb db, ReadyTemplates ready, Case file, string key, string template, IReadOnlyList<Guid> recipients, string step, DateTimeOffset? due, JsonObject? more,
        CancellationToken cancellationToken, NotificationReason? reason = null, SentMessage? message = null)
    {
        if (recipients.Count == 0) return;
        var request = new NotificationRequest(key, file.Process, template, recipients, await ModelAsync(file, step, due, more, cancellationToken), file.Id, DueAt: due)
        {
            Reason = ReasonOf(file, step, reason), Message = message,
        };
        await notifier.AddAsync(db, request, ready.Found.GetValueOrDefault((file.Process, template)), cancellationToken);
    }

    /// <summary>What is said of a case when somebody asks why he was told.</summary>
    public static NotificationReason ReasonOf(Case file, string? step, NotificationReason? reason = null) =>
        (reason ?? new()) with { Step = string.IsNullOrEmpty(step) ? null : step, DefinitionVersion = file.DefinitionVersion, Owner = file.OwnerId };

    /// <summary>What templates see of a case.</summary>
    public async Task<JsonObject> ModelAsync(Case file, string step, DateTimeOffset? due, JsonObject? more, CancellationToken cancellationToken = default) =>
        MessageModel.Of(file, (await staff.FindAsync(file.OwnerId, cancellationToken))?.Name, step, due, more, clock);
}
