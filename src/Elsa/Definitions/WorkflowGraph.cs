using Elsa.Workflows.Activities;

namespace Elsa.Workflows.Models;

/// <summary>An activity at its place in the definition.</summary>
public class ActivityNode
{
    private readonly List<ActivityNode> _parents = [];

    /// <summary>An activity under a port of its parent.</summary>
    public ActivityNode(IActivity activity, string port)
    {
        Activity = activity;
        Port = port;
    }

    /// <summary>The path of ids from the workflow down, joined by colons.</summary>
    public string NodeId { get; internal set; } = default!;

    /// <summary>The activity.</summary>
    public IActivity Activity { get; }

    /// <summary>The parent's property that holds it.</summary>
    public string Port { get; }

    /// <summary>Usually one.</summary>
    public IReadOnlyCollection<ActivityNode> Parents => _parents;

    /// <summary>The activities that it holds.</summary>
    public ICollection<ActivityNode> Children { get; } = new List<ActivityNode>();

    /// <summary>What the engine works out once for the type of activity.</summary>
    internal ActivityDescriptor? Descriptor { get; set; }

    /// <summary>What an activity works out once about its own place in the definition.</summary>
    internal object? Plan { get; set; }

    /// <summary>Adds a parent.</summary>
    public void AddParent(ActivityNode parent) => _parents.Add(parent);

    /// <summary>Adds a child and makes this its parent.</summary>
    public void AddChild(ActivityNode child)
    {
        Children.Add(child);
        child.AddParent(this);
    }

    /// <summary>Everything below, parents before children.</summary>
    public IEnumerable<ActivityNode> Descendants()
    {
        foreach (var child in Children)
        {
            yield return child;
            foreach (var descendant in child.Descendants())
                yield return descendant;
        }
    }

    /// <summary>Everything above, nearest first.</summary>
    public IEnumerable<ActivityNode> Ancestors()
    {
        foreach (var parent in _parents)
        {
            yield return parent;
            foreach (var ancestor in parent.Ancestors())
                yield return ancestor;
        }
    }

    /// <summary>The other children of the parents.</summary>
    public IEnumerable<ActivityNode> Siblings() => _parents.SelectMany(x => x.Children).Where(x => x != this);
}

/// <summary>A workflow with every activity at its place. Made once a version and shared by all instances.</summary>
public record WorkflowGraph
{
    private readonly Dictionary<string, ActivityNode> _byActivityId = new(StringComparer.Ordinal);

    /// <summary>Indexes the nodes.</summary>
    public WorkflowGraph(Workflow workflow, ActivityNode root, IEnumerable<ActivityNode> nodes)
    {
        Workflow = workflow;
        Root = root;
        Nodes = nodes.ToList();
        NodeIdLookup = new Dictionary<string, ActivityNode>(StringComparer.Ordinal);
        NodeActivityLookup = new Dictionary<IActivity, ActivityNode>(ReferenceEqualityComparer.Instance);
        foreach (var node in Nodes)
        {
            NodeIdLookup.TryAdd(node.NodeId, node);
            NodeActivityLookup.TryAdd(node.Activity, node);
        }

        // Workflows inside of workflows may use the same ids: the one further out is meant.
        foreach (var node in Nodes.OrderBy(static x => x.Ancestors().Count(static y => y.Activity is Management.Activities.WorkflowDefinitionActivity.WorkflowDefinitionActivity)))
            _byActivityId.TryAdd(node.Activity.Id, node);
    }

    /// <summary>The workflow.</summary>
    public Workflow Workflow { get; }

    /// <summary>The workflow's own node.</summary>
    public ActivityNode Root { get; }

    /// <summary>Every node, parents before children.</summary>
    public ICollection<ActivityNode> Nodes { get; }

    /// <summary>Nodes by activity.</summary>
    public IDictionary<IActivity, ActivityNode> NodeActivityLookup { get; }

    /// <summary>Nodes by path.</summary>
    public IDictionary<string, ActivityNode> NodeIdLookup { get; }

    /// <summary>The activity that the handle names, or null; an execution's id is not known here.</summary>
    public IActivity? FindActivity(ActivityHandle handle) =>
        handle.ActivityId is not null ? FindActivityById(handle.ActivityId)
        : handle.ActivityNodeId is not null ? FindActivityByNodeId(handle.ActivityNodeId)
        : null;

    /// <summary>The node at that path, or null.</summary>
    public ActivityNode? FindNodeById(string nodeId) => NodeIdLookup.TryGetValue(nodeId, out var node) ? node : null;

    /// <summary>The node of that activity, or null.</summary>
    public ActivityNode? FindNodeByActivity(IActivity activity) => NodeActivityLookup.TryGetValue(activity, out var node) ? node : null;

    /// <summary>The node of the activity with that id, or null.</summary>
    public ActivityNode? FindNodeByActivityId(string activityId) => _byActivityId.GetValueOrDefault(activityId);

    /// <summary>The activity at that path, or null.</summary>
    public IActivity? FindActivityByNodeId(string nodeId) => FindNodeById(nodeId)?.Activity;

    /// <summary>The activity with that id, or null.</summary>
    public IActivity? FindActivityById(string activityId) => FindNodeByActivityId(activityId)?.Activity;
}

/// <summary>Names an activity in one of several ways; the first that is set counts.</summary>
public class ActivityHandle
{
    /// <summary>By its id.</summary>
    public string? ActivityId { get; init; }

    /// <summary>By its path.</summary>
    public string? ActivityNodeId { get; init; }

    /// <summary>By one of its executions.</summary>
    public string? ActivityInstanceId { get; init; }

    /// <summary>By its id.</summary>
    public static ActivityHandle FromActivityId(string activityId) => new() { ActivityId = activityId };

    /// <summary>By its path.</summary>
    public static ActivityHandle FromActivityNodeId(string activityNodeId) => new() { ActivityNodeId = activityNodeId };

    /// <summary>By one of its executions.</summary>
    public static ActivityHandle FromActivityInstanceId(string activityInstanceId) => new() { ActivityInstanceId = activityInstanceId };
}
