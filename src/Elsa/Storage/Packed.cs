using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Elsa.Storage;

/// <summary>JSON as it lies in the database: compressed where that pays. A compressed text begins with a byte with which no JSON begins.</summary>
internal static class Packed
{
    private const byte Brotli = 1;
    private const int Header = 5;
    private const int WorthIt = 400;
    private const int SmallWindow = 14;
    private const int LargeWindow = 18;
    private const int LargestText = 64 * 1024 * 1024;

    public static byte[] Pack(ReadOnlySpan<byte> json)
    {
        if (json.Length < WorthIt)
            return json.ToArray();
        var buffer = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(json.Length) + Header);
        try
        {
            // The quickest setting already takes three quarters away, because JSON repeats its names.
            if (!BrotliEncoder.TryCompress(json, buffer.AsSpan(Header), out var written, quality: 1, window: json.Length < 1 << SmallWindow ? SmallWindow : LargeWindow) || written + Header >= json.Length)
                return json.ToArray();
            buffer[0] = Brotli;
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(1), json.Length);
            return buffer.AsSpan(0, written + Header).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public static byte[] Unpack(byte[] packed)
    {
        if (packed.Length == 0 || packed[0] != Brotli)
            return packed;
        var length = packed.Length < Header ? -1 : BinaryPrimitives.ReadInt32LittleEndian(packed.AsSpan(1));
        if (length is < 0 or > LargestText)
            throw new FormatException("The packed text is damaged.");
        var json = new byte[length];
        return BrotliDecoder.TryDecompress(packed.AsSpan(Header), json, out var written) && written == length ? json : throw new FormatException("The packed text is damaged.");
    }

    public static string UnpackText(byte[] packed) => Encoding.UTF8.GetString(Unpack(packed));
}
