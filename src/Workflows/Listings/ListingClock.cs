using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Listings;

/// <summary>
/// Looks at listings as days pass: articles that are sold no more, a chain that is silent, goods that do not reach the shelf, trials to look at, papers that end, refusals to ask again.
/// Each message has a key of what it tells, so looking again tells nobody twice. Safe for concurrent use.
/// </summary>
public sealed class ListingClock(IDbContextFactory<ProcessSalesDb> databases, ListingGrid grid, Notifier notifier, CaseNews news, Staff staff, ListingTermsBook book, CompanyClock clock)
{
    private const int PageSize = 200;

    // Orders of people reach the process at once; only what was lost between two of its steps is told again, a little later.
    private static readonly TimeSpan TellAgainAfter = TimeSpan.FromMinutes(1);

    /// <summary>Looks at every listing that is under way.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken = default)
    {
        await grid.CancelNotSoldAsync(cancellationToken);
        var terms = await book.CurrentAsync(cancellationToken);
        for (var last = Guid.Empty; ;)
        {
            List<(ListingRequest Request, Case File)> page;
            await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            {
                page = [.. (await (from request in db.Listings.AsNoTracking()
                                   join file in db.Cases.AsNoTracking() on request.CaseId equals file.Id
                                   where (request.ClosedAt == null || request.State == ListingState.ClosedPartial || request.State == ListingState.Refused) && request.State != ListingState.Draft && request.Id > last
                                   orderby request.Id
                                   select new { request, file }).Take(PageSize).ToListAsync(cancellationToken)).Select(row => (row.request, row.file))];
            }

            foreach (var (request, file) in page) await LookAsync(request, file, terms, cancellationToken);
            if (page.Count < PageSize) return;
            last = page[^1].Request.Id;
        }
    }

    private async Task LookAsync(ListingRequest request, Case file, ListingTerms terms, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = clock.Today;
        if (request.Side == ListingSide.Retailer && request is { ClosedAt: null, LastWordOn: { } word }) await LookAtSilenceAsync(request, file, today.DayNumber - word.DayNumber, terms, cancellationToken);
        if (request.ClosedAt is null)
        {
            await LookAtShelvesAsync(db, request, file, today, terms, cancellationToken);
            await LookAtTrialsAsync(db, request, file, today, terms, cancellationToken);
            await LookAtPapersAsync(db, request, file, today, terms, cancellationToken);
        }

        await LookAtRefusalsAsync(db, request, file, today, cancellationToken);
        if (request.ToldVersion != request.Version && request.ClosedAt is null) await TellAgainAsync(request.Id, cancellationToken);
    }

    private async Task LookAtSilenceAsync(ListingRequest request, Case file, int days, ListingTerms terms, CancellationToken cancellationToken)
    {
        var more = new JsonObject { ["days"] = days, ["buyer"] = request.Buyer };
        if (days >= terms.SilentDays) await TellAsync(file, $"silent/{terms.SilentDays}/{request.LastWordOn:yyyyMMdd}", "listing-silent", [file.OwnerId], more, cancellationToken);
        if (days >= terms.SilentTooLongDays && await staff.SuperiorOfAsync(file.OwnerId, cancellationToken) is { } superior)
            await TellAsync(file, $"silent/{terms.SilentTooLongDays}/{request.LastWordOn:yyyyMMdd}", "listing-silent-long", [superior.Id], more, cancellationToken);
    }

    private async Task LookAtShelvesAsync(ProcessSalesDb db, ListingRequest request, Case file, DateOnly today, ListingTerms terms, CancellationToken cancellationToken)
    {
        var since = today.AddDays(-terms.ShelfDays);
        var late = await LinesAsync(db, request, line => line.Where(each => each.State == LineState.Delivered && each.StateOn <= since), cancellationToken);
        foreach (var group in late.GroupBy(line => line.Since))
        {
            await TellAsync(file, $"shelf/{group.Key:yyyyMMdd}", "listing-not-on-shelf", [file.OwnerId, .. await staff.AssistantsOfAsync(file.OwnerId, cancellationToken), .. await PromotersAsync(db, group, cancellationToken)],
                new() { ["lines"] = Names(group), ["count"] = group.Count(), ["since"] = group.Key.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) }, cancellationToken);
        }
    }

    private async Task LookAtTrialsAsync(ProcessSalesDb db, ListingRequest request, Case file, DateOnly today, ListingTerms terms, CancellationToken cancellationToken)
    {
        foreach (var day in terms.TrialNotices())
        {
            // A week's grace: a job that stood still for some days tells it later, but nobody hears of day 25 on day 80.
            var (from, until) = (today.AddDays(-day - 7), today.AddDays(-day));
            var due = await LinesAsync(db, request, line => line.Where(each => (each.State == LineState.OnShelf || each.State == LineState.Trial) && each.ShelfOn >= from && each.ShelfOn <= until), cancellationToken);
            foreach (var group in due.GroupBy(line => line.Shelf))
            {
                var planned = group.Sum(line => line.MonthlyVolume) * day / 30m;
                var sold = group.Sum(line => line.Sold ?? 0);
                await TellAsync(file, $"trial/{day}/{group.Key:yyyyMMdd}", "listing-trial", [file.OwnerId], new()
                {
                    ["lines"] = Names(group), ["count"] = group.Count(), ["days"] = day, ["rate"] = planned > 0 && sold > 0 ? Math.Round(sold / planned * 100m, 0) : null,
                }, cancellationToken);
            }
        }
    }

    private async Task LookAtPapersAsync(ProcessSalesDb db, ListingRequest request, Case file, DateOnly today, ListingTerms terms, CancellationToken cancellationToken)
    {
        var limit = today.AddDays(terms.PaperDays);
        foreach (var paper in await db.ListingPapers.AsNoTracking().Where(row => row.RequestId == request.Id && row.ExpiresOn != null && row.ExpiresOn <= limit).ToListAsync(cancellationToken))
        {
            var assistants = await staff.AssistantsOfAsync(file.OwnerId, cancellationToken);
            await TellAsync(file, $"paper/{paper.Kind}/{paper.Number}/{paper.ExpiresOn:yyyyMMdd}", "listing-paper", assistants.Count > 0 ? assistants : [file.OwnerId], new()
            {
                ["kind"] = paper.Kind, ["paper"] = paper.Number, ["ends"] = paper.ExpiresOn!.Value.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            }, cancellationToken);
        }
    }

    private async Task LookAtRefusalsAsync(ProcessSalesDb db, ListingRequest request, Case file, DateOnly today, CancellationToken cancellationToken)
    {
        var from = today.AddDays(-30);
        var due = await LinesAsync(db, request, line => line.Where(each => each.State == LineState.Refused && each.RetryOn != null && each.RetryOn <= today && each.RetryOn >= from), cancellationToken);
        foreach (var group in due.GroupBy(line => line.Retry))
            await TellAsync(file, $"retry/{group.Key:yyyyMMdd}", "listing-retry", [file.OwnerId], new() { ["lines"] = Names(group), ["count"] = group.Count() }, cancellationToken);
    }

    private async Task TellAgainAsync(Guid requestId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var request = await db.Listings.SingleAsync(row => row.Id == requestId, cancellationToken);
            var last = await db.ListingMoves.Where(move => move.RequestId == requestId).MaxAsync(move => (DateTimeOffset?)move.At, cancellationToken);
            if (request.ToldVersion == request.Version || !request.State.IsRunning() || clock.Now - last < TellAgainAfter) return;
            await ListingCourse.TellProcessAsync(db, clock.Now, request, await db.Cases.SingleAsync(row => row.Id == request.CaseId, cancellationToken), cancellationToken);
        }, cancellationToken);
    }

    private async Task TellAsync(Case file, string what, string template, IReadOnlyList<Guid> recipients, JsonObject more, CancellationToken cancellationToken)
    {
        var key = $"listing/{file.Id:N}/{what}";
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (await db.Notifications.AnyAsync(row => row.Key == key, cancellationToken)) return;
        }

        await notifier.QueueAsync(new(key, file.Process, template, recipients, await news.ModelAsync(file, "", null, more, cancellationToken), file.Id), cancellationToken);
    }

    private static async Task<List<TimedLine>> LinesAsync(ProcessSalesDb db, ListingRequest request, Func<IQueryable<ListingLine>, IQueryable<ListingLine>> which, CancellationToken cancellationToken) =>
        await (from line in which(db.ListingLines.AsNoTracking().Where(line => line.RequestId == request.Id))
               join product in db.Products on line.ProductCode equals product.Code
               join store in db.Stores on line.StoreId equals store.Id
               orderby store.Code, product.Code
               select new TimedLine(store.Id, product.Name, store.Name, line.StateOn, line.ShelfOn, line.RetryOn, line.MonthlyVolume, line.SoldQuantity)).ToListAsync(cancellationToken);

    private static async Task<List<Guid>> PromotersAsync(ProcessSalesDb db, IEnumerable<TimedLine> lines, CancellationToken cancellationToken)
    {
        var stores = lines.Select(line => line.StoreId).Distinct().ToList();
        return await db.StorePromoters.Where(row => stores.Contains(row.StoreId)).Select(row => row.PersonId).Distinct().ToListAsync(cancellationToken);
    }

    private static string Names(IEnumerable<TimedLine> lines) => string.Join("、", lines.Take(3).Select(line => $"{line.Product}@{line.Store}"));

    private sealed record TimedLine(Guid StoreId, string Product, string Store, DateOnly Since, DateOnly? Shelf, DateOnly? Retry, int MonthlyVolume, int? Sold);
}
