using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Elsa.Features.Services;

/// <summary>What the engine is made of in this application: features, each at most once.</summary>
public interface IModule
{
    /// <summary>Where features register what they offer.</summary>
    IServiceCollection Services { get; }

    /// <summary>Notes that features leave for each other while the module is built.</summary>
    IDictionary<object, object> Properties { get; }

    /// <summary>Whether the feature is part of the module.</summary>
    bool HasFeature<T>() where T : class, IFeature;

    /// <summary>Whether the feature is part of the module.</summary>
    bool HasFeature(Type featureType);

    /// <summary>Adds the feature if it is not there yet, and configures it.</summary>
    T Configure<T>(Action<T>? configure = null) where T : class, IFeature;

    /// <summary>Adds the feature if it is not there yet, and configures it.</summary>
    T Configure<T>(Func<IModule, T> factory, Action<T>? configure = null) where T : class, IFeature;

    /// <summary>Adds a hosted service; lower priorities start first.</summary>
    IModule ConfigureHostedService<T>(int priority = 0) where T : class, IHostedService;

    /// <summary>Adds a hosted service; lower priorities start first.</summary>
    IModule ConfigureHostedService(Type hostedServiceType, int priority = 0);

    /// <summary>Registers what the features offer; a feature is applied once.</summary>
    void Apply();
}

/// <summary>A part of the engine that an application may choose.</summary>
public interface IFeature
{
    /// <summary>The module that it belongs to.</summary>
    IModule Module { get; }

    /// <summary>May bring and configure other features.</summary>
    void Configure();

    /// <summary>May add hosted services.</summary>
    void ConfigureHostedServices();

    /// <summary>Registers what the feature offers.</summary>
    void Apply();
}
