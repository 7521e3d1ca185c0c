using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ProcessSales.Host.Layout;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Host.Pages.Visits;

/// <summary>
/// What the visits' module on the phone speaks: the day to take along, visits and pictures to keep. The cookie signs in; whatever changes something must come
/// from our own pages (<see cref="SameOrigin"/>); every record is checked to be the person's own.
/// </summary>
internal static class VisitApi
{
    internal static readonly JsonSerializerOptions Json = Written();

    internal static void MapVisitApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/visits").RequireAuthorization().DisableAntiforgery();

        api.MapGet("/me", (HttpContext http) => Results.Json(new { person = http.User.Id(), name = http.User.DisplayName() }, Json));

        api.MapGet("/day", async (string? day, HttpContext http, VisitDay days, CompanyClock clock, CancellationToken stop) =>
            Results.Json(await days.OfAsync(http.User.Id(), Query.Day(day) ?? clock.Today, stop), Json));

        api.MapGet("/other/{store:guid}", async (Guid store, HttpContext http, VisitDay days, CancellationToken stop) =>
            Results.Json(await days.OtherAsync(http.User.Id(), store, stop), Json));

        api.MapPut("/{clientId:guid}", async (Guid clientId, HttpContext http, VisitRegister register, ContinuationPump pump, CancellationToken stop) =>
        {
            var receipt = await register.PutAsync(http.User.Id(), clientId, await ReadAsync(http, stop), http.Request.Headers.UserAgent.ToString(), stop);
            if (receipt.CaseId is { } file && !receipt.Conflict) await pump.RunAsync(file, stop);
            return Results.Json(
                new
                {
                    receipt.VisitId, receipt.State, receipt.Version, receipt.Conflict, receipt.Note, receipt.CancelAsked,
                    Content = receipt.ContentJson is { } json ? VisitContent.Parse(json) : null,
                },
                Json, statusCode: receipt.Conflict ? StatusCodes.Status409Conflict : StatusCodes.Status200OK);
        });

        api.MapPut("/{clientId:guid}/photos/{id:guid}", async (Guid clientId, Guid id, string? kind, string? taken, bool? gallery, string? original, HttpContext http, VisitPhotos photos, CancellationToken stop) =>
        {
            if (!DateTimeOffset.TryParse(taken, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) throw new RefusedException(RefusalKind.Invalid, "visit.unreadable");
            var kept = await photos.SaveAsync(http.User.Id(), clientId, new(id, kind ?? "", at, gallery ?? false, original), http.Request.Body, stop);
            return Results.Json(new { kept }, Json);
        });
    }

    // Finished here: Results.Json finishes options that are not, and of phones that come first at the same moment one would find them being used by another.
    private static JsonSerializerOptions Written()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private static async Task<VisitMessage> ReadAsync(HttpContext http, CancellationToken stop)
    {
        try
        {
            var sent = await JsonSerializer.DeserializeAsync<Sent>(http.Request.Body, Json, stop);
            if (sent is not { Content.ValueKind: JsonValueKind.Object }) throw new RefusedException(RefusalKind.Invalid, "visit.unreadable");
            return new(sent.OperationId, sent.BasedOn, sent.StoreId, sent.AdHocReason, sent.SentAt, sent.ChecklistVersion, sent.Steps ?? [], sent.Content.GetRawText());
        }
        catch (JsonException)
        {
            throw new RefusedException(RefusalKind.Invalid, "visit.unreadable");
        }
    }

    private sealed record Sent(Guid OperationId, int BasedOn, Guid StoreId, string? AdHocReason, DateTimeOffset SentAt, int ChecklistVersion, IReadOnlyList<VisitStep>? Steps, JsonElement Content);
}
