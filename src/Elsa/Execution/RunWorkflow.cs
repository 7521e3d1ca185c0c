using Elsa.Workflows.Activities;
using Elsa.Workflows.Models;
using Elsa.Workflows.State;

namespace Elsa.Workflows.Options
{
    /// <summary>How an instance starts or goes on.</summary>
    public class RunWorkflowOptions
    {
        /// <summary>The id of a new instance; null for a new id.</summary>
        public string? WorkflowInstanceId { get; set; }

        /// <summary>Joins the instance to something of the application.</summary>
        public string? CorrelationId { get; set; }

        /// <summary>The bookmark to resume.</summary>
        public string? BookmarkId { get; set; }

        /// <summary>The activity to run instead of a bookmark.</summary>
        public ActivityHandle? ActivityHandle { get; set; }

        /// <summary>Values for this burst.</summary>
        public IDictionary<string, object>? Input { get; set; }

        /// <summary>Initial values of variables by name; for a start only.</summary>
        public IDictionary<string, object>? Variables { get; set; }

        /// <summary>Notes about the instance.</summary>
        public IDictionary<string, object>? Properties { get; set; }

        /// <summary>The trigger that starts the instance.</summary>
        public string? TriggerActivityId { get; set; }

        /// <summary>The instance that starts this one.</summary>
        public string? ParentWorkflowInstanceId { get; set; }

        /// <summary>The execution in another instance that starts this one.</summary>
        public string? SchedulingActivityExecutionId { get; set; }

        /// <summary>The other instance of that execution.</summary>
        public string? SchedulingWorkflowInstanceId { get; set; }

        /// <summary>How many executions led to that one.</summary>
        public int? SchedulingCallStackDepth { get; set; }
    }

    /// <summary>How a child is scheduled.</summary>
    public class ScheduleWorkOptions
    {
        /// <summary>Called when the child completes; must be a named method of the owner's activity.</summary>
        public ActivityCompletionCallback? CompletionCallback { get; set; }

        /// <summary>Comes back with the callback.</summary>
        public object? Tag { get; set; }

        /// <summary>Variables declared for the child.</summary>
        public ICollection<Elsa.Workflows.Memory.Variable>? Variables { get; set; }

        /// <summary>The execution that goes on; null for a new one.</summary>
        public ActivityExecutionContext? ExistingActivityExecutionContext { get; set; }

        /// <summary>True does nothing when the child is due already.</summary>
        public bool PreventDuplicateScheduling { get; set; }

        /// <summary>Values for the child alone.</summary>
        public IDictionary<string, object>? Input { get; set; }

        /// <summary>The execution that led to this one; null for the owner.</summary>
        public string? SchedulingActivityExecutionId { get; set; }

        /// <summary>The instance of that execution when it is another one.</summary>
        public string? SchedulingWorkflowInstanceId { get; set; }
    }
}

namespace Elsa.Workflows.Models
{
    /// <summary>How a burst ended. Nothing is stored yet.</summary>
    public record RunWorkflowResult(WorkflowExecutionContext WorkflowExecutionContext, WorkflowState WorkflowState, Workflow Workflow, object? Result, Journal Journal);

    /// <summary>What happened in a burst.</summary>
    public record Journal(ICollection<WorkflowExecutionLogEntry> WorkflowExecutionLogEntries, ICollection<ActivityExecutionContext> ActivityExecutionContexts)
    {
        /// <summary>Nothing happened.</summary>
        public static Journal Empty => new([], []);
    }

    /// <summary>A line of the journal; the timestamp is UTC.</summary>
    public record WorkflowExecutionLogEntry(
        string ActivityInstanceId,
        string? ParentActivityInstanceId,
        string ActivityId,
        string ActivityType,
        int ActivityTypeVersion,
        string? ActivityName,
        string NodeId,
        IDictionary<string, object>? ActivityState,
        DateTimeOffset Timestamp,
        long Sequence,
        string? EventName,
        string? Message,
        string? Source,
        object? Payload);

    /// <summary>An activity that is due.</summary>
    public class ActivityWorkItem
    {
        /// <summary>An activity that is due, with everything about it.</summary>
        public ActivityWorkItem(
            IActivity activity,
            ActivityExecutionContext? owner = null,
            object? tag = null,
            IEnumerable<Elsa.Workflows.Memory.Variable>? variables = null,
            ActivityExecutionContext? existingActivityExecutionContext = null,
            IDictionary<string, object>? input = null,
            string? schedulingActivityExecutionId = null,
            string? schedulingWorkflowInstanceId = null,
            int? schedulingCallStackDepth = null)
        {
            Activity = activity;
            Owner = owner;
            Tag = tag;
            Variables = variables;
            ExistingActivityExecutionContext = existingActivityExecutionContext;
            _input = input;
            SchedulingActivityExecutionId = schedulingActivityExecutionId;
            SchedulingWorkflowInstanceId = schedulingWorkflowInstanceId;
            SchedulingCallStackDepth = schedulingCallStackDepth;
        }

        private IDictionary<string, object>? _input;

        /// <summary>The activity.</summary>
        public IActivity Activity { get; }

        /// <summary>The execution that holds it; null for the workflow.</summary>
        public ActivityExecutionContext? Owner { get; set; }

        /// <summary>What the one who scheduled it attached.</summary>
        public object? Tag { get; set; }

        /// <summary>Variables declared for it.</summary>
        public IEnumerable<Elsa.Workflows.Memory.Variable>? Variables { get; set; }

        /// <summary>The execution that goes on; null for a new one.</summary>
        public ActivityExecutionContext? ExistingActivityExecutionContext { get; set; }

        /// <summary>Values for it alone.</summary>
        public IDictionary<string, object> Input
        {
            get => _input ??= new Dictionary<string, object>();
            set => _input = value;
        }

        /// <summary>The execution that led to this one.</summary>
        public string? SchedulingActivityExecutionId { get; set; }

        /// <summary>The instance of that execution when it is another one.</summary>
        public string? SchedulingWorkflowInstanceId { get; set; }

        /// <summary>How many executions led to that one.</summary>
        public int? SchedulingCallStackDepth { get; set; }

        /// <summary>The execution that led to this one, while it is in memory.</summary>
        internal ActivityExecutionContext? ScheduledBy { get; init; }

        /// <summary>The bookmark that is resumed; null for none.</summary>
        internal Bookmark? Resumes { get; init; }

        /// <summary>What is done in place of the activity's own code; null for that.</summary>
        internal ExecuteActivityDelegate? Instead { get; init; }

        internal IDictionary<string, object>? InputOrNull => _input;
    }
}

namespace Elsa.Workflows
{
    /// <summary>Tells an owner that a child is complete.</summary>
    public record ActivityCompletedContext(ActivityExecutionContext TargetContext, ActivityExecutionContext ChildContext, object? Result = null)
    {
        /// <summary>The instance.</summary>
        public WorkflowExecutionContext WorkflowExecutionContext => TargetContext.WorkflowExecutionContext;

        /// <summary>Cancelled when the burst must stop.</summary>
        public CancellationToken CancellationToken => TargetContext.CancellationToken;

        /// <summary>A service of the burst's scope.</summary>
        public T GetRequiredService<T>() where T : notnull => TargetContext.GetRequiredService<T>();

        /// <summary>Completes the owner.</summary>
        public ValueTask CompleteActivityAsync(object? result = null) => TargetContext.CompleteActivityAsync(result);

        /// <summary>Completes the owner with outcomes.</summary>
        public ValueTask CompleteActivityWithOutcomesAsync(params string[] outcomes) => TargetContext.CompleteActivityWithOutcomesAsync(outcomes);
    }

    /// <summary>Who is told when a child completes.</summary>
    public record ActivityCompletionCallbackEntry(ActivityExecutionContext Owner, ActivityNode Child, ActivityCompletionCallback? CompletionCallback, object? Tag = null);

    /// <summary>The bookmark that a burst resumes.</summary>
    public record ResumedBookmarkContext(Bookmark Bookmark);

    /// <summary>A signal at one of the activities that hear it.</summary>
    public class SignalContext
    {
        /// <summary>From a sender to a receiver.</summary>
        public SignalContext(ActivityExecutionContext receiverActivityExecutionContext, ActivityExecutionContext senderActivityExecutionContext, CancellationToken cancellationToken)
        {
            ReceiverActivityExecutionContext = receiverActivityExecutionContext;
            SenderActivityExecutionContext = senderActivityExecutionContext;
            CancellationToken = cancellationToken;
        }

        /// <summary>The one who hears it.</summary>
        public ActivityExecutionContext ReceiverActivityExecutionContext { get; init; }

        /// <summary>The one who sent it.</summary>
        public ActivityExecutionContext SenderActivityExecutionContext { get; init; }

        /// <summary>True when the sender hears itself.</summary>
        public bool IsSelf => ReceiverActivityExecutionContext == SenderActivityExecutionContext;

        /// <summary>Cancelled when the burst must stop.</summary>
        public CancellationToken CancellationToken { get; init; }

        internal bool StopPropagationRequested { get; private set; }

        /// <summary>Keeps the signal from activities further out.</summary>
        public void StopPropagation() => StopPropagationRequested = true;
    }
}

namespace Elsa.Workflows.Signals
{
    /// <summary>The sender was cancelled.</summary>
    public record CancelSignal;

    /// <summary>The nearest loop shall end.</summary>
    public record BreakSignal;

    /// <summary>The nearest composite shall complete; the value is its outcomes.</summary>
    public record CompleteCompositeSignal(object? Value = null);
}
