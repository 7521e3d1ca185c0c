using System.Runtime.CompilerServices;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Management.Activities.WorkflowDefinitionActivity;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;

namespace Elsa.Workflows.Management.Activities.SetOutput;

/// <summary>Sets an output of the workflow.</summary>
[Activity("Elsa", "Composition", "Assigns a given value to a the container's output.", Kind = ActivityKind.Action)]
public class SetOutput : CodeActivity
{
    /// <summary>Without an output.</summary>
    public SetOutput([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The name of the output.</summary>
    [Input(DisplayName = "Output", Description = "The output to assign.", UIHint = InputUIHints.OutputPicker)]
    public Input<string> OutputName { get; set; } = default!;

    /// <summary>The value, converted to the declared type of the output.</summary>
    [Input(Description = "The value to assign.")]
    public Input<object?> OutputValue { get; set; } = default!;

    /// <inheritdoc />
    protected override void Execute(ActivityExecutionContext context)
    {
        var name = context.Get(OutputName);
        if (string.IsNullOrEmpty(name))
            return;
        var workflow = context.WorkflowExecutionContext;
        var value = context.Get(OutputValue);
        ValueSize.Check(value, name, context.Engine.Limits.Value);
        if (context.ExpressionExecutionContext.DefinitionAround() is { } around)
        {
            ((WorkflowDefinitionActivity.WorkflowDefinitionActivity)around.Activity).SetOutput(around, name, value);
            return;
        }

        var declared = workflow.Workflow.Outputs.FirstOrDefault(x => x.Name == name);
        workflow.Output[name] = (declared is null ? value : Elsa.Expressions.Helpers.ObjectConverter.ConvertTo(value, declared.Type))!;
    }
}
