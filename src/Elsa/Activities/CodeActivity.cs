using System.Runtime.CompilerServices;
using Elsa.Expressions.Models;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;

namespace Elsa.Workflows;

/// <summary>An activity that is complete as soon as it has run, unless it has made a bookmark.</summary>
public abstract class CodeActivity : Activity
{
    /// <summary>Takes the type name from the class.</summary>
    protected CodeActivity([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>With a type name of its own.</summary>
    protected CodeActivity(string activityType, int version = 1, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(activityType, version, source, line)
    {
    }

    internal override bool CompletesAfterRun => true;
}

/// <summary>A <see cref="CodeActivity"/> with one main output.</summary>
public abstract class CodeActivity<T> : CodeActivity, IActivityWithResult<T>
{
    /// <summary>Takes the type name from the class.</summary>
    protected CodeActivity([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>With a type name of its own.</summary>
    protected CodeActivity(string activityType, int version = 1, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(activityType, version, source, line)
    {
    }

    /// <summary>With a place for the result.</summary>
    protected CodeActivity(MemoryBlockReference? output, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
        if (output is not null)
            Result = new Output<T?>(output);
    }

    /// <summary>With a place for the result.</summary>
    protected CodeActivity(Output<T?>? output, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line) => Result = output;

    /// <summary>The main output.</summary>
    [Output]
    public Output<T?>? Result { get; set; }

    Output? IActivityWithResult.Result
    {
        get => Result;
        set => Result = (Output<T?>?)value;
    }
}
