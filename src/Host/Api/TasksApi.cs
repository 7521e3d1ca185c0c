using System.Text.Json.Nodes;
using ProcessSales.Host.Language;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.ApiAccess;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Api;

/// <summary>A task that waits for the key's person.</summary>
/// <param name="Amount">CNY; null for a case without one.</param>
/// <param name="ArrivedAt">UTC.</param>
/// <param name="DueAt">UTC; null for no deadline.</param>
public sealed record ApiTask(Guid Id, Guid CaseId, string Number, string Process, string Title, string? Step, string Applicant, string? CustomerCode, decimal? Amount, DateTimeOffset ArrivedAt, DateTimeOffset? DueAt, bool Overdue);

/// <summary>A task with what it is about.</summary>
/// <param name="State">Open, Completed, Superseded or Cancelled.</param>
/// <param name="Actions">How the person may answer it now; empty when it cannot be answered any more.</param>
/// <param name="Data">The case's form as far as the step shows it.</param>
/// <param name="HandledBy">Who answered it; null while it is open.</param>
public sealed record ApiTaskDetail(Guid Id, Guid CaseId, string Number, string Process, string Title, string Step, string State, IReadOnlyList<string> Actions, JsonObject Data, string? HandledBy, DateTimeOffset ArrivedAt, DateTimeOffset? DueAt);

/// <summary>An answer.</summary>
/// <param name="Action">One of the task's actions.</param>
/// <param name="Comment">Needed for rejecting and returning.</param>
/// <param name="OperationId">The caller's own id of this answer: the same one again has no second effect.</param>
/// <param name="ReturnTo">Number of the passed level that a return goes to; none for the applicant.</param>
public sealed record ApiAnswer(string? Action, string? Comment, Guid OperationId, int? ReturnTo);

/// <summary>What became of an answer.</summary>
public sealed record ApiAnswered(Guid TaskId, Guid CaseId, string Action);

/// <summary>The tasks of the key's person. Answering one is that person's decision, with every check that it has on the page.</summary>
internal static class TasksApi
{
    internal static void MapTasks(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/tasks").WithTags("Tasks");
        group.MapGet("", async (string? process, string? q, bool? overdue, [AsParameters] ApiPaging paging, HttpContext http, Inbox inbox, CancellationToken stop) =>
                ApiPage<ApiTask>.Of(await inbox.ListAsync(http.User.Id(), new(InboxTab.ToDo, process, q is { Length: > 100 } ? q[..100] : q, overdue == true, paging.Number, paging.Most), stop), Read))
            .Needs(ApiScopes.ReadTasks).WithName("listTasks").WithSummary("What waits for the person, what is due first on top.");
        group.MapGet("/{id:guid}", async Task<IResult> (Guid id, HttpContext http, TaskDecisions decisions, CancellationToken stop) =>
                await decisions.ReadAsync(http.User.Id(), id, stop) is { } view
                    ? Results.Ok(new ApiTaskDetail(view.Task.Id, view.File.Id, view.File.Number, view.File.Process, view.File.Title, view.Task.StepName, view.Task.State.ToString(), view.Actions, view.Data, view.HandledBy, view.Task.CreatedAt, view.Task.DueAt))
                    : Results.Problem(statusCode: StatusCodes.Status404NotFound))
            .Needs(ApiScopes.ReadTasks).WithName("getTask").WithSummary("A task with its case's form.").Produces<ApiTaskDetail>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/{id:guid}/answer", async Task<IResult> (Guid id, ApiAnswer answer, HttpContext http, TaskDecisions decisions, ContinuationPump pump, Texts texts, CancellationToken stop) =>
            {
                if (answer.OperationId == Guid.Empty) throw new RefusedException(RefusalKind.Invalid, [new("OperationId", "required")]);
                var view = await decisions.ReadAsync(http.User.Id(), id, stop) ?? throw new RefusedException(RefusalKind.NotFound, "task.unknown");
                await decisions.CompleteAsync(new(id, http.User.Id(), answer.Action ?? "", answer.Comment, null, answer.OperationId, "API", answer.ReturnTo), stop);
                await pump.RunAsync(view.File.Id, stop);
                return Results.Ok(new ApiAnswered(id, view.File.Id, answer.Action!));
            })
            .Needs(ApiScopes.AnswerTasks).WithName("answerTask").WithSummary("Answers a task as the person; the same operation id again has no second effect.")
            .Produces<ApiAnswered>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static ApiTask Read(InboxRow row) => new(row.TaskId!.Value, row.CaseId, row.Number, row.Process, row.Title, row.Step, row.Applicant, row.CustomerCode, row.Amount, row.At, row.DueAt, row.Overdue);
}
