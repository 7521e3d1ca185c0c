using System.Reflection;
using System.Runtime.CompilerServices;
using Elsa.Expressions.JavaScript.Contracts;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;

namespace Elsa.Expressions.JavaScript.Activities;

/// <summary>Runs a script, whose value is the result. The script may name its outcomes with <c>setOutcome(name)</c> or <c>setOutcomes([names])</c>.</summary>
[Activity("Elsa", "Scripting", "Executes JavaScript code", DisplayName = "Run JavaScript")]
public class RunJavaScript : CodeActivity<object>
{
    private static readonly object OutcomesKey = new();

    /// <summary>Without a script.</summary>
    public RunJavaScript([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>With a script.</summary>
    public RunJavaScript(string script, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line) => Script = new Input<string>(script);

    /// <summary>The text of the script; written as an expression in JavaScript, it is run in the same way.</summary>
    [Input(Description = "The script to run.", DefaultSyntax = "JavaScript", UIHint = InputUIHints.CodeEditor, UIHandler = typeof(RunJavaScriptOptionsProvider))]
    public Input<string> Script { get; set; } = new("");

    /// <summary>What the designer shows as outcomes; the script decides.</summary>
    [Input(Description = "A list of possible outcomes.", UIHint = InputUIHints.DynamicOutcomes)]
    public Input<ICollection<string>> PossibleOutcomes { get; set; } = default!;

    internal static void SetOutcomes(ExpressionExecutionContext context, IEnumerable<string> outcomes)
    {
        if (context.Activity is { Activity: RunJavaScript } activity)
            activity.TransientProperties[OutcomesKey] = outcomes.ToArray();
        else
            throw new InvalidOperationException("Only the script of a Run JavaScript activity sets outcomes.");
    }

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        object? result = context.Get(Script);
        if (Script.Expression?.Type != JavaScriptEvaluator.TypeName && result is string { Length: > 0 } script)
            result = await context.GetRequiredService<IJavaScriptEvaluator>()
                .EvaluateAsync(script, typeof(object), context.ExpressionExecutionContext, cancellationToken: context.CancellationToken).ConfigureAwait(false);
        context.SetResult(result is "" ? null : result);
        if (context.TransientProperties.TryGetValue(OutcomesKey, out var outcomes))
            await context.CompleteActivityWithOutcomesAsync((string[])outcomes).ConfigureAwait(false);
        else
            await context.CompleteActivityAsync().ConfigureAwait(false);
    }
}

/// <summary>Tells the editor the language.</summary>
public class RunJavaScriptOptionsProvider : IPropertyUIHandler
{
    /// <inheritdoc />
    public float Priority => 0;

    /// <inheritdoc />
    public ValueTask<IDictionary<string, object>> GetUIPropertiesAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IDictionary<string, object>>(new Dictionary<string, object>
        {
            [InputUIHints.CodeEditor] = new Dictionary<string, object> { ["language"] = "javascript" },
        });
}
