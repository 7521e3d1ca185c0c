namespace Elsa.Common;

/// <summary>A record of something that happened.</summary>
public interface ILogRecord
{
    /// <summary>Unique within its kind.</summary>
    string Id { get; }
}
