using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.ProcessFiles;

/// <summary>A case to try a text on.</summary>
public sealed record TrialCase(Guid Id, string Number, string Title);

/// <summary>Tries forms and templates on cases that the manager may see. Safe for concurrent use.</summary>
public sealed class TemplateTrial(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    private const string Missing = "…";

    /// <summary>The newest cases of a process that the person may see.</summary>
    public async Task<IReadOnlyList<TrialCase>> CasesAsync(Guid person, string process, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        return await scope.Cases(db).AsNoTracking().Where(row => row.Process == process && row.DataJson != null).OrderByDescending(row => row.CreatedAt).Take(20)
            .Select(row => new TrialCase(row.Id, row.Number, row.Title)).ToListAsync(cancellationToken);
    }

    /// <summary>The data of a case; null when the person may not see it, or it is of another process.</summary>
    public async Task<JsonObject?> DataAsync(Guid person, string process, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var json = await scope.Cases(db).Where(row => row.Id == caseId && row.Process == process).Select(row => row.DataJson).SingleOrDefaultAsync(cancellationToken);
        return json is null ? null : JsonNode.Parse(json) as JsonObject;
    }

    /// <summary>What the template makes of a case; what only a step could tell is shown as …; null when the person may not see the case.</summary>
    /// <exception cref="TemplateException">The template is faulty.</exception>
    public async Task<RenderedTemplate?> RenderAsync(Guid person, FileName file, string text, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var found = await scope.Cases(db).AsNoTracking().SingleOrDefaultAsync(row => row.Id == caseId && row.Process == file.Process, cancellationToken);
        if (found is null) return null;
        var owner = await db.Users.Where(row => row.Id == found.OwnerId).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken);
        var task = await db.Tasks.AsNoTracking().Where(row => row.CaseId == caseId && row.State == TaskState.Open).OrderBy(row => row.CreatedAt).Select(row => new { row.StepName, row.DueAt }).FirstOrDefaultAsync(cancellationToken);
        var model = MessageModel.Of(found, owner, task?.StepName ?? Missing, task?.DueAt, null, clock);
        foreach (var used in TemplateNames.Find(text).Used.Where(used => !used.IsFilter).Select(used => used.Name.Split('.')[0])) model.TryAdd(used, null);
        foreach (var name in model.Where(member => member.Value is null).Select(member => member.Key).ToList()) model[name] = Missing;
        return NotificationTemplates.Render(file.Name, text, model, NotificationTemplates.FormatOf(file.Name));
    }

    /// <summary>Sends the person what the template makes of a case, in the app and by mail; false when the person may not see the case.</summary>
    /// <exception cref="TemplateException">The template is faulty.</exception>
    public async Task<bool> SendAsync(Guid person, FileName file, string text, Guid caseId, CancellationToken cancellationToken = default)
    {
        if (await RenderAsync(person, file, text, caseId, cancellationToken) is not { } message) return false;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var recipient = await db.RequireAsync(person, cancellationToken, AccessLevel.Manager);
            var (now, plain) = (clock.Now, NotificationTemplates.FormatOf(file.Name) == TemplateFormat.Plain);
            var notification = new Notification
            {
                Id = Guid.CreateVersion7(now), Key = $"trial/{Guid.NewGuid():N}", RecipientId = person, CaseId = caseId, Process = file.Process, Template = file.Name,
                Class = message.Class ?? NotificationClass.Task, Subject = message.Subject, Body = message.Body, CreatedAt = now,
            };
            db.Notifications.Add(notification);
            if (!string.IsNullOrEmpty(recipient.Email))
                db.Deliveries.Add(new() { Id = Guid.CreateVersion7(now), NotificationId = notification.Id, RecipientId = person, Channel = DeliveryChannel.Email, Body = plain || file.Name.Contains(".robot.") ? null : message.Body, NextAttemptAt = now });
            db.Record(now, new() { PersonId = person, CaseId = null, Subject = $"template:{file.Process}/{file.Name}", Action = "Trial" });
        }, cancellationToken);
        return true;
    }
}
