using Elsa.Mediator.Contracts;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Management.Models;
using Elsa.Workflows.Management.Notifications;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Workflows.Management;

/// <summary>Asks the application's own handlers what they hold against a workflow.</summary>
internal sealed class WorkflowValidator(IServiceScopeFactory scopes) : IWorkflowValidator
{
    public async Task<IEnumerable<WorkflowValidationError>> ValidateAsync(Workflow workflow, CancellationToken cancellationToken = default)
    {
        var errors = new List<WorkflowValidationError>();
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<INotificationSender>().SendAsync(new WorkflowDefinitionValidating(workflow, errors), cancellationToken).ConfigureAwait(false);
        return errors;
    }
}
