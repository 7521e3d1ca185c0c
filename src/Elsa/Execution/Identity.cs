using System.Globalization;

namespace Elsa.Workflows;

/// <summary>Makes ids for instances, executions and bookmarks.</summary>
public interface IIdentityGenerator
{
    /// <summary>A new id, unique without asking the database.</summary>
    string GenerateId();
}

/// <summary>64 random bits as 16 hexadecimal digits.</summary>
internal sealed class RandomLongIdentityGenerator : IIdentityGenerator
{
    public string GenerateId() => Random.Shared.NextInt64(long.MinValue, long.MaxValue).ToString("x16", CultureInfo.InvariantCulture);
}
