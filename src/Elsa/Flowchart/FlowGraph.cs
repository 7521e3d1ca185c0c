namespace Elsa.Workflows.Activities.Flowchart.Models;

/// <summary>A connection as the rules see it.</summary>
internal sealed class FlowConnection(Connection connection)
{
    public IActivity Source { get; } = connection.Source.Activity;

    public IActivity Target { get; } = connection.Target.Activity;

    /// <summary>The outcome by which it is followed.</summary>
    public string Port { get; } = connection.Source.Port ?? "Done";

    /// <summary>The name under which visits are kept.</summary>
    public string Key { get; } = connection.ToString();

    /// <summary>True when it leads back to an activity that comes before its source.</summary>
    public bool GoesBack { get; set; }

    /// <summary>True when, in addition, every path to its source runs through its target, so that it closes a loop.</summary>
    public bool IsNested { get; set; }
}

/// <summary>What can be reached from a start, and which connections go forward. Does not change, so that instances can share it.</summary>
internal sealed class FlowGraph
{
    private readonly Dictionary<IActivity, List<FlowConnection>> _outbound = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<IActivity, List<FlowConnection>> _forwardInbound = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<IActivity> _reached = new(ReferenceEqualityComparer.Instance);

    public FlowGraph(IEnumerable<Connection> connections, IActivity start)
    {
        Start = start;
        foreach (var connection in connections)
        {
            if (!_outbound.TryGetValue(connection.Source.Activity, out var list))
                _outbound[connection.Source.Activity] = list = [];
            list.Add(new FlowConnection(connection));
        }

        Walk();
        foreach (var connection in _outbound.Values.SelectMany(x => x))
        {
            if (connection.GoesBack)
                connection.IsNested = connection.Source == connection.Target || !ReachesWithout(connection.Source, connection.Target);
            else if (_reached.Contains(connection.Source))
                (_forwardInbound.TryGetValue(connection.Target, out var list) ? list : _forwardInbound[connection.Target] = []).Add(connection);
        }
    }

    public IActivity Start { get; }

    public bool Reaches(IActivity activity) => _reached.Contains(activity);

    public IReadOnlyList<FlowConnection> Outbound(IActivity activity) => _outbound.TryGetValue(activity, out var list) ? list : [];

    /// <summary>Inbound connections that go forward and can be reached: those for which an activity waits.</summary>
    public IReadOnlyList<FlowConnection> ForwardInbound(IActivity activity) => _forwardInbound.TryGetValue(activity, out var list) ? list : [];

    /// <summary>Everything from which forward connections lead to the activity.</summary>
    public HashSet<IActivity> Ancestors(IActivity activity)
    {
        var ancestors = new HashSet<IActivity>(ReferenceEqualityComparer.Instance);
        var open = new Stack<IActivity>([activity]);
        while (open.TryPop(out var next))
            foreach (var connection in ForwardInbound(next))
                if (ancestors.Add(connection.Source))
                    open.Push(connection.Source);
        ancestors.Remove(activity);
        return ancestors;
    }

    // Depth first from the start: a connection to an activity that is still open on the way down leads back.
    private void Walk()
    {
        var openOnTheWay = new HashSet<IActivity>(ReferenceEqualityComparer.Instance) { Start };
        var way = new Stack<(IActivity Activity, int Next)>([(Start, 0)]);
        _reached.Add(Start);
        while (way.TryPop(out var step))
        {
            var outbound = Outbound(step.Activity);
            if (step.Next == outbound.Count)
            {
                openOnTheWay.Remove(step.Activity);
                continue;
            }

            way.Push((step.Activity, step.Next + 1));
            var connection = outbound[step.Next];
            if (openOnTheWay.Contains(connection.Target))
            {
                connection.GoesBack = true;
            }
            else if (_reached.Add(connection.Target))
            {
                openOnTheWay.Add(connection.Target);
                way.Push((connection.Target, 0));
            }
        }
    }

    private bool ReachesWithout(IActivity activity, IActivity avoided)
    {
        if (Start == avoided)
            return false;
        var seen = new HashSet<IActivity>(ReferenceEqualityComparer.Instance) { Start, avoided };
        var open = new Stack<IActivity>([Start]);
        while (open.TryPop(out var next))
        {
            if (next == activity)
                return true;
            foreach (var connection in Outbound(next))
                if (seen.Add(connection.Target))
                    open.Push(connection.Target);
        }

        return false;
    }
}
