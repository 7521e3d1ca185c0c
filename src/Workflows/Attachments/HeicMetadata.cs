using System.Buffers.Binary;

namespace ProcessSales.Workflows.Attachments;

/// <summary>
/// Blanks the Exif and XMP items of a HEIC photo: where and when it was taken, and with what. Its picture cannot be drawn anew here, so the
/// container (ISO/IEC 23008-12) is read far enough to find them; a file in which that fails is not accepted.
/// </summary>
internal static class HeicMetadata
{
    private const int MostItems = 4096;

    /// <summary>The file with blanked metadata, of the same length; null when its structure cannot be followed.</summary>
    public static byte[]? Strip(byte[] content)
    {
        try
        {
            var copy = content.ToArray();
            var file = new Reader(copy, 0, copy.Length);
            if (file.Find("meta") is not { } meta) return null;
            meta.Skip(4);
            var items = meta.Copy().Find("iinf") is { } info ? Described(info) : null;
            if (items is null || meta.Copy().Find("iloc") is not { } places) return null;
            var inside = meta.Copy().Find("idat");
            foreach (var (offset, length) in Extents(places, items, inside, copy.Length)) copy.AsSpan(offset, length).Clear();
            return copy;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    // Ids of the items that are not pictures but tell of them.
    private static HashSet<uint> Described(Reader info)
    {
        var version = info.Number(1);
        info.Skip(3);
        var count = info.Number(version == 0 ? 2 : 4);
        var found = new HashSet<uint>();
        for (var i = 0; i < Counted(count) && info.Find("infe") is { } entry; i++)
        {
            var entryVersion = entry.Number(1);
            entry.Skip(3);
            if (entryVersion < 2) continue;
            var id = (uint)entry.Number(entryVersion == 2 ? 2 : 4);
            entry.Skip(2);
            if (entry.Text(4) is "Exif" or "mime" or "uri ") found.Add(id);
        }

        return found;
    }

    private static List<(int Offset, int Length)> Extents(Reader places, HashSet<uint> items, Reader? inside, int fileLength)
    {
        var version = places.Number(1);
        places.Skip(3);
        var sizes = (int)places.Number(2);
        int offsetSize = sizes >> 12, lengthSize = (sizes >> 8) & 15, baseSize = (sizes >> 4) & 15, indexSize = version == 0 ? 0 : sizes & 15;
        var count = places.Number(version < 2 ? 2 : 4);
        var found = new List<(int, int)>();
        for (var i = 0; i < Counted(count); i++)
        {
            var id = (uint)places.Number(version < 2 ? 2 : 4);
            var method = version == 0 ? 0 : places.Number(2) & 15;
            places.Skip(2);
            var start = places.Number(baseSize);
            var extents = places.Number(2);
            for (var e = 0; e < extents; e++)
            {
                places.Skip(indexSize);
                var offset = places.Number(offsetSize) + start;
                var length = places.Number(lengthSize);
                if (!items.Contains(id)) continue;
                if (method == 1) offset += inside?.Position ?? throw new ArgumentOutOfRangeException(nameof(inside));
                else if (method != 0) throw new ArgumentOutOfRangeException(nameof(method));
                if (length == 0) length = fileLength - offset;
                if (offset < 0 || length < 0 || offset + length > fileLength) throw new ArgumentOutOfRangeException(nameof(offset));
                found.Add(((int)offset, (int)length));
            }
        }

        return found;
    }

    private static long Counted(long count) => count <= MostItems ? count : throw new ArgumentOutOfRangeException(nameof(count));

    /// <summary>Reads big-endian numbers and boxes between two positions; beyond them it throws.</summary>
    private sealed class Reader(byte[] bytes, int start, int end)
    {
        private int at = start;

        public int Position => at;

        public Reader Copy() => new(bytes, at, end);

        public void Skip(int count)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, end - at);
            at += count;
        }

        public long Number(int size)
        {
            Skip(size);
            var value = 0L;
            for (var i = at - size; i < at; i++) value = (value << 8) | bytes[i];
            return value;
        }

        public string Text(int size)
        {
            Skip(size);
            return System.Text.Encoding.Latin1.GetString(bytes, at - size, size);
        }

        /// <summary>The inside of the next box of a type; the boxes before it are passed over.</summary>
        public Reader? Find(string type)
        {
            while (end - at >= 8)
            {
                var begin = at;
                long size = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
                Skip(4);
                var found = Text(4);
                if (size == 1) size = Number(8);
                if (size == 0) size = end - begin;
                if (size < at - begin || size > end - begin) throw new ArgumentOutOfRangeException(type);
                var inner = new Reader(bytes, at, (int)(begin + size));
                at = (int)(begin + size);
                if (found == type) return inner;
            }

            return null;
        }
    }
}
