namespace Elsa.Workflows.Runtime;

/// <summary>Lets one at a time work on an instance; different instances do not wait for each other.</summary>
internal sealed class Turns
{
    private readonly Dictionary<string, Turn> _turns = new(StringComparer.Ordinal);

    public async ValueTask<IDisposable> TakeAsync(string instanceId, CancellationToken cancellationToken)
    {
        Turn turn;
        lock (_turns)
        {
            if (!_turns.TryGetValue(instanceId, out turn!))
                _turns.Add(instanceId, turn = new Turn(this, instanceId));
            turn.Users++;
        }

        try
        {
            await turn.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            return turn;
        }
        catch
        {
            Leave(turn);
            throw;
        }
    }

    private void Leave(Turn turn)
    {
        lock (_turns)
            if (--turn.Users == 0)
                _turns.Remove(turn.InstanceId);
    }

    private sealed class Turn(Turns owner, string instanceId) : IDisposable
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public string InstanceId { get; } = instanceId;

        public int Users { get; set; }

        public void Dispose()
        {
            Gate.Release();
            owner.Leave(this);
        }
    }
}
