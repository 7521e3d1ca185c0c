using Elsa.Features.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Elsa.Features.Abstractions;

/// <summary>A feature that does nothing until its parts are overridden.</summary>
public abstract class FeatureBase(IModule module) : IFeature
{
    /// <summary>The module that it belongs to.</summary>
    public IModule Module { get; } = module;

    /// <summary>Where the feature registers what it offers.</summary>
    public IServiceCollection Services => Module.Services;

    /// <summary>May bring and configure other features.</summary>
    public virtual void Configure()
    {
    }

    /// <summary>May add hosted services.</summary>
    public virtual void ConfigureHostedServices()
    {
    }

    /// <summary>Registers what the feature offers.</summary>
    public virtual void Apply()
    {
    }

    /// <summary>Adds a hosted service; lower priorities start first.</summary>
    protected void ConfigureHostedService<T>(int priority = 0) where T : class, IHostedService => Module.ConfigureHostedService<T>(priority);
}
