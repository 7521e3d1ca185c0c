using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Attachments;

/// <summary>An attachment with its content.</summary>
/// <param name="Content">Read once and disposed of by the caller.</param>
public sealed record OpenedAttachment(string FileName, string ContentType, Stream Content);

/// <summary>
/// Keeps files of cases below the data directory under names of our own. Images are drawn anew, which drops positions, hidden data and whatever
/// else rode along. Safe for concurrent use.
/// </summary>
public sealed partial class AttachmentStore(IDbContextFactory<ProcessSalesDb> databases, Pictures pictures, WorkflowsOptions options, CompanyClock clock, IEnumerable<IFileRight> rights)
{
    /// <summary>Largest file, bytes (domain.md 2.0).</summary>
    public const int LargestFile = 20 * 1024 * 1024;

    private const int MostFiles = 50;

    private string Folder => Path.Combine(options.DataDirectory, "attachments");

    /// <summary>Adds a file to a case in which the person has a task, or which is his own.</summary>
    /// <exception cref="RefusedException">Too large, of another type, damaged, too many, or the case is not open to the person.</exception>
    public Task<AttachmentRow> SaveAsync(Guid person, Guid caseId, string? field, string fileName, Stream content, CancellationToken cancellationToken = default) =>
        SaveAsync(person, caseId, field, fileName, content, (db, stop) => MayAddAsync(db, person, caseId, stop), cancellationToken);

    /// <summary>Adds a file to a case for a reason of its own, such as the proof of a letter.</summary>
    /// <param name="may">Asks whether the person may, and answers with the name; refuses otherwise.</param>
    /// <exception cref="RefusedException">Too large, of another type, damaged, too many, or the person may not.</exception>
    internal async Task<AttachmentRow> SaveAsync(
        Guid person, Guid caseId, string? field, string fileName, Stream content, Func<ProcessSalesDb, CancellationToken, Task<string>> may, CancellationToken cancellationToken)
    {
        if (field is not null && !FieldName().IsMatch(field)) throw Refuse("field.unknown", field.Length > 60 ? field[..60] : field);
        // Who may not add a file does not make us read one.
        await using (var early = await databases.CreateDbContextAsync(cancellationToken)) await may(early, cancellationToken);
        var bytes = await ReadAsync(content, cancellationToken);
        var type = FileKind.Sniff(bytes) ?? throw Refuse("file.type");
        var stored = type switch
        {
            "image/jpeg" or "image/png" => await pictures.RedrawAsync(bytes, type, cancellationToken),
            "image/heic" => HeicMetadata.Strip(bytes) ?? throw Refuse("file.damaged"),
            _ => bytes,
        };
        var hash = Convert.ToHexString(SHA256.HashData(bytes));

        var id = Guid.CreateVersion7(clock.Now);
        var path = PathOf(id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, stored, cancellationToken);
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            return await db.ChangeAsync(async () =>
            {
                var by = await may(db, cancellationToken);
                if (await db.Attachments.CountAsync(row => row.CaseId == caseId, cancellationToken) >= MostFiles) throw Refuse("file.tooMany", MostFiles);
                var reused = await db.Attachments.Where(row => row.Sha256 == hash && row.CaseId != caseId)
                    .Join(db.Cases, row => row.CaseId, file => file.Id, (row, file) => file.Number).FirstOrDefaultAsync(cancellationToken);
                var attachment = new Attachment
                {
                    Id = id, CaseId = caseId, Field = field, FileName = SafeName(fileName, type), ContentType = type, Size = stored.Length, Sha256 = hash,
                    UploadedById = person, At = clock.Now, TakenOn = PhotoDay.Of(bytes), ReusedFrom = reused,
                };
                db.Attachments.Add(attachment);
                db.Record(clock.Now, new() { PersonId = person, CaseId = caseId, Subject = "attachment", Action = reused is null ? "Attach" : "AttachReused", To = reused, Comment = attachment.FileName });
                return new AttachmentRow(id, field, attachment.FileName, type, attachment.Size, by, attachment.At, reused);
            }, cancellationToken);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>The files of a case the person may see; empty for any other.</summary>
    public async Task<IReadOnlyList<AttachmentRow>> ListAsync(Guid person, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var cases = (await DataScope.OfAsync(db, person, cancellationToken)).Cases(db);
        return await db.Attachments.AsNoTracking().Where(row => row.CaseId == caseId && cases.Any(file => file.Id == row.CaseId)).OrderBy(row => row.At)
            .Select(row => new AttachmentRow(row.Id, row.Field, row.FileName, row.ContentType, row.Size,
                db.Users.Where(by => by.Id == row.UploadedById).Select(by => by.Name).First(), row.At, row.ReusedFrom))
            .ToListAsync(cancellationToken);
    }

    /// <summary>The file; null when it does not exist or its case is not visible to the person.</summary>
    public async Task<OpenedAttachment?> OpenAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var cases = (await DataScope.OfAsync(db, person, cancellationToken)).Cases(db);
        var row = await db.Attachments.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && cases.Any(file => file.Id == row.CaseId), cancellationToken);
        return row is null ? null : new(row.FileName, row.ContentType, File.OpenRead(PathOf(row.Id)));
    }

    /// <summary>Takes a file away that the person added, as long as a task of the case waits for him.</summary>
    /// <exception cref="RefusedException">It is not the person's, or the case is out of his hands.</exception>
    public async Task RemoveAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var row = await db.Attachments.SingleOrDefaultAsync(row => row.Id == id && row.UploadedById == person, cancellationToken)
                ?? throw new RefusedException(RefusalKind.NotFound, "file.unknown");
            await MayAddAsync(db, person, row.CaseId, cancellationToken);
            db.Attachments.Remove(row);
            db.Record(clock.Now, new() { PersonId = person, CaseId = row.CaseId, Subject = "attachment", Action = "Detach", Comment = row.FileName });
        }, cancellationToken);
        File.Delete(PathOf(id));
    }

    private async Task<string> MayAddAsync(ProcessSalesDb db, Guid person, Guid caseId, CancellationToken cancellationToken)
    {
        var tasks = await db.Tasks.AsNoTracking().Where(task => task.CaseId == caseId && task.State == TaskState.Open).ToListAsync(cancellationToken);
        foreach (var task in tasks)
        {
            if (await TaskDecisions.IsForAsync(db, task, person, cancellationToken)) return await db.Users.Where(row => row.Id == person).Select(row => row.Name).SingleAsync(cancellationToken);
        }

        // What the store signs comes after the approval, when nobody has a task in the application any more (domain.md 2.4, P60).
        if (await db.Promotions.AsNoTracking().SingleOrDefaultAsync(row => row.CaseId == caseId && row.ClosedAt == null, cancellationToken) is { } promotion
            && await PromotionScope.CarriesAsync(db, person, promotion, cancellationToken))
            return await db.Users.Where(row => row.Id == person).Select(row => row.Name).SingleAsync(cancellationToken);
        foreach (var right in rights)
        {
            if (await right.MayAddAsync(db, person, caseId, cancellationToken)) return await db.Users.Where(row => row.Id == person).Select(row => row.Name).SingleAsync(cancellationToken);
        }

        throw new RefusedException(RefusalKind.NotFound, "case.unknown");
    }

    private static async Task<byte[]> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[81920];
        int read;
        while ((read = await content.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > LargestFile) throw Refuse("file.tooLarge", LargestFile / 1024 / 1024);
            buffer.Write(chunk, 0, read);
        }

        return buffer.Length == 0 ? throw Refuse("file.empty") : buffer.ToArray();
    }

    // Only a name to show: letters, digits and a few signs, no path, no second ending, none that a system keeps for itself, and the ending that
    // the content deserves.
    private static string SafeName(string fileName, string type)
    {
        var last = fileName.Split('/', '\\')[^1];
        var dot = last.LastIndexOf('.');
        var kept = (dot > 0 ? last[..dot] : last).Select(c => c == '.' ? '_' : c).Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_' or '(' or ')');
        var stem = new string(kept.Take(80).ToArray()).Trim(' ', '_');
        if (stem.Length == 0 || Device().IsMatch(stem)) stem = "file" + (stem.Length == 0 ? "" : "-" + stem);
        return stem + FileKind.Extension(type);
    }

    [GeneratedRegex("^(con|prn|aux|nul|com[0-9]|lpt[0-9])( .*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Device();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9]{0,59}\z")]
    private static partial Regex FieldName();

    private string PathOf(Guid id)
    {
        var name = id.ToString("N");
        return Path.Combine(Folder, name[^2..], name);
    }

    private static RefusedException Refuse(string key, params object?[] arguments) => new(RefusalKind.Invalid, [new("File", key, arguments)]);
}
