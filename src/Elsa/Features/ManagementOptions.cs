using System.Text.Json;
using System.Text.Json.Nodes;
using Elsa.Workflows.Management.Models;

namespace Elsa.Workflows.Management.Options
{
    /// <summary>What the designer may use.</summary>
    public class ManagementOptions
    {
        /// <summary>The classes that the designer offers.</summary>
        public HashSet<Type> ActivityTypes { get; set; } = [];

        /// <summary>The types that a variable may have.</summary>
        public HashSet<VariableDescriptor> VariableDescriptors { get; set; } = [];
    }
}

namespace Elsa.Workflows.Management.Models
{
    /// <summary>A type that a variable may have.</summary>
    /// <param name="Type">The type.</param>
    /// <param name="Category">The group in the designer's list.</param>
    /// <param name="Description">For people; null for none.</param>
    public record VariableDescriptor(Type Type, string Category, string? Description);
}

namespace Elsa.Workflows.Management
{
    /// <summary>The types that every application's variables may have.</summary>
    internal static class VariableTypes
    {
        public static readonly IReadOnlyList<VariableDescriptor> Defaults =
        [
            new(typeof(object), "Primitives", "Any value."),
            new(typeof(string), "Primitives", "Text."),
            new(typeof(bool), "Primitives", "True or false."),
            new(typeof(int), "Primitives", "A whole number of 32 bits."),
            new(typeof(long), "Primitives", "A whole number of 64 bits."),
            new(typeof(float), "Primitives", "A floating number of 32 bits."),
            new(typeof(double), "Primitives", "A floating number of 64 bits."),
            new(typeof(decimal), "Primitives", "An exact decimal number, for money."),
            new(typeof(Guid), "Primitives", "A globally unique id."),
            new(typeof(DateTime), "Primitives", "A date and time."),
            new(typeof(DateTimeOffset), "Primitives", "A date and time with its offset from UTC."),
            new(typeof(TimeSpan), "Primitives", "A length of time."),
            new(typeof(IDictionary<string, string>), "Lookups", "Texts by name."),
            new(typeof(IDictionary<string, object>), "Lookups", "Values by name."),
            new(typeof(JsonElement), "Dynamic", "JSON to read."),
            new(typeof(JsonNode), "Dynamic", "JSON to read and change."),
            new(typeof(JsonObject), "Dynamic", "A JSON object to read and change."),
        ];
    }
}
