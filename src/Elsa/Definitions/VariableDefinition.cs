namespace Elsa.Workflows.Models;

/// <summary>A variable as the designer reads and writes it.</summary>
/// <param name="Id">Unique within the workflow.</param>
/// <param name="Name">The name that expressions use.</param>
/// <param name="TypeName">The alias of the type.</param>
/// <param name="IsArray">Whether it holds a list of the type; written as an array type.</param>
/// <param name="Value">The initial value as text; null for none.</param>
/// <param name="StorageDriverTypeName">The name of the storage driver; null keeps the value in memory only.</param>
public record VariableDefinition(string Id, string Name, string TypeName, bool IsArray, string? Value, string? StorageDriverTypeName);
