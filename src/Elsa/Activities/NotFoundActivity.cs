using System.ComponentModel;
using System.Runtime.CompilerServices;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Exceptions;

namespace Elsa.Workflows.Activities;

/// <summary>Stands for an activity whose type is not known, so that the rest of the definition can still be read and saved.</summary>
[Browsable(false)]
[Activity("Elsa", "System", "A placeholder activity that will be used in case a workflow definition references an activity type that cannot be found.")]
public class NotFoundActivity : CodeActivity
{
    /// <summary>For a serializer.</summary>
    public NotFoundActivity([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>For a type that is not known.</summary>
    public NotFoundActivity(string missingTypeName, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line) =>
        MissingTypeName = missingTypeName;

    /// <summary>The name of the type.</summary>
    public string MissingTypeName { get; set; } = default!;

    /// <summary>The version of the type; 0 when it was not given.</summary>
    public int MissingTypeVersion { get; set; }

    /// <summary>The activity as it was read.</summary>
    public string OriginalActivityJson { get; set; } = default!;

    /// <inheritdoc />
    protected override void Execute(ActivityExecutionContext context) => throw new ActivityNotFoundException(MissingTypeName, MissingTypeVersion);
}
