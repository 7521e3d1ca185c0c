using Microsoft.Extensions.Time.Testing;
using Npgsql;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tests.Storage;

/// <summary>Nodes go by the server's clock.</summary>
public sealed class DatabaseTimeTests
{
    [Theory]
    [InlineData(7200)]
    [InlineData(-7200)]
    [InlineData(30)]
    [InlineData(-30)]
    public async Task T_03_the_time_of_a_node_whose_clock_is_wrong_is_that_of_the_server(int seconds)
    {
        var server = Environment.GetEnvironmentVariable("PROCESSSALES_TEST_POSTGRES");
        Assert.SkipWhen(string.IsNullOrEmpty(server), "PROCESSSALES_TEST_POSTGRES names no server.");
        var machine = new FakeTimeProvider(DateTimeOffset.UtcNow.AddSeconds(seconds));
        var time = new DatabaseTime(server!, machine);
        await time.LookAsync(TestContext.Current.CancellationToken);

        await using var source = NpgsqlDataSource.Create(server!);
        await using var command = source.CreateCommand("SELECT clock_timestamp()");
        var said = (DateTime)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        var shown = time.GetUtcNow();

        Assert.InRange((said - shown.UtcDateTime).TotalSeconds, -0.5, 20); // the machine's counter stands still, the server's goes on
        machine.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(shown.AddMinutes(3), time.GetUtcNow());
    }
}
