namespace Elsa.Workflows.Runtime.Stimuli
{
    /// <summary>What resumes an activity that waits for the instance which it dispatched.</summary>
    public record DispatchWorkflowStimulus(string ChildInstanceId);

    /// <summary>What resumes an activity that waits for the instance which it executes.</summary>
    public record ExecuteWorkflowStimulus(string ChildInstanceId);

    /// <summary>What resumes an activity that waits for the instances which it dispatched.</summary>
    public class BulkDispatchWorkflowsStimulus(string parentInstanceId)
    {
        /// <summary>The instance that waits.</summary>
        public string ParentInstanceId { get; set; } = parentInstanceId;

        /// <summary>For how many instances it waits.</summary>
        public long ScheduledInstanceIdsCount { get; set; }
    }
}

namespace Elsa.Workflows.Runtime
{
    /// <summary>How an executed instance stands.</summary>
    public class ExecuteWorkflowResult
    {
        /// <summary>The instance.</summary>
        public string WorkflowInstanceId { get; set; } = default!;

        /// <summary>The version of the definition on which it runs.</summary>
        public string WorkflowDefinitionVersionId { get; set; } = default!;

        /// <summary>Joins the instance to something of the application.</summary>
        public string? CorrelationId { get; set; }

        /// <summary>Whether it is over.</summary>
        public WorkflowStatus Status { get; set; }

        /// <summary>How it ended, or that it waits.</summary>
        public WorkflowSubStatus SubStatus { get; set; }

        /// <summary>Values by output name.</summary>
        public IDictionary<string, object>? Output { get; set; }
    }
}
