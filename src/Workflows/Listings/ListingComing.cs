using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Listings;

/// <summary>What <see cref="ListingClock"/> will tell, by the same days: silence of the chain, goods not on the shelf, trials to look at, papers that end, refusals to ask again.</summary>
internal sealed class ListingComing(ListingTermsBook book, CompanyClock clock) : IComingSource
{
    private const int Most = 2_000;

    public async Task<IReadOnlyList<ComingEvent>> OfAsync(ProcessSalesDb db, ComingScene scene, CancellationToken cancellationToken)
    {
        var (today, until) = (clock.Today, scene.Until);
        var cases = (await DataScope.OfAsync(db, scene.Person, cancellationToken)).Cases(db);
        var requests = await (from request in db.Listings.AsNoTracking()
                              where (request.ClosedAt == null || request.State == ListingState.ClosedPartial || request.State == ListingState.Refused) && request.State != ListingState.Draft && request.CustomerId != null
                              join file in cases on request.CaseId equals file.Id
                              orderby request.Id descending
                              select new { Request = request, file.Number, file.Title, file.OwnerId }).Take(Most).ToListAsync(cancellationToken);
        requests.RemoveAll(row => !scene.Payers.ContainsKey(row.Request.CustomerId!.Value));
        if (requests.Count == 0) return [];
        var terms = await book.CurrentAsync(db, cancellationToken);
        var ids = requests.ConvertAll(row => row.Request.Id);
        var lines = (await db.ListingLines.AsNoTracking().Where(line => ids.Contains(line.RequestId)).Select(line => new { line.RequestId, line.State, line.StateOn, line.ShelfOn, line.RetryOn }).ToListAsync(cancellationToken)).ToLookup(line => line.RequestId);
        var papers = (await db.ListingPapers.AsNoTracking().Where(paper => ids.Contains(paper.RequestId) && paper.ExpiresOn != null).ToListAsync(cancellationToken)).ToLookup(paper => paper.RequestId);
        var found = new List<ComingEvent>();
        foreach (var row in requests)
        {
            var (request, owner) = (row.Request, row.OwnerId);
            var payer = scene.Payers[request.CustomerId!.Value];
            foreach (var retry in lines[request.Id].Where(line => line.State == LineState.Refused).Select(line => line.RetryOn).OfType<DateOnly>().Distinct()) Add(retry, "retry", owner);
            if (request.ClosedAt is not null) continue;
            if (request.Side == ListingSide.Retailer && request.LastWordOn is { } word)
            {
                Add(word.AddDays(terms.SilentDays), "silent", owner);
                if (scene.Book.People.SuperiorOf(owner) is { } superior) Add(word.AddDays(terms.SilentTooLongDays), "silent", superior);
            }

            foreach (var delivered in lines[request.Id].Where(line => line.State == LineState.Delivered).Select(line => line.StateOn).Distinct()) Add(delivered.AddDays(terms.ShelfDays), "shelf", owner);
            foreach (var shelf in lines[request.Id].Where(line => line.State is LineState.OnShelf or LineState.Trial).Select(line => line.ShelfOn).OfType<DateOnly>().Distinct())
            {
                foreach (var day in terms.TrialNotices()) Add(shelf.AddDays(day), "trial", owner);
            }

            foreach (var paper in papers[request.Id]) Add(paper.ExpiresOn!.Value.AddDays(-terms.PaperDays), "paper", owner);
            if (request.TargetShelfOn is { } target) Add(target, "target", owner);

            void Add(DateOnly day, string what, Guid person)
            {
                if (day >= today && day <= until) found.Add(new(day, ComingKind.Listing, payer.Id, payer.Code, payer.Name, row.Number, null, 0, scene.Book.People.NameOf(person), $"{what} · {row.Title}", $"/listings/{request.CaseId}"));
            }
        }

        return found;
    }
}
