using Elsa.Workflows.Models;

namespace Elsa.Workflows;

/// <summary>First in, first out: branches take turns.</summary>
internal sealed class QueueBasedActivityScheduler : IActivityScheduler
{
    private readonly Queue<ActivityWorkItem> _queue = new();

    public bool HasAny => _queue.Count > 0;

    public void Schedule(ActivityWorkItem workItem) => _queue.Enqueue(workItem);

    public ActivityWorkItem Take() => _queue.Dequeue();

    public IEnumerable<ActivityWorkItem> List() => _queue;

    public bool Any(Func<ActivityWorkItem, bool> predicate) => Find(predicate) is not null;

    public ActivityWorkItem? Find(Func<ActivityWorkItem, bool> predicate)
    {
        foreach (var item in _queue)
            if (predicate(item))
                return item;
        return null;
    }

    public void Clear() => _queue.Clear();

    public void RemoveOwnedBy(ActivityExecutionContext owner)
    {
        for (var remaining = _queue.Count; remaining > 0; remaining--)
        {
            var item = _queue.Dequeue();
            if (item.Owner != owner)
                _queue.Enqueue(item);
        }
    }

    public void Remove(ActivityExecutionContext owner, IActivity activity)
    {
        for (var remaining = _queue.Count; remaining > 0; remaining--)
        {
            var item = _queue.Dequeue();
            if (item.Owner != owner || item.Activity != activity)
                _queue.Enqueue(item);
        }
    }
}
