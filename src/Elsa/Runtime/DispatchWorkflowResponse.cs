using Elsa.Workflows.Exceptions;

namespace Elsa.Workflows.Runtime.Responses;

/// <summary>Whether background work was accepted.</summary>
/// <param name="Fault">Why it was refused; null when it was accepted.</param>
public record DispatchWorkflowResponse(FaultException? Fault)
{
    /// <summary>True when it was accepted.</summary>
    public bool Succeeded => Fault is null;

    /// <summary>Accepted.</summary>
    public static DispatchWorkflowResponse Success() => new((FaultException?)null);

    /// <summary>Refused: there is no such queue.</summary>
    public static DispatchWorkflowResponse UnknownChannel() => new(new FaultException("UnknownChannel", "Dispatch", "System", "There is no queue of that name."));

    /// <summary>Throws the reason of a refusal; does nothing when accepted.</summary>
    public void ThrowIfFailed()
    {
        if (Fault is not null)
            throw Fault;
    }
}
