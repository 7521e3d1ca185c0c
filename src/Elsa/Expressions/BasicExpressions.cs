using System.Text.Json;
using Elsa.Expressions.Contracts;
using Elsa.Expressions.Helpers;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.Serialization;

namespace Elsa.Expressions;

/// <summary>The expression types that need no scripting: constants, variables and inputs.</summary>
internal sealed class BasicExpressionDescriptorProvider : IExpressionDescriptorProvider
{
    public IEnumerable<ExpressionDescriptor> GetDescriptors()
    {
        yield return Describe("Literal", new Handler((expression, type, _) => expression.Value.ConvertTo(type)), browsable: false);
        yield return Describe("Object", new Handler(Json), browsable: false, language: "json");
        yield return Describe("Json", new Handler(Json), browsable: false, language: "json");
        yield return Describe("Delegate", new DelegateHandler(), browsable: false, serializable: false);
        yield return Describe("Variable", new Handler(Variable), deserialize: DeserializeVariable);
        yield return Describe("Input", new Handler(Input));
    }

    internal static ExpressionDescriptor Describe(
        string type,
        IExpressionHandler handler,
        bool browsable = true,
        bool serializable = true,
        string? language = null,
        Func<ExpressionSerializationContext, Expression>? deserialize = null) => new()
    {
        Type = type,
        DisplayName = type,
        IsBrowsable = browsable,
        IsSerializable = serializable,
        Properties = language is null ? new Dictionary<string, object>() : new Dictionary<string, object> { ["MonacoLanguage"] = language },
        HandlerFactory = _ => handler,
        Deserialize = deserialize ?? DeserializeValue,
    };

    internal static Expression DeserializeValue(ExpressionSerializationContext context) =>
        new(context.ExpressionType, context.JsonElement.TryGetProperty("value", out var value) ? PlainData.Read(value) : null);

    private static Expression DeserializeVariable(ExpressionSerializationContext context)
    {
        if (!context.JsonElement.TryGetProperty("value", out var value))
            return new Expression(context.ExpressionType, null);
        if (value.ValueKind == JsonValueKind.String)
            return new Expression(context.ExpressionType, new Variable { Id = value.GetString()!, Name = value.GetString()! });
        if (value.ValueKind != JsonValueKind.Object)
            return new Expression(context.ExpressionType, null);
        return new Expression(context.ExpressionType, value.Deserialize<Variable>(context.Options));
    }

    private static object? Json(Expression expression, Type type, ExpressionExecutionContext context) => expression.Value switch
    {
        string text when string.IsNullOrWhiteSpace(text) => ((object?)null).ConvertTo(type),
        string text when type == typeof(string) => text,
        string text => PlainData.ReadText(text).ConvertTo(type),
        var value => value.ConvertTo(type),
    };

    private static object? Variable(Expression expression, Type type, ExpressionExecutionContext context)
    {
        if (expression.Value is not Variable variable)
            return ((object?)null).ConvertTo(type);

        // By id; a definition written by hand may know the name only.
        if (context.TryGet(variable, out var value))
            return value.ConvertTo(type);
        return (variable.Name is null ? null : context.GetVariableInScope(variable.Name)).ConvertTo(type);
    }

    private static object? Input(Expression expression, Type type, ExpressionExecutionContext context)
    {
        var name = expression.Value switch
        {
            string text => text,
            InputDefinition definition => definition.Name,
            IDictionary<string, object> map => map.TryGetValue("name", out var value) || map.TryGetValue("Name", out value) ? value as string : null,
            _ => null,
        };
        return (string.IsNullOrEmpty(name) ? null : context.GetInput(name)).ConvertTo(type);
    }

    private sealed class Handler(Func<Expression, Type, ExpressionExecutionContext, object?> evaluate) : IExpressionHandler
    {
        public ValueTask<object?> EvaluateAsync(Expression expression, Type returnType, ExpressionExecutionContext context, ExpressionEvaluatorOptions options) =>
            ValueTask.FromResult(evaluate(expression, returnType, context));
    }

    private sealed class DelegateHandler : IExpressionHandler
    {
        public async ValueTask<object?> EvaluateAsync(Expression expression, Type returnType, ExpressionExecutionContext context, ExpressionEvaluatorOptions options)
        {
            var value = expression.Value is Func<ExpressionExecutionContext, ValueTask<object?>> code ? await code(context).ConfigureAwait(false) : null;
            return value.ConvertTo(returnType);
        }
    }
}
