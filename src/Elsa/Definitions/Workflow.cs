using System.ComponentModel;
using Elsa.Expressions.Models;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.Activities;

/// <summary>A version of a definition, ready to run.</summary>
[Browsable(false)]
[Activity("Elsa", "Workflows", "A workflow is an activity that executes its Root activity.")]
public class Workflow : Composite<object>, ICloneable
{
    /// <summary>A complete workflow.</summary>
    public Workflow(
        WorkflowIdentity identity,
        WorkflowPublication publication,
        WorkflowMetadata workflowMetadata,
        WorkflowOptions options,
        IActivity root,
        ICollection<Variable> variables,
        ICollection<InputDefinition> inputs,
        ICollection<OutputDefinition> outputs,
        ICollection<string> outcomes,
        IDictionary<string, object> customProperties,
        bool isReadonly,
        bool isSystem)
    {
        Identity = identity;
        Publication = publication;
        WorkflowMetadata = workflowMetadata;
        Options = options;
        Root = root;
        Variables = variables;
        Inputs = inputs;
        Outputs = outputs;
        Outcomes = outcomes;
        CustomProperties = customProperties;
        IsReadonly = isReadonly;
        IsSystem = isSystem;
    }

    /// <summary>A workflow around one activity.</summary>
    public Workflow(IActivity root) => Root = root;

    /// <summary>An empty workflow.</summary>
    public Workflow()
    {
    }

    /// <summary>Which definition, which version.</summary>
    public WorkflowIdentity Identity { get; set; } = WorkflowIdentity.VersionOne;

    /// <summary>Whether it is the newest and published.</summary>
    public WorkflowPublication Publication { get; set; } = WorkflowPublication.LatestAndPublished;

    /// <summary>What a caller may give.</summary>
    public ICollection<InputDefinition> Inputs { get; set; } = new List<InputDefinition>();

    /// <summary>What a caller gets.</summary>
    public ICollection<OutputDefinition> Outputs { get; set; } = new List<OutputDefinition>();

    /// <summary>The outcomes when it is used as an activity.</summary>
    public ICollection<string> Outcomes { get; set; } = new List<string>();

    /// <summary>What people read about it.</summary>
    public WorkflowMetadata WorkflowMetadata { get; set; } = new();

    /// <summary>How it runs.</summary>
    public WorkflowOptions Options { get; set; } = new();

    /// <summary>True when it cannot be changed.</summary>
    public bool IsReadonly { get; set; }

    /// <summary>True hides it from people.</summary>
    public bool IsSystem { get; }

    /// <summary>Names this version.</summary>
    public WorkflowDefinitionHandle DefinitionHandle => WorkflowDefinitionHandle.ByDefinitionVersionId(Identity.Id);

    /// <summary>A workflow around one activity.</summary>
    public static Workflow FromActivity(IActivity root) => root as Workflow ?? new Workflow(root);

    /// <summary>A register with a place for every variable.</summary>
    public MemoryRegister CreateRegister()
    {
        var register = new MemoryRegister();
        register.Declare(Variables);
        return register;
    }

    /// <summary>A copy that shares its activities.</summary>
    public Workflow Clone() => (Workflow)((ICloneable)this).Clone();

    object ICloneable.Clone() => MemberwiseClone();
}
