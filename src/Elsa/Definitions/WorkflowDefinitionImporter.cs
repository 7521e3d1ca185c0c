using Elsa.Common.Models;
using Elsa.Workflows.Management.Mappers;
using Elsa.Workflows.Management.Models;

namespace Elsa.Workflows.Management;

/// <summary>Takes what the designer or a file holds into the draft of its definition.</summary>
internal sealed class WorkflowDefinitionImporter(IWorkflowDefinitionPublisher publisher, WorkflowDefinitionMapper mapper, DefinitionCheck check) : IWorkflowDefinitionImporter
{
    public async Task<ImportWorkflowResult> ImportAsync(SaveWorkflowDefinitionRequest request, CancellationToken cancellationToken = default)
    {
        var model = request.Model;
        var draft = string.IsNullOrWhiteSpace(model.DefinitionId) ? null : await publisher.GetDraftAsync(model.DefinitionId, VersionOptions.Latest, cancellationToken).ConfigureAwait(false);
        if (draft is null)
        {
            draft = await publisher.NewAsync(null, cancellationToken).ConfigureAwait(false);
            if (!string.IsNullOrWhiteSpace(model.DefinitionId))
                draft.DefinitionId = model.DefinitionId;
        }

        mapper.Take(model, draft);

        // A draft may be unfinished, but nothing is stored that is too large to read or names a type of the program.
        var dangers = check.Dangers(draft);
        if (dangers.Count > 0)
            return new ImportWorkflowResult(false, draft, dangers);

        if (request.Publish is not true)
            return new ImportWorkflowResult(true, await publisher.SaveDraftAsync(draft, cancellationToken).ConfigureAwait(false), []);

        var published = await publisher.PublishAsync(draft, cancellationToken).ConfigureAwait(false);
        return new ImportWorkflowResult(published.Succeeded, draft, published.ValidationErrors);
    }
}
