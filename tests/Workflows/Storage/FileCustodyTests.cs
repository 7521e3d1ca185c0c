using Microsoft.Data.Sqlite;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tests.Storage;

/// <summary>A database file that lacks its log is not used by mistake.</summary>
public sealed class FileCustodyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("custody-").FullName;

    private string File => Path.Combine(folder, "processsales.db");

    [Fact]
    public void R_27_a_file_whose_log_was_deleted_is_refused_with_what_to_do()
    {
        KillWhileInUse();
        System.IO.File.Delete(File + "-wal");

        var refused = Assert.Throws<DatabaseFileException>(Take);

        Assert.Contains("processsales.db-wal is missing", refused.Message);
        Assert.Contains("Data:AcceptLostLog=true", refused.Message);
        using var accepted = new FileCustody(Options() with { AcceptLostLog = true });
        accepted.Take();
    }

    [Fact]
    public void R_27_a_copy_made_without_the_log_is_refused_and_one_with_it_is_used()
    {
        KillWhileInUse();
        var copy = Directory.CreateDirectory(Path.Combine(folder, "copy")).FullName;
        System.IO.File.Copy(File, Path.Combine(copy, "processsales.db"));
        Assert.Throws<DatabaseFileException>(() => Take(Path.Combine(copy, "processsales.db")));

        System.IO.File.Copy(File + "-wal", Path.Combine(copy, "processsales.db-wal"));
        Take(Path.Combine(copy, "processsales.db"));
        Assert.Equal(1L, Ask(Path.Combine(copy, "processsales.db"), "SELECT count(*) FROM Work"));
    }

    [Fact]
    public void A_file_that_was_closed_or_never_used_is_used_without_a_word()
    {
        Take();
        Take();
        SqliteConnection.ClearAllPools();
        System.IO.File.Delete(File + "-wal");
        Take();
    }

    [Fact]
    public async Task A_backup_made_while_the_file_is_in_use_is_complete_by_itself_and_overwrites_nothing()
    {
        using var custody = new FileCustody(Options());
        custody.Take();
        Ask(File, "CREATE TABLE Work (Id INTEGER); INSERT INTO Work VALUES (1); SELECT 1");
        var copy = Path.Combine(folder, "backup.db");

        await FileCare.BackupAsync(Options().ConnectionString, copy, TestContext.Current.CancellationToken);

        Take(copy);
        Assert.Equal(1L, Ask(copy, "SELECT count(*) FROM Work"));
        await Assert.ThrowsAsync<DatabaseFileException>(() => FileCare.BackupAsync(Options().ConnectionString, copy));
    }

    [Fact]
    public async Task R_27_a_check_on_demand_names_what_is_wrong_with_a_damaged_file()
    {
        Ask(File, "PRAGMA journal_mode=DELETE; CREATE TABLE Work (Id INTEGER PRIMARY KEY, Text TEXT); CREATE INDEX WorkText ON Work (Text); "
            + "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO Work SELECT i, 'text ' || i FROM n; SELECT 1");
        SqliteConnection.ClearAllPools();
        Assert.Empty(await FileCare.CheckAsync(Options().ConnectionString, TestContext.Current.CancellationToken));

        await using (var stream = System.IO.File.OpenWrite(File))
        {
            stream.Position = (3 * 4096) + 1_000;
            stream.Write(new byte[3_000]);
        }

        Assert.NotEmpty(await FileCare.CheckAsync(Options().ConnectionString, TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, true);
    }

    /// <summary>As a process leaves it that is ended by force: marked, with work that lies in the log only.</summary>
    private void KillWhileInUse()
    {
        var living = Path.Combine(folder, "living", "processsales.db");
        using var custody = new FileCustody(Options(living));
        custody.Take();
        using var writer = new SqliteConnection($"Data Source={living};Pooling=False");
        writer.Open();
        using var command = new SqliteCommand("PRAGMA wal_autocheckpoint=0; CREATE TABLE Work (Id INTEGER); INSERT INTO Work VALUES (1)", writer);
        command.ExecuteNonQuery();
        System.IO.File.Copy(living, File);
        System.IO.File.Copy(living + "-wal", File + "-wal");
    }

    private void Take() => Take(File);

    private static void Take(string file)
    {
        using var custody = new FileCustody(Options(file));
        custody.Take();
    }

    private static long Ask(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        using var reader = command.ExecuteReader();
        var last = 0L;
        do
        {
            while (reader.Read()) last = reader.GetValue(0) is long number ? number : last;
        }
        while (reader.NextResult());
        return last;
    }

    private WorkflowsOptions Options() => Options(File);

    private static WorkflowsOptions Options(string file) => new()
    {
        DataDirectory = Path.GetDirectoryName(file)!,
        ConnectionString = $"Data Source={file}",
        WorkflowsDirectory = "",
        PublicUrl = new Uri("http://localhost"),
    };
}
