using Elsa.Mediator.Contracts;
using Elsa.Workflows.Runtime.Notifications;
using ProcessSales.Activities;
using ProcessSales.Workflows.Cases;

namespace ProcessSales.Host.Engine;

/// <summary>Notes who starts an instance in the designer, so that he may see it even when it carries no case.</summary>
internal sealed class RememberStarter(ICurrentPerson current, DesignerRuns runs) : INotificationHandler<WorkflowStateCommitted>
{
    public async Task HandleAsync(WorkflowStateCommitted notification, CancellationToken cancellationToken)
    {
        if (current.Id is { } person && person != Guid.Empty)
            await runs.NoteAsync(person, notification.WorkflowState.Id, cancellationToken);
    }
}
