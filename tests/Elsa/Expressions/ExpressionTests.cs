using Elsa.Expressions.Models;
using Elsa.Tests.Execution;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;

namespace Elsa.Tests.Expressions;

/// <summary>Evaluates one expression as an activity's input, the way every expression of a definition is evaluated.</summary>
public abstract class ExpressionTests : IDisposable
{
    private protected InMemoryEngine Engine { get; } = new();

    public void Dispose() => Engine.Dispose();

    protected Variable<decimal> Amount { get; } = new("Amount", 50m);

    protected Variable<string> Memo { get; } = new("Memo", "hello");

    private protected async Task<(object? Value, Instance Instance)> EvaluateAsync(string type, string text, IDictionary<string, object>? input = null)
    {
        object? value = null;
        var probe = new Probe(new Expression(type, text), x => value = x);
        var workflow = new Workflow(probe)
        {
            Variables = { Amount, Memo },
            Inputs = { new InputDefinition { Name = "Region", Type = typeof(string) }, new InputDefinition { Name = "Budget", Type = typeof(decimal) } },
        };
        var instance = await Engine.StartAsync(workflow, new RunWorkflowOptions { CorrelationId = "A1", Input = input });
        return (value, instance);
    }

    private sealed class Probe : CodeActivity
    {
        private readonly Action<object?> _report;

        public Probe(Expression expression, Action<object?> report)
        {
            Value = new Input<object>(expression);
            _report = report;
        }

        public Input<object> Value { get; set; }

        protected override void Execute(ActivityExecutionContext context) => _report(context.Get(Value));
    }
}

/// <summary>Tests that measure time and memory do not run beside others.</summary>
[CollectionDefinition(nameof(AloneOnTheMachine), DisableParallelization = true)]
public class AloneOnTheMachine;
