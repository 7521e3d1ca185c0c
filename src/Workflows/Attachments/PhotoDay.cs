using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ProcessSales.Workflows.Attachments;

/// <summary>
/// Reads from a JPEG on which day the camera says it was taken (EXIF DateTimeOriginal, else DateTime), before the picture is drawn anew without it. The camera's clock has no
/// zone; it is taken for the company's. Never throws for a damaged file.
/// </summary>
internal static class PhotoDay
{
    private const int ExifPointer = 0x8769;
    private const int Original = 0x9003;
    private const int Changed = 0x0132;
    private const int MostEntries = 200;

    /// <summary>The day; null when the file does not say, or says something that is none.</summary>
    public static DateOnly? Of(ReadOnlySpan<byte> file)
    {
        if (file.Length < 4 || file[0] != 0xFF || file[1] != 0xD8) return null;
        for (var at = 2; at + 4 <= file.Length && file[at] == 0xFF;)
        {
            var marker = file[at + 1];
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (marker is 0xDA or 0xD9 || length < 2 || at + 2 + length > file.Length) return null;
            var segment = file.Slice(at + 4, length - 2);
            if (marker == 0xE1 && segment.StartsWith("Exif\0\0"u8)) return OfTiff(segment[6..]);
            at += 2 + length;
        }

        return null;
    }

    private static DateOnly? OfTiff(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return null;
        var little = tiff[0] == (byte)'I';
        var first = Number(tiff, 4, 4, little);
        if (Find(tiff, first, ExifPointer, little) is { } pointer && Day(tiff, Find(tiff, Number(tiff, pointer + 8, 4, little), Original, little), little) is { } original) return original;
        return Day(tiff, Find(tiff, first, Changed, little), little);
    }

    // Where the entry of a tag stands in a directory; an entry is 12 bytes: tag, type, count, value or where it lies.
    private static long? Find(ReadOnlySpan<byte> tiff, long directory, int tag, bool little)
    {
        if (directory < 8 || directory + 2 > tiff.Length) return null;
        var entries = Math.Min(Number(tiff, directory, 2, little), MostEntries);
        for (var i = 0; i < entries && directory + 2 + ((i + 1) * 12) <= tiff.Length; i++)
        {
            var entry = directory + 2 + (i * 12);
            if (Number(tiff, entry, 2, little) == tag) return entry;
        }

        return null;
    }

    private static DateOnly? Day(ReadOnlySpan<byte> tiff, long? entry, bool little)
    {
        if (entry is not { } found) return null;
        var where = Number(tiff, found + 8, 4, little);
        if (where + 10 > tiff.Length) return null;
        var text = Encoding.ASCII.GetString(tiff.Slice((int)where, 10));
        return DateOnly.TryParseExact(text, "yyyy:MM:dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year > 1990 ? day : null;
    }

    private static long Number(ReadOnlySpan<byte> bytes, long at, int size, bool little)
    {
        if (at < 0 || at + size > bytes.Length) return long.MaxValue / 4;
        var part = bytes.Slice((int)at, size);
        return size == 2
            ? little ? BinaryPrimitives.ReadUInt16LittleEndian(part) : BinaryPrimitives.ReadUInt16BigEndian(part)
            : little ? BinaryPrimitives.ReadUInt32LittleEndian(part) : BinaryPrimitives.ReadUInt32BigEndian(part);
    }
}
