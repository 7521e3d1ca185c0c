using System.Globalization;
using System.Text.Json.Nodes;

namespace ProcessSales.Workflows.Plans;

/// <summary>The plan as its form shows it, <c>workflows/visit-plan/forms/visit-plan.json</c>: what the manager confirms, whatever becomes of the master data.</summary>
internal static class PlanSnapshot
{
    public static JsonObject Of(DateOnly week, IEnumerable<(DateOnly Day, int Order, string Store, string? Reason)> visits, string? focus = null)
    {
        var lines = new JsonArray();
        foreach (var visit in visits.OrderBy(visit => visit.Day).ThenBy(visit => visit.Order))
        {
            lines.Add(new JsonObject
            {
                ["day"] = visit.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["order"] = visit.Order.ToString(CultureInfo.InvariantCulture), ["store"] = visit.Store, ["reason"] = visit.Reason,
            });
        }

        var snapshot = new JsonObject { ["week"] = week.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["visits"] = lines.Count.ToString(CultureInfo.InvariantCulture), ["lines"] = lines };
        if (focus is not null) snapshot["focus"] = focus;
        return snapshot;
    }
}
