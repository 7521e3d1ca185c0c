using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Plans;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Visits;

/// <summary>A choice for a filter of figures.</summary>
public sealed record FigureChoice(Guid Id, string Name);

/// <summary>What figures can be narrowed to.</summary>
public sealed record FigureChoices(IReadOnlyList<FigureChoice> People, IReadOnlyList<FigureChoice> Areas, IReadOnlyList<FigureChoice> Chains);

/// <summary>Works out the figures of visits within a person's scope (domain.md 2.2, KPIs). Safe for concurrent use.</summary>
public sealed class VisitFigures(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock, VisitTermsBook book)
{
    private const int MostGroups = 60;
    private const int MostExported = 20_000;

    /// <summary>All figures, in the order of the enumeration.</summary>
    public async Task<IReadOnlyList<FigureValue>> OfAsync(Guid person, FigureFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var points = await PointsAsync(db, person, filter, cancellationToken);
        var all = new List<FigureValue>();
        foreach (var figure in Enum.GetValues<VisitFigure>()) all.Add((await SumsAsync(db, points, figure, point => 0, cancellationToken)).Select(sum => sum.Value).SingleOrDefault() ?? Empty(figure));
        return all;
    }

    /// <summary>One figure by person, area or chain, the largest whole first; or by week, the oldest first. At most 60 groups.</summary>
    public async Task<IReadOnlyList<FigureGroup>> GroupsAsync(Guid person, VisitFigure figure, FigureBy by, FigureFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var points = await PointsAsync(db, person, filter, cancellationToken);
        if (by == FigureBy.Week)
        {
            var days = await SumsAsync(db, points, figure, point => point.Day, cancellationToken, WeekDays.MondayOf);
            return [.. days.OrderBy(day => day.Key).TakeLast(MostGroups).Select(day => new FigureGroup(Day(day.Key), Day(day.Key), day.Value))];
        }

        System.Linq.Expressions.Expression<Func<FigurePoint, Guid?>> key = by switch { FigureBy.Person => point => (Guid?)point.PersonId, FigureBy.Area => point => point.AreaId, _ => point => point.ChainId };
        var sums = (await SumsAsync(db, points, figure, key, cancellationToken)).Where(sum => sum.Key is not null).OrderByDescending(sum => sum.Value.Whole).Take(MostGroups).ToList();
        var names = await NamesAsync(db, by, sums.ConvertAll(sum => sum.Key!.Value), cancellationToken);
        return [.. sums.Select(sum => new FigureGroup(sum.Key!.Value.ToString(), names.GetValueOrDefault(sum.Key.Value, "–"), sum.Value))];
    }

    /// <summary>What a figure counts; only the part, or the whole.</summary>
    public async Task<Page<FigureRow>> ListAsync(Guid person, VisitFigure figure, FigureFilter filter, bool onlyPart, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var points = await PointsAsync(db, person, filter, cancellationToken);
        if (points.Query(figure) is { } query)
        {
            if (onlyPart) query = query.Where(point => point.Part > 0);
            var total = await query.CountAsync(cancellationToken);
            return new(await RowsAsync(db, await query.OrderByDescending(point => point.Day).ThenBy(point => point.VisitId).ThenBy(point => point.Code).Skip((number - 1) * size).Take(size).ToListAsync(cancellationToken), cancellationToken), total, number, size);
        }

        var all = (await points.InMemoryAsync(figure, cancellationToken)).Where(point => !onlyPart || point.Part > 0).OrderByDescending(point => point.Day).ThenBy(point => point.VisitId).ThenBy(point => point.IssueId).ToList();
        return new(await RowsAsync(db, all.Skip((number - 1) * size).Take(size).ToList(), cancellationToken), all.Count, number, size);
    }

    /// <summary>The same list as an Excel workbook, at most 20,000 rows; formulas in names are made harmless.</summary>
    public async Task WriteWorkbookAsync(Guid person, VisitFigure figure, FigureFilter filter, bool onlyPart, Stream output, CancellationToken cancellationToken = default)
    {
        var rows = (await ListAsync(person, figure, filter, onlyPart, 1, MostExported, cancellationToken)).Rows;
        var sheet = rows.Select(row => new Dictionary<string, object?>
        {
            ["Day"] = Day(row.Day), ["Person"] = AuditLog.Harmless(row.Person), ["Store"] = AuditLog.Harmless(row.Store ?? ""), ["Article"] = AuditLog.Harmless(row.Article ?? row.Code ?? ""), ["Issue"] = AuditLog.Harmless(row.Issue ?? ""),
            ["Part"] = row.Part, ["Whole"] = row.Whole,
        }).ToList();
        if (sheet.Count == 0) sheet.Add(new() { ["Day"] = "" });
        await output.SaveAsAsync(sheet, cancellationToken: cancellationToken);
    }

    /// <summary>The people, areas and chains that the person's figures can be narrowed to.</summary>
    public async Task<FigureChoices> ChoicesAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var visits = scope.Visits(db);
        return new(
            await db.Users.Where(row => visits.Any(visit => visit.PersonId == row.Id)).OrderBy(row => row.UserName).Select(row => new FigureChoice(row.Id, row.Name)).Take(300).ToListAsync(cancellationToken),
            await db.OrgUnits.Where(row => visits.Any(visit => visit.AreaId == row.Id)).OrderBy(row => row.Code).Select(row => new FigureChoice(row.Id, row.Name)).Take(100).ToListAsync(cancellationToken),
            await scope.Customers(db).OrderBy(row => row.Code).Select(row => new FigureChoice(row.Id, row.Name)).Take(300).ToListAsync(cancellationToken));
    }

    private async Task<FigurePoints> PointsAsync(ProcessSalesDb db, Guid person, FigureFilter filter, CancellationToken cancellationToken) =>
        new(db, await DataScope.OfAsync(db, person, cancellationToken), filter, clock, await book.HistoryAsync(db, cancellationToken));

    // Grouped by the database, then by the coarser key when there is one.
    private static async Task<List<(TKey Key, FigureValue Value)>> SumsAsync<TKey>(
        ProcessSalesDb db, FigurePoints points, VisitFigure figure, System.Linq.Expressions.Expression<Func<FigurePoint, TKey>> key, CancellationToken cancellationToken, Func<TKey, TKey>? coarser = null)
    {
        TKey Coarse(TKey fine) => coarser is null ? fine : coarser(fine);
        if (figure == VisitFigure.NearExpiry) return await WorthAsync(db, points, key, Coarse, cancellationToken);
        if (points.Query(figure) is { } query)
        {
            var sums = await query.GroupBy(key).Select(group => new { group.Key, Part = group.Sum(point => (long)point.Part), Whole = group.Sum(point => (long)point.Whole) }).ToListAsync(cancellationToken);
            return [.. sums.GroupBy(sum => Coarse(sum.Key)).Select(group => (group.Key, Ratio(figure, group.Sum(sum => sum.Part), group.Sum(sum => sum.Whole))))];
        }

        var all = await points.InMemoryAsync(figure, cancellationToken);
        var read = key.Compile();
        return [.. all.GroupBy(point => Coarse(read(point))).Select(group => (group.Key, figure == VisitFigure.MinutesInStore
            ? new FigureValue(figure, group.Count(), group.Count(), Median([.. group.Select(point => point.Part).Order()]))
            : Ratio(figure, group.Sum(point => (long)point.Part), group.Sum(point => (long)point.Whole))))];
    }

    private static async Task<List<(TKey Key, FigureValue Value)>> WorthAsync<TKey>(ProcessSalesDb db, FigurePoints points, System.Linq.Expressions.Expression<Func<FigurePoint, TKey>> key, Func<TKey, TKey> coarse, CancellationToken cancellationToken)
    {
        var rows = await points.Query(VisitFigure.NearExpiry)!.ToListAsync(cancellationToken);
        var codes = rows.Select(row => row.Code!).Distinct().ToList();
        var prices = await db.Products.Where(row => codes.Contains(row.Code)).ToDictionaryAsync(row => row.Code, row => row.SupplyPrice, cancellationToken);
        var read = key.Compile();
        return [.. rows.GroupBy(row => coarse(read(row))).Select(group => (group.Key, new FigureValue(
            VisitFigure.NearExpiry, group.Sum(row => (long)row.Part), group.Count(), null, group.Sum(row => row.Part * prices.GetValueOrDefault(row.Code!)))))];
    }

    private static FigureValue Ratio(VisitFigure figure, long part, long whole) => new(figure, part, whole, whole == 0 ? null : decimal.Round((decimal)part / whole, 4));

    private static FigureValue Empty(VisitFigure figure) => new(figure, 0, 0, null, figure == VisitFigure.NearExpiry ? 0m : null);

    private static decimal? Median(IReadOnlyList<int> sorted) => sorted.Count == 0 ? null : sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2m;

    private static async Task<Dictionary<Guid, string>> NamesAsync(ProcessSalesDb db, FigureBy by, List<Guid> ids, CancellationToken cancellationToken) => by switch
    {
        FigureBy.Person => await db.Users.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken),
        FigureBy.Area => await db.OrgUnits.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken),
        _ => await db.Customers.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken),
    };

    private static async Task<IReadOnlyList<FigureRow>> RowsAsync(ProcessSalesDb db, List<FigurePoint> points, CancellationToken cancellationToken)
    {
        var (people, stores, issues, codes) = (points.Select(point => point.PersonId).Distinct().ToList(), points.Select(point => point.StoreId).OfType<Guid>().Distinct().ToList(), points.Select(point => point.IssueId).OfType<Guid>().ToList(), points.Select(point => point.Code).OfType<string>().Distinct().ToList());
        var names = await db.Users.Where(row => people.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken);
        var places = await db.Stores.Where(row => stores.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken);
        var titles = issues.Count == 0 ? [] : await db.OpenIssues.Where(row => issues.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Title, cancellationToken);
        var articles = codes.Count == 0 ? [] : await db.Products.Where(row => codes.Contains(row.Code)).ToDictionaryAsync(row => row.Code, row => row.Name, cancellationToken);
        return [.. points.Select(point => new FigureRow(
            point.Day, names.GetValueOrDefault(point.PersonId, ""), point.StoreId is { } store ? places.GetValueOrDefault(store) : null, point.Code, point.Code is { } code ? articles.GetValueOrDefault(code) : null,
            point.IssueId is { } issue ? titles.GetValueOrDefault(issue) : null, point.VisitId, point.IssueId, point.Part, point.Whole, point.Part > 0))];
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
