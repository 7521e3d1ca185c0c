using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Cases;

/// <summary>评论: what people say to each other about a case without acting on it. Safe for concurrent use.</summary>
public sealed class CaseTalk(IDbContextFactory<ProcessSalesDb> databases, CaseCopies copies, CaseNews news, CompanyClock clock, WorkflowsOptions options)
{
    /// <summary>
    /// Adds a remark to the timeline. Whoever is named with an @ and the name or user name is told, and gets a copy of a case that was not theirs to see.
    /// </summary>
    /// <exception cref="RefusedException">Empty, too long, or the case is not visible.</exception>
    public async Task SayAsync(Guid person, Guid caseId, string text, string? client, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new RefusedException(RefusalKind.Invalid, [new("Comment", "required")]);
        if (text.Length > 2000) throw new RefusedException(RefusalKind.Invalid, [new("Comment", "tooLong", 2000)]);
        var ready = await copies.ReadyAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var scope = await DataScope.OfAsync(db, person, cancellationToken);
            var file = await scope.Cases(db).AsNoTracking().SingleOrDefaultAsync(row => row.Id == caseId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "case.unknown");
            var entry = new AuditEntry { PersonId = person, CaseId = caseId, Subject = "case", Action = "Comment", Comment = text.Trim(), Client = client };
            db.Record(clock.Now, entry);
            var message = await SentMessage.BeginAsync(db, options.UndoWindow, person, caseId, SentKind.Comment, clock.Now, cancellationToken);
            if (message is not null) message.AuditId = entry.Id;
            if (text.Contains('@')) await MentionAsync(db, ready, file, person, text.Trim(), message, cancellationToken);
        }, cancellationToken);
    }

    private async Task MentionAsync(ProcessSalesDb db, ReadyTemplates ready, Case file, Guid person, string text, SentMessage? message, CancellationToken cancellationToken)
    {
        var mentioned = await db.Users.AsNoTracking()
            .Where(row => row.Active && row.Id != person && row.Name != "" && (text.Contains("@" + row.Name) || text.Contains("@" + row.UserName)))
            .OrderBy(row => row.UserName).Take(20).ToListAsync(cancellationToken);

        // A longer name holds a shorter one: @李明哲 does not call 李明.
        mentioned.RemoveAll(one => mentioned.Any(other => other != one && other.Name.StartsWith(one.Name, StringComparison.Ordinal) && other.Name != one.Name
            && !text.Replace("@" + other.Name, "", StringComparison.Ordinal).Contains("@" + one.Name, StringComparison.Ordinal)));
        var blind = new List<Guid>();
        foreach (var one in mentioned)
        {
            var seen = await DataScope.OfAsync(db, one.Id, cancellationToken);
            if (!await seen.Cases(db).AnyAsync(row => row.Id == file.Id, cancellationToken)) blind.Add(one.Id);
        }

        if (blind.Count > 0) await copies.AddAsync(db, ready, file, blind, CopyReason.Person, person, null, null, message, cancellationToken);
        var by = await db.Users.Where(row => row.Id == person).Select(row => row.Name).SingleAsync(cancellationToken);
        await news.TellAsync(
            db, ready, file, $"mention/{Guid.CreateVersion7(clock.Now):N}", "case-mentioned", mentioned.Select(one => one.Id).ToList(), "", null,
            new JsonObject { ["handler"] = by, ["comment"] = text }, cancellationToken, new() { As = ToldAs.Mentioned, By = by }, message);
    }
}
