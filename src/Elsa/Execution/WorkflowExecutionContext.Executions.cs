using Elsa.Workflows.Models;

namespace Elsa.Workflows;

public partial class WorkflowExecutionContext
{
    // Executions that are under way; small even in long bursts, because completed ones move to the second list.
    private readonly List<ActivityExecutionContext> _active = [];
    private readonly List<ActivityExecutionContext> _ended = [];
    private readonly List<ActivityCompletionCallbackEntry> _callbacks = [];

    /// <summary>Executions of this burst and of earlier ones as far as they are under way.</summary>
    public IReadOnlyCollection<ActivityExecutionContext> ActivityExecutionContexts => [.. _ended, .. _active];

    /// <summary>Who is told when children complete.</summary>
    public ICollection<ActivityCompletionCallbackEntry> CompletionCallbacks => _callbacks;

    internal List<ActivityExecutionContext> Active => _active;

    internal List<ActivityExecutionContext> Ended => _ended;

    /// <summary>The workflow's own execution; null before the first burst.</summary>
    internal ActivityExecutionContext? RootExecution { get; set; }

    /// <summary>Values by name with which the workflow's variables begin instead of their own.</summary>
    internal IDictionary<string, object>? InitialVariables { get; set; }

    /// <summary>The execution whose completion is being reported: what is scheduled now is scheduled because of it.</summary>
    internal ActivityExecutionContext? Cause { get; set; }

    /// <summary>Executions that are under way.</summary>
    public IEnumerable<ActivityExecutionContext> GetActiveActivityExecutionContexts() => _active;

    /// <summary>Adds an execution.</summary>
    public void AddActivityExecutionContext(ActivityExecutionContext context)
    {
        _active.Add(context);
        if (context.ParentActivityExecutionContext is { } parent)
            parent.Children.Add(context);
        else
            RootExecution ??= context;
    }

    /// <summary>Removes an execution.</summary>
    public void RemoveActivityExecutionContext(ActivityExecutionContext context)
    {
        _active.Remove(context);
        _ended.Remove(context);
        context.ParentActivityExecutionContext?.Children.Remove(context);
    }

    internal void End(ActivityExecutionContext context)
    {
        if (_active.Remove(context))
            _ended.Add(context);
        context.ParentActivityExecutionContext?.Children.Remove(context);
    }

    internal ActivityExecutionContext? FindExecution(string id)
    {
        foreach (var context in _active)
            if (context.Id == id)
                return context;
        foreach (var context in _ended)
            if (context.Id == id)
                return context;
        return null;
    }

    /// <summary>Remembers whom to tell when the child completes.</summary>
    public void AddCompletionCallback(ActivityExecutionContext owner, ActivityNode child, ActivityCompletionCallback? completionCallback = null, object? tag = null) =>
        _callbacks.Add(new ActivityCompletionCallbackEntry(owner, child, completionCallback, tag));

    /// <summary>Takes out whom to tell, oldest first; null when there is nobody.</summary>
    public ActivityCompletionCallbackEntry? PopCompletionCallback(ActivityExecutionContext owner, ActivityNode child)
    {
        for (var i = 0; i < _callbacks.Count; i++)
        {
            var entry = _callbacks[i];
            if (entry.Owner != owner || entry.Child != child)
                continue;
            _callbacks.RemoveAt(i);
            return entry;
        }

        return null;
    }

    /// <summary>Forgets whom to tell.</summary>
    public void RemoveCompletionCallback(ActivityCompletionCallbackEntry entry) => _callbacks.Remove(entry);

    /// <summary>Forgets whom to tell.</summary>
    public void RemoveCompletionCallbacks(IEnumerable<ActivityCompletionCallbackEntry> entries)
    {
        foreach (var entry in entries.ToList())
            _callbacks.Remove(entry);
    }

    /// <summary>Forgets whom to tell about anything.</summary>
    public void ClearCompletionCallbacks() => _callbacks.Clear();

    /// <summary>What was waited for when the instance faulted.</summary>
    internal ICollection<Bookmark> HeldBookmarks { get; set; } = new List<Bookmark>();

    /// <summary>What failed executions were doing, by the execution's id, as plain data.</summary>
    internal IDictionary<string, object> FailedSteps { get; set; } = new Dictionary<string, object>();

    /// <summary>An instance that has faulted goes on: it waits again for whatever it waited for.</summary>
    internal void Revive()
    {
        if (SubStatus != WorkflowSubStatus.Faulted)
            return;
        SubStatus = WorkflowSubStatus.Suspended;
        FinishedAt = null;
        foreach (var bookmark in HeldBookmarks)
            Bookmarks.Add(bookmark);
        HeldBookmarks = new List<Bookmark>();
    }

    /// <summary>Stops the instance: everything under way is cancelled and nothing is waited for any longer. Nothing happens to an instance that is over.</summary>
    internal async Task CancelAsync()
    {
        if (Status == WorkflowStatus.Finished)
            return;
        Scheduler.Clear();
        TransitionTo(WorkflowSubStatus.Cancelled);
        if (RootExecution is not null)
            await RootExecution.CancelAsync().ConfigureAwait(false);
        Bookmarks.Clear();
        _callbacks.Clear();
    }

    internal void TransitionTo(WorkflowSubStatus subStatus)
    {
        // An end is final: the first one counts.
        if (Status == WorkflowStatus.Finished)
            return;
        SubStatus = subStatus;
        UpdatedAt = SystemClock.UtcNow;
        if (Status == WorkflowStatus.Finished)
            FinishedAt = UpdatedAt;
    }
}
