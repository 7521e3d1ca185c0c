using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Issues;

/// <summary>What messages about issues show to their templates.</summary>
internal static class IssueNews
{
    /// <summary>Every name that templates about a case know is there; the rest is left empty.</summary>
    public static async Task<JsonObject> DataAsync(ProcessSalesDb db, OpenIssue issue, string owner, CancellationToken cancellationToken)
    {
        var data = new JsonObject();
        foreach (var name in TemplateVocabulary.Case) data[name] = null;
        data["form"] = new JsonObject();
        data["id"] = issue.Id.ToString();
        data["title"] = issue.Title;
        data["state"] = issue.State.ToString();
        data["owner"] = owner;
        data["handler"] = owner;
        data["note"] = await db.Stores.Where(row => row.Id == issue.StoreId).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken)
            ?? await db.Customers.Where(row => row.Id == issue.CustomerId).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken);
        data["comment"] = issue.Decision;
        data["due"] = issue.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return data;
    }
}
