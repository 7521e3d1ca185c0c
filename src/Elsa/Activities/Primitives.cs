using System.ComponentModel;
using System.Runtime.CompilerServices;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Exceptions;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.Activities;

/// <summary>Marks where a flowchart begins.</summary>
[Activity("Elsa", "Flow", "A milestone activity that marks the start of a flowchart.", Kind = ActivityKind.Action)]
public class Start : CodeActivity, IStartNode
{
    /// <summary>A start.</summary>
    public Start([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }
}

/// <summary>Ends the flowchart.</summary>
[Activity("Elsa", "Flow", "A milestone activity that marks the end of a flowchart.", Kind = ActivityKind.Action)]
public class End : CodeActivity, ITerminalNode
{
    /// <summary>An end.</summary>
    public End([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }
}

/// <summary>Ends the whole instance at once.</summary>
[Activity("Elsa", "Primitives", "Mark the workflow as finished.")]
public class Finish : CodeActivity, ITerminalNode
{
    /// <summary>An end.</summary>
    public Finish([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <inheritdoc />
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) =>
        context.WorkflowExecutionContext.RootExecution!.CompleteActivityAsync();
}

/// <summary>Sets a variable.</summary>
[Activity("Elsa", "Primitives", "Assign a value to a workflow variable.")]
public class SetVariable : CodeActivity
{
    /// <summary>Without a variable.</summary>
    public SetVariable([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The variable; null does nothing.</summary>
    [Input(Description = "The variable to assign the value to.")]
    public Variable? Variable { get; set; }

    /// <summary>The value.</summary>
    [Input(Description = "The value to assign.")]
    public Input<object?> Value { get; set; } = new(new Literal<object?>());

    /// <inheritdoc />
    protected override void Execute(ActivityExecutionContext context)
    {
        if (Variable is null)
            return;

        // A definition names the variable by id only: its type is known where it was declared.
        var declared = context.ExpressionExecutionContext.EnumerateVariablesInScope().FirstOrDefault(x => x.Id == Variable.Id) ?? Variable;
        declared.Set(context, context.Get(Value));
    }
}

/// <summary>Sets a variable of type <typeparamref name="T"/>.</summary>
[Browsable(false)]
[Activity("Elsa", "Primitives", "Assign value to a workflow variable.")]
public class SetVariable<T> : CodeActivity
{
    /// <summary>Without a variable.</summary>
    public SetVariable([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>To the value of an input.</summary>
    public SetVariable(Variable<T?> variable, Input<T?> value, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line)
    {
        Variable = variable;
        Value = value;
    }

    /// <summary>To the value of another variable.</summary>
    public SetVariable(Variable<T?> variable, Variable<T?> value, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(variable, new Input<T?>(value), source, line)
    {
    }

    /// <summary>To a value in code.</summary>
    public SetVariable(Variable<T?> variable, Func<ExpressionExecutionContext, T?> value, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(variable, new Input<T?>(value), source, line)
    {
    }

    /// <summary>To a value in code.</summary>
    public SetVariable(Variable<T?> variable, Func<T?> value, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(variable, new Input<T?>(value), source, line)
    {
    }

    /// <summary>To a constant.</summary>
    public SetVariable(Variable<T?> variable, T? value, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(variable, new Input<T?>(value), source, line)
    {
    }

    /// <summary>The variable.</summary>
    [Input]
    public Variable<T?> Variable { get; set; } = default!;

    /// <summary>The value.</summary>
    [Input]
    public Input<T?> Value { get; set; } = new(new Literal<T?>());

    /// <inheritdoc />
    protected override void Execute(ActivityExecutionContext context) => Variable.Set(context, context.Get(Value));
}

/// <summary>Joins the instance to something of the application.</summary>
[Activity("Elsa", "Primitives", "Set the CorrelationId of the workflow to a given value.")]
public class Correlate : CodeActivity
{
    /// <summary>Without an id.</summary>
    public Correlate([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>With a constant.</summary>
    public Correlate(string correlationId, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line) =>
        CorrelationId = new Input<string>(correlationId);

    /// <summary>With the value of a variable.</summary>
    public Correlate(Variable<string> correlationId, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line) =>
        CorrelationId = new Input<string>(correlationId);

    /// <summary>With a value in code.</summary>
    public Correlate(Func<ExpressionExecutionContext, string> correlationId, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line) =>
        CorrelationId = new Input<string>(correlationId!);

    /// <summary>The id.</summary>
    [Description("An expression that evaluates to the value to store as the correlation id")]
    public Input<string> CorrelationId { get; set; } = default!;

    /// <inheritdoc />
    protected override void Execute(ActivityExecutionContext context) => context.WorkflowExecutionContext.CorrelationId = context.Get(CorrelationId);
}

/// <summary>Names the instance.</summary>
[Activity("Elsa", "Primitives", "Set the name of the workflow instance to a specified value.")]
public class SetName : CodeActivity
{
    /// <summary>Without a name.</summary>
    public SetName([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>With a name.</summary>
    public SetName(Input<string> value, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line) => Value = value;

    /// <summary>The name.</summary>
    [Description("The value to set as the workflow instance's name.")]
    public Input<string> Value { get; set; } = default!;

    /// <inheritdoc />
    protected override void Execute(ActivityExecutionContext context) => context.WorkflowExecutionContext.Name = context.Get(Value);
}

/// <summary>Ends the instance as faulted.</summary>
[Activity("Elsa", "Primitives", "Faults the workflow.")]
public class Fault : Activity
{
    /// <summary>Without a message.</summary>
    public Fault([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>Tells faults apart.</summary>
    [Input(Description = "Code to categorize the fault.")]
    public Input<string> Code { get; set; } = default!;

    /// <summary>Where the fault comes from, such as HTTP.</summary>
    [Input(Description = "Category to categorize the fault. Examples: HTTP, Alteration, Azure, etc.")]
    public Input<string> Category { get; set; } = default!;

    /// <summary>Such as System or Business.</summary>
    [Input(DisplayName = "Type", Description = "The type of fault. Examples: System, Business, Integration, etc.")]
    public Input<string> FaultType { get; set; } = default!;

    /// <summary>What a person reads.</summary>
    [Input(Description = "The message to include with the fault.")]
    public Input<string?> Message { get; set; } = default!;

    /// <summary>A fault with constants.</summary>
    public static Fault Create(string code, string category, string type, string? message = null, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) => new(source, line)
    {
        Code = new Input<string>(code),
        Category = new Input<string>(category),
        FaultType = new Input<string>(type),
        Message = new Input<string?>(message),
    };

    /// <inheritdoc />
    protected override void Execute(ActivityExecutionContext context) =>
        throw new FaultException(context.Get(Code), context.Get(Category), context.Get(FaultType), context.Get(Message) ?? context.Get(Code) ?? "The workflow ended itself with a fault.");
}

/// <summary>Writes a line to the console.</summary>
[Activity("Elsa", "Console", "Write a line of text to the console.")]
public class WriteLine : CodeActivity
{
    private WriteLine() : base(null, null)
    {
    }

    /// <summary>A constant.</summary>
    public WriteLine(string text, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>(text), source, line)
    {
    }

    /// <summary>Code.</summary>
    public WriteLine(Func<string> text, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>(text), source, line)
    {
    }

    /// <summary>Code.</summary>
    public WriteLine(Func<ExpressionExecutionContext, string?> text, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>(text), source, line)
    {
    }

    /// <summary>The value of a variable.</summary>
    public WriteLine(Variable<string> variable, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>(variable), source, line)
    {
    }

    /// <summary>A constant.</summary>
    public WriteLine(Literal<string> literal, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>((Literal)literal), source, line)
    {
    }

    /// <summary>An expression.</summary>
    public WriteLine(Expression expression, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>(expression), source, line)
    {
    }

    /// <summary>An input.</summary>
    public WriteLine(Input<string> text, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line) => Text = text;

    /// <summary>The text.</summary>
    [Description("The text to write.")]
    public Input<string> Text { get; set; } = default!;

    /// <inheritdoc />
    protected override void Execute(ActivityExecutionContext context) =>
        (context.GetService<IStandardOutStreamProvider>()?.GetTextWriter() ?? Console.Out).WriteLine(context.Get(Text));
}
