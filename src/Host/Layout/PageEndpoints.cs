using ProcessSales.Host.Pages.Cases;
using ProcessSales.Host.Pages.Complaints;
using ProcessSales.Host.Pages.Collections;
using ProcessSales.Host.Pages.Data;
using ProcessSales.Host.Pages.Dunning;
using ProcessSales.Host.Pages.Listings;
using ProcessSales.Host.Pages.Notifications;
using ProcessSales.Host.Pages.People;
using ProcessSales.Host.Pages.Processes;
using ProcessSales.Host.Pages.Promotions;
using ProcessSales.Host.Pages.Reports;
using ProcessSales.Host.Pages.Settings;
using ProcessSales.Host.Pages.Tasks;
using ProcessSales.Host.Pages.Visits;
using ProcessSales.Host.Pages.WorkList;

namespace ProcessSales.Host.Layout;

/// <summary>The posts and files that stand beside the pages.</summary>
internal static class PageEndpoints
{
    internal static void MapPages(this WebApplication app)
    {
        app.MapStart();
        app.MapTaskParts();
        app.MapTaskMoves();
        app.MapInboxParts();
        app.MapCaseParts();
        app.MapNotificationParts();
        app.MapDataParts();
        app.MapCardParts();
        app.MapPeopleParts();
        app.MapSettingsParts();
        app.MapDunningParts();
        app.MapListingParts();
        app.MapPromotionParts();
        app.MapBudgetParts();
        app.MapComplaintParts();
        app.MapReceiptParts();
        app.MapStatementParts();
        app.MapDeductionParts();
        app.MapVisitApi();
        app.MapVisitParts();
        app.MapReportParts();
    }
}
