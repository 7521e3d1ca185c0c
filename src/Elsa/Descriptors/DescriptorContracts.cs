using System.Reflection;
using Elsa.Workflows.Models;

namespace Elsa.Workflows;

/// <summary>Adds types of activities.</summary>
public interface IActivityProvider
{
    /// <summary>Called at start and whenever descriptors are refreshed.</summary>
    ValueTask<IEnumerable<ActivityDescriptor>> GetDescriptorsAsync(CancellationToken cancellationToken = default);
}

/// <summary>The types of activities that are known. Thread safe.</summary>
public interface IActivityRegistry : IActivityProvider
{
    /// <summary>Adds a type on behalf of a provider.</summary>
    void Add(Type providerType, ActivityDescriptor descriptor);

    /// <summary>Removes a type of a provider.</summary>
    void Remove(Type providerType, ActivityDescriptor descriptor);

    /// <summary>Every type in every version.</summary>
    IEnumerable<ActivityDescriptor> ListAll();

    /// <summary>The types that a provider added.</summary>
    IEnumerable<ActivityDescriptor> ListByProvider(Type providerType);

    /// <summary>The newest version of a type that the designer offers, else the newest; null when there is none.</summary>
    ActivityDescriptor? Find(string type);

    /// <summary>A version of a type, or null.</summary>
    ActivityDescriptor? Find(string type, int version);

    /// <summary>The first type that fits, or null.</summary>
    ActivityDescriptor? Find(Func<ActivityDescriptor, bool> predicate);

    /// <summary>All types that fit.</summary>
    IEnumerable<ActivityDescriptor> FindMany(Func<ActivityDescriptor, bool> predicate);

    /// <summary>Adds a type.</summary>
    void Register(ActivityDescriptor descriptor);

    /// <summary>Describes and adds a class.</summary>
    Task RegisterAsync(Type activityType, CancellationToken cancellationToken = default);

    /// <summary>Describes and adds classes.</summary>
    Task RegisterAsync(IEnumerable<Type> activityTypes, CancellationToken cancellationToken = default);

    /// <summary>Asks the providers again.</summary>
    Task RefreshDescriptorsAsync(IEnumerable<IActivityProvider> activityProviders, CancellationToken cancellationToken = default);

    /// <summary>Asks the provider again.</summary>
    Task RefreshDescriptorsAsync(IActivityProvider activityProvider, CancellationToken cancellationToken = default);

    /// <summary>Forgets everything.</summary>
    void Clear();

    /// <summary>Forgets what a provider added.</summary>
    void ClearProvider(Type providerType);
}

/// <summary>Describes classes of activities by their attributes.</summary>
public interface IActivityDescriber
{
    /// <summary>Describes a class.</summary>
    Task<ActivityDescriptor> DescribeActivityAsync(Type activityType, CancellationToken cancellationToken = default);

    /// <summary>Describes an output.</summary>
    Task<OutputDescriptor> DescribeOutputPropertyAsync(PropertyInfo propertyInfo, CancellationToken cancellationToken = default);

    /// <summary>Describes an input.</summary>
    Task<InputDescriptor> DescribeInputPropertyAsync(PropertyInfo propertyInfo, CancellationToken cancellationToken = default);

    /// <summary>Describes the inputs of a class.</summary>
    Task<IEnumerable<InputDescriptor>> DescribeInputPropertiesAsync(Type activityType, CancellationToken cancellationToken = default);

    /// <summary>Describes the outputs of a class.</summary>
    Task<IEnumerable<OutputDescriptor>> DescribeOutputPropertiesAsync(Type activityType, CancellationToken cancellationToken = default);

    /// <summary>The inputs of a class.</summary>
    IEnumerable<PropertyInfo> GetInputProperties(Type activityType);

    /// <summary>The outputs of a class.</summary>
    IEnumerable<PropertyInfo> GetOutputProperties(Type activityType);
}

/// <summary>Changes descriptors before they are registered.</summary>
public interface IActivityDescriptorModifier
{
    /// <summary>Called once a descriptor.</summary>
    void Modify(ActivityDescriptor descriptor);
}

/// <summary>Computes the value with which an input of a new activity begins.</summary>
public interface IActivityPropertyDefaultValueProvider
{
    /// <summary>The value for that property.</summary>
    object GetDefaultValue(PropertyInfo property);
}

/// <summary>Gives an input's editor what it shows, such as the choices of a dropdown.</summary>
public interface IPropertyUIHandler
{
    /// <summary>Of several handlers the highest wins.</summary>
    float Priority { get; }

    /// <summary>Called when activities are described and again when the designer asks; the context is null or the activity as the designer sent it.</summary>
    ValueTask<IDictionary<string, object>> GetUIPropertiesAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken = default);
}

/// <summary>Asks all handlers of an input and joins their answers.</summary>
public interface IPropertyUIHandlerResolver
{
    /// <summary>Empty when there is no handler.</summary>
    ValueTask<IDictionary<string, object>> GetUIPropertiesAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken = default);
}

/// <summary>Names the handlers that serve a kind of editor by default.</summary>
public interface IUIHintHandler
{
    /// <summary>The kind of editor.</summary>
    string UIHint { get; }

    /// <summary>The handlers for that property.</summary>
    ValueTask<IEnumerable<Type>> GetPropertyUIHandlersAsync(PropertyInfo propertyInfo, CancellationToken cancellationToken);
}
