using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Visits;

/// <summary>A picture as a phone sends it.</summary>
/// <param name="Id">Given by the phone: a picture that comes twice is one.</param>
/// <param name="Kind">What it shows; see <see cref="VisitPhoto.Kind"/>.</param>
/// <param name="TakenAt">By the phone's clock.</param>
/// <param name="FromGallery">Whether it came from the gallery.</param>
/// <param name="OriginalSha256">Hash of the camera's file, hexadecimal; null when the phone could not tell.</param>
public sealed record SentPhoto(Guid Id, string Kind, DateTimeOffset TakenAt, bool FromGallery, string? OriginalSha256);

/// <summary>Keeps pictures of visits below the data directory, drawn anew without hidden data. Safe for concurrent use.</summary>
public sealed class VisitPhotos(IDbContextFactory<ProcessSalesDb> databases, Pictures pictures, WorkflowsOptions options, CompanyClock clock)
{
    /// <summary>Largest file, bytes; a phone makes them far smaller.</summary>
    public const int LargestFile = 6 * 1024 * 1024;

    /// <summary>Most pictures of one visit.</summary>
    public const int MostPhotos = 80;

    private string Folder => Path.Combine(options.DataDirectory, "visits");

    /// <summary>Keeps a picture of a visit that the person made. False when it was there already.</summary>
    /// <exception cref="RefusedException">The visit is not the person's, or the file is no picture, too large or one too many.</exception>
    public async Task<bool> SaveAsync(Guid person, Guid clientId, SentPhoto sent, Stream content, CancellationToken cancellationToken = default)
    {
        if (sent.Kind.Length is 0 or > 80 || sent.Id == Guid.Empty) throw new RefusedException(RefusalKind.Invalid, "visit.unreadable");
        if (sent.OriginalSha256 is { Length: > 0 } hex && (hex.Length != 64 || !hex.All(char.IsAsciiHexDigit))) throw new RefusedException(RefusalKind.Invalid, "visit.unreadable");
        await using (var early = await databases.CreateDbContextAsync(cancellationToken))
        {
            var visit = await OwnAsync(early, person, clientId, cancellationToken);
            if (await IsThereAsync(early, visit.Id, sent.Id, cancellationToken)) return false;
        }

        var bytes = await ReadAsync(content, cancellationToken);
        var type = FileKind.Sniff(bytes);
        if (type is not ("image/jpeg" or "image/png")) throw Refuse("visit.photoType");
        var stored = await pictures.RedrawAsync(bytes, type, cancellationToken);
        var path = PathOf(sent.Id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Two that send the same at once write the same bytes; whoever is last wins nothing else.
        var beside = $"{path}.{Guid.NewGuid():N}";
        await File.WriteAllBytesAsync(beside, stored, cancellationToken);
        File.Move(beside, path, overwrite: true);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var visit = await OwnAsync(db, person, clientId, cancellationToken);
            if (await IsThereAsync(db, visit.Id, sent.Id, cancellationToken)) return false;
            if (await db.VisitPhotos.CountAsync(row => row.VisitId == visit.Id, cancellationToken) >= MostPhotos) throw Refuse("file.tooMany", MostPhotos);
            var hash = Convert.ToHexString(SHA256.HashData(bytes));
            var original = sent.OriginalSha256?.ToUpperInvariant() ?? "";
            var reused = await db.VisitPhotos
                .Where(row => row.VisitId != visit.Id && (row.Sha256 == hash || (original != "" && (row.OriginalSha256 == original || row.Sha256 == original)) || row.OriginalSha256 == hash))
                .OrderBy(row => row.ReceivedAt).Select(row => (Guid?)row.VisitId).FirstOrDefaultAsync(cancellationToken);
            db.VisitPhotos.Add(new()
            {
                Id = sent.Id, VisitId = visit.Id, Kind = sent.Kind, StoreCode = await db.Stores.Where(row => row.Id == visit.StoreId).Select(row => row.Code).SingleAsync(cancellationToken),
                Sha256 = hash, OriginalSha256 = original, ContentType = type, Size = stored.Length, TakenAt = sent.TakenAt.ToUniversalTime(), ReceivedAt = clock.Now, FromGallery = sent.FromGallery, ReusedFromId = reused,
            });
            // A picture may come after the visit was handed in; the reviewer sees it all the same. The version stays: the phone knows of its own picture.
            if ((sent.FromGallery || reused is not null) && visit.ReceivedAt is not null && !VisitExceptions.Of(visit.Exceptions).Contains(VisitException.Photos))
                VisitExceptions.Add(visit, VisitException.Photos);
            return true;
        }, cancellationToken);
    }

    /// <summary>The picture; null when it does not exist or its visit is not visible to the person.</summary>
    public async Task<OpenedAttachment?> OpenAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var visits = (await DataScope.OfAsync(db, person, cancellationToken)).Visits(db);
        var row = await db.VisitPhotos.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && visits.Any(visit => visit.Id == row.VisitId), cancellationToken);
        return row is null || !File.Exists(PathOf(id)) ? null : new($"{row.StoreCode}-{row.Kind.Replace(':', '-')}{FileKind.Extension(row.ContentType)}", row.ContentType, File.OpenRead(PathOf(id)));
    }

    private static async Task<Visit> OwnAsync(ProcessSalesDb db, Guid person, Guid clientId, CancellationToken cancellationToken) =>
        await db.Visits.SingleOrDefaultAsync(row => row.ClientId == clientId && row.PersonId == person, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "visit.unknown");

    private static async Task<bool> IsThereAsync(ProcessSalesDb db, Guid visit, Guid id, CancellationToken cancellationToken)
    {
        var of = await db.VisitPhotos.Where(row => row.Id == id).Select(row => (Guid?)row.VisitId).SingleOrDefaultAsync(cancellationToken);
        if (of is not null && of != visit) throw new RefusedException(RefusalKind.Conflict, "visit.photoElsewhere");
        return of is not null;
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

    private string PathOf(Guid id)
    {
        var name = id.ToString("N");
        return Path.Combine(Folder, name[^2..], name);
    }

    private static RefusedException Refuse(string key, params object?[] arguments) => new(RefusalKind.Invalid, [new("File", key, arguments)]);
}
