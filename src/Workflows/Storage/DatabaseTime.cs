using System.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ProcessSales.Workflows.Storage;

/// <summary>
/// The time of the PostgreSQL server, which all nodes share: what falls due does so by one clock, however wrong that of a node is. Between two
/// looks it goes on by the machine's steady counter, so that a clock that somebody sets moves nothing. Safe for concurrent use.
/// </summary>
internal sealed class DatabaseTime(string connectionString, TimeProvider machine) : TimeProvider
{
    private volatile Look? last;

    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    public override long TimestampFrequency => machine.TimestampFrequency;

    /// <summary>The machine's own time before the first look.</summary>
    public override DateTimeOffset GetUtcNow() => last is { } look ? look.At + machine.GetElapsedTime(look.Counter) : machine.GetUtcNow();

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>Asks the server; half of the way there and back is taken for the way back.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        var asked = machine.GetTimestamp();
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var said = reader.GetFieldValue<DateTimeOffset>(0);
        last = new(said + machine.GetElapsedTime(asked) / 2, machine.GetTimestamp());
    }

    private sealed record Look(DateTimeOffset At, long Counter);
}

/// <summary>Looks at the server's time before anything else starts, and then every minute.</summary>
internal sealed partial class DatabaseTimekeeping(DatabaseTime time, ILogger<DatabaseTimekeeping> log) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Between);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await TryAsync(stoppingToken);
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await time.LookAsync(cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            LogFailure(failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The database server's time could not be read; the last one goes on")]
    private partial void LogFailure(Exception failure);
}
