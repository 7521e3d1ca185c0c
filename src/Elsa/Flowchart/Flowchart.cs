using System.ComponentModel;
using System.Runtime.CompilerServices;
using Elsa.Extensions;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Options;
using Elsa.Workflows.Signals;

namespace Elsa.Workflows.Activities.Flowchart.Activities;

/// <summary>
/// Activities joined by connections. When an activity ends, each of its outbound connections is visited: followed where its port is among the
/// outcomes, else not followed. An activity with several inbound connections waits until all of them have been visited and then runs if one was
/// followed; otherwise it is skipped, and what it leads to is visited as not followed in turn. So a path that is not taken still runs through
/// to the places where paths meet, and nobody waits for it.
/// </summary>
[Activity("Elsa", "Flow", "A flowchart is a collection of activities and connections between them.")]
[Browsable(false)]
public class Flowchart : Container
{
    private const string ScopeProperty = "FlowScope";
    private const string StartProperty = "FlowStart";
    private const string EnteredByLoop = "EnteredByLoop";

    /// <summary>An empty flowchart.</summary>
    public Flowchart([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line) =>
        OnSignalReceived<CancelSignal>(OnChildCanceledAsync);

    /// <summary>Where it begins; null leaves it to the rules.</summary>
    [Port("Start")]
    [Browsable(false)]
    public IActivity? Start { get; set; }

    /// <summary>The arrows between the activities.</summary>
    public ICollection<Connection> Connections { get; set; } = new List<Connection>();

    /// <inheritdoc />
    protected override async ValueTask ScheduleChildrenAsync(ActivityExecutionContext context)
    {
        if (FindStart(context) is not { } start)
        {
            await context.CompleteActivityAsync().ConfigureAwait(false);
            return;
        }

        // Which activity began the flow decides what can be reached: noted where a later burst could not work it out again.
        if (context.WorkflowExecutionContext.TriggerActivityId == start.Id)
            context.SetProperty(StartProperty, start.Id);
        await context.ScheduleActivityAsync(start, OnChildCompletedAsync).ConfigureAwait(false);
    }

    /// <summary>Runs an activity that somebody has picked by hand; the flow goes on from there.</summary>
    internal ValueTask RunAsync(ActivityExecutionContext flowchart, IActivity activity) => flowchart.ScheduleActivityAsync(activity, OnChildCompletedAsync);

    private async ValueTask OnChildCompletedAsync(ActivityCompletedContext context)
    {
        var flowchart = context.TargetContext;
        if (context.ChildContext.Activity is ITerminalNode)
            await flowchart.CompleteActivityAsync().ConfigureAwait(false);
        else
            await LeaveAsync(flowchart, context.ChildContext, context.Result as Outcomes ?? Outcomes.Default).ConfigureAwait(false);
    }

    private async ValueTask OnChildCanceledAsync(CancelSignal? signal, SignalContext context)
    {
        var flowchart = context.ReceiverActivityExecutionContext;
        if (flowchart.Status == ActivityStatus.Running && context.SenderActivityExecutionContext.ParentActivityExecutionContext == flowchart)
            await LeaveAsync(flowchart, context.SenderActivityExecutionContext, Outcomes.Empty).ConfigureAwait(false);
    }

    private async ValueTask LeaveAsync(ActivityExecutionContext flowchart, ActivityExecutionContext child, Outcomes outcomes)
    {
        var flow = FlowOf(flowchart);
        if (!flow.Graph.Reaches(child.Activity))
            throw new InvalidOperationException($"Activity '{child.Activity.Id}' cannot be reached from the start of the flowchart.");

        // A further round of a loop is not a further visit: it came by no forward connection, which the visits are compared with.
        if (child.Tag as string != EnteredByLoop)
            flow.Scope.RegisterVisit(child.Activity);
        await LeaveAsync(flow, child.Activity, outcomes).ConfigureAwait(false);
        if (!HasPendingWork(flowchart) && !flowchart.IsCompleted)
            await flowchart.CompleteActivityAsync().ConfigureAwait(false);
    }

    /// <summary>Visits what leads out of an activity, and out of every activity that is skipped because of that.</summary>
    private async ValueTask LeaveAsync(Flow flow, IActivity activity, Outcomes outcomes)
    {
        var left = new Queue<(IActivity Activity, Outcomes Outcomes)>();
        left.Enqueue((activity, outcomes));
        while (left.TryDequeue(out var next))
            foreach (var connection in flow.Graph.Outbound(next.Activity))
            {
                var target = connection.Target;
                var followed = next.Outcomes.Names.Contains(connection.Port);
                flow.Scope.RegisterVisit(connection, followed);
                if (connection.GoesBack)
                {
                    if (followed)
                        await LoopAsync(flow, connection).ConfigureAwait(false);
                    continue;
                }

                switch (await EnterAsync(flow, connection, followed).ConfigureAwait(false))
                {
                    case Entry.Run:
                        await flow.Context.ScheduleActivityAsync(target, OnChildCompletedAsync).ConfigureAwait(false);
                        break;
                    case Entry.RunAlone:
                        await flow.Context.ScheduleActivityAsync(target, OnChildCompletedAsync).ConfigureAwait(false);
                        foreach (var dropped in await CancelWayTo(flow, target).ConfigureAwait(false))
                            left.Enqueue((dropped, Outcomes.Empty));
                        break;
                    case Entry.Skip:
                        flow.Scope.RegisterVisit(target);
                        left.Enqueue((target, Outcomes.Empty));
                        break;
                }
            }
    }

    /// <summary>The join rule: what a visit of an inbound connection means for the activity at its end.</summary>
    private static async ValueTask<Entry> EnterAsync(Flow flow, FlowConnection connection, bool followed)
    {
        var target = connection.Target;
        if (target is FlowJoin && IsUnderWay(flow, target))
            return Entry.Wait;
        var scope = flow.Scope;
        var inbound = flow.Graph.ForwardInbound(target);
        var allVisited = scope.AllVisited(inbound, target);
        switch (await ModeAsync(flow, target).ConfigureAwait(false))
        {
            case FlowJoinMode.WaitAny:
                // A connection that comes in after the join has gone on belongs to a branch that has lost.
                if (!scope.IsNew(connection, target))
                    return Entry.Wait;
                if (followed)
                    return Entry.RunAlone;
                return allVisited && !scope.AnyFollowed(inbound) ? Entry.Skip : Entry.Wait;
            case FlowJoinMode.WaitAll:
                return !allVisited ? Entry.Wait : scope.AllFollowed(inbound) ? Entry.Run : Entry.Skip;
            default:
                return !allVisited ? Entry.Wait : scope.AnyFollowed(inbound) ? Entry.Run : Entry.Skip;
        }
    }

    private async ValueTask LoopAsync(Flow flow, FlowConnection connection)
    {
        if (!connection.IsNested)
            throw new InvalidOperationException(
                $"The connection from '{connection.Source.Id}' back to '{connection.Target.Id}' does not close a loop: some path to '{connection.Source.Id}' does not run through '{connection.Target.Id}'.");
        await flow.Context.ScheduleActivityAsync(connection.Target, new ScheduleWorkOptions
        {
            CompletionCallback = OnChildCompletedAsync,
            Tag = EnteredByLoop,
        }).ConfigureAwait(false);
    }

    /// <summary>Cancels what is under way before a join; gives back what was due there and has not begun.</summary>
    private static async ValueTask<List<IActivity>> CancelWayTo(Flow flow, IActivity join)
    {
        var ancestors = flow.Graph.Ancestors(join);
        var workflow = flow.Context.WorkflowExecutionContext;
        var dropped = new List<IActivity>();
        foreach (var item in workflow.Scheduler.List().Where(x => x.Owner == flow.Context && ancestors.Contains(x.Activity)).ToList())
        {
            ((QueueBasedActivityScheduler)workflow.Scheduler).Remove(flow.Context, item.Activity);
            workflow.PopCompletionCallback(flow.Context, workflow.FindNodeByActivity(item.Activity)!);
            flow.Scope.RegisterVisit(item.Activity);
            dropped.Add(item.Activity);
        }

        foreach (var child in flow.Context.GetActiveChildren().Where(x => ancestors.Contains(x.Activity)).ToList())
            await child.CancelActivityAsync().ConfigureAwait(false);
        return dropped;
    }

    private static async ValueTask<FlowJoinMode> ModeAsync(Flow flow, IActivity target)
    {
        if (target is not FlowJoin { Mode: { } mode })
            return FlowJoinMode.WaitAllActive;
        return mode.Expression is { } expression
            ? await flow.Context.Engine.Evaluator.EvaluateAsync<FlowJoinMode>(expression, flow.Context.ExpressionExecutionContext).ConfigureAwait(false)
            : flow.Context.Get(mode);
    }

    private static bool IsUnderWay(Flow flow, IActivity activity)
    {
        if (flow.Context.HasChildren)
            foreach (var child in flow.Context.Children)
                if (child.Activity == activity && child.Status == ActivityStatus.Running)
                    return true;
        var scheduler = flow.Context.WorkflowExecutionContext.Scheduler;
        return scheduler.HasAny && scheduler.Any(x => x.Activity == activity && x.Owner == flow.Context);
    }

    // A child that has failed and was left standing keeps the flowchart open.
    private static bool HasPendingWork(ActivityExecutionContext flowchart)
    {
        var scheduler = flowchart.WorkflowExecutionContext.Scheduler;
        return flowchart.HasChildren || (scheduler.HasAny && scheduler.Any(x => x.Owner == flowchart));
    }

    private IActivity? FindStart(ActivityExecutionContext context)
    {
        var trigger = context.GetProperty<string>(StartProperty) ?? context.WorkflowExecutionContext.TriggerActivityId;
        return (trigger is null ? null : Activities.FirstOrDefault(x => x.Id == trigger))
            ?? Start
            ?? Activities.FirstOrDefault(x => x is IStartNode)
            ?? Activities.FirstOrDefault(x => x.GetCanStartWorkflow())
            ?? Activities.FirstOrDefault(x => Connections.All(y => y.Target.Activity != x))
            ?? Activities.FirstOrDefault();
    }

    private Flow FlowOf(ActivityExecutionContext context)
    {
        // One graph for each start, worked out once for the definition and shared by its instances.
        var start = FindStart(context)!;
        var node = context.ActivityNode;
        if (node.Plan is not FlowGraph graph || graph.Start != start)
            node.Plan = graph = new FlowGraph(Connections, start);
        if (context.PropertiesOrNull is not { } properties || !properties.TryGetValue(ScopeProperty, out var kept) || kept is not FlowScope scope)
            context.Properties[ScopeProperty] = scope = FlowScope.From(context.GetProperty<IDictionary<string, object>>(ScopeProperty));
        return new Flow(context, graph, scope);
    }

    private enum Entry
    {
        Wait,
        Run,
        RunAlone,
        Skip,
    }

    private readonly record struct Flow(ActivityExecutionContext Context, FlowGraph Graph, FlowScope Scope);
}
