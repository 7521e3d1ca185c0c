using Elsa.Workflows.Activities;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.Builders;

/// <summary>Collects what a workflow in code is made of; one workflow each.</summary>
internal sealed class WorkflowBuilder(IWorkflowGraphBuilder graphs) : IWorkflowBuilder
{
    private readonly Dictionary<string, object> _customProperties = [];

    public string? DefinitionId { get; set; }

    public string? Id { get; set; }

    public string? TenantId { get; set; }

    public int Version { get; set; } = 1;

    public string? Name { get; set; }

    public string? Description { get; set; }

    public bool IsReadonly { get; set; }

    public bool IsSystem { get; set; }

    public WorkflowOptions WorkflowOptions { get; } = new();

    public IActivity? Root { get; set; }

    public ICollection<Variable> Variables { get; set; } = new List<Variable>();

    public ICollection<InputDefinition> Inputs { get; set; } = new List<InputDefinition>();

    public ICollection<OutputDefinition> Outputs { get; set; } = new List<OutputDefinition>();

    public ICollection<string> Outcomes { get; set; } = new List<string>();

    public Variable? Result { get; set; }

    IDictionary<string, object> IWorkflowBuilder.CustomProperties => _customProperties;

    public IWorkflowBuilder WithDefinitionId(string definitionId)
    {
        DefinitionId = definitionId;
        return this;
    }

    public IWorkflowBuilder WithId(string id)
    {
        Id = id;
        return this;
    }

    public IWorkflowBuilder WithTenantId(string tenantId)
    {
        TenantId = tenantId;
        return this;
    }

    public Variable<T?> WithVariable<T>() => WithVariable<T>(default(T));

    public Variable<T?> WithVariable<T>(T? value) => WithVariable($"Variable{Variables.Count + 1}", value);

    public Variable<T?> WithVariable<T>(string name, T? value)
    {
        var variable = new Variable<T?>(name, value);
        Variables.Add(variable);
        return variable;
    }

    public IWorkflowBuilder WithVariable<T>(Variable<T?> variable) => WithVariables(variable);

    public IWorkflowBuilder WithVariable(Variable variable) => WithVariables(variable);

    public IWorkflowBuilder WithVariables(params Variable[] variables)
    {
        foreach (var variable in variables)
            Variables.Add(variable);
        return this;
    }

    public InputDefinition WithInput<T>(string name, string? description = null) => WithInput(name, typeof(T), description);

    public InputDefinition WithInput(string name, Type type, string? description = null) => WithInput(name, type, input => input.Description = description ?? "");

    public InputDefinition WithInput(string name, Type type, Action<InputDefinition>? setup = null) => WithInput(input =>
    {
        input.Name = name;
        input.Type = type;
        setup?.Invoke(input);
    });

    public InputDefinition WithInput(Action<InputDefinition> setup)
    {
        var input = new InputDefinition();
        setup(input);
        Inputs.Add(input);
        return input;
    }

    public IWorkflowBuilder WithInput(InputDefinition inputDefinition)
    {
        Inputs.Add(inputDefinition);
        return this;
    }

    public OutputDefinition WithOutput<T>(string name, string? description = null) => WithOutput(name, typeof(T), description);

    public OutputDefinition WithOutput(string name, Type type, string? description = null) => WithOutput(name, type, output => output.Description = description ?? "");

    public OutputDefinition WithOutput(string name, Type type, Action<OutputDefinition>? setup = null) => WithOutput(output =>
    {
        output.Name = name;
        output.Type = type;
        setup?.Invoke(output);
    });

    public OutputDefinition WithOutput(Action<OutputDefinition> setup)
    {
        var output = new OutputDefinition();
        setup(output);
        return WithOutput(output);
    }

    public OutputDefinition WithOutput(OutputDefinition outputDefinition)
    {
        Outputs.Add(outputDefinition);
        return outputDefinition;
    }

    public IWorkflowBuilder WithCustomProperty(string name, object value)
    {
        _customProperties[name] = value;
        return this;
    }

    public IWorkflowBuilder WithActivationStrategyType<T>() where T : IWorkflowActivationStrategy
    {
        WorkflowOptions.ActivationStrategyType = typeof(T);
        return this;
    }

    public IWorkflowBuilder AsReadonly()
    {
        IsReadonly = true;
        return this;
    }

    public IWorkflowBuilder AsSystemWorkflow()
    {
        IsReadonly = true;
        IsSystem = true;
        return this;
    }

    public async Task<Workflow> BuildWorkflowAsync(IWorkflow workflowDefinition, CancellationToken cancellationToken = default)
    {
        await workflowDefinition.BuildAsync(this, cancellationToken).ConfigureAwait(false);
        var type = workflowDefinition.GetType().Name;
        if (string.IsNullOrWhiteSpace(DefinitionId))
            DefinitionId = type;
        if (string.IsNullOrWhiteSpace(Id))
            Id = $"{type}:v{Version}";
        return await BuildWorkflowAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<Workflow> BuildWorkflowAsync(CancellationToken cancellationToken = default)
    {
        if (Version < 1)
            throw new InvalidOperationException($"The version of workflow '{DefinitionId}' must be 1 or more.");
        var definitionId = string.IsNullOrWhiteSpace(DefinitionId) ? "1" : DefinitionId;
        var id = string.IsNullOrWhiteSpace(Id) ? $"{definitionId}:v{Version}" : Id;
        var workflow = new Workflow(
            new WorkflowIdentity(definitionId, Version, id, TenantId),
            WorkflowPublication.LatestAndPublished,
            new WorkflowMetadata(Name, Description),
            WorkflowOptions,
            Root ?? new Sequence(),
            Variables,
            Inputs,
            Outputs,
            Outcomes,
            _customProperties,
            IsReadonly,
            IsSystem) { Id = "Workflow1", Name = Name, ResultVariable = Result };
        await graphs.BuildAsync(workflow, cancellationToken).ConfigureAwait(false);
        return workflow;
    }
}

internal sealed class WorkflowBuilderFactory(IWorkflowGraphBuilder graphs) : IWorkflowBuilderFactory
{
    public IWorkflowBuilder CreateBuilder() => new WorkflowBuilder(graphs);
}
