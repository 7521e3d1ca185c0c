using Elsa.Expressions.Contracts;
using Elsa.Expressions.Helpers;
using Elsa.Expressions.JavaScript.Contracts;
using Elsa.Expressions.JavaScript.Notifications;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Mediator.Contracts;
using Elsa.Workflows.Serialization;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Expressions.JavaScript;

/// <summary>A new engine for every evaluation, so that nothing a script does to it outlives the script.</summary>
internal sealed class JavaScriptEvaluator(ScriptCache scripts) : IJavaScriptEvaluator, IExpressionHandler, IExpressionDescriptorProvider
{
    public const string TypeName = "JavaScript";

    public IEnumerable<ExpressionDescriptor> GetDescriptors()
    {
        yield return BasicExpressionDescriptorProvider.Describe(TypeName, this, language: "javascript");
    }

    public async ValueTask<object?> EvaluateAsync(Expression expression, Type returnType, ExpressionExecutionContext context, ExpressionEvaluatorOptions options) =>
        expression.Value?.ToString() is { Length: > 0 } text
            ? await EvaluateAsync(text, returnType, context, options, null, context.CancellationToken).ConfigureAwait(false)
            : ((object?)null).ConvertTo(returnType);

    public async Task<object?> EvaluateAsync(
        string expression,
        Type returnType,
        ExpressionExecutionContext context,
        ExpressionEvaluatorOptions? options = null,
        Action<Engine>? configureEngine = null,
        CancellationToken cancellationToken = default)
    {
        var script = scripts.Get(expression);
        var engine = JavaScriptLimits.CreateEngine(cancellationToken);
        foreach (var name in script.Names)
            ScriptFunctions.Define(engine, context, name);
        foreach (var (name, value) in options?.Arguments ?? ExpressionEvaluatorOptions.Empty.Arguments)
            engine.SetValue(name, JavaScriptData.ToScript(engine, value));
        var variables = script.Names.Contains("variables") ? ScriptVariables.Define(engine, context) : null;
        if (context.ServiceProvider.GetService<IEnumerable<INotificationHandler<EvaluatingJavaScript>>>() is { } handlers)
            foreach (var handler in handlers)
                await handler.HandleAsync(new EvaluatingJavaScript(engine, context, expression), cancellationToken).ConfigureAwait(false);
        configureEngine?.Invoke(engine);
        var result = Run(engine, script);
        variables?.WriteBack(context);
        return result.ConvertTo(returnType);
    }

    /// <summary>Null when the text can be parsed, otherwise what is wrong with it.</summary>
    public string? Check(string text)
    {
        try
        {
            scripts.Get(text);
            return null;
        }
        catch (Exception exception) when (exception is ScriptPreparationException or Acornima.ParseErrorException)
        {
            return (exception.InnerException ?? exception).Message;
        }
    }

    private static object? Run(Engine engine, PreparedScript script)
    {
        try
        {
            return JavaScriptData.FromScript(engine.Evaluate(script.Program));
        }
        catch (Exception exception) when (exception is TimeoutException or StatementsCountOverflowException or MemoryLimitExceededException or RecursionDepthOverflowException)
        {
            throw new JavaScriptLimitException($"The script was stopped: {exception.Message}");
        }
    }

    /// <summary>The object <c>variables</c>: a copy of the variables in scope; what the script changes in it is set afterwards.</summary>
    private sealed class ScriptVariables(JsObject map, Dictionary<string, string> before)
    {
        public static ScriptVariables Define(Engine engine, ExpressionExecutionContext context)
        {
            var map = new JsObject(engine);
            var before = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var variable in context.GetVariablesInScope())
            {
                if (string.IsNullOrEmpty(variable.Name))
                    continue;
                var value = JavaScriptData.ToScript(engine, context.GetVariableInScope(variable.Name));
                map.Set(variable.Name, value);
                before[variable.Name] = PlainData.WriteText(JavaScriptData.FromScript(value));
            }

            engine.SetValue("variables", map);
            return new ScriptVariables(map, before);
        }

        public void WriteBack(ExpressionExecutionContext context)
        {
            foreach (var (name, text) in before)
            {
                var value = JavaScriptData.FromScript(map.Get(name));
                if (PlainData.WriteText(value) != text)
                    context.SetVariable(name, value);
            }
        }
    }
}
