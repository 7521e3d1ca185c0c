using Hangfire;
using Hangfire.PostgreSql;
using Npgsql;

namespace ProcessSales.Host.Tests.Jobs;

/// <summary>Jobs that take longer than the storage believes they may.</summary>
public sealed class LongJobs
{
    private static readonly TimeSpan Invisible = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task R_23_a_job_longer_than_its_invisibility_is_started_once_while_its_heartbeat_goes_on()
    {
        var effects = await RunAsync();

        Assert.Equal((1, 1), (effects.Starts, effects.Done));
    }

    private static async Task<Effects> RunAsync()
    {
        var server = Environment.GetEnvironmentVariable("PROCESSSALES_TEST_POSTGRES");
        Assert.SkipWhen(string.IsNullOrEmpty(server), "PROCESSSALES_TEST_POSTGRES names no server.");
        var name = "jobs_" + Guid.NewGuid().ToString("n");
        await using var source = NpgsqlDataSource.Create(server!);
        await using (var create = source.CreateCommand($"CREATE DATABASE {name}")) await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var connection = new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = false }.ConnectionString;
        try
        {
            var effects = new Effects();
            var storage = new PostgreSqlStorage(
                new Hangfire.PostgreSql.Factories.NpgsqlConnectionFactory(connection, new PostgreSqlStorageOptions()),
                new PostgreSqlStorageOptions { InvisibilityTimeout = Invisible, UseSlidingInvisibilityTimeout = true, QueuePollInterval = TimeSpan.FromMilliseconds(200), EnableLongPolling = false });
            var options = new Func<BackgroundJobServerOptions>(() => new()
            {
                WorkerCount = 1, Activator = new Giving(effects), CancellationCheckInterval = TimeSpan.FromMilliseconds(500), ShutdownTimeout = TimeSpan.FromSeconds(1), StopTimeout = TimeSpan.FromSeconds(1),
            });
            using var one = new BackgroundJobServer(options(), storage);
            using var other = new BackgroundJobServer(options(), storage);
            new BackgroundJobClient(storage).Enqueue<SlowJob>(job => job.RunAsync(CancellationToken.None));
            await effects.Settled.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            return effects;
        }
        finally
        {
            await using var drop = source.CreateCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            await drop.ExecuteNonQueryAsync();
        }
    }

    /// <summary>What the jobs did.</summary>
    public sealed class Effects
    {
        private int starts;
        private int done;
        public int Starts => starts;

        public int Done => done;

        public TaskCompletionSource Settled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Start() => Interlocked.Increment(ref starts);

        public void Act() => Interlocked.Increment(ref done);
    }

    /// <summary>Works much longer than the storage waits for somebody who shows no life.</summary>
    public sealed class SlowJob(Effects effects)
    {
        public async Task RunAsync(CancellationToken stop)
        {
            effects.Start();
            await Task.Delay(3 * Invisible, stop);
            effects.Act();
            effects.Settled.TrySetResult();
        }
    }

    private sealed class Giving(Effects effects) : JobActivator
    {
        public override object ActivateJob(Type jobType) => new SlowJob(effects);
    }
}
