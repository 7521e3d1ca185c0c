using System.Buffers;
using System.Collections;
using System.Text;
using System.Text.Json;
using Elsa.Workflows.Serialization;

namespace Elsa.Workflows;

/// <summary>Refuses values that an instance should not carry, where they come up and not when the instance is stored: so the activity that made them is known.</summary>
internal static class ValueSize
{
    private const int DeepestLevel = 60;

    /// <exception cref="ValueLimitException">The value is larger than the limit, nested too deep, or cannot be written as JSON.</exception>
    public static void Check(object? value, string name, long limit)
    {
        // Nearly all values are small and plain.
        if (value is null or bool or int or long or decimal or double or Enum or DateTimeOffset or TimeSpan || (value is string text && text.Length * 3L < limit))
            return;
        var left = limit;
        Count(value, name, limit, ref left, 0);
    }

    private static void Count(object? value, string name, long limit, ref long left, int depth)
    {
        if (depth > DeepestLevel)
            throw new ValueLimitException($"The value of '{name}' is nested deeper than {DeepestLevel} levels or contains itself.");
        switch (value)
        {
            case string text:
                left -= text.Length * 3L < left ? text.Length + 2 : Encoding.UTF8.GetByteCount(text);
                break;
            case byte[] bytes:
                left -= bytes.LongLength * 4 / 3;
                break;
            case null or IConvertible or TimeSpan or DateTimeOffset or Guid or Type or Exception or Uri:
                left -= 8;
                break;
            case IDictionary<string, object> map:
                foreach (var (key, item) in map)
                {
                    left -= key.Length + 4;
                    Count(item, name, limit, ref left, depth + 1);
                }

                break;
            case JsonElement or System.Text.Json.Nodes.JsonNode:
                left -= Written(value, name, limit, left);
                break;
            case IEnumerable items:
                foreach (var item in items)
                {
                    left -= 1;
                    Count(item is DictionaryEntry entry ? entry.Value : item, name, limit, ref left, depth + 1);
                }

                break;
            default:
                left -= Written(value, name, limit, left);
                break;
        }

        if (left < 0)
            throw TooLarge(name, limit);
    }

    private static ValueLimitException TooLarge(string name, long limit) =>
        new($"The value of '{name}' is too large: at most {(limit >= 1024 * 1024 ? $"{limit / 1024d / 1024:0.#} MB" : $"{limit / 1024d:0.#} KB")} can be kept in a workflow.");

    private static long Written(object value, string name, long limit, long left)
    {
        var meter = new Meter(left);
        try
        {
            using var writer = new Utf8JsonWriter(meter, EngineJson.WriterOptions);
            PlainData.Write(writer, value);
            writer.Flush();
            return meter.Written;
        }
        catch (MeterFullException)
        {
            throw TooLarge(name, limit);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new ValueLimitException($"The value of '{name}' cannot be kept in a workflow: {exception.Message}");
        }
    }

    /// <summary>Counts what is written and keeps none of it.</summary>
    private sealed class Meter(long limit) : IBufferWriter<byte>
    {
        private byte[] _buffer = new byte[4096];

        public long Written { get; private set; }

        public void Advance(int count)
        {
            Written += count;
            if (Written > limit)
                throw new MeterFullException();
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => _buffer.Length >= sizeHint ? _buffer : _buffer = new byte[sizeHint];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }

    private sealed class MeterFullException : Exception;
}

/// <summary>A value is not one that an instance can carry.</summary>
internal sealed class ValueLimitException(string message) : Exception(message);
