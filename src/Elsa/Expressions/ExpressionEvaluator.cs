using System.Collections.Frozen;
using Elsa.Expressions.Contracts;
using Elsa.Expressions.Helpers;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows.Models;

namespace Elsa.Expressions.Services;

/// <summary>Finds the handler of an expression's type. Constants, by far the most, need none.</summary>
internal sealed class ExpressionEvaluator(IExpressionDescriptorRegistry registry) : IExpressionEvaluator
{
    public async ValueTask<T?> EvaluateAsync<T>(Expression expression, ExpressionExecutionContext context, ExpressionEvaluatorOptions? options = null) =>
        (await EvaluateAsync(expression, typeof(T), context, options).ConfigureAwait(false)).ConvertTo<T>();

    public ValueTask<object?> EvaluateAsync(Expression expression, Type returnType, ExpressionExecutionContext context, ExpressionEvaluatorOptions? options = null)
    {
        if (expression.Type == "Literal")
            return ValueTask.FromResult(expression.Value.ConvertTo(returnType));
        if (expression is { Type: "Output", Value: Output output })
            return ValueTask.FromResult(context.Get(output).ConvertTo(returnType));
        if (registry.Find(expression.Type) is not { } descriptor)
            throw new NotSupportedException($"The expression type '{expression.Type}' is not known.");
        return descriptor.HandlerFactory(context.ServiceProvider).EvaluateAsync(expression, returnType, context, options ?? ExpressionEvaluatorOptions.Empty);
    }
}

internal sealed class ExpressionDescriptorRegistry(IEnumerable<IExpressionDescriptorProvider> providers) : IExpressionDescriptorRegistry
{
    private readonly ExpressionDescriptor[] _all = [.. providers.SelectMany(x => x.GetDescriptors()).GroupBy(x => x.Type).Select(x => x.Last())];
    private FrozenDictionary<string, ExpressionDescriptor>? _byType;

    public IEnumerable<ExpressionDescriptor> ListAll() => _all;

    public ExpressionDescriptor? Find(string type) =>
        (_byType ??= _all.ToFrozenDictionary(x => x.Type, StringComparer.Ordinal)).GetValueOrDefault(type);
}
