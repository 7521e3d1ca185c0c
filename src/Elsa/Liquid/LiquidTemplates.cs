using Elsa.Workflows.Management.Activities.WorkflowDefinitionActivity;
using System.Collections.Concurrent;
using Elsa.Expressions.Contracts;
using Elsa.Expressions.Helpers;
using Elsa.Expressions.Liquid.Contracts;
using Elsa.Expressions.Liquid.Notifications;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Mediator.Contracts;
using Elsa.Workflows.Serialization;
using Fluid;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Expressions.Liquid.Contracts
{
    /// <summary>Renders Liquid templates within fixed limits of steps, recursion, time and output.</summary>
    public interface ILiquidTemplateManager
    {
        /// <summary>The text; an error in the template, or a limit that it exceeds, is thrown.</summary>
        Task<string?> RenderAsync(string template, ExpressionExecutionContext expressionExecutionContext, CancellationToken cancellationToken = default);

        /// <summary>False when the template cannot be parsed; the error says where.</summary>
        bool Validate(string template, out string error);
    }
}

namespace Elsa.Expressions.Liquid.Notifications
{
    /// <summary>A template is about to be rendered: a handler may add values, which must be plain data.</summary>
    public record RenderingLiquidTemplate(TemplateContext TemplateContext, ExpressionExecutionContext Context) : INotification;
}

namespace Elsa.Expressions.Liquid
{
    internal sealed class LiquidTemplates : ILiquidTemplateManager, IExpressionHandler, IExpressionDescriptorProvider
    {
        public const string TypeName = "Liquid";
        private const int Capacity = 2_000;

        private readonly FluidParser _parser = new(new FluidParserOptions { AllowFunctions = false });
        private readonly ConcurrentDictionary<string, IFluidTemplate> _templates = new(StringComparer.Ordinal);
        private readonly TemplateOptions _options = LiquidLimits.CreateOptions();

        public IEnumerable<ExpressionDescriptor> GetDescriptors()
        {
            yield return BasicExpressionDescriptorProvider.Describe(TypeName, this, language: "liquid");
        }

        public async ValueTask<object?> EvaluateAsync(Expression expression, Type returnType, ExpressionExecutionContext context, ExpressionEvaluatorOptions options) =>
            (expression.Value?.ToString() is { Length: > 0 } template ? await RenderAsync(template, context, context.CancellationToken).ConfigureAwait(false) : null).ConvertTo(returnType);

        public async Task<string?> RenderAsync(string template, ExpressionExecutionContext expressionExecutionContext, CancellationToken cancellationToken = default)
        {
            var context = new TemplateContext(_options);
            Define(context, expressionExecutionContext);
            if (expressionExecutionContext.ServiceProvider.GetService<IEnumerable<INotificationHandler<RenderingLiquidTemplate>>>() is { } handlers)
                foreach (var handler in handlers)
                    await handler.HandleAsync(new RenderingLiquidTemplate(context, expressionExecutionContext), cancellationToken).ConfigureAwait(false);
            return await LiquidLimits.RenderAsync(Parse(template), context, cancellationToken).ConfigureAwait(false);
        }

        public bool Validate(string template, out string error)
        {
            error = "";
            if (template.Length <= LiquidLimits.Output && LiquidNesting.TryRead(_parser, template, out _, out error))
                return true;
            error = string.IsNullOrEmpty(error) ? "The template is too long." : error;
            return false;
        }

        private IFluidTemplate Parse(string text)
        {
            if (_templates.TryGetValue(text, out var template))
                return template;
            if (text.Length > LiquidLimits.Output)
                throw new FormatException("The template is too long.");
            if (!LiquidNesting.TryRead(_parser, text, out template, out var error))
                throw new FormatException($"The template cannot be read: {error}");
            if (_templates.Count >= Capacity)
                _templates.Clear();
            return _templates[text] = new RangeGuard().VisitTemplate(template);
        }

        private static void Define(TemplateContext template, ExpressionExecutionContext context)
        {
            var variables = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var variable in context.GetVariablesInScope())
                if (!string.IsNullOrEmpty(variable.Name))
                    variables[variable.Name] = Plain(context.GetVariableInScope(variable.Name));
            template.SetValue("Variables", variables);
            if (context.Workflow is not { } workflow)
                return;
            template.SetValue("Input", (context.DefinitionAround() is null ? workflow.Input.Keys : context.DeclaredInputs().Select(x => x.Name)).ToDictionary(x => x, x => Plain(context.GetInput(x))));
            template.SetValue("WorkflowInstanceId", workflow.Id);
            template.SetValue("WorkflowDefinitionId", workflow.Workflow.Identity.DefinitionId);
            template.SetValue("CorrelationId", workflow.CorrelationId);
        }

        // Templates see plain data only: an object of the program is copied, and what cannot be copied is not shown.
        private static object? Plain(object? value) => value switch
        {
            null or string or bool or DateTimeOffset or DateTime => value,
            Enum or Guid => value.ToString(),
            IConvertible => value,
            _ => PlainData.ReadText(PlainData.WriteText(value)),
        };
    }
}
