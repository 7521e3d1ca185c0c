namespace Elsa.Features.Attributes;

/// <summary>Says that a feature needs another, which is then added and applied before it.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public class DependsOnAttribute(Type type) : Attribute
{
    /// <summary>The feature that is needed.</summary>
    public Type Type { get; set; } = type;
}
