using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Notifications;

/// <summary>An order to tell people something.</summary>
/// <param name="Key">Unique; the same key again reaches nobody a second time.</param>
/// <param name="Process">Whose templates are used.</param>
/// <param name="Template">The event's template.</param>
/// <param name="Recipients">For whom.</param>
/// <param name="Data">What the template sees; never read as a template itself.</param>
/// <param name="CaseId">The case; null for none.</param>
/// <param name="Class">What it is about; null takes the template's word for it, and without one it is a task.</param>
/// <param name="DueAt">What it is about is due then, UTC: a reminder of today goes out at once; null for no deadline.</param>
public sealed record NotificationRequest(
    string Key, string Process, string Template, IReadOnlyList<Guid> Recipients, JsonObject Data, Guid? CaseId, NotificationClass? Class = null, DateTimeOffset? DueAt = null)
{
    /// <summary>Why these people are told; null when nothing more is known than that a step named them.</summary>
    public NotificationReason? Reason { get; init; }

    /// <summary>What a person sends, held back until its sender cannot undo it any more; null for what goes out at once.</summary>
    public Cases.SentMessage? Message { get; init; }
}

/// <summary>Puts messages into the outbox: in the app at once, by other channels through <see cref="DeliveryPump"/>. Safe for concurrent use.</summary>
public sealed partial class Notifier(
    IDbContextFactory<ProcessSalesDb> databases, NotificationTemplates templates, NotificationSchedule schedule, CompanyClock clock, ILogger<Notifier> log)
{
    /// <summary>
    /// Queues a message to each recipient in the recipient's language and by the channels that the recipient chose. A template that cannot be used
    /// does not hold up the case: the number and title are sent instead, and the fault is kept with the message.
    /// </summary>
    public async Task QueueAsync(NotificationRequest request, CancellationToken cancellationToken = default)
    {
        var texts = new Texts(request, await templates.FindUsableAsync(request.Process, request.Template, cancellationToken), LogFault);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(() => AddAsync(db, request, texts, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// The same inside the transaction of the change that is told, so that neither is there without the other. The templates were found before, because
    /// finding them may keep a new version of a file.
    /// </summary>
    internal Task AddAsync(ProcessSalesDb db, NotificationRequest request, EventTemplates? found, CancellationToken cancellationToken) =>
        AddAsync(db, request, new Texts(request, found, LogFault), cancellationToken);

    /// <summary>Several that say something by the same templates, as one change.</summary>
    internal Task AddAllAsync(ProcessSalesDb db, IReadOnlyList<NotificationRequest> requests, EventTemplates? found, CancellationToken cancellationToken) =>
        AddAsync(db, [.. requests.Select(request => (request, new Texts(request, found, LogFault)))], cancellationToken);

    private Task AddAsync(ProcessSalesDb db, NotificationRequest request, Texts texts, CancellationToken cancellationToken) => AddAsync(db, [(request, texts)], cancellationToken);

    private async Task AddAsync(ProcessSalesDb db, IReadOnlyList<(NotificationRequest Request, Texts Texts)> messages, CancellationToken cancellationToken)
    {
        // Two that tell the same at once would wait for each other's rows crosswise.
        var keys = messages.Select(message => message.Request.Key).Order(StringComparer.Ordinal).ToList();
        foreach (var key in keys) await db.AloneAsync(key, cancellationToken);
        var told = (await db.Notifications.Where(row => keys.Contains(row.Key)).Select(row => new { row.Key, row.RecipientId }).ToListAsync(cancellationToken)).Select(row => (row.Key, row.RecipientId)).ToHashSet();
        var named = messages.SelectMany(message => message.Request.Recipients).Distinct().ToList();
        var people = await db.Users.AsNoTracking().Where(person => named.Contains(person.Id) && person.Active).ToDictionaryAsync(person => person.Id, cancellationToken);
        var choices = await schedule.ChoicesOfAsync(db, people.Keys, cancellationToken);
        foreach (var (request, texts) in messages)
        {
            foreach (var recipient in request.Recipients.Distinct().Where(people.ContainsKey).Select(id => people[id]).Where(person => told.Add((request.Key, person.Id))))
                Tell(db, request, texts.In(recipient.Language), recipient, choices);
        }
    }

    private void Tell(ProcessSalesDb db, NotificationRequest request, Words words, Person recipient, Choices choices)
    {
        var now = clock.Now;
        var about = request.Class ?? words.Plain.Class ?? NotificationClass.Task;
        var notification = new Notification
        {
            Id = Guid.CreateVersion7(now), Key = request.Key, RecipientId = recipient.Id, CaseId = request.CaseId, Process = request.Process, Template = request.Template,
            Class = about, Subject = words.Plain.Subject, Body = words.Plain.Body, Fault = words.Fault, CreatedAt = now,
            MessageId = request.Message?.Id, HeldUntil = request.Message?.Until,
            ReasonJson = (request.Reason ?? new()).For(recipient.Id, words.Version, request.Data),
        };
        db.Notifications.Add(notification);
        var choice = choices.Of(recipient.Id, about);
        var at = schedule.When(about, choice.Timing, choices.QuietHoursOf(recipient.Id), request.DueAt, now);
        if (request.Message is { } held && held.Until > at) at = held.Until;
        if (choice.Email && !string.IsNullOrEmpty(recipient.Email)) Add(DeliveryChannel.Email, null, words.Html?.Body);
        if (choice.RobotId is { } robot) Add(DeliveryChannel.Robot, robot, words.Markdown?.Body);

        void Add(DeliveryChannel channel, Guid? robotId, string? body) => db.Deliveries.Add(new()
        {
            Id = Guid.CreateVersion7(now), NotificationId = notification.Id, RecipientId = recipient.Id, Channel = channel, RobotId = robotId, Body = body, NextAttemptAt = at,
        });
    }

    [LoggerMessage(LogLevel.Error, "Template {Template} of {Process} cannot be used: {Problem}")]
    private partial void LogFault(string template, string process, string problem);

    private sealed record Words(RenderedTemplate Plain, RenderedTemplate? Html, RenderedTemplate? Markdown, string? Fault, int? Version = null);

    /// <summary>What is said in each language, rendered once.</summary>
    private sealed class Texts(NotificationRequest request, EventTemplates? templates, Action<string, string, string> report)
    {
        private readonly Dictionary<string, Words> byLanguage = [];

        public Words In(string language)
        {
            if (byLanguage.TryGetValue(language, out var known)) return known;
            try
            {
                if (templates is null) throw new TemplateException(request.Template, "there is no such template");
                return byLanguage[language] = new(
                    templates.Render(language, request.Data), templates.RenderFor(TemplateFormat.Html, language, request.Data), templates.RenderFor(TemplateFormat.Markdown, language, request.Data), null, templates.VersionIn(language));
            }
            catch (TemplateException fault)
            {
                report(request.Template, request.Process, fault.Message);
                var subject = $"{request.Data["number"]} {request.Data["title"]}".Trim().ReplaceLineEndings(" ");
                if (subject.Length == 0) subject = request.Template;
                return byLanguage[language] = new(new(subject.Length > 300 ? subject[..300] : subject, ""), null, null, fault.Message.Length > 1000 ? fault.Message[..1000] : fault.Message);
            }
        }
    }
}
