using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Complaints;

/// <summary>
/// Sends people to every store in which a visit saw a suspected batch (domain.md 2.5, C40): an open issue at the store, which comes back in the preparation of its visits until it is done,
/// one for each batch and store however many complain. Safe for concurrent use.
/// </summary>
public sealed class BatchPulls(OpenIssues issues)
{
    /// <summary>Raises the issues within the caller's transaction. Returns the stores' names.</summary>
    internal async Task<IReadOnlyList<string>> RaiseAsync(ProcessSalesDb db, WorkingCalendar calendar, Complaint complaint, string number, CancellationToken cancellationToken)
    {
        if (PrefixOf(complaint) is not { } prefix) return [];
        var holders = (await BatchTrace.OfAsync(db, complaint.ProductCode, complaint.ProducedOn, cancellationToken)).Where(holder => holder.Shelf + holder.Back > 0).ToList();
        if (holders.Count == 0) return [];
        var running = await db.OpenIssues.Where(row => row.Key.StartsWith(prefix) && row.State != IssueState.Closed).Select(row => row.StoreId).ToListAsync(cancellationToken);
        var product = await db.Products.Where(row => row.Code == complaint.ProductCode).Select(row => row.Name).SingleAsync(cancellationToken);
        foreach (var holder in holders.Where(holder => !running.Contains(holder.StoreId)))
        {
            var title = string.Create(CultureInfo.InvariantCulture, $"同批下架封存 Pull and seal the batch: {product} {complaint.Batch} ({number})");
            await issues.RaiseAsync(
                db, calendar, new($"{prefix}{holder.StoreId:N}/{complaint.Id:N}", IssueSource.Complaint, complaint.Id, holder.StoreId, null, IssueKind.Freshness, title.Length > OpenIssues.LongestTitle ? title[..OpenIssues.LongestTitle] : title, ProductCode: complaint.ProductCode),
                cancellationToken);
        }

        return [.. holders.Select(holder => holder.Store)];
    }

    /// <summary>Closes what is left of them once no complaint of the batch is open any more.</summary>
    internal async Task CloseAsync(ProcessSalesDb db, WorkingCalendar calendar, Complaint complaint, Guid? person, CancellationToken cancellationToken)
    {
        if (PrefixOf(complaint) is not { } prefix) return;
        var others = await db.Complaints.AnyAsync(row => row.Id != complaint.Id && row.ProductCode == complaint.ProductCode && row.ProducedOn == complaint.ProducedOn
            && row.State != ComplaintState.Closed && row.State != ComplaintState.Merged && row.State != ComplaintState.Invalid, cancellationToken);
        if (others) return;
        foreach (var key in await db.OpenIssues.Where(row => row.Key.StartsWith(prefix) && row.State != IssueState.Closed).Select(row => row.Key).ToListAsync(cancellationToken))
            await issues.CloseAsync(db, calendar, key, person, complaint.Decision is { Length: > 0 } decision ? decision : "客诉已结案 The complaint has ended", cancellationToken);
    }

    private static string? PrefixOf(Complaint complaint) => complaint is { ProductCode: { } product, ProducedOn: { } day } ? $"batch/{product}/{day:yyyyMMdd}/" : null;
}
