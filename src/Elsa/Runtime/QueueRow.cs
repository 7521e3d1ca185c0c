using System.Data.Common;
using System.Text.Json;
using Elsa.Storage;
using Elsa.Workflows.Serialization;

namespace Elsa.Workflows.Runtime;

/// <summary>What a row of the queue asks for.</summary>
internal enum QueueKind
{
    /// <summary>Tell everything that waits for a stimulus.</summary>
    Stimulus,

    /// <summary>Continue a bookmark that may not be stored yet.</summary>
    Bookmark,

    /// <summary>Start an instance.</summary>
    Start,

    /// <summary>Continue an instance.</summary>
    Run,

    /// <summary>Cancel an instance that may not have begun.</summary>
    Cancel,

    /// <summary>Cancel what an instance has started.</summary>
    CancelChildren,
}

/// <summary>Work that was accepted and must be done, whatever happens to this process.</summary>
internal sealed record QueueRow(string Id, QueueKind Kind, DateTimeOffset CreatedAt)
{
    /// <summary>The due time of a row that was given up and waits for a person.</summary>
    public static readonly DateTimeOffset GivenUp = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public const string Columns = "Id, Kind, CreatedAt, InstanceId, CorrelationId, BookmarkId, Hash, ActivityInstanceId, ActivityTypeName, Data, DueAt, Attempts, LastAttemptedAt, LastErrorType, LastErrorMessage";

    public string? InstanceId { get; init; }
    public string? CorrelationId { get; init; }
    public string? BookmarkId { get; init; }
    public string? Hash { get; init; }
    public string? ActivityInstanceId { get; init; }
    public string? ActivityTypeName { get; init; }

    /// <summary>The request as JSON.</summary>
    public string? Data { get; init; }

    public DateTimeOffset DueAt { get; init; } = CreatedAt;
    public int Attempts { get; init; }
    public DateTimeOffset? LastAttemptedAt { get; init; }
    public string? LastErrorType { get; init; }
    public string? LastErrorMessage { get; init; }

    public static string Write<T>(T request) => JsonSerializer.Serialize(request, EngineJson.Values);

    public T Request<T>() where T : new() => Data is null ? new T() : JsonSerializer.Deserialize<T>(Data, EngineJson.Values) ?? new T();

    public ValueTask<int> SaveAsync(Session session) => session.ExecuteAsync(
        $"INSERT INTO ElsaQueue ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) " +
        "ON CONFLICT (Id) DO UPDATE SET DueAt = excluded.DueAt, Attempts = excluded.Attempts, LastAttemptedAt = excluded.LastAttemptedAt, LastErrorType = excluded.LastErrorType, LastErrorMessage = excluded.LastErrorMessage, Data = excluded.Data",
        Id, (int)Kind, CreatedAt.Ticks(), InstanceId, CorrelationId, BookmarkId, Hash, ActivityInstanceId, ActivityTypeName, Data, DueAt.Ticks(), Attempts, LastAttemptedAt?.Ticks(), LastErrorType, LastErrorMessage);

    public static QueueRow Read(DbDataReader row) => new(row.GetString(0), (QueueKind)row.GetInt32(1), row.Moment(2))
    {
        InstanceId = row.Text(3),
        CorrelationId = row.Text(4),
        BookmarkId = row.Text(5),
        Hash = row.Text(6),
        ActivityInstanceId = row.Text(7),
        ActivityTypeName = row.Text(8),
        Data = row.Text(9),
        DueAt = row.Moment(10),
        Attempts = row.GetInt32(11),
        LastAttemptedAt = row.MomentOrNull(12),
        LastErrorType = row.Text(13),
        LastErrorMessage = row.Text(14),
    };
}
