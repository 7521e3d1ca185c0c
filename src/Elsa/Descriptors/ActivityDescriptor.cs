using System.Reflection;
using System.Text.Json.Serialization;

namespace Elsa.Workflows.Models;

/// <summary>What the engine and the designer know about a type of activity.</summary>
public class ActivityDescriptor
{
    /// <summary>Null where there is one tenant only.</summary>
    public string? TenantId { get; set; }

    /// <summary>The name that stands in JSON.</summary>
    public string TypeName { get; set; } = default!;

    /// <summary>The class.</summary>
    public Type ClrType { get; set; } = default!;

    /// <summary>The first part of the type name.</summary>
    public string Namespace { get; set; } = default!;

    /// <summary>The last part of the type name.</summary>
    public string Name { get; set; } = default!;

    /// <summary>The version of the type; counts from 1.</summary>
    public int Version { get; set; }

    /// <summary>The group in the designer's palette.</summary>
    public string Category { get; set; } = default!;

    /// <summary>The name that people see.</summary>
    public string? DisplayName { get; set; }

    /// <summary>A sentence for the person who designs.</summary>
    public string? Description { get; set; }

    /// <summary>The inputs in the order of the designer.</summary>
    public ICollection<InputDescriptor> Inputs { get; init; } = new List<InputDescriptor>();

    /// <summary>The outputs in the order of the designer.</summary>
    public ICollection<OutputDescriptor> Outputs { get; init; } = new List<OutputDescriptor>();

    /// <summary>The attributes of the class.</summary>
    [JsonIgnore]
    public ICollection<Attribute> Attributes { get; set; } = new List<Attribute>();

    /// <summary>Makes an activity of this type.</summary>
    [JsonIgnore]
    public Func<ActivityConstructorContext, ActivityConstructionResult> Constructor { get; set; } = default!;

    /// <summary>What sort of work it is.</summary>
    public ActivityKind Kind { get; set; }

    /// <summary>Whether a task runs in the background unless the activity says otherwise.</summary>
    public bool RunAsynchronously { get; set; }

    /// <summary>Children and outcomes.</summary>
    public ICollection<Port> Ports { get; set; } = new List<Port>();

    /// <summary>Notes of whoever described the type.</summary>
    public IDictionary<string, object> CustomProperties { get; set; } = new Dictionary<string, object>();

    /// <summary>Properties that a new activity of this type begins with.</summary>
    public IDictionary<string, object> ConstructionProperties { get; set; } = new Dictionary<string, object>();

    /// <summary>True for an activity that holds others.</summary>
    public bool IsContainer { get; set; }

    /// <summary>False hides it in the designer.</summary>
    public bool IsBrowsable { get; set; } = true;

    /// <summary>True when a flowchart begins at it.</summary>
    public bool IsStart { get; set; }

    /// <summary>True when it ends the flowchart.</summary>
    public bool IsTerminal { get; set; }
}

/// <summary>What inputs and outputs have in common.</summary>
public abstract class PropertyDescriptor
{
    /// <summary>The name of the property.</summary>
    public string Name { get; set; } = default!;

    /// <summary>The type of the value.</summary>
    [JsonPropertyName("typeName")]
    public Type Type { get; set; } = default!;

    /// <summary>The name that people see.</summary>
    public string? DisplayName { get; set; }

    /// <summary>A sentence for the person who designs.</summary>
    public string? Description { get; set; }

    /// <summary>Sorts, smallest first.</summary>
    public float Order { get; set; }

    /// <summary>False hides it in the designer.</summary>
    public bool? IsBrowsable { get; set; }

    /// <summary>False keeps the value out of JSON.</summary>
    public bool? IsSerializable { get; set; }

    /// <summary>True when there is no CLR property behind it.</summary>
    public bool IsSynthetic { get; set; }

    /// <summary>Reads the property of an activity.</summary>
    [JsonIgnore]
    public Func<IActivity, object?> ValueGetter { get; set; } = default!;

    /// <summary>Writes the property of an activity.</summary>
    [JsonIgnore]
    public Action<IActivity, object?> ValueSetter { get; set; } = default!;

    /// <summary>The CLR property; null for a synthetic one.</summary>
    [JsonIgnore]
    public PropertyInfo? PropertyInfo { get; set; }
}

/// <summary>Describes an input.</summary>
public class InputDescriptor : PropertyDescriptor
{
    /// <summary>An empty description.</summary>
    public InputDescriptor()
    {
    }

    /// <summary>A complete description.</summary>
    public InputDescriptor(
        string name,
        Type type,
        Func<IActivity, object?> valueGetter,
        Action<IActivity, object?> valueSetter,
        bool isWrapped,
        string uiHint,
        string displayName,
        string? description = null,
        string? category = null,
        float order = 0,
        object? defaultValue = null,
        string? defaultSyntax = "Literal",
        bool isReadOnly = false,
        bool isBrowsable = true,
        bool isSerializable = true,
        bool isSynthetic = false,
        bool autoEvaluate = true,
        Type? evaluatorType = null,
        Type? storageDriverType = null,
        PropertyInfo? propertyInfo = null,
        IDictionary<string, object>? uiSpecifications = null)
    {
        Name = name;
        Type = type;
        ValueGetter = valueGetter;
        ValueSetter = valueSetter;
        IsWrapped = isWrapped;
        UIHint = uiHint;
        DisplayName = displayName;
        Description = description;
        Category = category;
        Order = order;
        DefaultValue = defaultValue;
        DefaultSyntax = defaultSyntax;
        IsReadOnly = isReadOnly;
        IsBrowsable = isBrowsable;
        IsSerializable = isSerializable;
        IsSynthetic = isSynthetic;
        AutoEvaluate = autoEvaluate;
        EvaluatorType = evaluatorType;
        StorageDriverType = storageDriverType;
        PropertyInfo = propertyInfo;
        UISpecifications = uiSpecifications;
    }

    /// <summary>True when the property is an <see cref="Input"/>, false when it holds the value itself.</summary>
    public bool IsWrapped { get; set; }

    /// <summary>The kind of editor, see <c>InputUIHints</c>.</summary>
    public string UIHint { get; set; } = default!;

    /// <summary>The tab of the property editor; null for the first.</summary>
    public string? Category { get; set; }

    /// <summary>The value of a new activity.</summary>
    public object? DefaultValue { get; set; }

    /// <summary>The expression type of a new activity; null for Literal.</summary>
    public string? DefaultSyntax { get; set; }

    /// <summary>True when it cannot be edited.</summary>
    public bool? IsReadOnly { get; set; }

    /// <summary>True keeps its value out of state, journal and exports.</summary>
    public bool IsSensitive { get; set; }

    /// <summary>Where the value is kept; null with the activity's state.</summary>
    public Type? StorageDriverType { get; set; }

    /// <summary>False leaves the evaluation to the activity.</summary>
    public bool AutoEvaluate { get; set; } = true;

    /// <summary>A type that evaluates the input in its own way; null for the usual way.</summary>
    public Type? EvaluatorType { get; set; }

    /// <summary>What the editor shows, such as the choices of a dropdown.</summary>
    public IDictionary<string, object>? UISpecifications { get; set; }
}

/// <summary>Describes an output.</summary>
public class OutputDescriptor : PropertyDescriptor
{
    /// <summary>An empty description.</summary>
    public OutputDescriptor()
    {
    }

    /// <summary>A complete description.</summary>
    public OutputDescriptor(
        string name,
        string displayName,
        Type type,
        Func<IActivity, object?> valueGetter,
        Action<IActivity, object?> valueSetter,
        PropertyInfo? propertyInfo = null,
        string? description = null,
        bool? isBrowsable = null,
        bool? isSerializable = null)
    {
        Name = name;
        DisplayName = displayName;
        Type = type;
        ValueGetter = valueGetter;
        ValueSetter = valueSetter;
        PropertyInfo = propertyInfo;
        Description = description;
        IsBrowsable = isBrowsable;
        IsSerializable = isSerializable;
    }
}

/// <summary>Whether a port holds a child or is an outcome.</summary>
public enum PortType
{
    /// <summary>A child activity.</summary>
    Embedded,

    /// <summary>An outcome.</summary>
    Flow,
}

/// <summary>A child or an outcome of an activity.</summary>
public class Port
{
    /// <summary>The name that stands in JSON.</summary>
    public string Name { get; set; } = default!;

    /// <summary>The name that people see.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Child or outcome.</summary>
    public PortType Type { get; set; }

    /// <summary>False hides it in the designer.</summary>
    public bool IsBrowsable { get; set; } = true;
}

/// <summary>What an activity is made from.</summary>
public record ActivityConstructorContext(ActivityDescriptor ActivityDescriptor, Func<Type, ActivityConstructionResult> ActivityFactory)
{
    /// <summary>Makes an activity of that class.</summary>
    public ActivityConstructionResult<T> CreateActivity<T>() where T : IActivity => CreateActivity(typeof(T)).Cast<T>();

    /// <summary>Makes an activity of that class.</summary>
    public ActivityConstructionResult CreateActivity(Type type) => ActivityFactory(type);
}

/// <summary>An activity and what went wrong while it was read.</summary>
public class ActivityConstructionResult
{
    /// <summary>The outcome of making an activity.</summary>
    public ActivityConstructionResult(IActivity activity, IEnumerable<Exception>? exceptions = null)
    {
        Activity = activity;
        Exceptions = exceptions ?? [];
    }

    /// <summary>True when something could not be read.</summary>
    public bool HasExceptions => Exceptions.Any();

    /// <summary>The activity.</summary>
    public IActivity Activity { get; }

    /// <summary>What could not be read.</summary>
    public IEnumerable<Exception> Exceptions { get; }

    /// <summary>The same with a known type.</summary>
    public ActivityConstructionResult<TActivity> Cast<TActivity>() where TActivity : IActivity => new((TActivity)Activity, Exceptions);
}

/// <summary>An activity of a known type and what went wrong while it was read.</summary>
public sealed class ActivityConstructionResult<TActivity> : ActivityConstructionResult where TActivity : IActivity
{
    /// <summary>The outcome of making an activity.</summary>
    public ActivityConstructionResult(TActivity activity, IEnumerable<Exception>? exceptions = null) : base(activity, exceptions) => Activity = activity;

    /// <summary>The activity.</summary>
    public new TActivity Activity { get; }
}
