using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Receivables;

/// <summary>Which receivables are looked for.</summary>
/// <param name="Text">Part of a number, or of a payer's code or name; null for any.</param>
/// <param name="Customer">A payer's code; null for all.</param>
/// <param name="State">Null for all that are open.</param>
/// <param name="Disputed">Only those with a dispute.</param>
/// <param name="Legal">Only those that the lawyers have (domain.md 3.3 rule 5).</param>
/// <param name="Small">Only small rests, which are closed and not asked for (domain.md 3.3 rule 9).</param>
public sealed record ReceivableFilter(string? Text = null, string? Customer = null, ReceivableState? State = null, bool Disputed = false, bool Legal = false, bool Small = false);

/// <summary>A receivable in a list.</summary>
/// <param name="DaysOverdue">Calendar days past the contractual due date; negative before it.</param>
public sealed record ReceivableRow(
    Guid Id, string Number, ReceivableKind Kind, Guid CustomerId, string CustomerCode, string Customer, string CustomerEn, decimal Amount, decimal Open, decimal Disputed, DateOnly IssuedOn,
    DateOnly DueOn, DateOnly ExpectedOn, DateOnly? PromisedOn, int DaysOverdue, ReceivableState State, bool PartPaid, bool Held, bool Legal, int Cycle)
{
    /// <summary>高风险: the hold is one of a chain in trouble.</summary>
    public bool HighRisk { get; init; }

    /// <summary>CNY of late interest on what is undisputed, for information only; worked out for a single row.</summary>
    public decimal Interest { get; init; }
}

/// <summary>Finds receivables within a person's scope. Safe for concurrent use.</summary>
public sealed class ReceivableList(IDbContextFactory<ProcessSalesDb> databases, CollectionTermsBook book, CompanyClock clock)
{
    /// <summary>One page. <paramref name="sort"/>: due (default), number, customer, amount, open; a leading <c>-</c> turns it round.</summary>
    public async Task<Page<ReceivableRow>> ListAsync(Guid person, ReceivableFilter filter, string? sort, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var terms = await book.CurrentAsync(db, cancellationToken);
        var rows = Wanted(db, await DataScope.OfAsync(db, person, cancellationToken), filter, terms);
        var total = await rows.CountAsync(cancellationToken);
        var ordered = sort switch
        {
            "number" => rows.OrderBy(row => row.Item.Number),
            "-number" => rows.OrderByDescending(row => row.Item.Number),
            "customer" => rows.OrderBy(row => row.Payer.Code).ThenBy(row => row.Item.DueOn),
            "-customer" => rows.OrderByDescending(row => row.Payer.Code).ThenBy(row => row.Item.DueOn),
            "-due" => rows.OrderByDescending(row => row.Item.DueOn).ThenBy(row => row.Item.Number),
            "amount" => rows.OrderBy(row => row.Item.Amount),
            "-amount" => rows.OrderByDescending(row => row.Item.Amount),
            "open" => rows.OrderBy(row => row.Item.Open),
            "-open" => rows.OrderByDescending(row => row.Item.Open),
            _ => rows.OrderBy(row => row.Item.DueOn).ThenBy(row => row.Item.Number),
        };
        var page = await ordered.Skip((number - 1) * size).Take(size).ToListAsync(cancellationToken);
        return new(page.ConvertAll(row => Shown(row, terms)), total, number, size);
    }

    /// <summary>One receivable.</summary>
    /// <exception cref="RefusedException">There is none, or the person may not see it.</exception>
    public async Task<ReceivableRow> FindAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = Within(db, await DataScope.OfAsync(db, person, cancellationToken)).Where(row => row.Item.Id == id);
        var terms = await book.CurrentAsync(db, cancellationToken);
        var found = Shown(await rows.SingleOrDefaultAsync(cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "receivable.unknown"), terms);
        if (found.State != ReceivableState.Overdue) return found;
        var rate = await LateRate.OfAsync(db, found.CustomerId, clock.Today, terms, cancellationToken);
        return found with { Interest = PaymentTerm.LateInterest(found.Open - found.Disputed, rate, found.DaysOverdue) };
    }

    /// <summary>What the payers of a person's scope owe: all that is open, the oldest due first, at most so many rows.</summary>
    public async Task<IReadOnlyList<ReceivableRow>> OpenOfAsync(Guid person, string customer, int most, CancellationToken cancellationToken = default) =>
        (await ListAsync(person, new(Customer: customer), "due", 1, most, cancellationToken)).Rows;

    private IQueryable<Pair> Wanted(ProcessSalesDb db, DataScope scope, ReceivableFilter filter, CollectionTerms terms)
    {
        var rows = Within(db, scope);
        var today = clock.Today;
        var soon = today.AddDays(terms.DueSoonDays);
        rows = filter.State switch
        {
            null => rows.Where(row => row.Item.Ended == null),
            ReceivableState.NotDue => rows.Where(row => row.Item.Ended == null && row.Item.DueOn > soon),
            ReceivableState.DueSoon => rows.Where(row => row.Item.Ended == null && row.Item.DueOn >= today && row.Item.DueOn <= soon),
            ReceivableState.Overdue => rows.Where(row => row.Item.Ended == null && row.Item.DueOn < today),
            { } end => rows.Where(row => row.Item.Ended == end),
        };
        if (filter.Disputed) rows = rows.Where(row => row.Item.Disputed > 0m);
        if (filter.Legal) rows = rows.Where(row => row.Item.Legal);
        if (filter.Small) rows = rows.Where(row => row.Item.Ended == null && row.Item.Open > 0m && row.Item.Open < row.Item.Amount && row.Item.Open <= terms.SmallRest && row.Item.Open <= row.Item.Amount * terms.SmallRestShare);
        if (filter.Customer is { Length: > 0 } code) rows = rows.Where(row => row.Payer.Code == code);
        if (filter.Text?.Trim() is { Length: > 0 } text)
            rows = rows.Where(row => row.Item.Number.Contains(text) || row.Payer.Code.Contains(text) || row.Payer.Name.Contains(text) || row.Payer.NameEn.Contains(text));
        return rows;
    }

    private static IQueryable<Pair> Within(ProcessSalesDb db, DataScope scope) =>
        db.Receivables.AsNoTracking().Join(scope.Customers(db), item => item.CustomerId, payer => payer.Id, (item, payer) => new Pair { Item = item, Payer = payer });

    private ReceivableRow Shown(Pair row, CollectionTerms terms)
    {
        var (item, payer) = (row.Item, row.Payer);
        return new(item.Id, item.Number, item.Kind, payer.Id, payer.Code, payer.Name, payer.NameEn, item.Amount, item.Open, item.Disputed, item.IssuedOn, item.DueOn, item.ExpectedOn,
            item.PromisedOn, item.DaysOverdue(clock.Today), item.StateOn(clock.Today, terms.DueSoonDays), item.IsPartPaid, payer.CreditHold is not null, item.Legal, item.Cycle) { HighRisk = payer.HighRisk };
    }

    private sealed class Pair
    {
        public required Receivable Item { get; init; }

        public required Customers.Customer Payer { get; init; }
    }
}
