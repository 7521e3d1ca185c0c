using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Security;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Pages.Notifications;

/// <summary>Reading messages, and the numbers beside the menu.</summary>
internal static class NotificationParts
{
    internal static void MapNotificationParts(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/notifications/read", async ([FromForm] string? none, HttpContext http, NotificationBell bell, CancellationToken stop) =>
        {
            await bell.MarkReadAsync(http.User.Id(), null, stop);
            return Results.LocalRedirect("/notifications");
        });

        pages.MapPost("/notifications/{id:guid}/open", async (Guid id, [FromForm] string? none, HttpContext http, NotificationBell bell, CancellationToken stop) =>
        {
            var caseId = await bell.OpenAsync(http.User.Id(), id, stop);
            return Results.LocalRedirect(caseId is null ? "/notifications" : $"/cases/{caseId}");
        });

        pages.MapGet("/counts", async (HttpContext http, NotificationBell bell, Inbox inbox, CancellationToken stop) => Results.Json(new
        {
            waiting = await inbox.CountAsync(http.User.Id(), stop),
            unread = await bell.UnreadCountAsync(http.User.Id(), stop),
        }));
    }
}
