using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Statements;

namespace ProcessSales.Host.Pages.Collections;

/// <summary>What is done with statements beside their tasks.</summary>
internal static class StatementParts
{
    internal static void MapStatementParts(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/collections/statements/build", async ([FromForm] string? customer, [FromForm] string? month, HttpContext http, StatementDesk desk, ContinuationPump pump, CancellationToken stop) =>
        {
            if (!DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)) throw new RefusedException(RefusalKind.Invalid, [new("month", "field.notAMonth")]);
            var (statement, file) = await desk.BuildAsync(http.User.Id(), customer ?? "", first, stop);
            await pump.RunAsync(file, stop);
            return Results.LocalRedirect($"/collections/statements/{statement}");
        }).RequireAuthorization();
        pages.MapPost("/collections/statements/{id:guid}/match", async (Guid id, [FromForm] string? none, HttpContext http, StatementDesk desk, CancellationToken stop) =>
        {
            await desk.MatchAsync(http.User.Id(), id, stop);
            return Results.LocalRedirect($"/collections/statements/{id}");
        }).RequireAuthorization();
        pages.MapPost("/collections/differences/{id:guid}", async (
            Guid id, [FromForm] Guid statement, [FromForm] string? type, [FromForm] string? result, [FromForm] string? evidence, [FromForm] Guid? owner, HttpContext http, StatementDesk desk, CancellationToken stop) =>
        {
            if (!Enum.TryParse<DifferenceType>(type, out var kind) || !Enum.IsDefined(kind)) throw new RefusedException(RefusalKind.Invalid, [new("type", "field.notOneOf", string.Join(", ", Enum.GetNames<DifferenceType>()))]);
            if (!Enum.TryParse<DifferenceResult>(result, out var end) || !Enum.IsDefined(end)) throw new RefusedException(RefusalKind.Invalid, [new("result", "field.notOneOf", string.Join(", ", Enum.GetNames<DifferenceResult>()))]);
            await desk.SettleAsync(http.User.Id(), id, kind, end, evidence, owner, stop);
            return Results.LocalRedirect($"/collections/statements/{statement}#d-{id}");
        }).RequireAuthorization();
    }
}
