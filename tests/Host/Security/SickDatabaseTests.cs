using System.Net;
using Microsoft.Data.Sqlite;
using ProcessSales.Host.Tests.Running;

namespace ProcessSales.Host.Tests.Security;

public sealed class SickDatabaseTests
{
    [Fact]
    public async Task R_26_a_database_that_is_held_gives_a_kind_page_stores_nothing_and_is_used_again()
    {
        await using var host = new ImpatientHost();
        var client = await host.SignedInAsync("su.xiaoman");
        await using (var other = new SqliteConnection($"Data Source={host.File};Pooling=False"))
        {
            await other.OpenAsync();
            await using var held = await other.BeginTransactionAsync();
            var answer = await client.PostFormAsync("/processes", "[action='/processes/promotion-approval/start']", []);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("没有保存任何内容", (await answer.DocumentAsync()).Body!.TextContent);
            await held.RollbackAsync();
        }

        Assert.Equal(HttpStatusCode.Redirect, (await client.PostFormAsync("/processes", "[action='/processes/promotion-approval/start']", [])).StatusCode);
        await using var database = new SqliteConnection($"Data Source={host.File};Pooling=False");
        await database.OpenAsync();
        await using var count = new SqliteCommand("SELECT count(*) FROM Cases", database);
        Assert.Equal(1L, await count.ExecuteScalarAsync());
    }

    /// <summary>Waits fifteen seconds for the file where others wait thirty.</summary>
    private sealed class ImpatientHost : TestHost
    {
        public string File => Path.Combine(DataDirectory, "processsales.db");

        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(base.Settings) { ["ConnectionStrings:Default"] = $"Data Source={File};Default Timeout=15" };
    }
}
