namespace Elsa.Workflows.Activities.Flowchart.Attributes;

/// <summary>Names the outcomes of an activity in a flowchart.</summary>
[AttributeUsage(AttributeTargets.Class)]
public class FlowNodeAttribute : Attribute
{
    /// <summary>With the outcomes in the order in which the designer shows them.</summary>
    public FlowNodeAttribute(params string[] outcomes) => Outcomes = [.. outcomes];

    /// <summary>The outcomes.</summary>
    public ICollection<string> Outcomes { get; }
}
