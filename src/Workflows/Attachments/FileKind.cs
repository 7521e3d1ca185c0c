using System.IO.Compression;

namespace ProcessSales.Workflows.Attachments;

/// <summary>The types of file that may be attached, told by content (domain.md 2.0).</summary>
internal static class FileKind
{
    private const int MostEntries = 2000;
    private const long MostUnpacked = 200L * 1024 * 1024;

    /// <summary>The content type; null for anything that is not allowed.</summary>
    public static string? Sniff(byte[] content)
    {
        if (Begins(content, 0xFF, 0xD8, 0xFF)) return "image/jpeg";
        if (Begins(content, 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A)) return "image/png";
        if (Begins(content, (byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-')) return "application/pdf";
        if (content.Length > 12 && content.AsSpan(4, 4).SequenceEqual("ftyp"u8) && IsHeicBrand(content.AsSpan(8, 4))) return "image/heic";
        return Begins(content, (byte)'P', (byte)'K', 3, 4) && IsWorkbook(content) ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : null;
    }

    /// <summary>The file-name ending that belongs to a content type.</summary>
    public static string Extension(string contentType) => contentType switch
    {
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        "image/heic" => ".heic",
        "application/pdf" => ".pdf",
        _ => ".xlsx",
    };

    private static bool Begins(byte[] content, params ReadOnlySpan<byte> magic) => content.AsSpan().StartsWith(magic);

    private static bool IsHeicBrand(ReadOnlySpan<byte> brand) => brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("hevc"u8);

    // A workbook is a zip; one that would unpack to a monster is refused by what its directory says.
    private static bool IsWorkbook(byte[] content)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read);
            return zip.Entries.Count <= MostEntries && zip.Entries.Sum(entry => (decimal)entry.Length) <= MostUnpacked
                && zip.GetEntry("[Content_Types].xml") is not null && zip.GetEntry("xl/workbook.xml") is not null
                && zip.Entries.All(entry => !entry.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
