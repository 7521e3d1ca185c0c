using System.Collections.Concurrent;
using Elsa.Expressions.Models;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;

namespace Elsa.Workflows;

/// <summary>Walks through a workflow once, gives ids to activities, variables and inputs without, and notes for each activity what bursts need.</summary>
internal sealed class WorkflowGraphBuilder(IActivityRegistry registry, IActivityDescriber describer) : IWorkflowGraphBuilder
{
    // A closed generic or a class that nobody registered is described by reflection: once, not at every run.
    private readonly ConcurrentDictionary<Type, ActivityDescriptor> _unregistered = new();

    public async Task<WorkflowGraph> BuildAsync(Workflow workflow, CancellationToken cancellationToken = default)
    {
        var nodes = new List<ActivityNode>();
        var root = Visit(workflow, "", null, nodes, new HashSet<IActivity>(ReferenceEqualityComparer.Instance));
        AssignIds(nodes);
        foreach (var node in nodes)
        {
            node.NodeId = node.Parents.FirstOrDefault() is { } parent ? $"{parent.NodeId}:{node.Activity.Id}" : node.Activity.Id;
            node.Activity.NodeId = node.NodeId;
            node.Descriptor = await DescribeAsync(node.Activity, cancellationToken).ConfigureAwait(false);
            AssignInputs(node);
            AssignOutputs(node);
            if (node.Activity is IVariableContainer container)
                AssignVariables(container.Variables);
        }

        return new WorkflowGraph(workflow, root, nodes);
    }

    private async ValueTask<ActivityDescriptor> DescribeAsync(IActivity activity, CancellationToken cancellationToken)
    {
        var type = activity.GetType();
        if (registry.Find(activity.Type, activity.Version) is { } known && known.ClrType == type)
            return known;
        if (!_unregistered.TryGetValue(type, out var described))
            described = _unregistered.GetOrAdd(type, await describer.DescribeActivityAsync(type, cancellationToken).ConfigureAwait(false));
        return described;
    }

    private const int DeepestLevel = 250;

    private static ActivityNode Visit(IActivity activity, string port, ActivityNode? parent, List<ActivityNode> nodes, HashSet<IActivity> seen, int depth = 0)
    {
        if (depth > DeepestLevel)
            throw new InvalidOperationException($"The activities of the workflow lie within each other deeper than {DeepestLevel} levels.");
        var node = new ActivityNode(activity, port);
        seen.Add(activity);
        nodes.Add(node);
        parent?.AddChild(node);
        foreach (var (child, childPort) in Children.Of(activity))
            if (!seen.Contains(child))
                Visit(child, childPort, node, nodes, seen, depth + 1);
        return node;
    }

    private static void AssignIds(List<ActivityNode> nodes)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes)
            if (!string.IsNullOrEmpty(node.Activity.Id))
                taken.Add(node.Activity.Id);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            if (!string.IsNullOrEmpty(node.Activity.Id))
                continue;
            var name = node.Activity.Type[(node.Activity.Type.LastIndexOf('.') + 1)..];
            string id;
            do
            {
                counts[name] = counts.GetValueOrDefault(name) + 1;
                id = $"{name}{counts[name]}";
            }
            while (!taken.Add(id));
            node.Activity.Id = id;
        }
    }

    private static void AssignInputs(ActivityNode node)
    {
        foreach (var descriptor in node.Descriptor!.Inputs)
            if (descriptor.IsWrapped && descriptor.ValueGetter(node.Activity) is Input input)
            {
                // Written back as the default: only a place that the definition names itself stands in JSON.
                var reference = input.Reference ?? new MemoryBlockReference();
                if (string.IsNullOrEmpty(reference.Id))
                    reference.Id = InputPlace(node.Activity.Id, descriptor.Name);
                if (input.Reference is null)
                    input.MemoryBlockReference = () => reference;
            }
    }

    // An output that goes somewhere but does not say where gets a place of its own.
    private static void AssignOutputs(ActivityNode node)
    {
        foreach (var descriptor in node.Descriptor!.Outputs)
            if (descriptor.ValueGetter(node.Activity) is Output { Reference: { } reference } && string.IsNullOrEmpty(reference.Id))
                reference.Id = $"{node.Activity.Id}:output-{string.Join('-', ActivityDescriber.Words(descriptor.Name).ToLowerInvariant().Split(' '))}";
    }

    /// <summary>Tells a place that the engine has named from one that the definition names.</summary>
    internal const string InputPlaceMark = ":input:";

    private static string InputPlace(string activityId, string inputName) => activityId + InputPlaceMark + inputName;

    private static void AssignVariables(IEnumerable<Variable> variables)
    {
        var count = 0;
        foreach (var variable in variables)
        {
            count++;
            if (string.IsNullOrEmpty(variable.Id))
                variable.Id = string.IsNullOrEmpty(variable.Name) ? $"Variable{count}" : variable.Name;
            variable.Name ??= variable.Id;
        }
    }
}
