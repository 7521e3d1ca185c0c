using Elsa.Workflows.Activities;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;

namespace Elsa.Workflows;

/// <summary>Collects what a workflow in code is made of.</summary>
public interface IWorkflowBuilder
{
    /// <summary>The id shared by all versions; null takes the name of the class.</summary>
    string? DefinitionId { get; set; }

    /// <summary>The id of the version; null makes it of the name of the class and the version.</summary>
    string? Id { get; set; }

    /// <summary>Null where there are no tenants.</summary>
    string? TenantId { get; set; }

    /// <summary>Counts from 1. Raise it when the steps change, so that running instances stay on theirs.</summary>
    int Version { get; set; }

    /// <summary>For people; null for none.</summary>
    string? Name { get; set; }

    /// <summary>For people; null for none.</summary>
    string? Description { get; set; }

    /// <summary>True when people may not change it in the designer.</summary>
    bool IsReadonly { get; set; }

    /// <summary>True hides it from people.</summary>
    bool IsSystem { get; set; }

    /// <summary>How it runs.</summary>
    WorkflowOptions WorkflowOptions { get; }

    /// <summary>What is run; null runs nothing.</summary>
    IActivity? Root { get; set; }

    /// <summary>The variables of the whole workflow.</summary>
    ICollection<Variable> Variables { get; set; }

    /// <summary>What a caller may give.</summary>
    ICollection<InputDefinition> Inputs { get; set; }

    /// <summary>What a caller gets.</summary>
    ICollection<OutputDefinition> Outputs { get; set; }

    /// <summary>The outcomes when it is used as an activity.</summary>
    ICollection<string> Outcomes { get; set; }

    /// <summary>The variable whose value at the end is the result; null for none.</summary>
    Variable? Result { get; set; }

    /// <summary>Anything that the application keeps with the definition.</summary>
    [Obsolete("Use WithCustomProperty.")]
    IDictionary<string, object> CustomProperties { get; }

    /// <summary>Sets the id shared by all versions.</summary>
    IWorkflowBuilder WithDefinitionId(string definitionId);

    /// <summary>Sets the id of the version.</summary>
    IWorkflowBuilder WithId(string id);

    /// <summary>Sets the tenant.</summary>
    IWorkflowBuilder WithTenantId(string tenantId);

    /// <summary>Adds a variable with a made-up name.</summary>
    [Obsolete("Give the variable a name.")]
    Variable<T?> WithVariable<T>();

    /// <summary>Adds a variable with its initial value.</summary>
    Variable<T?> WithVariable<T>(string name, T? value);

    /// <summary>Adds a variable with a made-up name.</summary>
    [Obsolete("Give the variable a name.")]
    Variable<T?> WithVariable<T>(T? value);

    /// <summary>Adds a variable.</summary>
    IWorkflowBuilder WithVariable<T>(Variable<T?> variable);

    /// <summary>Adds a variable.</summary>
    IWorkflowBuilder WithVariable(Variable variable);

    /// <summary>Adds variables.</summary>
    IWorkflowBuilder WithVariables(params Variable[] variables);

    /// <summary>Adds an input.</summary>
    InputDefinition WithInput<T>(string name, string? description = null);

    /// <summary>Adds an input.</summary>
    InputDefinition WithInput(string name, Type type, string? description = null);

    /// <summary>Adds an input.</summary>
    InputDefinition WithInput(string name, Type type, Action<InputDefinition>? setup = null);

    /// <summary>Adds an input.</summary>
    InputDefinition WithInput(Action<InputDefinition> setup);

    /// <summary>Adds an input.</summary>
    IWorkflowBuilder WithInput(InputDefinition inputDefinition);

    /// <summary>Adds an output.</summary>
    OutputDefinition WithOutput<T>(string name, string? description = null);

    /// <summary>Adds an output.</summary>
    OutputDefinition WithOutput(string name, Type type, string? description = null);

    /// <summary>Adds an output.</summary>
    OutputDefinition WithOutput(string name, Type type, Action<OutputDefinition>? setup = null);

    /// <summary>Adds an output.</summary>
    OutputDefinition WithOutput(Action<OutputDefinition> setup);

    /// <summary>Adds an output.</summary>
    OutputDefinition WithOutput(OutputDefinition outputDefinition);

    /// <summary>Keeps a value with the definition.</summary>
    IWorkflowBuilder WithCustomProperty(string name, object value);

    /// <summary>Lets a strategy decide about starts.</summary>
    IWorkflowBuilder WithActivationStrategyType<T>() where T : IWorkflowActivationStrategy;

    /// <summary>People may not change it in the designer.</summary>
    IWorkflowBuilder AsReadonly();

    /// <summary>Read-only, and hidden from people.</summary>
    IWorkflowBuilder AsSystemWorkflow();

    /// <summary>The workflow of what was collected, with an id for every activity.</summary>
    Task<Workflow> BuildWorkflowAsync(CancellationToken cancellationToken = default);

    /// <summary>The workflow of the class.</summary>
    Task<Workflow> BuildWorkflowAsync(IWorkflow workflowDefinition, CancellationToken cancellationToken = default);
}

/// <summary>Makes builders.</summary>
public interface IWorkflowBuilderFactory
{
    /// <summary>A new, empty one.</summary>
    IWorkflowBuilder CreateBuilder();
}
