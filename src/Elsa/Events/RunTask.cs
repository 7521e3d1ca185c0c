using System.Runtime.CompilerServices;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Notifications;
using Elsa.Workflows.Runtime.Stimuli;

namespace Elsa.Workflows.Runtime.Activities;

/// <summary>Asks the application to do something and waits until it reports the outcome, which is the result.</summary>
[Activity("Elsa", "Primitives", "Requests a given task to be run. ", Kind = ActivityKind.Action)]
public class RunTask : Activity<object>
{
    /// <summary>The input under which the outcome comes with the resume.</summary>
    public const string InputKey = "RunTaskInput";

    private RunTask() : base(null, null)
    {
    }

    /// <summary>With a place for the outcome.</summary>
    public RunTask(MemoryBlockReference output, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(output, source, line)
    {
    }

    /// <summary>With a place for the outcome.</summary>
    public RunTask(Output<object>? output, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(output!, source, line)
    {
    }

    /// <summary>A constant name.</summary>
    public RunTask(string taskName, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>(taskName), source, line)
    {
    }

    /// <summary>A name in code.</summary>
    public RunTask(Func<string> taskName, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>(taskName), source, line)
    {
    }

    /// <summary>A name in code.</summary>
    public RunTask(Func<ExpressionExecutionContext, string?> taskName, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>(taskName), source, line)
    {
    }

    /// <summary>The value of a variable.</summary>
    public RunTask(Variable<string> taskName, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>(taskName), source, line)
    {
    }

    /// <summary>A constant name.</summary>
    public RunTask(Literal<string> taskName, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<string>((Literal)taskName), source, line)
    {
    }

    /// <summary>The name of the task.</summary>
    public RunTask(Input<string> taskName, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line) => TaskName = taskName;

    /// <summary>The name by which the application knows the task.</summary>
    [Input(Description = "The name of the task being requested.")]
    public Input<string> TaskName { get; set; } = default!;

    /// <summary>More for the application.</summary>
    [Input(Description = "Any additional parameters to send to the task.")]
    public Input<IDictionary<string, object>?> Payload { get; set; } = default!;

    /// <summary>The id with which the application reports the outcome.</summary>
    [Output(Description = "The ID of the task that was requested to run.")]
    public Output<string> TaskId { get; set; } = default!;

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var taskName = TaskName.Get(context, nameof(TaskName));
        var taskId = context.Engine.Identity.GenerateId();
        context.Set(TaskId, taskId, nameof(TaskId));
        context.CreateBookmark(new CreateBookmarkArgs
        {
            // Whoever reports the outcome knows the id of the task alone.
            BookmarkId = taskId,
            Stimulus = new RunTaskStimulus(taskId, taskName),
            Callback = ResumeAsync,
            IncludeActivityInstanceId = false,
        });
        var request = new RunTaskRequest(context, taskId, taskName, context.Get(Payload));
        await context.GetRequiredService<ITaskDispatcher>().DispatchAsync(request, context.CancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ResumeAsync(ActivityExecutionContext context)
    {
        context.SetResult(context.WorkflowInput.TryGetValue(InputKey, out var outcome) ? outcome : null);
        await context.CompleteActivityAsync().ConfigureAwait(false);
    }
}
