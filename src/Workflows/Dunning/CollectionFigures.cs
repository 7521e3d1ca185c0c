using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>Ageing by the contractual due date (domain.md 2.6, KPIs).</summary>
public enum AgeBucket
{
    /// <summary>未到期</summary>
    NotDue,

    /// <summary>1–30 days overdue.</summary>
    UpTo30,

    /// <summary>31–60</summary>
    UpTo60,

    /// <summary>61–90</summary>
    UpTo90,

    /// <summary>More than 90.</summary>
    Over90,
}

/// <summary>By what the ageing is broken down.</summary>
public enum AgeingBy
{
    /// <summary>Payer.</summary>
    Chain,

    /// <summary>KAM.</summary>
    Kam,

    /// <summary>Area.</summary>
    Area,
}

/// <summary>One line of the ageing.</summary>
/// <param name="Key">Code or id that the list is asked for by.</param>
/// <param name="Sums">CNY by bucket, in the order of <see cref="AgeBucket"/>.</param>
public sealed record AgeingRow(string Key, string Name, IReadOnlyList<decimal> Sums)
{
    /// <summary>CNY in all.</summary>
    public decimal Total => Sums.Sum();
}

/// <summary>Money that is expected in a week.</summary>
/// <param name="From">Its Monday; what was expected before today stands in the first.</param>
public sealed record ForecastWeek(DateOnly From, decimal Amount, int Items);

/// <summary>The figures of the dashboard.</summary>
/// <param name="Dso">Days: average receivables ÷ revenue × days of the last 90 days; null without revenue.</param>
/// <param name="DsoCountBack">Days: counted back through the months' revenue until the receivables are used up; null when there is too little.</param>
/// <param name="OverdueRate">Overdue ÷ total.</param>
/// <param name="PromiseKeptRate">Kept ÷ ended promises of the last 180 days; null without any.</param>
/// <param name="Promises">How many of them ended, and how many were kept.</param>
public sealed record FigureBoard(
    IReadOnlyList<AgeingRow> Ageing, decimal Open, decimal Overdue, decimal Disputed, decimal? Dso, decimal? DsoCountBack, decimal OverdueRate, decimal? PromiseKeptRate, (int Ended, int Kept) Promises,
    IReadOnlyList<ForecastWeek> Forecast);

/// <summary>Which items stand behind a number.</summary>
/// <param name="By">The breakdown; with <paramref name="Key"/>.</param>
/// <param name="Bucket">Null for all.</param>
/// <param name="Week">Those expected in the week of this Monday; null for all.</param>
/// <param name="Disputed">Only those with a dispute.</param>
/// <param name="Overdue">Only what is overdue.</param>
public sealed record FigureSlice(AgeingBy By = AgeingBy.Chain, string? Key = null, AgeBucket? Bucket = null, DateOnly? Week = null, bool Disputed = false, bool Overdue = false);

/// <summary>An item behind a number.</summary>
public sealed record FigureItem(string Number, string PayerCode, string Payer, string Kam, string Area, DateOnly DueOn, DateOnly ExpectedOn, int DaysLate, decimal Amount, decimal Open, decimal Disputed);

/// <summary>Figures of receivables within a person's scope; each number opens the very items that it was made from. Safe for concurrent use.</summary>
public sealed class CollectionFigures(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    private const int DsoDays = 90;
    private const int PromiseDays = 180;
    private const int Weeks = 9;
    private const int MostRows = 20_000;

    /// <summary>The bucket of an item so many days past its contractual due date.</summary>
    public static AgeBucket BucketOf(int daysLate) => daysLate switch
    {
        <= 0 => AgeBucket.NotDue,
        <= 30 => AgeBucket.UpTo30,
        <= 60 => AgeBucket.UpTo60,
        <= 90 => AgeBucket.UpTo90,
        _ => AgeBucket.Over90,
    };

    /// <summary>The dashboard.</summary>
    public async Task<FigureBoard> BoardAsync(Guid person, AgeingBy by, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = clock.Today;
        var items = await ItemsAsync(db, person, cancellationToken);
        var ageing = items.GroupBy(item => KeyOf(item, by)).Select(group => new AgeingRow(
                group.Key, NameOf(group.First(), by), [.. Enum.GetValues<AgeBucket>().Select(bucket => group.Where(item => BucketOf(item.DaysLate) == bucket).Sum(item => item.Open))]))
            .OrderByDescending(row => row.Total).ToList();
        var open = items.Sum(item => item.Open);
        var overdue = items.Where(item => item.DaysLate > 0).Sum(item => item.Open);
        var since = today.AddDays(-PromiseDays);
        var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db).Select(row => row.Id);
        var ended = await db.Promises.Where(row => row.EndedOn > since && row.State != PromiseState.Cancelled && payers.Contains(row.PayerId)).Select(row => row.State).ToListAsync(cancellationToken);
        var kept = ended.Count(state => state == PromiseState.Kept);
        var (dso, countBack) = await DsoAsync(db, payers, open, today, cancellationToken);
        return new(
            ageing, open, overdue, items.Sum(item => item.Disputed), dso, countBack, open > 0 ? Math.Round(overdue / open, 4) : 0, ended.Count > 0 ? Math.Round((decimal)kept / ended.Count, 4) : null, (ended.Count, kept),
            [.. items.Where(item => item.Open > 0).GroupBy(item => WeekOf(item.ExpectedOn, today)).OrderBy(group => group.Key).Take(Weeks).Select(group => new ForecastWeek(group.Key, group.Sum(item => item.Open - item.Disputed), group.Count()))]);
    }

    /// <summary>The items behind a number, the oldest due first.</summary>
    public async Task<IReadOnlyList<FigureItem>> ItemsAsync(Guid person, FigureSlice slice, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = clock.Today;
        return [.. (await ItemsAsync(db, person, cancellationToken)).Where(item =>
            (slice.Key is null || KeyOf(item, slice.By) == slice.Key) && (slice.Bucket is null || BucketOf(item.DaysLate) == slice.Bucket) && (slice.Week is null || (item.Open > 0 && WeekOf(item.ExpectedOn, today) == slice.Week))
            && (!slice.Disputed || item.Disputed > 0) && (!slice.Overdue || item.DaysLate > 0)).Take(MostRows)];
    }

    /// <summary>The same as an Excel workbook.</summary>
    public async Task WriteWorkbookAsync(Guid person, FigureSlice slice, Stream output, CancellationToken cancellationToken = default)
    {
        var rows = (await ItemsAsync(person, slice, cancellationToken)).Select(item => new Dictionary<string, object>
        {
            ["单号 Number"] = Audit.AuditLog.Harmless(item.Number), ["客户代码 Code"] = Audit.AuditLog.Harmless(item.PayerCode), ["客户 Payer"] = Audit.AuditLog.Harmless(item.Payer), ["客户经理 KAM"] = Audit.AuditLog.Harmless(item.Kam),
            ["区域 Area"] = Audit.AuditLog.Harmless(item.Area), ["到期日 Due"] = item.DueOn.ToDateTime(default), ["预计付款日 Expected"] = item.ExpectedOn.ToDateTime(default), ["逾期天数 Days late"] = Math.Max(0, item.DaysLate),
            ["金额 Amount"] = item.Amount, ["未结 Open"] = item.Open, ["争议 Disputed"] = item.Disputed,
        }).ToList();
        if (rows.Count == 0) rows.Add(new() { ["单号 Number"] = "" });
        await output.SaveAsAsync(rows, cancellationToken: cancellationToken);
    }

    // The week of a day; what should have come before today is expected now.
    private static DateOnly WeekOf(DateOnly day, DateOnly today)
    {
        var at = day < today ? today : day;
        return at.AddDays(-(((int)at.DayOfWeek + 6) % 7));
    }

    private static string KeyOf(FigureItem item, AgeingBy by) => by switch
    {
        AgeingBy.Chain => item.PayerCode,
        AgeingBy.Kam => item.Kam,
        _ => item.Area,
    };

    private static string NameOf(FigureItem item, AgeingBy by) => by == AgeingBy.Chain ? item.Payer : KeyOf(item, by);

    private async Task<List<FigureItem>> ItemsAsync(ProcessSalesDb db, Guid person, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
        var rows = await (from item in db.Receivables.AsNoTracking()
                          where item.Ended == null
                          join payer in payers on item.CustomerId equals payer.Id
                          join kam in db.Users on payer.OwnerId equals kam.Id
                          join area in db.OrgUnits on payer.AreaId equals area.Id
                          orderby item.DueOn, item.Number
                          select new { item.Number, payer.Code, payer.Name, Kam = kam.Name, Area = area.Name, item.DueOn, item.ExpectedOn, item.Amount, item.Open, item.Disputed }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new FigureItem(row.Number, row.Code, row.Name, row.Kam, row.Area, row.DueOn, row.ExpectedOn, today.DayNumber - row.DueOn.DayNumber, row.Amount, row.Open, row.Disputed))];
    }

    // Average receivables ÷ revenue × days; and counted back: whole months as long as their revenue fits into what is open, then the share of the next.
    private static async Task<(decimal? Dso, decimal? CountBack)> DsoAsync(ProcessSalesDb db, IQueryable<Guid> payers, decimal open, DateOnly today, CancellationToken cancellationToken)
    {
        var since = today.AddDays(-365);
        var issued = await db.Receivables.AsNoTracking().Where(row => row.IssuedOn > since && row.IssuedOn <= today && payers.Contains(row.CustomerId))
            .Select(row => new { row.IssuedOn, row.Amount, row.Open, row.EndedOn }).ToListAsync(cancellationToken);
        var start = today.AddDays(-DsoDays);
        var revenue = issued.Where(row => row.IssuedOn > start).Sum(row => row.Amount);
        // What was open at the start: issued by then and not ended by then, as far as it can be told from the items.
        var then = issued.Where(row => row.IssuedOn <= start && (row.EndedOn is null || row.EndedOn > start)).Sum(row => row.Amount);
        decimal? dso = revenue > 0 ? Math.Round((open + then) / 2 / revenue * DsoDays, 1) : null;
        var (left, days) = (open, 0m);
        var until = today;
        for (var months = 0; months < 12 && left > 0; months++)
        {
            var from = new DateOnly(until.Year, until.Month, 1);
            var sold = issued.Where(row => row.IssuedOn >= from && row.IssuedOn <= until).Sum(row => row.Amount);
            var length = until.DayNumber - from.DayNumber + 1;
            if (sold >= left) return (dso, Math.Round(days + (sold > 0 ? left / sold * length : 0), 1));
            (left, days, until) = (left - sold, days + length, from.AddDays(-1));
        }

        return (dso, left > 0 ? null : days);
    }
}
