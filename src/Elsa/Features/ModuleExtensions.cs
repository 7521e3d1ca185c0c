using Elsa.Features;
using Elsa.Features.Contracts;
using Elsa.Features.Implementations;
using Elsa.Features.Models;
using Elsa.Features.Services;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Extensions;

/// <summary>Puts the engine together.</summary>
public static partial class ModuleExtensions
{
    /// <summary>Adds the engine with the features that the application chooses.</summary>
    public static IModule AddElsa(this IServiceCollection services, Action<IModule>? configure = null)
    {
        var module = services.CreateModule();
        module.Configure<AppFeature>(app => app.Configurator = configure);
        module.Apply();
        var features = ((Module)module).FeatureTypes.Select(Describe).ToList();
        services.AddSingleton<IInstalledFeatureProvider>(new InstalledFeatures(features));
        return module;
    }

    private static FeatureDescriptor Describe(Type type)
    {
        var name = type.Name.EndsWith("Feature", StringComparison.Ordinal) ? type.Name[..^"Feature".Length] : type.Name;
        return new FeatureDescriptor(name, "Elsa", name);
    }
}

/// <summary>Makes modules.</summary>
public static class DependencyInjectionExtensions
{
    /// <summary>An empty module that registers its features with the services.</summary>
    public static IModule CreateModule(this IServiceCollection services) => new Module(services);

    /// <summary>Adds the feature if it is not there yet, and configures it.</summary>
    public static IModule Use<T>(this IModule module, Action<T>? configure = null) where T : class, IFeature
    {
        module.Configure(configure);
        return module;
    }
}
