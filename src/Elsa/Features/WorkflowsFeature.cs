using Elsa.Common;
using Elsa.Common.Services;
using Elsa.Features.Abstractions;
using Elsa.Features.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Elsa.Workflows.Features;

/// <summary>Runs workflows in memory.</summary>
public class WorkflowsFeature(IModule module) : FeatureBase(module)
{
    /// <summary>Makes what makes ids.</summary>
    public Func<IServiceProvider, IIdentityGenerator> IdentityGenerator { get; set; } = static services => new OrderedIdentity(services.GetRequiredService<TimeProvider>());

    /// <summary>Replaces what makes ids.</summary>
    public WorkflowsFeature WithIdentityGenerator(Func<IServiceProvider, IIdentityGenerator> generator)
    {
        IdentityGenerator = generator;
        return this;
    }
}
