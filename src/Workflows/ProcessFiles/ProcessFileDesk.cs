using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.ProcessFiles;

/// <summary>Which form or template.</summary>
public sealed record FileName(ProcessFileKind Kind, string Process, string Name);

/// <summary>A form or template in the list.</summary>
/// <param name="Version">The one in use.</param>
/// <param name="Edited">Whether a manager's words are in use.</param>
/// <param name="Fault">Why it cannot be used; null when it can.</param>
public sealed record FileRow(FileName File, int Version, bool Edited, string? Fault);

/// <summary>A version in the history.</summary>
/// <param name="Author">Null when it came with a release.</param>
public sealed record VersionRow(int Version, DateTimeOffset At, string? Author, string? Note, bool InUse, bool Released);

/// <summary>A form or template as it is edited.</summary>
/// <param name="Version">The one in use; 0 for a new one.</param>
/// <param name="NewerRelease">A release brought another text than the one that is in use because a manager wrote it: its version; null when there is none.</param>
public sealed record FileView(FileName File, string Text, int Version, int? NewerRelease, IReadOnlyList<VersionRow> Versions);

/// <summary>What is wrong with a text.</summary>
/// <param name="Line">From 1; null when it is not known.</param>
/// <param name="Field">The form's field; null for templates.</param>
public sealed record FileFault(string Problem, int? Line, string? Field);

/// <summary>Managers' editor of forms, templates and checklists: what is saved is checked, is a version of its own and in use at once. Safe for concurrent use.</summary>
public sealed partial class ProcessFileDesk(FileCabinet cabinet, ProcessCatalog processes, IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>All forms and templates, with what is wrong with them.</summary>
    /// <exception cref="RefusedException">Not a manager.</exception>
    public async Task<IReadOnlyList<FileRow>> ListAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await RequireAsync(person, cancellationToken);
        return await CheckAllAsync(cancellationToken);
    }

    /// <summary>Checks everything that is in use or was shipped.</summary>
    public async Task<IReadOnlyList<FileRow>> CheckAllAsync(CancellationToken cancellationToken = default)
    {
        var rows = new List<FileRow>();
        foreach (var process in processes.All)
        {
            // Read once a process: it is made of all its forms and shipped templates.
            var vocabulary = await VocabularyAsync(process.Id, cancellationToken);
            foreach (var kind in Enum.GetValues<ProcessFileKind>())
            {
                var files = (await cabinet.InUseAsync(kind, process.Id, cancellationToken))!;
                foreach (var text in files.Texts.Values.OrderBy(text => text.Name, StringComparer.Ordinal))
                {
                    var name = new FileName(kind, process.Id, text.Name);
                    var fault = files.Faults.TryGetValue(text.Name, out var broken) ? $"{broken.Message} ({text.Version})" : Check(name, text.Text, vocabulary)?.Problem;
                    rows.Add(new(name, text.Version, text.Version != text.ReleaseVersion, fault));
                }

                rows.AddRange(files.Faults.Where(fault => !files.Texts.ContainsKey(fault.Key)).Select(fault => new FileRow(new(kind, process.Id, fault.Key), 0, false, fault.Value.Message)));
            }
        }

        return rows;
    }

    /// <summary>Opens a form or template.</summary>
    /// <exception cref="RefusedException">Not a manager, or there is no such file.</exception>
    public async Task<FileView> OpenAsync(Guid person, FileName file, CancellationToken cancellationToken = default)
    {
        await RequireAsync(person, cancellationToken);
        var files = await cabinet.InUseAsync(file.Kind, file.Process, cancellationToken);
        if (files is null || !files.Texts.TryGetValue(file.Name, out var text)) throw new RefusedException(RefusalKind.NotFound, "file.unknownText");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var versions = await (from version in db.ProcessFileVersions.AsNoTracking()
                              where version.Kind == file.Kind && version.Process == file.Process && version.Name == file.Name
                              join author in db.Users on version.PersonId equals (Guid?)author.Id into authors
                              from author in authors.DefaultIfEmpty()
                              orderby version.Version descending
                              select new VersionRow(version.Version, version.At, author.Name, version.Note, version.Version == text.Version, version.Version == text.ReleaseVersion)).Take(200).ToListAsync(cancellationToken);
        return new(file, text.Text, text.Version, text.ReleaseVersion > text.Version ? text.ReleaseVersion : null, versions);
    }

    /// <summary>What is wrong with a text; null when it may be saved.</summary>
    public async Task<FileFault?> CheckAsync(FileName file, string text, CancellationToken cancellationToken = default) =>
        Check(file, text, file.Kind == ProcessFileKind.Template ? await VocabularyAsync(file.Process, cancellationToken) : null);

    private static FileFault? Check(FileName file, string text, TemplateVocabulary? vocabulary)
    {
        try
        {
            if (file.Kind == ProcessFileKind.Form) FormFile.Read(file.Name, 0, text);
            else if (file.Kind == ProcessFileKind.Checklist) ChecklistFile.Read(file.Name, text);
            else TemplateCheck.Check(file.Name, text, vocabulary!);
            return null;
        }
        catch (FormFileException fault)
        {
            return new(fault.Problem, LineOf(fault, text), fault.Field);
        }
        catch (TemplateException fault)
        {
            return new(fault.Problem, fault.Line, null);
        }
    }

    /// <summary>Saves a text as the version in use; the same text again is no new version.</summary>
    /// <param name="basedOn">The version that was opened; 0 for a new file.</param>
    /// <exception cref="RefusedException">Not a manager, the text is faulty, or another was saved meanwhile: nothing is stored.</exception>
    public async Task<int> SaveAsync(Guid person, FileName file, string text, int basedOn, string? note, CancellationToken cancellationToken = default)
    {
        if (processes.Find(file.Process) is null || !NameOf(file.Kind).IsMatch(file.Name) || (file.Kind == ProcessFileKind.Checklist && file.Process != VisitRegister.Process)) throw new RefusedException(RefusalKind.Invalid, "file.name");
        if (note?.Length > 500) throw new RefusedException(RefusalKind.Invalid, [new("Note", "tooLong", 500)]);
        // Browsers send their own line ends.
        var plain = text.ReplaceLineEndings("\n");
        if (await CheckAsync(file, plain, cancellationToken) is { } fault) throw new RefusedException(RefusalKind.Invalid, "file.faulty", fault.Problem);
        return await PutToUseAsync(person, file, basedOn, note, async db =>
            (await FileCabinet.KeepAsync(db, file.Kind, file.Process, file.Name, await NumberedAsync(db, file, plain, cancellationToken), clock.Now, person, note, cancellationToken)).Version, cancellationToken);
    }

    /// <summary>Puts an older version to use again.</summary>
    /// <exception cref="RefusedException">Not a manager, there is no such version, it breaks today's rules, or another was saved meanwhile.</exception>
    public async Task RollBackAsync(Guid person, FileName file, int version, int basedOn, CancellationToken cancellationToken = default)
    {
        var text = await TextAsync(person, file, version, cancellationToken);
        if (await CheckAsync(file, text, cancellationToken) is { } fault) throw new RefusedException(RefusalKind.Invalid, "file.faulty", fault.Problem);
        await PutToUseAsync(person, file, basedOn, null, _ => Task.FromResult(version), cancellationToken);
    }

    /// <summary>The text of a version.</summary>
    /// <exception cref="RefusedException">Not a manager, or there is no such version.</exception>
    public async Task<string> TextAsync(Guid person, FileName file, int version, CancellationToken cancellationToken = default)
    {
        await RequireAsync(person, cancellationToken);
        return await cabinet.VersionAsync(file.Kind, file.Process, file.Name, version, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "file.unknownText");
    }

    private async Task<int> PutToUseAsync(Guid person, FileName file, int basedOn, string? note, Func<ProcessSalesDb, Task<int>> choose, CancellationToken cancellationToken)
    {
        // What was shipped meanwhile is taken over before it is compared with what was opened.
        await cabinet.InUseAsync(file.Kind, file.Process, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var used = await db.ChangeAsync(async () =>
        {
            await db.RequireAsync(person, cancellationToken, AccessLevel.Manager);
            var head = await db.ProcessFiles.SingleOrDefaultAsync(row => row.Kind == file.Kind && row.Process == file.Process && row.Name == file.Name, cancellationToken);
            if ((head?.Version ?? 0) != basedOn) throw new RefusedException(RefusalKind.Conflict, "changedMeanwhile");
            var version = await choose(db);
            if (head is null) db.ProcessFiles.Add(head = new() { Kind = file.Kind, Process = file.Process, Name = file.Name });
            if (head.Version == version) return version;
            db.Record(clock.Now, new()
            {
                PersonId = person, Subject = $"{file.Kind.ToString().ToLowerInvariant()}:{file.Process}/{file.Name}", Action = "Change", From = $"{head.Version}", To = $"{version}", Comment = note,
            });
            head.Version = version;
            head.Revision++;
            return version;
        }, cancellationToken);
        cabinet.Forget();
        return used;
    }

    // Visits keep the number of their checklist, so another text gets another number; the same text again keeps its own.
    private static async Task<string> NumberedAsync(ProcessSalesDb db, FileName file, string text, CancellationToken cancellationToken) =>
        file.Kind != ProcessFileKind.Checklist || await db.ProcessFileVersions.AnyAsync(row => row.Kind == file.Kind && row.Process == file.Process && row.Name == file.Name && row.Text == text, cancellationToken)
            ? text : ChecklistFile.Numbered(text, await Checklists.NextNumberAsync(db, cancellationToken));

    private static Regex NameOf(ProcessFileKind kind) => kind switch { ProcessFileKind.Form => FormName(), ProcessFileKind.Checklist => ChecklistName(), _ => TemplateName() };

    private async Task<TemplateVocabulary> VocabularyAsync(string process, CancellationToken cancellationToken)
    {
        // Takes over what was shipped, which gives the templates their words.
        await cabinet.InUseAsync(ProcessFileKind.Template, process, cancellationToken);
        var forms = new List<FormDefinition>();
        foreach (var text in (await cabinet.InUseAsync(ProcessFileKind.Form, process, cancellationToken))?.Texts.Values ?? [])
        {
            // A form that breaks the rules of a newer release names nothing.
            try
            {
                forms.Add(FormFile.Read(text.Name, text.Version, text.Text));
            }
            catch (FormFileException)
            {
                continue;
            }
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var shipped = await db.ProcessFileVersions.Where(row => row.Kind == ProcessFileKind.Template && row.Process == process && row.PersonId == null).Select(row => row.Text).ToListAsync(cancellationToken);
        return TemplateCheck.Vocabulary(forms, shipped, processes.Find(process) is { } info ? await File.ReadAllTextAsync(Path.Combine(info.Folder, "definition.json"), cancellationToken) : "");
    }

    private async Task RequireAsync(Guid person, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.RequireAsync(person, cancellationToken, AccessLevel.Manager);
    }

    // JSON names its line; other faults name a field, whose name stands somewhere.
    private static int? LineOf(FormFileException fault, string text)
    {
        if (LineText().Match(fault.Problem) is { Success: true } named) return int.Parse(named.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        var at = text.IndexOf($"\"{fault.Field}\"", StringComparison.Ordinal);
        if (at < 0) at = text.IndexOf($"\"{fault.Field.Split('.')[^1]}\"", StringComparison.Ordinal);
        return at < 0 ? null : text.AsSpan(0, at).Count('\n') + 1;
    }

    [GeneratedRegex("^line ([0-9]{1,6}), column")]
    private static partial Regex LineText();

    [GeneratedRegex("^[a-z][a-z0-9-]{0,60}$")]
    private static partial Regex FormName();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,60}$")]
    private static partial Regex ChecklistName();

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,60}(\.(mail|robot))?\.(zh-CN|en)$")]
    private static partial Regex TemplateName();
}
