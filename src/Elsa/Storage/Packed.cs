using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using K4os.Compression.LZ4;

namespace Elsa.Storage;

/// <summary>JSON as it lies in the database: compressed where that pays. A compressed text begins with a byte with which no JSON begins.</summary>
internal static class Packed
{
    /// <summary>How texts were compressed at first; they are still read.</summary>
    private const byte Brotli = 1;

    /// <summary>Takes half away in a tenth of the time.</summary>
    private const byte Lz4 = 2;

    private const int Header = 5;
    private const int WorthIt = 400;
    private const int LargestText = 64 * 1024 * 1024;

    public static byte[] Pack(ReadOnlySpan<byte> json)
    {
        if (json.Length < WorthIt)
            return json.ToArray();
        var buffer = ArrayPool<byte>.Shared.Rent(LZ4Codec.MaximumOutputSize(json.Length) + Header);
        try
        {
            var written = LZ4Codec.Encode(json, buffer.AsSpan(Header));
            if (written < 0 || written + Header >= json.Length)
                return json.ToArray();
            buffer[0] = Lz4;
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
        if (packed.Length == 0 || packed[0] is not (Brotli or Lz4))
            return packed;
        var length = packed.Length < Header ? -1 : BinaryPrimitives.ReadInt32LittleEndian(packed.AsSpan(1));
        if (length is < 0 or > LargestText)
            throw new FormatException("The packed text is damaged.");
        var json = new byte[length];
        var whole = packed[0] == Lz4
            ? LZ4Codec.Decode(packed.AsSpan(Header), json) == length
            : BrotliDecoder.TryDecompress(packed.AsSpan(Header), json, out var written) && written == length;
        return whole ? json : throw new FormatException("The packed text is damaged.");
    }
}
