namespace Elsa.Workflows.Exceptions;

/// <summary>An input of an activity could not be evaluated.</summary>
public class InputEvaluationException : Exception
{
    /// <summary>With the input's name and the cause.</summary>
    public InputEvaluationException(string inputName, string message, Exception exception) : base(message, exception) => InputName = inputName;

    /// <summary>The name of the input.</summary>
    public string InputName { get; }
}

/// <summary>A workflow faulted on purpose.</summary>
public class FaultException : Exception
{
    /// <summary>With what the designer wrote.</summary>
    public FaultException(string? code, string? category, string? type, string? message) : base(message)
    {
        Code = code;
        Category = category;
        Type = type;
    }

    /// <summary>Tells faults apart.</summary>
    public string? Code { get; }

    /// <summary>Where the fault comes from, such as HTTP.</summary>
    public string? Category { get; }

    /// <summary>Such as System or Business.</summary>
    public string? Type { get; }
}

/// <summary>A definition uses a type of activity that is not known.</summary>
public class ActivityNotFoundException : Exception
{
    /// <summary>With the name of the type.</summary>
    public ActivityNotFoundException(string missingTypeName) : this(missingTypeName, 0)
    {
    }

    /// <summary>With name and version of the type.</summary>
    public ActivityNotFoundException(string missingTypeName, int missingTypeVersion) : base($"The activity type '{missingTypeName}' is not known.")
    {
        MissingTypeName = missingTypeName;
        MissingTypeVersion = missingTypeVersion;
    }

    /// <summary>The name of the type.</summary>
    public string MissingTypeName { get; }

    /// <summary>The version of the type; 0 when it was not given.</summary>
    public int MissingTypeVersion { get; }
}
