using ProcessSales.Host.Language;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ProcessSales.Host.Pages.Tasks;

/// <summary>What the form's module asks for while somebody types: the same work as the buttons, without drawing the page again.</summary>
internal static class TaskParts
{
    internal static void MapTaskParts(this IEndpointRouteBuilder pages)
    {
        MapOptions(pages);
        // Says what it returns: the generator of routes does not see the classes that Razor generates beside it.
        pages.MapPost("/tasks/{id:guid}/preview", async Task<IResult> (
            Guid id, [FromForm] IFormCollection posted, HttpContext http, TaskDecisions decisions, FormDesk desk, CancellationToken stop) =>
        {
            var (view, form) = await EditableAsync(decisions, http, id, stop);
            var sheet = await desk.LayOutAsync(http.User.Id(), view.File, form, view.Kept(FormPost.Read(form, posted)), false, stop);
            return new RazorComponentResult<Preview>(new { Sheet = sheet });
        });

        pages.MapPost("/tasks/{id:guid}/draft", async (
            Guid id, [FromForm] IFormCollection posted, HttpContext http, TaskDecisions decisions, Texts texts, Show show, TimeProvider clock, CancellationToken stop) =>
        {
            var (_, form) = await EditableAsync(decisions, http, id, stop);
            try
            {
                var draft = await decisions.SaveDraftAsync(http.User.Id(), id, FormPost.Read(form, posted), FormSheet.DraftOf(posted), stop);
                return Results.Json(new { saved = texts["Draft.SavedAt", show.When(clock.GetUtcNow())], draft });
            }
            catch (RefusedException refused) when (refused.Refusals[0].Key == "draft.changed")
            {
                return Results.Json(new
                {
                    changed = texts.Refusal(refused.Refusals[0]),
                    fields = refused.Refusals.Skip(1).Select(other => $"{texts.Of(form.Fields.FirstOrDefault(field => field.Name == other.Field)?.Label)}: {texts.Refusal(other)}"),
                    keep = texts["Draft.KeepMine"],
                    load = texts["Draft.LoadTheirs"],
                }, statusCode: StatusCodes.Status409Conflict);
            }
        });
    }

    private static void MapOptions(IEndpointRouteBuilder pages) =>
        pages.MapGet("/tasks/{id:guid}/options", async (
            Guid id, string? field, string? filter, string? q, HttpContext http, TaskDecisions decisions, References references, Texts texts, CancellationToken stop) =>
        {
            var (_, form) = await EditableAsync(decisions, http, id, stop);
            var parts = (field ?? "").Split('.', 2);
            var found = form.Fields.FirstOrDefault(one => one.Name == parts[0]);
            if (parts.Length > 1) found = found?.Columns.FirstOrDefault(one => one.Name == parts[1]);
            if (found is not { Type: FieldType.Reference, Source: { } source }) throw new RefusedException(RefusalKind.NotFound, "field.unknown", parts[0].Length > 40 ? parts[0][..40] : parts[0]);
            if (found.FilterBy is not null && string.IsNullOrEmpty(filter)) return Results.Json(Array.Empty<object>());
            var text = q is { Length: > 60 } ? q[..60] : q;
            var options = await references.SearchAsync(http.User.Id(), source, filter, text, stop);
            return Results.Json(options.Select(option => new { id = option.Id, label = FormSheet.OptionLabel(texts, found, option) }));
        });

    private static async Task<(TaskView View, FormDefinition Form)> EditableAsync(TaskDecisions decisions, HttpContext http, Guid id, CancellationToken stop)
    {
        var view = await decisions.ReadAsync(http.User.Id(), id, stop) ?? throw new RefusedException(RefusalKind.NotFound, "task.unknown");
        return view is { Editable: true, Form: { } form } ? (view, form) : throw new RefusedException(RefusalKind.Conflict, "task.closed");
    }
}
