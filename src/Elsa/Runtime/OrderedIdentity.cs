using System.Buffers.Binary;
using System.Globalization;

namespace Elsa.Workflows;

/// <summary>
/// Ids that begin with the time: what is made together lies together in every index, which is what keeps commits cheap in a
/// large database. 48 bits of milliseconds, then 64 random bits that count on within the millisecond.
/// </summary>
internal sealed class OrderedIdentity(TimeProvider time) : IIdentityGenerator
{
    private const int Length = 28;
    private readonly Lock _gate = new();
    private long _lastMilliseconds;
    private ulong _tail;

    public string GenerateId()
    {
        long milliseconds;
        ulong tail;
        lock (_gate)
        {
            milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (milliseconds > _lastMilliseconds)
            {
                _lastMilliseconds = milliseconds;
                _tail = (ulong)Random.Shared.NextInt64();
            }
            else
            {
                // A clock that was set back must not make ids of the past again.
                milliseconds = _lastMilliseconds;
                _tail += (ulong)Random.Shared.Next(1, 1 << 16);
            }

            tail = _tail;
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, milliseconds);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], tail);
        return Convert.ToHexStringLower(bytes[2..]);
    }

    /// <summary>When the id was made, UTC; null for an id of another make.</summary>
    public static DateTimeOffset? MadeAt(string id) =>
        id.Length == Length && long.TryParse(id.AsSpan(0, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < 32_503_680_000_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
