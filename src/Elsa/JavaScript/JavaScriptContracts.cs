using Elsa.Expressions.Models;
using Elsa.Mediator.Contracts;
using Jint;

namespace Elsa.Expressions.JavaScript.Contracts
{
    /// <summary>Evaluates JavaScript within fixed limits of time, statements, memory and recursion, without access to the CLR.</summary>
    public interface IJavaScriptEvaluator
    {
        /// <summary>The value converted to <paramref name="returnType"/>; whatever the script throws, or a limit that it exceeds, is thrown.</summary>
        Task<object?> EvaluateAsync(
            string expression,
            Type returnType,
            ExpressionExecutionContext context,
            ExpressionEvaluatorOptions? options = null,
            Action<Engine>? configureEngine = null,
            CancellationToken cancellationToken = default);
    }
}

namespace Elsa.Expressions.JavaScript.Notifications
{
    /// <summary>A script is about to be evaluated: a handler may add values and functions to the engine.</summary>
    public record EvaluatingJavaScript(Engine Engine, ExpressionExecutionContext Context, string Expression) : INotification;
}
