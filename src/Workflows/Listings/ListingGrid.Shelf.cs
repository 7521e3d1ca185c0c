using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Listings;

/// <content>What a visit's picture confirms (domain.md 2.3, L120).</content>
public sealed partial class ListingGrid
{
    /// <summary>
    /// Brings what was delivered to the visited store onto its shelf, as far as the visit saw it there: an article that the visit noted as missing stays where it is. The same finding
    /// again changes nothing. Returns the listing's number; null when nothing of it waited for the shelf.
    /// </summary>
    /// <param name="seen">The visit's lines by article; an article without one is taken by the word alone.</param>
    internal async Task<string?> ConfirmShelfAsync(VisitFinding finding, IReadOnlyDictionary<string, VisitLine> seen, CancellationToken cancellationToken)
    {
        Guid caseId;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            caseId = await db.Listings.Where(row => row.Id == finding.SubjectId && row.ClosedAt == null).Select(row => row.CaseId).SingleOrDefaultAsync(cancellationToken);
        }

        if (caseId == Guid.Empty) return null;
        var calendar = await calendars.CurrentAsync(cancellationToken);
        string? number = null;
        await ChangeAsync(null, caseId, ListingDuty.Sales, async (db, file, request, lines) =>
        {
            var there = lines.Where(line => line.StoreId == finding.StoreId && line.State == LineState.Delivered && seen.GetValueOrDefault(line.ProductCode) is null or { Status: ShelfStatus.OnShelf }).ToList();
            if (there.Count == 0) return;
            foreach (var line in there)
            {
                // A visit may reach us after later entries: a line never goes back in time.
                var day = clock.DateOf(finding.At) is var visited && visited < line.StateOn ? line.StateOn : visited;
                lines.Move(clock.Now, line, LineState.OnShelf, day, finding.PersonId, Short(finding.Note));
                var look = seen.GetValueOrDefault(line.ProductCode);
                (line.ShelfOn, line.Facings, line.PhotoId) = (day, look?.Facings ?? finding.Quantity, finding.PhotoIds[0]);
                line.TagRight = look?.Price is { } price ? price == line.RetailPrice : null;
            }

            await ReplaceAsync(db, calendar, file, there, finding.PersonId, cancellationToken);
            await ListingCourse.FollowAsync(db, clock.Now, request, lines, there.Max(line => line.StateOn), finding.PersonId, null, cancellationToken);
            Record(db, finding.PersonId, file, "LinesSeenOnShelf", string.Join(", ", there.Select(line => line.ProductCode)));
            number = file.Number;
        }, cancellationToken);
        return number;
    }

    // One in, one out (domain.md 2.3): what the new article replaces leaves the shelf, and somebody has to see to it.
    private async Task ReplaceAsync(ProcessSalesDb db, WorkingCalendar calendar, Case file, IReadOnlyList<ListingLine> lines, Guid person, CancellationToken cancellationToken)
    {
        foreach (var line in lines.Where(line => line.ReplacedCode is not null))
        {
            var name = await db.Products.Where(row => row.Code == line.ReplacedCode).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken) ?? line.ReplacedCode;
            await issues.RaiseAsync(
                db, calendar, new($"listing/{line.Id:N}/replaced", IssueSource.Listing, file.Id, line.StoreId, null, IssueKind.Display, Short($"一进一出:撤下 {name}({file.Number})", OpenIssues.LongestTitle)!, null, person, ProductCode: line.ReplacedCode),
                cancellationToken);
        }
    }
}

/// <summary>Takes over what visits saw of listings on the shelf. Safe for concurrent use.</summary>
internal sealed class ListingShelf(IDbContextFactory<ProcessSalesDb> databases, ListingGrid grid) : IFindingTaker
{
    public RaisedKind Kind => RaisedKind.OnShelf;

    public async Task<string?> TakeAsync(VisitFinding finding, CancellationToken cancellationToken)
    {
        if (finding.SubjectId is null || finding.PhotoIds.Count == 0) return null;
        Dictionary<string, VisitLine> seen;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            seen = await db.VisitLines.AsNoTracking().Where(row => row.VisitId == finding.VisitId).ToDictionaryAsync(row => row.ProductCode, cancellationToken);
        }

        return await grid.ConfirmShelfAsync(finding, seen, cancellationToken);
    }
}
