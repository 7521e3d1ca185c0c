using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace ProcessSales.Workflows.Tests.Attachments;

/// <summary>Files as people and attackers send them.</summary>
internal static class Files
{
    public static byte[] Pdf(string text) => Encoding.Latin1.GetBytes($"%PDF-1.7\n% {text}\n%%EOF\n");

    public static async Task<byte[]> BytesAsync(Stream content)
    {
        using var buffer = new MemoryStream();
        await content.CopyToAsync(buffer);
        return buffer.ToArray();
    }

    public static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return buffer.ToArray();
    }

    /// <summary>A picture whose header promises more than it holds.</summary>
    public static byte[] PngHeader(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 2;
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", header), .. Chunk("IDAT", Zlib(new byte[1000])), .. Chunk("IEND", [])];
    }

    /// <summary>A photo held upright (orientation 6) with an Exif block that names a place, and something behind its end.</summary>
    public static byte[] JpegWithPosition(int width, int height, string behind)
    {
        using var picture = new SKBitmap(width, height);
        picture.Erase(SKColors.Teal);
        using var encoded = picture.Encode(SKEncodedImageFormat.Jpeg, 90);
        var plain = encoded.ToArray();
        byte[] exif =
        [
            .. "Exif\0\0MM\0*\0\0\0\u0008"u8, 0, 2,
            0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0,
            0x01, 0x0E, 0, 2, 0, 0, 0, 10, 0, 0, 0, 38,
            0, 0, 0, 0, .. "GPSSECRET\0"u8,
        ];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(exif.Length + 2));
        return [0xFF, 0xD8, 0xFF, 0xE1, .. length, .. exif, .. plain.AsSpan(2), .. Encoding.UTF8.GetBytes(behind)];
    }

    /// <summary>A HEIC container with two items: a picture and an Exif block.</summary>
    public static byte[] Heic(string exif, string picture)
    {
        var kind = Box("ftyp", "heic\0\0\0\0mif1heic"u8.ToArray());
        byte[] Items(int start) => Box("meta",
        [
            0, 0, 0, 0,
            .. Box("iinf", [0, 0, 0, 0, 0, 2, .. Item(1, "hvc1"), .. Item(2, "Exif")]),
            .. Box("iloc", [0, 0, 0, 0, 0x44, 0, 0, 2, .. Place(1, start, picture.Length), .. Place(2, start + picture.Length, exif.Length)]),
        ]);
        var start = kind.Length + Items(0).Length + 8;
        return [.. kind, .. Items(start), .. Box("mdat", Encoding.ASCII.GetBytes(picture + exif))];
    }

    private static byte[] Item(byte id, string type) => Box("infe", [2, 0, 0, 0, 0, id, 0, 0, .. Encoding.ASCII.GetBytes(type), 0]);

    private static byte[] Place(byte id, int offset, int length) => [0, id, 0, 0, 0, 1, .. Number(offset), .. Number(length)];

    private static byte[] Box(string type, byte[] content) => [.. Number(content.Length + 8), .. Encoding.ASCII.GetBytes(type), .. content];

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        return [.. Number(content.Length), .. body, .. Number((int)Checksum(body))];
    }

    private static byte[] Zlib(byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var zlib = new ZLibStream(buffer, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(content);
        return buffer.ToArray();
    }

    private static uint Checksum(byte[] bytes)
    {
        var sum = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) == 1 ? (sum >> 1) ^ 0xEDB88320u : sum >> 1;
        }

        return ~sum;
    }
}
