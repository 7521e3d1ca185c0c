namespace Elsa.Expressions.Exceptions;

/// <summary>A value cannot be converted to the type that is wanted.</summary>
public class TypeConversionException : Exception
{
    /// <summary>With what was tried.</summary>
    public TypeConversionException(string message, object value, Type targetType, Exception innerException) : base(message, innerException)
    {
        Value = value;
        TargetType = targetType;
    }

    /// <summary>The value.</summary>
    public object Value { get; }

    /// <summary>The type that was wanted.</summary>
    public Type TargetType { get; }
}
