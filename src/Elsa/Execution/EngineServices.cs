using Elsa.Common;
using Elsa.Expressions.Contracts;
using Elsa.Workflows.Options;
using Microsoft.Extensions.Options;

namespace Elsa.Workflows;

/// <summary>What every burst needs, found once: a burst asks the container for nothing that the engine itself uses.</summary>
internal sealed class EngineServices(
    ISystemClock clock,
    IIdentityGenerator identity,
    IStimulusHasher hasher,
    IActivityRegistry activityRegistry,
    IExpressionEvaluator evaluator,
    IStorageDriverManager storageDrivers,
    IOptions<BurstLimits> limits,
    IOptions<IncidentOptions> incidents,
    TimeProvider time,
    BurstNotices notices)
{
    public ISystemClock Clock { get; } = clock;

    public IIdentityGenerator Identity { get; } = identity;

    public IStimulusHasher Hasher { get; } = hasher;

    public IActivityRegistry ActivityRegistry { get; } = activityRegistry;

    public IExpressionEvaluator Evaluator { get; } = evaluator;

    public IStorageDriverManager StorageDrivers { get; } = storageDrivers;

    public BurstLimits Limits { get; } = limits.Value;

    public IncidentOptions Incidents { get; } = incidents.Value;

    public TimeProvider Time { get; } = time;

    public BurstNotices Notices { get; } = notices;
}

/// <summary>How long a burst may go on, so that a definition that loops for ever harms only itself.</summary>
internal sealed class BurstLimits
{
    /// <summary>Executions of activities in one burst.</summary>
    public int Steps { get; set; } = 10_000;

    /// <summary>Time for one burst, waiting of its activities included.</summary>
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for one activity that waits for something outside; then it is cancelled and faults.</summary>
    public TimeSpan Activity { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an activity that is cancelled may take to end before it is left behind.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How deep executions may lie within each other.</summary>
    public int Depth { get; set; } = 200;

    /// <summary>Bytes of one value as JSON that an instance may carry: an input, an output or a variable.</summary>
    public long Value { get; set; } = 2 * 1024 * 1024;
}
