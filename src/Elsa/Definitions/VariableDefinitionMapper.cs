using System.Globalization;
using Elsa.Expressions.Contracts;
using Elsa.Extensions;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.Serialization;

namespace Elsa.Workflows.Management.Mappers;

/// <summary>Turns variables into what the designer reads and writes, and back.</summary>
public class VariableDefinitionMapper
{
    private readonly IWellKnownTypeRegistry _types;
    private readonly IStorageDriverManager _drivers;

    internal VariableDefinitionMapper(IWellKnownTypeRegistry types, IStorageDriverManager drivers)
    {
        _types = types;
        _drivers = drivers;
    }

    /// <summary>A variable of the named type; of any type when the name is not known.</summary>
    public Variable Map(VariableDefinition source)
    {
        var type = _types.TypeOf(source.TypeName) ?? typeof(object);
        if (source.IsArray && !type.IsArray)
            type = type.MakeArrayType();
        var variable = (Variable)Activator.CreateInstance(typeof(Variable<>).MakeGenericType(type))!;
        variable.Id = string.IsNullOrWhiteSpace(source.Id) ? source.Name : source.Id;
        variable.Name = source.Name;
        variable.StorageDriverType = Driver(source.StorageDriverTypeName);
        variable.Value = string.IsNullOrEmpty(source.Value) ? null : variable.TryParseValue(source.Value, out var value) ? value : source.Value;
        return variable;
    }

    /// <summary>Variables of the named types.</summary>
    public IEnumerable<Variable> Map(IEnumerable<VariableDefinition>? source) => source?.Select(Map) ?? [];

    /// <summary>What the designer reads.</summary>
    public VariableDefinition Map(Variable source) => new(
        source.Id, source.Name, _types.NameOf(source.GetVariableType()), false, Text(source.Value), source.StorageDriverType?.Name);

    /// <summary>What the designer reads.</summary>
    public IEnumerable<VariableDefinition> Map(IEnumerable<Variable>? source) => source?.Select(Map) ?? [];

    /// <summary>The designer writes the full name of the type, we write its short name.</summary>
    private Type? Driver(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return null;
        var shortName = name.Split(',')[0].Split('.')[^1].Trim();
        return _drivers.List().FirstOrDefault(driver => driver.GetType().Name == shortName)?.GetType();
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        bool or sbyte or byte or short or int or long or float or double or decimal or Guid or Enum => Convert.ToString(value, CultureInfo.InvariantCulture),
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        _ => PlainData.WriteText(value),
    };
}
