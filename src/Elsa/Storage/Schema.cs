namespace Elsa.Storage;

/// <summary>The engine's tables. A script is never changed once it was released: a later version is a further script.</summary>
internal static class Schema
{
    public static readonly Func<string, string> Sqlite = static script => script
        .Replace("{identity}", "INTEGER PRIMARY KEY", StringComparison.Ordinal)
        .Replace("{number}", "INTEGER", StringComparison.Ordinal)
        .Replace("{blob}", "BLOB", StringComparison.Ordinal)
        .Replace("{clustered}", " WITHOUT ROWID", StringComparison.Ordinal);

    public static readonly Func<string, string> PostgreSql = static script => script
        .Replace("{identity}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", StringComparison.Ordinal)
        .Replace("{number}", "BIGINT", StringComparison.Ordinal)
        .Replace("{blob}", "BYTEA", StringComparison.Ordinal)
        .Replace("{clustered}", "", StringComparison.Ordinal);

    // Moments are UTC ticks. Instances keep their state in a table of its own, so that lists read small rows.
    private static readonly string[][] Scripts =
    [
        [
            """
            CREATE TABLE ElsaDefinitions (Id TEXT NOT NULL PRIMARY KEY, DefinitionId TEXT NOT NULL, Version INTEGER NOT NULL,
                IsLatest INTEGER NOT NULL, IsPublished INTEGER NOT NULL, Name TEXT, Description TEXT, ToolVersion TEXT,
                ProviderName TEXT, MaterializerName TEXT NOT NULL, MaterializerContext TEXT, IsReadonly INTEGER NOT NULL, IsSystem INTEGER NOT NULL,
                UsableAsActivity INTEGER, TenantId TEXT, CreatedAt BIGINT NOT NULL, Parts TEXT NOT NULL, StringData TEXT, OriginalSource TEXT, BinaryData {blob}, Stamp TEXT NOT NULL)
            """,
            "CREATE UNIQUE INDEX ElsaDefinitions_Version ON ElsaDefinitions (DefinitionId, Version)",
            "CREATE INDEX ElsaDefinitions_Latest ON ElsaDefinitions (DefinitionId) WHERE IsLatest = 1",
            "CREATE INDEX ElsaDefinitions_Published ON ElsaDefinitions (DefinitionId) WHERE IsPublished = 1",
            """
            CREATE TABLE ElsaInstances (Num {identity}, Id TEXT NOT NULL, DefinitionId TEXT NOT NULL, DefinitionVersionId TEXT NOT NULL,
                Version INTEGER NOT NULL, ParentId TEXT, Status INTEGER NOT NULL, SubStatus INTEGER NOT NULL, IsExecuting INTEGER NOT NULL,
                CorrelationId TEXT, Name TEXT, IncidentCount INTEGER NOT NULL, IsSystem INTEGER NOT NULL,
                CreatedAt BIGINT NOT NULL, UpdatedAt BIGINT NOT NULL, FinishedAt BIGINT, Revision BIGINT NOT NULL, Attempts INTEGER NOT NULL)
            """,
            "CREATE UNIQUE INDEX ElsaInstances_Id ON ElsaInstances (Id)",
            "CREATE INDEX ElsaInstances_Definition ON ElsaInstances (DefinitionVersionId, Status)",
            "CREATE INDEX ElsaInstances_Created ON ElsaInstances (CreatedAt)",
            "CREATE INDEX ElsaInstances_Updated ON ElsaInstances (UpdatedAt)",
            "CREATE INDEX ElsaInstances_Correlation ON ElsaInstances (CorrelationId) WHERE CorrelationId IS NOT NULL",
            "CREATE INDEX ElsaInstances_Parent ON ElsaInstances (ParentId) WHERE ParentId IS NOT NULL",
            "CREATE INDEX ElsaInstances_Unfinished ON ElsaInstances (UpdatedAt) WHERE IsExecuting = 1 OR SubStatus = 0",
            "CREATE TABLE ElsaInstanceStates (Num {number} PRIMARY KEY, State {blob} NOT NULL)",
            """
            CREATE TABLE ElsaBookmarks (Id TEXT NOT NULL PRIMARY KEY, InstanceId TEXT NOT NULL, Name TEXT NOT NULL, Hash TEXT NOT NULL,
                ActivityInstanceId TEXT, CorrelationId TEXT, Payload TEXT, Metadata TEXT, CreatedAt BIGINT NOT NULL){clustered}
            """,
            "CREATE INDEX ElsaBookmarks_Instance ON ElsaBookmarks (InstanceId)",
            "CREATE INDEX ElsaBookmarks_Hash ON ElsaBookmarks (Hash)",
            """
            CREATE TABLE ElsaTriggers (Id TEXT NOT NULL PRIMARY KEY, DefinitionId TEXT NOT NULL, DefinitionVersionId TEXT NOT NULL,
                Name TEXT, ActivityId TEXT NOT NULL, Hash TEXT, Payload TEXT)
            """,
            "CREATE INDEX ElsaTriggers_Hash ON ElsaTriggers (Hash)",
            "CREATE INDEX ElsaTriggers_Definition ON ElsaTriggers (DefinitionId)",
            """
            CREATE TABLE ElsaTimers (Id TEXT NOT NULL PRIMARY KEY, Kind INTEGER NOT NULL, DueAt BIGINT NOT NULL, ClaimedUntil BIGINT NOT NULL,
                Attempts INTEGER NOT NULL, InstanceId TEXT, DefinitionId TEXT, Cron TEXT, Interval BIGINT, Request TEXT)
            """,
            "CREATE INDEX ElsaTimers_Due ON ElsaTimers (DueAt)",
            "CREATE INDEX ElsaTimers_Instance ON ElsaTimers (InstanceId) WHERE InstanceId IS NOT NULL",
            "CREATE TABLE ElsaJournal (Num {identity}, InstanceNum BIGINT NOT NULL, CommittedAt BIGINT NOT NULL, Data {blob} NOT NULL)",
            "CREATE INDEX ElsaJournal_Instance ON ElsaJournal (InstanceNum)",
            "CREATE INDEX ElsaJournal_Committed ON ElsaJournal (CommittedAt)",
            """
            CREATE TABLE ElsaQueue (Id TEXT NOT NULL PRIMARY KEY, Kind INTEGER NOT NULL, InstanceId TEXT, CorrelationId TEXT, BookmarkId TEXT, Hash TEXT,
                ActivityInstanceId TEXT, ActivityTypeName TEXT, Data TEXT, CreatedAt BIGINT NOT NULL, DueAt BIGINT NOT NULL, Attempts INTEGER NOT NULL,
                LastAttemptedAt BIGINT, LastErrorType TEXT, LastErrorMessage TEXT)
            """,
            "CREATE INDEX ElsaQueue_Due ON ElsaQueue (DueAt)",
            "CREATE INDEX ElsaQueue_Instance ON ElsaQueue (InstanceId) WHERE InstanceId IS NOT NULL",
        ],
        [
            """
            CREATE TABLE ElsaMissedTicks (Num {identity}, TimerId TEXT NOT NULL, DefinitionId TEXT, FirstAt BIGINT NOT NULL, LastAt BIGINT NOT NULL,
                Ticks INTEGER NOT NULL, Ran INTEGER NOT NULL, NotedAt BIGINT NOT NULL)
            """,
            "CREATE INDEX ElsaMissedTicks_Noted ON ElsaMissedTicks (NotedAt)",
            "CREATE INDEX ElsaTimers_Failing ON ElsaTimers (DueAt) WHERE Attempts >= 5",
        ],
    ];

    /// <summary>Runs the scripts that the database has not seen; the version that it has afterwards.</summary>
    /// <exception cref="InvalidOperationException">A newer program has been here.</exception>
    public static async ValueTask<int> UpgradeAsync(Session session, Func<string, string> dialect)
    {
        await session.ExecuteAsync("CREATE TABLE IF NOT EXISTS ElsaSchema (Version INTEGER NOT NULL)").ConfigureAwait(false);
        var version = (int)await session.CountAsync("SELECT coalesce(max(Version), 0) FROM ElsaSchema").ConfigureAwait(false);
        if (version > Scripts.Length)
            throw new InvalidOperationException($"The engine's tables have version {version}, this program knows version {Scripts.Length}. Start the newer program.");

        for (; version < Scripts.Length; version++)
        {
            foreach (var statement in Scripts[version])
                await session.ExecuteAsync(dialect(statement)).ConfigureAwait(false);
            await session.ExecuteAsync("INSERT INTO ElsaSchema (Version) VALUES ($1)", version + 1).ConfigureAwait(false);
        }

        return version;
    }
}
