using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Security;
using ProcessSales.Workflows.Notifications;

namespace ProcessSales.Host.Pages.Settings;

/// <summary>What administrators do beside the settings' pages.</summary>
internal static class SettingsParts
{
    internal static void MapSettingsParts(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/settings/deliveries/resend", ([FromForm] string? none, HttpContext http, DeliveryLog log, CancellationToken stop) => ResendAsync(http, log, null, stop))
            .RequireAuthorization(Access.Administration);
        pages.MapPost("/settings/deliveries/{id:guid}/resend", (Guid id, [FromForm] string? none, HttpContext http, DeliveryLog log, CancellationToken stop) => ResendAsync(http, log, id, stop))
            .RequireAuthorization(Access.Administration);
    }

    private static async Task<IResult> ResendAsync(HttpContext http, DeliveryLog log, Guid? id, CancellationToken stop) =>
        Results.LocalRedirect("/settings/deliveries?resent=" + (await log.ResendAsync(http.User.Id(), id, stop)).ToString(CultureInfo.InvariantCulture));
}
