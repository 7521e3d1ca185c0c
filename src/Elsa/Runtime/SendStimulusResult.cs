using Elsa.Workflows.Runtime.Messages;

namespace Elsa.Workflows.Runtime.Results;

/// <summary>What a stimulus did.</summary>
/// <param name="WorkflowInstanceResponses">One answer an instance that was started or resumed.</param>
public record SendStimulusResult(ICollection<RunWorkflowInstanceResponse> WorkflowInstanceResponses);
