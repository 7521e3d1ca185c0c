using Elsa.SasTokens.Contracts;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Options;
using Elsa.Workflows.Serialization;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>
/// Continues instances from outside: by a token from a link, by an event, by the result of a task. A token is read before anything of the
/// body, is good for as long as its bookmark waits, and works by POST only: mail scanners and browsers open links on their own.
/// </summary>
internal static class ResumeRoutes
{
    private const long LargestInput = 256 * 1024;
    private static readonly string[] Trigger = ["trigger:event"];
    private static readonly string[] Complete = ["tasks:complete"];

    public static void Map(ApiRoutes routes)
    {
        routes.Anonymous("bookmarks/resume", "GET", call => Task.FromResult(ByPostOnly<BookmarkTokenPayload>(call)));
        routes.Anonymous("bookmarks/resume", "POST", ResumeAsync);
        routes.Anonymous("events/trigger", "GET", call => Task.FromResult(ByPostOnly<EventTokenPayload>(call)));
        routes.Anonymous("events/trigger", "POST", TriggerByTokenAsync);
        routes.Post("events/{eventName}/trigger", Trigger, TriggerAsync);
        routes.Post("tasks/{taskId}/complete", Complete, CompleteAsync);
    }

    private static T TokenOf<T>(ApiCall call) =>
        call.Query("t") is { } token && call.Service<ITokenService>().TryDecryptToken<T>(token, out var payload) ? payload : throw RefusedCall.Invalid(RefusedCall.General, "Invalid token.");

    private static IResult ByPostOnly<T>(ApiCall call)
    {
        _ = TokenOf<T>(call);
        call.Http.Response.Headers.Allow = "POST";
        throw new RefusedCall(StatusCodes.Status405MethodNotAllowed, RefusedCall.General, "Send the token by POST: a GET changes nothing.");
    }

    private static async Task<IResult> ResumeAsync(ApiCall call)
    {
        var token = TokenOf<BookmarkTokenPayload>(call);
        var bookmarks = call.Service<IBookmarkStore>();
        if (await bookmarks.FindAsync(new BookmarkFilter { BookmarkId = token.BookmarkId, WorkflowInstanceId = token.WorkflowInstanceId }, call.Stop).ConfigureAwait(false) is null)
            throw Used();
        var input = (await call.BodyAsync(LargestInput).ConfigureAwait(false)).Values("input") ?? call.QueryValues("in");
        if (call.QueryFlag("async") is true)
        {
            await call.Service<IBookmarkQueue>().EnqueueAsync(new NewBookmarkQueueItem
            {
                BookmarkId = token.BookmarkId,
                WorkflowInstanceId = token.WorkflowInstanceId,
                Options = new ResumeBookmarkOptions { Input = input },
            }, call.Stop).ConfigureAwait(false);
            return ApiCall.Done();
        }

        var resumed = await call.Service<IWorkflowResumer>().ResumeAsync(new ResumeBookmarkRequest { BookmarkId = token.BookmarkId, WorkflowInstanceId = token.WorkflowInstanceId, Input = input }, call.Stop).ConfigureAwait(false);
        return resumed.Any() ? ApiCall.Done() : throw Used();
    }

    private static RefusedCall Used() => RefusedCall.Invalid(RefusedCall.General, "The token was used already, or nothing waits for it any more.");

    private static async Task<IResult> TriggerByTokenAsync(ApiCall call)
    {
        var token = TokenOf<EventTokenPayload>(call);
        var body = await call.BodyAsync(LargestInput).ConfigureAwait(false);
        await call.Service<IEventPublisher>().PublishAsync(token.EventName, workflowInstanceId: token.WorkflowInstanceId, payload: body.Any("input"), cancellationToken: call.Stop).ConfigureAwait(false);
        return ApiCall.Done();
    }

    private static async Task<IResult> TriggerAsync(ApiCall call)
    {
        var body = await call.BodyAsync().ConfigureAwait(false);
        var mode = body.Named<WorkflowExecutionMode>("workflowExecutionMode") ?? WorkflowExecutionMode.Asynchronous;
        await call.Service<IEventPublisher>().PublishAsync(
            call.Route("eventName"), body.Text("correlationId"), body.Text("workflowInstanceId"), body.Text("activityInstanceId"), body.Any("input"), mode == WorkflowExecutionMode.Asynchronous, call.Stop).ConfigureAwait(false);
        return ApiCall.Done();
    }

    private static async Task<IResult> CompleteAsync(ApiCall call)
    {
        var body = await call.BodyAsync().ConfigureAwait(false);
        await call.Service<ITaskReporter>().ReportCompletionAsync(call.Route("taskId"), body.Any("result"), call.Stop).ConfigureAwait(false);
        return ApiCall.Done();
    }
}
