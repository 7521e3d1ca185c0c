using System.Text.Json;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Elsa.Workflows.State;

namespace Elsa.Workflows;

/// <summary>Called when a child completes; must be a named method of the owner's activity, because its name is kept between bursts.</summary>
public delegate ValueTask ActivityCompletionCallback(ActivityCompletedContext context);

/// <summary>Runs an activity, or goes on with it after a bookmark; must then be a named method of the activity.</summary>
public delegate ValueTask ExecuteActivityDelegate(ActivityExecutionContext context);

/// <summary>Runs workflows in memory, from a start or a stored state up to where every branch is finished or waits. Stores nothing.</summary>
public partial interface IWorkflowRunner
{
    /// <summary>Runs one activity as a workflow of its own.</summary>
    Task<RunWorkflowResult> RunAsync(IActivity activity, RunWorkflowOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Starts an instance.</summary>
    Task<RunWorkflowResult> RunAsync(Workflow workflow, RunWorkflowOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Goes on with an instance.</summary>
    Task<RunWorkflowResult> RunAsync(Workflow workflow, WorkflowState workflowState, RunWorkflowOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Starts an instance.</summary>
    Task<RunWorkflowResult> RunAsync(WorkflowGraph workflowGraph, RunWorkflowOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Goes on with an instance.</summary>
    Task<RunWorkflowResult> RunAsync(WorkflowGraph workflowGraph, WorkflowState workflowState, RunWorkflowOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Runs what has been scheduled in the context.</summary>
    Task<RunWorkflowResult> RunAsync(WorkflowExecutionContext workflowExecutionContext);
}

/// <summary>Puts every activity of a workflow at its place and gives ids to those without.</summary>
public interface IWorkflowGraphBuilder
{
    /// <summary>Makes the graph; do it once a version and share it.</summary>
    Task<WorkflowGraph> BuildAsync(Workflow workflow, CancellationToken cancellationToken = default);
}

/// <summary>What is due in a burst, first in first out.</summary>
public interface IActivityScheduler
{
    /// <summary>True while something is due.</summary>
    bool HasAny { get; }

    /// <summary>Adds an activity.</summary>
    void Schedule(ActivityWorkItem workItem);

    /// <summary>Takes the next.</summary>
    ActivityWorkItem Take();

    /// <summary>What is due, next first.</summary>
    IEnumerable<ActivityWorkItem> List();

    /// <summary>True when something that fits is due.</summary>
    bool Any(Func<ActivityWorkItem, bool> predicate);

    /// <summary>The first due that fits, or null.</summary>
    ActivityWorkItem? Find(Func<ActivityWorkItem, bool> predicate);

    /// <summary>Drops everything.</summary>
    void Clear();
}

/// <summary>Moves an instance between memory and its kept form.</summary>
public interface IWorkflowStateExtractor
{
    /// <summary>The kept form of the instance.</summary>
    WorkflowState Extract(WorkflowExecutionContext workflowExecutionContext);

    /// <summary>Puts a kept form into the context.</summary>
    Task<WorkflowExecutionContext> ApplyAsync(WorkflowExecutionContext workflowExecutionContext, WorkflowState state);
}

/// <summary>Writes and reads the kept form of instances as JSON. Values come back as plain data, never as types named in the JSON.</summary>
public interface IWorkflowStateSerializer
{
    /// <summary>As text.</summary>
    string Serialize(WorkflowState workflowState);

    /// <summary>As UTF-8.</summary>
    byte[] SerializeToUtfBytes(WorkflowState workflowState);

    /// <summary>As an element.</summary>
    JsonElement SerializeToElement(WorkflowState workflowState);

    /// <summary>From text.</summary>
    /// <exception cref="JsonException">The text is damaged or names a type.</exception>
    WorkflowState Deserialize(string serializedState);

    /// <summary>From an element.</summary>
    /// <exception cref="JsonException">The element is damaged or names a type.</exception>
    WorkflowState Deserialize(JsonElement serializedState);
}

/// <summary>Writes and reads values of variables, inputs and stimuli as JSON. Types named in the JSON are never made.</summary>
public interface IPayloadSerializer
{
    /// <summary>As text.</summary>
    string Serialize(object payload);

    /// <summary>As an element.</summary>
    JsonElement SerializeToElement(object payload);

    /// <summary>Plain data from text.</summary>
    object Deserialize(string serializedData);

    /// <summary>A value of a type that the caller names.</summary>
    object Deserialize(string serializedData, Type type);

    /// <summary>Plain data from an element.</summary>
    object Deserialize(JsonElement serializedData);

    /// <summary>A value of a type that the caller names.</summary>
    T Deserialize<T>(string serializedData);

    /// <summary>A value of a type that the caller names.</summary>
    T Deserialize<T>(JsonElement serializedData);

    /// <summary>The options in use; read only.</summary>
    JsonSerializerOptions GetOptions();
}

/// <summary>Writes and reads activities as JSON, in the form that the designer uses.</summary>
public interface IActivitySerializer
{
    /// <summary>An activity with everything in it.</summary>
    string Serialize(IActivity activity);

    /// <summary>Anything that holds activities.</summary>
    string Serialize(object value);

    /// <summary>An activity; a type that is not known becomes a <see cref="NotFoundActivity"/>.</summary>
    /// <exception cref="JsonException">The text is not JSON, too deeply nested, or not an activity.</exception>
    IActivity Deserialize(string serializedActivity);

    /// <summary>Anything that holds activities.</summary>
    object Deserialize(string serializedValue, Type type);

    /// <summary>Anything that holds activities.</summary>
    T Deserialize<T>(string serializedValue);
}

/// <summary>Writes and reads what the REST API exchanges.</summary>
public interface IApiSerializer
{
    /// <summary>As text.</summary>
    string Serialize(object model);

    /// <summary>Plain data from text.</summary>
    object Deserialize(string serializedModel);

    /// <summary>From text.</summary>
    T Deserialize<T>(string serializedModel);

    /// <summary>The options in use; read only.</summary>
    JsonSerializerOptions GetOptions();

    /// <summary>Adds the engine's converters to options of another's.</summary>
    JsonSerializerOptions ApplyOptions(JsonSerializerOptions options);
}
