using System.Buffers;
using System.Text.Json;

namespace Elsa.Workflows.Serialization;

/// <summary>A place to write JSON that is only needed for a moment: its memory is rented and given back.</summary>
internal sealed class RentedJson : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(4096);
    private int _written;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _written);

    /// <summary>What the function writes, rented until it is disposed.</summary>
    public static RentedJson Of(Action<Utf8JsonWriter> write)
    {
        var json = new RentedJson();
        using var writer = new Utf8JsonWriter(json, EngineJson.WriterOptions);
        write(writer);
        writer.Flush();
        return json;
    }

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Room(sizeHint);
        return _bytes.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Room(sizeHint);
        return _bytes.AsSpan(_written);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _written = 0;
    }

    private void Room(int sizeHint)
    {
        if (_bytes.Length - _written >= Math.Max(sizeHint, 1))
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _written + sizeHint));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
