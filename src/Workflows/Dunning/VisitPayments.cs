using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Dunning;

/// <summary>What a store's payer owes and should pay, for whoever visits the store (domain.md 2.2 V-15): due soon or over, without what is in dispute or with the lawyers. Safe for concurrent use.</summary>
internal sealed class PaymentMatters(IDbContextFactory<ProcessSalesDb> databases, CollectionTermsBook book) : IStoreMatterSource
{
    // Each wants an answer in the store; the rest is for the desk.
    private const int MostOfPayer = 5;

    public async Task<ILookup<Guid, StoreMatter>> OfAsync(IReadOnlyCollection<Guid> storeIds, DateOnly day, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var soon = day.AddDays((await book.OnAsync(db, day, cancellationToken)).DueSoonDays);
        var stores = await db.Stores.AsNoTracking().Where(row => storeIds.Contains(row.Id)).Select(row => new { row.Id, row.CustomerId }).ToListAsync(cancellationToken);
        var payers = stores.Select(store => store.CustomerId).Distinct().ToList();
        var items = (await db.Receivables.AsNoTracking().Where(row => payers.Contains(row.CustomerId) && row.Ended == null && !row.Legal && row.DueOn <= soon).OrderBy(row => row.DueOn).ThenBy(row => row.Number)
            .Select(row => new { row.Id, row.CustomerId, row.Number, row.Open, row.Disputed, row.DueOn, row.PromisedOn }).ToListAsync(cancellationToken)).Where(row => row.Open - row.Disputed > 0m).ToLookup(row => row.CustomerId);
        return stores.SelectMany(store => items[store.CustomerId].Take(MostOfPayer).Select(item => (store.Id, item))).ToLookup(row => row.Id, row =>
        {
            var chased = row.item.Open - row.item.Disputed;
            var title = string.Create(CultureInfo.InvariantCulture, $"{row.item.Number} ¥{chased:#,##0.00}");
            return new StoreMatter(StoreMatterKind.Payment, row.item.Id, "", title, row.item.PromisedOn is { } on ? string.Create(CultureInfo.InvariantCulture, $"承诺 {on:yyyy-MM-dd}") : null, row.item.DueOn, chased, $"/collections/receivables/{row.item.Id}");
        });
    }
}

/// <summary>Takes a payer's word that a visit brings home down as a promise (domain.md 2.2 payment note, F-S6). What cannot be one any more stays as an open issue, so that no word is lost. Safe for concurrent use.</summary>
internal sealed class PromiseFindings(IDbContextFactory<ProcessSalesDb> databases, PromiseDesk desk, OpenIssues issues) : IFindingTaker
{
    private const int LongestName = 200;

    public RaisedKind Kind => RaisedKind.Promise;

    public async Task<string?> TakeAsync(VisitFinding finding, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var content = VisitContent.Parse(await db.Visits.Where(row => row.Id == finding.VisitId).Select(row => row.ContentJson).SingleAsync(cancellationToken));
        var item = await db.Receivables.AsNoTracking().SingleOrDefaultAsync(row => row.Id == finding.SubjectId, cancellationToken);
        if (item is null || content.Matters.FirstOrDefault(matter => matter.Id == item.Id) is not { PromisedOn: { } on } said) return null;
        var by = string.Join("、", content.Persons);
        try
        {
            await desk.TakeAsync(
                finding.PersonId,
                new(item.CustomerId, [item.Id], said.PromisedAmount ?? item.Undisputed, on, by.Length > LongestName ? by[..LongestName] : by.Length == 0 ? "–" : by, ContactKind.Visit, finding.Id), cancellationToken);
        }
        catch (RefusedException)
        {
            // The day is over or the item paid by now.
            await issues.RaiseAsync(new($"visit/{finding.VisitId:N}/promise/{item.Id:N}", IssueSource.Visit, finding.VisitId, finding.StoreId, null, IssueKind.Other, finding.Note ?? item.Number, finding.PersonId, finding.PersonId, At: finding.At), cancellationToken);
        }

        return item.Number;
    }
}
