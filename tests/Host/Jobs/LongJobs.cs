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
        var effects = await RunAsync(sliding: true);

        Assert.Equal((1, 1), (effects.Starts, effects.Done));
    }

    [Fact]
    public async Task R_23_a_job_whose_heartbeat_was_lost_ends_itself_before_it_acts_and_its_successor_acts()
    {
        var effects = await RunAsync(sliding: false);

        Assert.True(effects.Starts >= 2, "The storage gives it to another worker.");
        Assert.Equal(1, effects.Done);
        Assert.Equal(effects.Starts - 1, effects.GivenUp);
    }

    private static async Task<Effects> RunAsync(bool sliding)
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
                new PostgreSqlStorageOptions { InvisibilityTimeout = Invisible, UseSlidingInvisibilityTimeout = sliding, QueuePollInterval = TimeSpan.FromMilliseconds(200), EnableLongPolling = false });
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
        private int givenUp;

        public int Starts => starts;

        public int Done => done;

        public int GivenUp => givenUp;

        public TaskCompletionSource Settled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Start() => Interlocked.Increment(ref starts);

        public void Act() => Interlocked.Increment(ref done);

        public void GiveUp() => Interlocked.Increment(ref givenUp);
    }

    /// <summary>Works much longer than the storage waits; the second to be started is quick.</summary>
    public sealed class SlowJob(Effects effects)
    {
        public async Task RunAsync(CancellationToken stop)
        {
            var first = effects.Start() == 1;
            try
            {
                await Task.Delay(first ? 3 * Invisible : TimeSpan.FromSeconds(2), stop);
                effects.Act();
            }
            catch (OperationCanceledException)
            {
                effects.GiveUp();
                return;
            }
            finally
            {
                if (effects.Done > 0 && effects.Starts == effects.Done + effects.GivenUp) effects.Settled.TrySetResult();
            }
        }
    }

    private sealed class Giving(Effects effects) : JobActivator
    {
        public override object ActivateJob(Type jobType) => new SlowJob(effects);
    }
}
