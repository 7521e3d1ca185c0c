using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace ProcessSales.Workflows.Storage;

/// <summary>A database file must not be used as it lies there; the message says what to do.</summary>
public sealed class DatabaseFileException(string message) : Exception(message);

/// <summary>
/// Keeps a mark in the SQLite file while it is in use. What was committed last lies in the write-ahead log beside it: a file that is marked and has no
/// log was copied without it, or the log was deleted, and starting on it would lose work without a word. Not used with PostgreSQL.
/// </summary>
public sealed class FileCustody(WorkflowsOptions options) : IDisposable
{
    private const uint Closed = 0;
    private const uint InUse = 1;
    private const uint Moved = 2;
    private const int HeaderLength = 100;
    private const int MarkOffset = 60; // the header's user_version
    private const int ModeOffset = 18; // the header's write version
    private const byte InWalMode = 2;

    private readonly Lock gate = new();
    private SqliteConnection? held;

    /// <summary>Checks the file and marks it; once, before anything else opens it.</summary>
    /// <exception cref="DatabaseFileException">The log is missing, or the data was moved to PostgreSQL.</exception>
    public void Take()
    {
        var file = FileOf(options.ConnectionString);
        if (options.UsesPostgreSql || file is null) return;
        lock (gate)
        {
            if (held is null) Take(file);
        }
    }

    private void Take(string file)
    {
        if (MarkOf(file) == InUse && !File.Exists(file + "-wal") && !options.AcceptLostLog)
            throw new DatabaseFileException(
                $"{file} was in use when it was copied or the machine stopped, but its write-ahead log {Path.GetFileName(file)}-wal is missing: what was committed last would be lost. "
                + "Put the log back beside it or restore a backup. To go on without what the log held, start once with Data:AcceptLostLog=true.");

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        held = new SqliteConnection(new SqliteConnectionStringBuilder(options.ConnectionString) { Pooling = false }.ToString());
        held.Open();
        if (IsMoved(held))
        {
            held.Dispose();
            held = null;
            throw new DatabaseFileException($"{file} was moved to PostgreSQL. Set ConnectionStrings:Default, or start on another file.");
        }

        Execute(held, $"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA user_version={InUse}; PRAGMA wal_checkpoint(PASSIVE)");
    }

    /// <summary>Marks the file as closed.</summary>
    public void Dispose()
    {
        if (held is null) return;
        try
        {
            Execute(held, $"PRAGMA user_version={Closed}; PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (SqliteException)
        {
            // Busy or full at the end: the mark stays, and so does the log.
        }

        held.Dispose();
        held = null;
    }

    /// <summary>The file of a connection string; null for PostgreSQL and for a database in memory.</summary>
    internal static string? FileOf(string connectionString)
    {
        if (connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase)) return null;
        var settings = new SqliteConnectionStringBuilder(connectionString);
        return settings.Mode == SqliteOpenMode.Memory || settings.DataSource is "" or ":memory:" ? null : settings.DataSource;
    }

    /// <summary>Says in the file, inside the caller's transaction, that its data lives elsewhere now.</summary>
    internal static void MarkAsMoved(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"PRAGMA user_version={Moved}";
        command.ExecuteNonQuery();
    }

    // Asked of the database, not of its header: the mark may lie in the log.
    private static bool IsMoved(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()! == Moved;
    }

    private static uint MarkOf(string file)
    {
        if (!File.Exists(file)) return Closed;
        var header = new byte[HeaderLength];
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        // Only a file in WAL mode has a log; a copy written by VACUUM INTO is complete and is not in it.
        return stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || header[ModeOffset] != InWalMode
            ? Closed
            : BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(MarkOffset));
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
