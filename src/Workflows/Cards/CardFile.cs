using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Cards;

/// <summary>A file of a card, such as the scan of a contract (domain.md 2.1). Kept for good; a newer one stands beside it.</summary>
public sealed class CardFile
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Kind of the card, such as contracts.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The record.</summary>
    public Guid RecordId { get; set; }

    /// <summary>Name as it is downloaded.</summary>
    public string FileName { get; set; } = "";

    /// <summary>Told by its content.</summary>
    public string ContentType { get; set; } = "";

    /// <summary>Bytes.</summary>
    public long Size { get; set; }

    /// <summary>Of the file as it came, hexadecimal.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>Who added it.</summary>
    public Guid AddedById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>A file in a card's list.</summary>
public sealed record CardFileRow(Guid Id, string FileName, long Size, string By, DateTimeOffset At);

/// <summary>Keeps files of cards below the data directory; who sees the card sees its files. Safe for concurrent use.</summary>
public sealed class CardFiles(IDbContextFactory<ProcessSalesDb> databases, CardDesk cards, Pictures pictures, WorkflowsOptions options, CompanyClock clock)
{
    /// <summary>Kinds whose cards carry files.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["contracts", "customers", "stores"];

    private const int MostFiles = 20;

    private string Folder => Path.Combine(options.DataDirectory, "cards");

    /// <summary>The files of a card that the person sees, the newest first; empty for any other.</summary>
    public async Task<IReadOnlyList<CardFileRow>> ListAsync(Guid person, string kind, Guid record, CancellationToken cancellationToken = default)
    {
        if (!Kinds.Contains(kind) || await cards.ReadAsync(person, kind, record, cancellationToken) is null) return [];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.CardFiles.AsNoTracking().Where(row => row.Kind == kind && row.RecordId == record).OrderByDescending(row => row.At)
            .Select(row => new CardFileRow(row.Id, row.FileName, row.Size, db.Users.Where(by => by.Id == row.AddedById).Select(by => by.Name).First(), row.At)).ToListAsync(cancellationToken);
    }

    /// <summary>Adds a file to a card. Promoters may look, not add.</summary>
    /// <exception cref="RefusedException">The card is not visible to the person, or the file is too large, of another type, damaged or one too many.</exception>
    public async Task SaveAsync(Guid person, string kind, Guid record, string fileName, Stream content, CancellationToken cancellationToken = default)
    {
        var view = Kinds.Contains(kind) ? await cards.ReadAsync(person, kind, record, cancellationToken) : null;
        if (view is null) throw new RefusedException(RefusalKind.NotFound, "card.unknown");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Users.AnyAsync(row => row.Id == person && row.Role == Role.Pcc, cancellationToken)) throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
        if (await db.CardFiles.CountAsync(row => row.Kind == kind && row.RecordId == record, cancellationToken) >= MostFiles) throw Refuse("file.tooMany", MostFiles);
        var bytes = await ReadAsync(content, cancellationToken);
        var type = FileKind.Sniff(bytes) ?? throw Refuse("file.type");
        var stored = type switch
        {
            "image/jpeg" or "image/png" => await pictures.RedrawAsync(bytes, type, cancellationToken),
            "image/heic" => HeicMetadata.Strip(bytes) ?? throw Refuse("file.damaged"),
            _ => bytes,
        };
        var file = new CardFile
        {
            Id = Guid.CreateVersion7(clock.Now), Kind = kind, RecordId = record, FileName = SafeName(fileName, type), ContentType = type, Size = stored.Length, Sha256 = Convert.ToHexString(SHA256.HashData(bytes)), AddedById = person, At = clock.Now,
        };
        Directory.CreateDirectory(Folder);
        await File.WriteAllBytesAsync(PathOf(file.Id), stored, cancellationToken);
        try
        {
            db.CardFiles.Add(file);
            db.Record(clock.Now, new() { PersonId = person, Subject = CardDesk.SubjectOf(kind, view.Row.Key), Action = "Attach", Comment = file.FileName });
            await db.SaveChangesAsync(cancellationToken);
        }
        catch
        {
            File.Delete(PathOf(file.Id));
            throw;
        }
    }

    /// <summary>The file; null when it does not exist or its card is not visible to the person.</summary>
    public async Task<OpenedAttachment?> OpenAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var file = await db.CardFiles.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return file is null || await cards.ReadAsync(person, file.Kind, file.RecordId, cancellationToken) is null ? null : new(file.FileName, file.ContentType, File.OpenRead(PathOf(id)));
    }

    // The ending says what the content is, whatever the file was called.
    private static string SafeName(string fileName, string type)
    {
        var plain = string.Concat(Path.GetFileNameWithoutExtension(fileName.Replace('\\', '/')).Where(sign => !char.IsControl(sign) && !"<>:\"/\\|?*".Contains(sign))).Trim(' ', '.');
        return (plain.Length == 0 ? "file" : plain.Length > 100 ? plain[..100] : plain) + FileKind.Extension(type);
    }

    private static async Task<byte[]> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[81920];
        int read;
        while ((read = await content.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > AttachmentStore.LargestFile) throw Refuse("file.tooLarge", AttachmentStore.LargestFile / 1024 / 1024);
            buffer.Write(chunk, 0, read);
        }

        return buffer.Length == 0 ? throw Refuse("file.empty") : buffer.ToArray();
    }

    private static RefusedException Refuse(string key, params object?[] arguments) => new(RefusalKind.Invalid, [new("File", key, arguments)]);

    private string PathOf(Guid id) => Path.Combine(Folder, id.ToString("N"));
}

internal sealed class CardFileTable : IEntityTypeConfiguration<CardFile>
{
    public void Configure(EntityTypeBuilder<CardFile> table)
    {
        table.Property(row => row.Kind).HasMaxLength(40);
        table.Property(row => row.FileName).HasMaxLength(120);
        table.Property(row => row.ContentType).HasMaxLength(100);
        table.Property(row => row.Sha256).HasMaxLength(64);
        table.HasIndex(row => new { row.Kind, row.RecordId, row.At });
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.AddedById).OnDelete(DeleteBehavior.Restrict);
    }
}
