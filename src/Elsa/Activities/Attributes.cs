namespace Elsa.Workflows.Attributes;

/// <summary>Describes an activity to the designer.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public class ActivityAttribute : Attribute
{
    /// <summary>Everything from the class.</summary>
    public ActivityAttribute()
    {
    }

    /// <summary>With namespace, category and description.</summary>
    public ActivityAttribute(string @namespace, string? category, string? description = null)
    {
        Namespace = @namespace;
        Category = category;
        Description = description;
    }

    /// <summary>With namespace and description; the category is the namespace.</summary>
    public ActivityAttribute(string @namespace, string? description = null)
    {
        Namespace = @namespace;
        Description = description;
        Category = @namespace;
    }

    /// <summary>With a type name other than the class name.</summary>
    public ActivityAttribute(string @namespace, string? type, int version = 1, string? description = null, string? category = null)
    {
        Namespace = @namespace;
        Type = type;
        Version = version;
        Description = description;
        Category = category;
    }

    /// <summary>The first part of the type name.</summary>
    public string? Namespace { get; set; }

    /// <summary>The last part of the type name; null for the class name.</summary>
    public string? Type { get; set; }

    /// <summary>The version of the type; counts from 1.</summary>
    public int Version { get; set; } = 1;

    /// <summary>A sentence for the person who designs.</summary>
    public string? Description { get; set; }

    /// <summary>The name that people see; null makes one from the class name.</summary>
    public string? DisplayName { get; set; }

    /// <summary>The group in the designer's palette.</summary>
    public string? Category { get; set; }

    /// <summary>What sort of work it is.</summary>
    public ActivityKind Kind { get; set; }

    /// <summary>Whether a task runs in the background unless the activity says otherwise.</summary>
    public bool RunAsynchronously { get; set; }
}

/// <summary>Describes an input to the designer.</summary>
[AttributeUsage(AttributeTargets.Property)]
public class InputAttribute : Attribute
{
    /// <summary>The name in JSON and state; null for the property's.</summary>
    public string? Name { get; set; }

    /// <summary>The kind of editor, see <c>InputUIHints</c>; null chooses by type.</summary>
    public string? UIHint { get; set; }

    /// <summary>The name that people see; null makes one from the property's.</summary>
    public string? DisplayName { get; set; }

    /// <summary>A sentence for the person who designs.</summary>
    public string? Description { get; set; }

    /// <summary>The tab of the property editor; null for the first.</summary>
    public string? Category { get; set; }

    /// <summary>Fixed choices of a dropdown.</summary>
    public object? Options { get; set; }

    /// <summary>Sorts the editors, smallest first.</summary>
    public float Order { get; set; }

    /// <summary>The value of a new activity.</summary>
    public object? DefaultValue { get; set; }

    /// <summary>A type that computes the value of a new activity.</summary>
    public Type? DefaultValueProvider { get; set; }

    /// <summary>The expression type of a new activity; null for Literal.</summary>
    public string? DefaultSyntax { get; set; }

    /// <summary>The expression types offered; null for all.</summary>
    public string[]? SupportedSyntaxes { get; set; }

    /// <summary>True when it cannot be edited.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>False hides it.</summary>
    public bool IsBrowsable { get; set; } = true;

    /// <summary>False leaves the evaluation to the activity.</summary>
    public bool AutoEvaluate { get; set; } = true;

    /// <summary>A type that evaluates the input in its own way; null for the usual way.</summary>
    public Type? EvaluatorType { get; set; }

    /// <summary>False keeps it out of JSON.</summary>
    public bool IsSerializable { get; set; } = true;

    /// <summary>True keeps its value out of state, journal and exports.</summary>
    public bool CanContainSecrets { get; set; }

    /// <summary>A type that gives the editor what it shows, such as the choices of a dropdown.</summary>
    public Type? UIHandler { get; set; }

    /// <summary>Several of them.</summary>
    public Type[]? UIHandlers { get; set; }
}

/// <summary>Describes an output to the designer; on a class, its result.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public class OutputAttribute : Attribute
{
    /// <summary>The name in JSON and state; null for the property's.</summary>
    public string? Name { get; set; }

    /// <summary>The name that people see; null makes one from the property's.</summary>
    public string? DisplayName { get; set; }

    /// <summary>A sentence for the person who designs.</summary>
    public string? Description { get; set; }

    /// <summary>False hides it.</summary>
    public bool IsBrowsable { get; set; } = true;

    /// <summary>False keeps its value out of state and journal.</summary>
    public bool IsSerializable { get; set; } = true;
}

/// <summary>Marks a property that holds a child activity.</summary>
[AttributeUsage(AttributeTargets.Property)]
public class PortAttribute : Attribute
{
    /// <summary>With the port's name; null for the property's.</summary>
    public PortAttribute(string? name = null) => Name = name;

    /// <summary>With the port's name and the name that people see.</summary>
    public PortAttribute(string name, string displayName)
    {
        Name = name;
        DisplayName = displayName;
    }

    /// <summary>Null for the property's name.</summary>
    public string? Name { get; set; }

    /// <summary>The name that people see; null for the port's name.</summary>
    public string? DisplayName { get; set; }
}
