using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Listings;

/// <summary>How long a listing took or takes: days of ours and of the retailer's, which add up to the whole.</summary>
/// <param name="OnShelf">Whether the time has stopped because every open line is on the shelf, or the listing ended.</param>
public sealed record ListingDays(int Ours, int Retailer, bool OnShelf)
{
    /// <summary>All days from the first hand-in.</summary>
    public int Total => Ours + Retailer;

    /// <summary>
    /// Counts from the hand-in to the shelf (L10 to L120): a day belongs to whose time ran when it began to count.
    /// </summary>
    /// <param name="moves">In the order in which they were entered.</param>
    /// <param name="today">Until when an open one counts.</param>
    public static ListingDays Of(IEnumerable<ListingMove> moves, DateOnly today)
    {
        var (ours, retailer) = (0, 0);
        ListingMove? last = null;
        foreach (var move in moves)
        {
            if (last is not null) Add(last, move.On);
            if (move.To == ListingState.Draft) last = null;
            else if (move.To is ListingState.Trial || move.To.IsFinal()) return new(ours, retailer, true);
            else last = move;
        }

        if (last is not null) Add(last, today);
        return new(ours, retailer, false);

        void Add(ListingMove from, DateOnly until)
        {
            var days = Math.Max(0, until.DayNumber - from.On.DayNumber);
            if (from.Side == ListingSide.Retailer) retailer += days;
            else ours += days;
        }
    }
}

/// <summary>A listing in a list.</summary>
/// <param name="Lines">Lines by state.</param>
public sealed record ListingRow(
    Guid CaseId, string Number, string Title, string Owner, string? Customer, ListingState State, ListingSide Side, SupplementState Supplement, DateOnly? TargetShelfOn, decimal AgreedFee, decimal ApprovedFee,
    IReadOnlyDictionary<LineState, int> Lines, ListingDays Days, bool Late);

/// <summary>A listing with all its lines.</summary>
/// <param name="Products">Names by EAN-13, Chinese and English.</param>
/// <param name="Stores">Code and name by identity.</param>
/// <param name="MayMove">What the person may bring lines into.</param>
/// <param name="Proofs">What the settlement of the fee needs; empty before the agreement is signed.</param>
/// <param name="Terms">Those of today.</param>
/// <param name="FirstOrders">Pieces a store of the first order as they were applied for, by EAN-13.</param>
public sealed record ListingView(
    ListingRequest Request, Case File, string Owner, string? Customer, IReadOnlyList<ListingLine> Lines, IReadOnlyDictionary<string, (string Name, string NameEn)> Products,
    IReadOnlyDictionary<Guid, (string Code, string Name)> Stores, IReadOnlyList<ListingMove> Moves, ListingDays Days, IReadOnlyList<ListingPaper> Papers, IReadOnlySet<LineState> MayMove, Role Role, IReadOnlyList<ListingProof> Proofs, ListingTerms Terms, IReadOnlyDictionary<string, int> FirstOrders)
{
    /// <summary>Lines by state.</summary>
    public IReadOnlyDictionary<LineState, int> Counts => Lines.GroupBy(line => line.State).ToDictionary(group => group.Key, group => group.Count());

    /// <summary>Fee ÷ lines that came to a shelf, CNY; null while none has.</summary>
    public decimal? FeePerPoint => Lines.Count(line => line.ShelfOn is not null) is > 0 and var points ? Math.Round(Request.AgreedFee / points, 2) : null;
}

/// <summary>Reads listings within a person's scope. Safe for concurrent use.</summary>
public sealed class ListingBook(IDbContextFactory<ProcessSalesDb> databases, ListingTermsBook book, CompanyClock clock)
{
    /// <summary>Listings, the newest first. <paramref name="state"/>: one state; <paramref name="open"/>: only those that have not ended.</summary>
    public async Task<Page<ListingRow>> ListAsync(Guid person, string? text, ListingState? state, bool open, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var rows = from file in scope.Cases(db).AsNoTracking() join request in db.Listings.AsNoTracking() on file.Id equals request.CaseId select new { file, request };
        if (state is { } only) rows = rows.Where(row => row.request.State == only);
        if (open) rows = rows.Where(row => row.request.ClosedAt == null);
        if (!string.IsNullOrWhiteSpace(text))
        {
            var lower = text.Trim().ToLowerInvariant();
            rows = rows.Where(row => row.file.Number.Contains(text) || row.file.Title.Contains(text) || (row.file.SearchText != null && row.file.SearchText.Contains(lower)));
        }

        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.OrderByDescending(row => row.file.CreatedAt).ThenByDescending(row => row.file.Number).Skip((number - 1) * size).Take(size)
            .Select(row => new
            {
                row.request, row.file.Number, row.file.Title,
                Owner = db.Users.Where(owner => owner.Id == row.file.OwnerId).Select(owner => owner.Name).First(),
                Customer = db.Customers.Where(customer => customer.Id == row.request.CustomerId).Select(customer => customer.Name).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        var ids = page.Select(row => row.request.Id).ToList();
        var counts = (await db.ListingLines.Where(line => ids.Contains(line.RequestId)).GroupBy(line => new { line.RequestId, line.State })
            .Select(group => new { group.Key.RequestId, group.Key.State, Count = group.Count() }).ToListAsync(cancellationToken)).ToLookup(row => row.RequestId);
        var moves = (await db.ListingMoves.AsNoTracking().Where(move => ids.Contains(move.RequestId)).OrderBy(move => move.Id).ToListAsync(cancellationToken)).ToLookup(move => move.RequestId);
        var target = (await book.CurrentAsync(db, cancellationToken)).TargetDays;
        return new([.. page.Select(row =>
        {
            var days = ListingDays.Of(moves[row.request.Id], clock.Today);
            return new ListingRow(
                row.request.CaseId, row.Number, row.Title, row.Owner, row.Customer, row.request.State, row.request.Side, row.request.Supplement, row.request.TargetShelfOn, row.request.AgreedFee,
                row.request.ApprovedFee, counts[row.request.Id].ToDictionary(each => each.State, each => each.Count), days, !days.OnShelf && days.Total > target);
        })], total, number, size);
    }

    /// <summary>A listing with its lines; null when there is none that the person may see.</summary>
    public async Task<ListingView?> ReadAsync(Guid person, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var file = await scope.Cases(db).AsNoTracking().SingleOrDefaultAsync(row => row.Id == caseId, cancellationToken);
        var request = file is null ? null : await db.Listings.AsNoTracking().SingleOrDefaultAsync(row => row.CaseId == caseId, cancellationToken);
        if (file is null || request is null) return null;
        var lines = await db.ListingLines.AsNoTracking().Where(line => line.RequestId == request.Id).ToListAsync(cancellationToken);
        var codes = lines.Select(line => line.ProductCode).Concat(lines.Select(line => line.ReplacedCode).OfType<string>()).Distinct().ToList();
        var storeIds = lines.Select(line => line.StoreId).Distinct().ToList();
        var products = await db.Products.AsNoTracking().Where(row => codes.Contains(row.Code)).ToDictionaryAsync(row => row.Code, row => (row.Name, row.NameEn), cancellationToken);
        var stores = await db.Stores.AsNoTracking().Where(row => storeIds.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => (row.Code, row.Name), cancellationToken);
        var moves = await db.ListingMoves.AsNoTracking().Where(move => move.RequestId == request.Id).OrderBy(move => move.Id).ToListAsync(cancellationToken);
        var papers = await db.ListingPapers.AsNoTracking().Where(paper => paper.RequestId == request.Id).OrderBy(paper => paper.ExpiresOn).ToListAsync(cancellationToken);
        var role = await db.Users.Where(row => row.Id == person).Select(row => row.Role).SingleAsync(cancellationToken);
        var owner = await db.Users.Where(row => row.Id == file.OwnerId).Select(row => row.Name).SingleAsync(cancellationToken);
        var customer = await db.Customers.Where(row => row.Id == request.CustomerId).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken);
        var may = request.State.IsRunning() ? Enum.GetValues<LineState>().Where(to => to.IsByHand() && ListingDuty.Of(to)(role)).ToHashSet() : [];
        return new(
            request, file, owner, customer, [.. lines.OrderBy(line => stores.TryGetValue(line.StoreId, out var store) ? store.Code : "", StringComparer.Ordinal).ThenBy(line => line.ProductCode, StringComparer.Ordinal)],
            products, stores, moves, ListingDays.Of(moves, clock.Today), papers, may, role,
            request is { SignedOn: not null, AgreedFee: > 0m } ? await ListingProofs.OfAsync(db, caseId, cancellationToken) : [], await book.CurrentAsync(db, cancellationToken), FirstOrders(file));
    }

    private static IReadOnlyDictionary<string, int> FirstOrders(Case file) => JsonNode.Parse(file.DataJson ?? "{}") is JsonObject data
        ? ListingPlan.Read(data).Articles.Where(article => article.FirstOrder > 0).DistinctBy(article => article.ProductCode).ToDictionary(article => article.ProductCode, article => article.FirstOrder)
        : new Dictionary<string, int>();

    /// <summary>The stamps of one line, oldest first; empty when the person may not see it.</summary>
    public async Task<IReadOnlyList<ListingLineMove>> StampsAsync(Guid person, Guid caseId, Guid lineId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        if (!await scope.Cases(db).AnyAsync(row => row.Id == caseId, cancellationToken)) return [];
        var moves = await db.ListingLineMoves.AsNoTracking().Where(move => move.LineId == lineId && db.Listings.Any(request => request.Id == move.RequestId && request.CaseId == caseId)).ToListAsync(cancellationToken);
        // A line goes through its states in their order, which orders what fell into one moment.
        return [.. moves.OrderBy(move => move.At).ThenBy(move => move.To)];
    }
}
