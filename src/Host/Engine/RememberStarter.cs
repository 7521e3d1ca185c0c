using Elsa.Mediator.Contracts;
using Elsa.Workflows.Runtime.Notifications;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Engine;

/// <summary>Notes who starts an instance in the designer, so that he may see it even when it carries no case.</summary>
internal sealed class RememberStarter(ICurrentPerson current, IDbContextFactory<ProcessSalesDb> databases, TimeProvider time) : INotificationHandler<WorkflowStateCommitted>
{
    public async Task HandleAsync(WorkflowStateCommitted notification, CancellationToken cancellationToken)
    {
        if (current.Id is not { } person || person == Guid.Empty)
            return;
        var instance = notification.WorkflowState.Id;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Set<Case>().AnyAsync(x => x.InstanceId == instance, cancellationToken)
            || await db.Set<StudioRun>().AnyAsync(x => x.InstanceId == instance, cancellationToken))
            return;
        db.Add(new StudioRun { InstanceId = instance, PersonId = person, At = time.GetUtcNow() });
        await db.SaveChangesAsync(cancellationToken);
    }
}
