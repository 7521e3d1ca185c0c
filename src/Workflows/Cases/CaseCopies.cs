using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Cases;

/// <summary>A reader of a copy.</summary>
/// <param name="By">Who sent it; null for the process.</param>
/// <param name="ReadAt">UTC; null while unread.</param>
public sealed record CopyReader(Guid PersonId, string Name, CopyReason Reason, string? By, DateTimeOffset At, DateTimeOffset? ReadAt);

/// <summary>抄送: sends cases to readers and keeps who has read them. Readers never get a task by it. Safe for concurrent use.</summary>
public sealed class CaseCopies(IDbContextFactory<ProcessSalesDb> databases, CaseNews news, CompanyClock clock, WorkflowsOptions options)
{
    private const int MostAtOnce = 50;

    /// <summary>Somebody who sees the case sends it to others.</summary>
    /// <exception cref="RefusedException">The case is not visible, or there is nobody to send it to.</exception>
    public async Task SendAsync(Guid person, Guid caseId, IReadOnlyList<Guid> readers, string? note, string? client, CancellationToken cancellationToken = default)
    {
        if (note is { Length: > 300 }) throw new RefusedException(RefusalKind.Invalid, [new("Note", "tooLong", 300)]);
        if (readers.Count > MostAtOnce) throw new RefusedException(RefusalKind.Invalid, [new("Person", "copy.tooMany", MostAtOnce)]);
        var ready = await ReadyAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var scope = await DataScope.OfAsync(db, person, cancellationToken);
            var file = await scope.Cases(db).AsNoTracking().SingleOrDefaultAsync(row => row.Id == caseId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "case.unknown");
            var known = await db.Users.Where(row => readers.Contains(row.Id) && row.Active).OrderBy(row => row.UserName).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken);
            if (known.Count == 0) throw new RefusedException(RefusalKind.Invalid, [new("Person", "person.unknown")]);
            var message = await SentMessage.BeginAsync(db, options.UndoWindow, person, caseId, SentKind.Copy, clock.Now, cancellationToken);
            await AddAsync(db, ready, file, known.Select(row => row.Id).ToList(), CopyReason.Person, person, null, note, message, cancellationToken);
            var entry = new AuditEntry
            {
                PersonId = person, CaseId = caseId, Subject = "case", Action = "Copy", Client = client,
                Comment = string.Join("、", known.Select(row => row.Name)) + (string.IsNullOrWhiteSpace(note) ? "" : $": {note.Trim()}"),
            };
            db.Record(clock.Now, entry);
            if (message is not null) message.AuditId = entry.Id;
        }, cancellationToken);
    }

    /// <summary>A step of the process sends the case; the same key again sends nothing more.</summary>
    public async Task SendByProcessAsync(Guid caseId, string key, IReadOnlyList<Guid> readers, CopyReason reason, string stepName, CancellationToken cancellationToken = default)
    {
        if (readers.Count == 0) return;
        var ready = await ReadyAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            if (await db.Audit.AnyAsync(entry => entry.Key == key, cancellationToken)) return;
            var file = await db.Cases.AsNoTracking().SingleAsync(row => row.Id == caseId, cancellationToken);
            var names = await AddAsync(db, ready, file, readers, reason, null, stepName, null, null, cancellationToken);
            db.Record(clock.Now, new() { CaseId = caseId, Subject = $"task:{stepName}", Action = "Copy", Comment = string.Join("、", names), Key = key });
        }, cancellationToken);
    }

    /// <summary>Notes that the reader has opened the case.</summary>
    public async Task MarkReadAsync(Guid person, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = clock.Now;
        await db.CaseCopies.Where(copy => copy.CaseId == caseId && copy.PersonId == person && copy.ReadAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(copy => copy.ReadAt, now), cancellationToken);
    }

    /// <summary>The readers of a case that the caller has been allowed to see, oldest first.</summary>
    public async Task<IReadOnlyList<CopyReader>> ReadersAsync(Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (from copy in db.CaseCopies.AsNoTracking()
                      where copy.CaseId == caseId
                      join reader in db.Users on copy.PersonId equals reader.Id
                      join sender in db.Users on copy.ById equals sender.Id into senders
                      from sender in senders.DefaultIfEmpty()
                      orderby copy.At, reader.UserName
                      select new CopyReader(reader.Id, reader.Name, copy.Reason, sender!.Name, copy.At, copy.ReadAt)).Take(200).ToListAsync(cancellationToken);
    }

    internal Task<ReadyTemplates> ReadyAsync(CancellationToken cancellationToken) => news.ReadyAsync(cancellationToken, "case-copied", "case-mentioned");

    // Whoever has a copy already keeps it, and is told again only when a person sends it.
    internal async Task<IReadOnlyList<string>> AddAsync(
        ProcessSalesDb db, ReadyTemplates ready, Case file, IReadOnlyList<Guid> readers, CopyReason reason, Guid? by, string? stepName, string? note, SentMessage? message, CancellationToken cancellationToken)
    {
        var people = await db.Users.AsNoTracking().Where(row => readers.Contains(row.Id) && row.Active).OrderBy(row => row.UserName).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken);
        var having = await db.CaseCopies.Where(copy => copy.CaseId == file.Id).Select(copy => copy.PersonId).ToListAsync(cancellationToken);
        var added = people.Where(person => !having.Contains(person.Id)).ToList();
        foreach (var person in added)
        {
            db.CaseCopies.Add(new() { CaseId = file.Id, PersonId = person.Id, At = clock.Now, ById = by, Reason = reason, StepName = stepName, Note = string.IsNullOrWhiteSpace(note) ? null : note.Trim(), MessageId = message?.Id });
        }

        var sender = by is { } id ? await db.Users.Where(row => row.Id == id).Select(row => row.Name).SingleAsync(cancellationToken) : null;
        await news.TellAsync(
            db, ready, file, by is null ? $"copy/{file.Id:N}" : $"copy/{file.Id:N}/{Guid.CreateVersion7(clock.Now):N}", "case-copied", (by is null ? added : people).Select(person => person.Id).ToList(), stepName ?? "", null,
            new JsonObject { ["handler"] = sender, ["comment"] = note?.Trim() }, cancellationToken, new() { As = ToldAs.Reader, By = sender }, message);
        return people.Select(person => person.Name).ToList();
    }
}
