using System.Text;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Stores;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.Management.Activities.WorkflowDefinitionActivity;

/// <summary>Describes every definition that may be used as an activity, in each version: what uses one stays on it. The designer offers the published one.</summary>
internal sealed class WorkflowDefinitionActivityProvider(WorkflowDefinitionStore store, WorkflowDefinitionActivityDescriptorFactory factory) : IActivityProvider
{
    public async ValueTask<IEnumerable<ActivityDescriptor>> GetDescriptorsAsync(CancellationToken cancellationToken = default)
    {
        var versions = (await store.FindManyAsync(new WorkflowDefinitionFilter { UsableAsActivity = true }, cancellationToken).ConfigureAwait(false)).ToList();
        var published = versions.Where(x => x.IsPublished).ToDictionary(x => x.DefinitionId, StringComparer.Ordinal);
        return versions.OrderBy(x => x.IsPublished).Select(x => factory.CreateDescriptor(x, published.GetValueOrDefault(x.DefinitionId))).ToList();
    }
}

/// <summary>Describes a definition as an activity.</summary>
public class WorkflowDefinitionActivityDescriptorFactory
{
    /// <summary>The descriptor of one version.</summary>
    public ActivityDescriptor CreateDescriptor(WorkflowDefinition definition, WorkflowDefinition? latestPublishedDefinition = null)
    {
        var name = TypeName(string.IsNullOrWhiteSpace(definition.Name) ? definition.DefinitionId : definition.Name);
        return new ActivityDescriptor
        {
            TypeName = name,
            Name = name,
            ClrType = typeof(WorkflowDefinitionActivity),
            Version = definition.Version,
            Category = string.IsNullOrWhiteSpace(definition.Options?.ActivityCategory) ? "Workflows" : definition.Options.ActivityCategory,
            DisplayName = definition.Name,
            Description = definition.Description,
            Kind = ActivityKind.Action,
            IsBrowsable = definition.IsPublished,
            Inputs = definition.Inputs.Select(Input).ToList(),
            Outputs = definition.Outputs.Select(Output).ToList(),
            Ports =
            [
                new Port { Name = "Root", DisplayName = "Root", Type = PortType.Embedded, IsBrowsable = false },
                .. definition.Outcomes.Select(x => new Port { Name = x, DisplayName = x, Type = PortType.Flow }),
            ],
            CustomProperties = new Dictionary<string, object>
            {
                ["RootType"] = nameof(WorkflowDefinitionActivity),
                ["WorkflowDefinitionId"] = definition.DefinitionId,
                ["WorkflowDefinitionVersionId"] = definition.Id,
            },
            ConstructionProperties = new Dictionary<string, object>
            {
                ["WorkflowDefinitionId"] = definition.DefinitionId,
                ["WorkflowDefinitionVersionId"] = definition.Id,
                ["Version"] = definition.Version,
            },
            Constructor = context =>
            {
                var made = context.CreateActivity<WorkflowDefinitionActivity>();
                var activity = made.Activity;
                activity.Loaded = null;
                activity.WorkflowDefinitionId ??= definition.DefinitionId;
                activity.WorkflowDefinitionVersionId ??= definition.Id;
                activity.LatestAvailablePublishedVersion = latestPublishedDefinition?.Version ?? 0;
                activity.LatestAvailablePublishedVersionId = latestPublishedDefinition?.Id!;
                return made;
            },
        };
    }

    /// <summary>"Visit store" is "VisitStore": every word with a capital, nothing between them.</summary>
    private static string TypeName(string name)
    {
        var text = new StringBuilder();
        var begins = true;
        foreach (var letter in name)
        {
            if (char.IsLetterOrDigit(letter))
                text.Append(begins ? char.ToUpperInvariant(letter) : letter);
            begins = !char.IsLetterOrDigit(letter);
        }

        return text.Length == 0 ? name : text.ToString();
    }

    private static InputDescriptor Input(InputDefinition definition) => new()
    {
        Name = definition.Name,
        Type = definition.Type,
        DisplayName = string.IsNullOrWhiteSpace(definition.DisplayName) ? definition.Name : definition.DisplayName,
        Description = definition.Description,
        Category = definition.Category,
        UIHint = definition.UIHint,
        StorageDriverType = definition.StorageDriverType,
        DefaultSyntax = null,
        IsWrapped = true,
        IsBrowsable = true,
        IsSynthetic = true,
        ValueGetter = x => x.SyntheticProperties.TryGetValue(definition.Name, out var value) ? value : null,
        ValueSetter = (x, value) => x.SyntheticProperties[definition.Name] = value!,
    };

    private static OutputDescriptor Output(OutputDefinition definition) => new()
    {
        Name = definition.Name,
        Type = definition.Type,
        DisplayName = string.IsNullOrWhiteSpace(definition.DisplayName) ? definition.Name : definition.DisplayName,
        Description = definition.Description,
        IsBrowsable = true,
        IsSynthetic = true,
        ValueGetter = x => x.SyntheticProperties.TryGetValue(definition.Name, out var value) ? value : null,
        ValueSetter = (x, value) => x.SyntheticProperties[definition.Name] = value!,
    };
}
