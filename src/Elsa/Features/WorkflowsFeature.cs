using Elsa.Features.Abstractions;
using Elsa.Features.Services;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Workflows.Features;

/// <summary>Runs workflows in memory.</summary>
public class WorkflowsFeature(IModule module) : FeatureBase(module)
{
    /// <summary>Makes what makes ids; by default they begin with the time, which keeps large databases quick.</summary>
    public Func<IServiceProvider, IIdentityGenerator> IdentityGenerator { get; set; } = static services => new OrderedIdentity(services.GetRequiredService<TimeProvider>());

    /// <summary>Replaces what makes ids.</summary>
    public WorkflowsFeature WithIdentityGenerator(Func<IServiceProvider, IIdentityGenerator> generator)
    {
        IdentityGenerator = generator;
        return this;
    }

    /// <inheritdoc />
    public override void Apply()
    {
        Services.AddSingleton(IdentityGenerator);
        Services.AddWorkflowCore();
    }
}
