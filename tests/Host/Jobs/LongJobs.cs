using Hangfire;
using Hangfire.PostgreSql;
using Npgsql;
using ProcessSales.Host.Tests.Running;

namespace ProcessSales.Host.Tests.Jobs;

/// <summary>Jobs that take longer than the storage believes they may.</summary>
public sealed class LongJobs
{
    private static readonly TimeSpan Invisible = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task R_23_a_job_longer_than_its_invisibility_is_started_once_while_its_heartbeat_goes_on()
    {
        var effects = await RunAsync(losesHeartbeat: false);

        Assert.Equal((1, 1), (effects.Starts, effects.Done));
    }

    [Fact]
    public async Task R_23_a_job_whose_heartbeat_the_storage_loses_ends_itself_before_it_has_an_effect()
    {
        var effects = await RunAsync(losesHeartbeat: true);

        Assert.Equal((2, 1, 1), (effects.Starts, effects.Ended, effects.Done));
    }

    private static async Task<Effects> RunAsync(bool losesHeartbeat)
    {
        var server = Environment.GetEnvironmentVariable("PROCESSSALES_TEST_POSTGRES");
        Assert.SkipWhen(string.IsNullOrEmpty(server), "PROCESSSALES_TEST_POSTGRES names no server.");
        var name = "jobs_" + Guid.NewGuid().ToString("n");
        await using var source = NpgsqlDataSource.Create(server!);
        await using (var create = source.CreateCommand($"CREATE DATABASE {name}")) await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var connection = new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = false }.ConnectionString;
        try
        {
            GlobalConfiguration.Configuration.UseLogProvider(new SilentJobs());
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
            if (losesHeartbeat)
            {
                await effects.Started.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
                await ForgetAsync(connection);
            }

            await effects.Settled.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            return effects;
        }
        finally
        {
            await using var drop = source.CreateCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            await drop.ExecuteNonQueryAsync();
        }
    }

    /// <summary>To the storage the job looks as if nobody had ever taken it.</summary>
    private static async Task ForgetAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var forget = source.CreateCommand("UPDATE hangfire.jobqueue SET fetchedat = NULL");
        Assert.Equal(1, await forget.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>What the jobs did.</summary>
    public sealed class Effects
    {
        private int starts;
        private int done;
        private int ended;
        public int Starts => starts;

        public int Done => done;

        public int Ended => ended;

        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Settled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Start()
        {
            Interlocked.Increment(ref starts);
            Started.TrySetResult();
        }

        public void End() => Interlocked.Increment(ref ended);

        public void Act() => Interlocked.Increment(ref done);
    }

    /// <summary>Works much longer than the storage waits for somebody who shows no life.</summary>
    public sealed class SlowJob(Effects effects)
    {
        public async Task RunAsync(CancellationToken stop)
        {
            effects.Start();
            try
            {
                await Task.Delay(3 * Invisible, stop);
            }
            catch (OperationCanceledException)
            {
                effects.End();
                throw;
            }

            effects.Act();
            effects.Settled.TrySetResult();
        }
    }

    private sealed class Giving(Effects effects) : JobActivator
    {
        public override object ActivateJob(Type jobType) => new SlowJob(effects);
    }
}
