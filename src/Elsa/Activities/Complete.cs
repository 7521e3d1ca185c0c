using System.Runtime.CompilerServices;
using System.Text.Json;
using Elsa.Expressions.Helpers;
using Elsa.Expressions.Models;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;

namespace Elsa.Workflows.Activities;

/// <summary>Completes the composite around it, with outcomes; what else runs or waits in the composite is cancelled.</summary>
[Activity("Elsa", "Composition", "Signals the current composite activity to complete itself as a whole.")]
public class Complete : Activity, ITerminalNode
{
    /// <summary>Without outcomes: Done.</summary>
    public Complete([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>With constant outcomes.</summary>
    public Complete(IEnumerable<string> outcomes, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<object>(outcomes.ToArray()), source, line)
    {
    }

    /// <summary>With outcomes in code.</summary>
    public Complete(Func<ExpressionExecutionContext, ICollection<string>> outcomes, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<object>(x => (object?)outcomes(x)), source, line)
    {
    }

    /// <summary>With an outcome in code.</summary>
    public Complete(Func<ExpressionExecutionContext, string> outcome, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<object>(x => (object?)outcome(x)), source, line)
    {
    }

    /// <summary>With outcomes.</summary>
    public Complete(Input<object> outcomes, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line) => Outcomes = outcomes;

    /// <summary>One outcome, or a list of them.</summary>
    [Input(Description = "The outcome or set of outcomes to complete this activity with.", DefaultSyntax = "Object", UIHint = InputUIHints.OutcomePicker)]
    public Input<object> Outcomes { get; set; } = new(new Literal<object?>());

    /// <inheritdoc />
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => context.CompleteCompositeAsync(Names(context.Get(Outcomes)));

    private static string[] Names(object? outcomes) => outcomes switch
    {
        null or "" => ["Done"],
        string text when text.AsSpan().TrimStart().StartsWith("[") => [.. text.ConvertTo<List<string>>() ?? []],
        string text => [text],
        JsonElement element when element.ValueKind == JsonValueKind.Array => [.. element.ConvertTo<List<string>>() ?? []],
        IEnumerable<object> list => [.. list.Select(x => x.ConvertTo<string>() ?? "")],
        _ => [outcomes.ConvertTo<string>() ?? "Done"],
    };
}
