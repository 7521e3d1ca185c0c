using System.Reflection;
using Elsa.Features.Attributes;
using Elsa.Features.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Elsa.Features.Implementations;

/// <summary>Collects features, each once, together with those they depend on, and applies them in that order.</summary>
internal sealed class Module(IServiceCollection services) : IModule
{
    private readonly Dictionary<Type, IFeature> _features = [];
    private readonly HashSet<Type> _configured = [];
    private readonly List<(Type Type, int Priority)> _hostedServices = [];
    private readonly List<Type> _applied = [];

    public IServiceCollection Services { get; } = services;

    public IDictionary<object, object> Properties { get; } = new Dictionary<object, object>();

    public bool HasFeature<T>() where T : class, IFeature => HasFeature(typeof(T));

    public bool HasFeature(Type featureType) => _features.ContainsKey(featureType);

    public IEnumerable<Type> FeatureTypes => _features.Keys;

    public T Configure<T>(Action<T>? configure = null) where T : class, IFeature =>
        Configure(module => (T)Activator.CreateInstance(typeof(T), module)!, configure);

    public T Configure<T>(Func<IModule, T> factory, Action<T>? configure = null) where T : class, IFeature
    {
        if (!_features.TryGetValue(typeof(T), out var feature))
            _features[typeof(T)] = feature = factory(this);
        configure?.Invoke((T)feature);
        return (T)feature;
    }

    public IModule ConfigureHostedService<T>(int priority = 0) where T : class, IHostedService => ConfigureHostedService(typeof(T), priority);

    public IModule ConfigureHostedService(Type hostedServiceType, int priority = 0)
    {
        _hostedServices.Add((hostedServiceType, priority));
        return this;
    }

    public void Apply()
    {
        // A feature may bring further ones while it is configured, so this goes on until none is new.
        for (var pending = Pending(); pending.Count > 0; pending = Pending())
            foreach (var type in pending)
            {
                _configured.Add(type);
                foreach (var dependency in DependenciesOf(type))
                    if (!_features.ContainsKey(dependency))
                        _features[dependency] = (IFeature)Activator.CreateInstance(dependency, this)!;
                _features[type].Configure();
            }

        foreach (var type in InOrder().Where(type => !_applied.Contains(type)).ToList())
        {
            _applied.Add(type);
            _features[type].ConfigureHostedServices();
            _features[type].Apply();
        }

        foreach (var (type, _) in _hostedServices.OrderBy(hosted => hosted.Priority))
            Services.Add(ServiceDescriptor.Singleton(typeof(IHostedService), type));
        _hostedServices.Clear();
    }

    private List<Type> Pending() => _features.Keys.Where(type => !_configured.Contains(type)).ToList();

    private static IEnumerable<Type> DependenciesOf(Type type) => type.GetCustomAttributes<DependsOnAttribute>(true).Select(attribute => attribute.Type);

    private List<Type> InOrder()
    {
        var ordered = new List<Type>();
        var seen = new HashSet<Type>();
        foreach (var type in _features.Keys)
            Visit(type);
        return ordered;

        void Visit(Type type)
        {
            if (!seen.Add(type))
                return;
            foreach (var dependency in DependenciesOf(type))
                Visit(dependency);
            ordered.Add(type);
        }
    }
}
