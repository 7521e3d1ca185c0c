using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Layout;
using ProcessSales.Host.Security;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
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
        pages.MapGet("/settings/audit/export", ExportAsync).RequireAuthorization(Access.Administration);
    }

    private static IResult ExportAsync(string? who, string? what, string? from, string? until, string? format, HttpContext http, AuditLog log, CompanyClock clock)
    {
        var filter = new AuditFilter(who, what, Query.Day(from), Query.Day(until));
        var name = $"audit-{clock.Today.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";
        return format == "xlsx"
            ? Results.Stream(async output =>
            {
                // A workbook is written back and forth, which an answer cannot be.
                using var whole = new MemoryStream();
                await log.WriteWorkbookAsync(http.User.Id(), filter, whole, http.RequestAborted);
                whole.Position = 0;
                await whole.CopyToAsync(output, http.RequestAborted);
            }, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name + ".xlsx")
            : Results.Stream(output => log.WriteCsvAsync(http.User.Id(), filter, output, http.RequestAborted), "text/csv; charset=utf-8", name + ".csv");
    }

    private static async Task<IResult> ResendAsync(HttpContext http, DeliveryLog log, Guid? id, CancellationToken stop) =>
        Results.LocalRedirect("/settings/deliveries?resent=" + (await log.ResendAsync(http.User.Id(), id, stop)).ToString(CultureInfo.InvariantCulture));
}
