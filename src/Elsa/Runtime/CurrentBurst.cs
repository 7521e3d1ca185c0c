using Elsa.Storage;

namespace Elsa.Workflows.Runtime;

/// <summary>Knows whether the calling code runs inside a burst. What it sends then joins the burst's commit and is delivered afterwards: never lost, never early, never in the way of its own instance.</summary>
internal sealed class CurrentBurst
{
    private readonly AsyncLocal<Outbox?> _current = new();

    /// <summary>Null outside a burst.</summary>
    public Outbox? Outbox => _current.Value is { IsOpen: true } outbox ? outbox : null;

    public Outbox Begin(string instanceId)
    {
        var outbox = new Outbox(instanceId);
        _current.Value = outbox;
        return outbox;
    }
}

/// <summary>What a burst has sent. Code that goes on after the burst's end finds it closed.</summary>
internal sealed class Outbox(string instanceId)
{
    private readonly List<QueueRow> _rows = [];

    public string InstanceId { get; } = instanceId;

    public bool IsOpen { get; private set; } = true;

    public void Add(QueueRow row)
    {
        lock (_rows)
            _rows.Add(row);
    }

    public IReadOnlyList<QueueRow> Close()
    {
        lock (_rows)
        {
            IsOpen = false;
            return _rows;
        }
    }
}
