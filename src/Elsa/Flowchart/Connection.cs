namespace Elsa.Workflows.Activities.Flowchart.Models;

/// <summary>An arrow of a flowchart.</summary>
public class Connection : IEquatable<Connection>
{
    /// <summary>An arrow without ends yet.</summary>
    public Connection()
    {
    }

    /// <summary>An arrow from an outcome to an activity.</summary>
    public Connection(Endpoint source, Endpoint target)
    {
        Source = source;
        Target = target;
    }

    /// <summary>An arrow from the outcome Done to an activity.</summary>
    public Connection(IActivity source, IActivity target) : this(new Endpoint(source), new Endpoint(target))
    {
    }

    /// <summary>Where it begins; the port is an outcome.</summary>
    public Endpoint Source { get; set; } = default!;

    /// <summary>Where it ends.</summary>
    public Endpoint Target { get; set; } = default!;

    /// <summary>The bends that the designer draws.</summary>
    public ICollection<Position> Vertices { get; set; } = new List<Position>();

    /// <inheritdoc />
    public bool Equals(Connection? other) =>
        other is not null
        && Source.Activity.Id == other.Source.Activity.Id && Source.Port == other.Source.Port
        && Target.Activity.Id == other.Target.Activity.Id && Target.Port == other.Target.Port;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Connection);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Source.Activity.Id, Source.Port, Target.Activity.Id, Target.Port);

    /// <inheritdoc />
    public override string ToString() =>
        $"{Source.Activity.Id}:{Source.Port ?? "Done"}->{Target.Activity.Id}:{Target.Port ?? "In"}";
}

/// <summary>An end of a connection.</summary>
public class Endpoint
{
    /// <summary>An end without an activity yet.</summary>
    public Endpoint()
    {
    }

    /// <summary>An end at a port of an activity.</summary>
    public Endpoint(IActivity activity, string? port = null)
    {
        Activity = activity;
        Port = port;
    }

    /// <summary>The activity.</summary>
    public IActivity Activity { get; set; } = null!;

    /// <summary>At the source an outcome (null for Done), at the target an entry (null for In).</summary>
    public string? Port { get; set; }
}

/// <summary>A point of the designer's canvas, in its pixels.</summary>
public class Position
{
    /// <summary>From the left.</summary>
    public double X { get; set; }

    /// <summary>From the top.</summary>
    public double Y { get; set; }
}

/// <summary>The outcomes with which an activity completes.</summary>
public record Outcomes(params string[] Names)
{
    /// <summary>Done.</summary>
    public static readonly Outcomes Default = new("Done");

    /// <summary>None: no connection is followed.</summary>
    public static readonly Outcomes Empty = new();
}

/// <summary>When a join continues.</summary>
public enum FlowJoinMode
{
    /// <summary>When every inbound connection was followed.</summary>
    WaitAll,

    /// <summary>When every inbound connection was visited and one was followed.</summary>
    WaitAllActive,

    /// <summary>When the first inbound connection was followed; the other branches are cancelled.</summary>
    WaitAny,
}
