using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Elsa.Workflows.Serialization;

namespace Elsa.Workflows;

/// <summary>Turns a stimulus into the key by which waiting bookmarks and triggers are found.</summary>
public interface IStimulusHasher
{
    /// <summary>Equal for equal names, payloads (compared as JSON) and instance ids.</summary>
    string Hash(string stimulusName, object? payload = null, string? activityInstanceId = null);
}

internal sealed class StimulusHasher : IStimulusHasher
{
    public string Hash(string stimulusName, object? payload = null, string? activityInstanceId = null)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Append(buffer, stimulusName);
        if (payload is not null)
        {
            Separate(buffer);
            using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
            PlainData.Write(writer, payload);
        }

        Separate(buffer);
        if (activityInstanceId is not null)
            Append(buffer, activityInstanceId);
        return Convert.ToHexString(SHA256.HashData(buffer.WrittenSpan));
    }

    private static void Append(ArrayBufferWriter<byte> buffer, string text)
    {
        var written = Encoding.UTF8.GetBytes(text, buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));
        buffer.Advance(written);
    }

    private static void Separate(ArrayBufferWriter<byte> buffer)
    {
        buffer.GetSpan(1)[0] = 0;
        buffer.Advance(1);
    }
}
