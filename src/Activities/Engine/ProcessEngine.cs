using System.Text.Json.Nodes;
using Elsa.Common.Models;
using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Workflows.Runtime.Options;
using ProcessSales.Workflows.Continuations;

namespace ProcessSales.Activities.Engine;

/// <summary>Carries out what the business has asked of the engine. Every call may be repeated: what has been done is not done again.</summary>
public sealed class ProcessEngine(IWorkflowRuntime runtime, IWorkflowResumer resumer, IBookmarkStore bookmarks, IWorkflowDefinitionService definitions) : IProcessEngine
{
    private static readonly string[] Optional = ["For", "ReturnTo", "Order", "Step", "Seat", "Place", "Rule", "Signers"];

    /// <inheritdoc />
    public async Task<ContinuationResult> StartAsync(Continuation continuation, CancellationToken stop)
    {
        var client = await runtime.CreateClientAsync(continuation.InstanceId, stop);
        var response = await client.CreateAndRunInstanceAsync(
            new CreateAndRunWorkflowInstanceRequest
            {
                WorkflowDefinitionHandle = WorkflowDefinitionHandle.ByDefinitionId(continuation.Process, VersionOptions.Published),
                Input = InputOf(continuation),
            },
            stop);
        return Answer(response);
    }

    /// <inheritdoc />
    public async Task<ContinuationResult> ResumeAsync(Continuation continuation, CancellationToken stop)
    {
        if (continuation.BookmarkId is { } bookmarkId)
        {
            var client = await runtime.CreateClientAsync(continuation.InstanceId, stop);
            if (!await client.InstanceExistsAsync(stop))
                return ContinuationResult.Gone;
            return Answer(await client.RunInstanceAsync(new RunWorkflowInstanceRequest { BookmarkId = bookmarkId, Input = InputOf(continuation) }, stop));
        }

        var filter = new BookmarkFilter { WorkflowInstanceId = continuation.InstanceId, Name = continuation.Stimulus };
        if (await bookmarks.FindAsync(filter, stop) is null)
            return ContinuationResult.Gone;
        var responses = await resumer.ResumeAsync(filter, new ResumeBookmarkOptions { Input = InputOf(continuation) }, stop);
        return responses.Select(Answer).LastOrDefault(ContinuationResult.Gone);
    }

    /// <inheritdoc />
    public async Task<ContinuationResult> CancelAsync(Continuation continuation, CancellationToken stop)
    {
        var client = await runtime.CreateClientAsync(continuation.InstanceId, stop);
        if (!await client.InstanceExistsAsync(stop))
            return ContinuationResult.Gone;
        await client.CancelAsync(stop);
        return ContinuationResult.Done;
    }

    /// <inheritdoc />
    public async Task<int?> PublishedAsync(string process, CancellationToken stop) => (await definitions.FindWorkflowDefinitionAsync(process, VersionOptions.Published, stop))?.Version;

    private static ContinuationResult Answer(RunWorkflowInstanceResponse response) =>
        response.SubStatus == WorkflowSubStatus.Faulted
            ? ContinuationResult.Faulted(string.Join("; ", response.Incidents.Select(x => $"{x.ActivityId}: {x.Message}")))
            : ContinuationResult.Done;

    private static Dictionary<string, object> InputOf(Continuation continuation)
    {
        // Input stays with the instance, so what this message leaves open must not show what an earlier one said.
        var input = new Dictionary<string, object> { ["Action"] = "", ["Comment"] = "", ["Person"] = "", ["Data"] = "" };
        foreach (var name in Optional)
            input[name] = "";
        if (continuation.InputJson is { Length: > 0 } json && JsonNode.Parse(json) is JsonObject values)
            foreach (var (name, value) in values)
                input[name] = PlainValue.Of(value) ?? "";
        return input;
    }
}
