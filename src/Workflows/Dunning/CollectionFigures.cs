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
/// <param name="Average">CNY: what was open 90 days ago and what is open now, halved.</param>
/// <param name="Revenue">CNY issued in the last 90 days.</param>
/// <param name="OverdueRate">Overdue ÷ total.</param>
public sealed record FigureBoard(
    IReadOnlyList<AgeingRow> Ageing, decimal Open, decimal Overdue, decimal Disputed, decimal? Dso, decimal? DsoCountBack, decimal Average, decimal Revenue, decimal OverdueRate, IReadOnlyList<ForecastWeek> Forecast);

/// <summary>Which items stand behind a number.</summary>
/// <param name="By">The breakdown; with <paramref name="Key"/>.</param>
/// <param name="Bucket">Null for all.</param>
/// <param name="Week">Those expected in the week of this Monday; null for all.</param>
/// <param name="Disputed">Only those with a dispute.</param>
/// <param name="Overdue">Only what is overdue.</param>
/// <param name="Issued">What was issued in the days of the DSO instead, settled or not.</param>
public sealed record FigureSlice(AgeingBy By = AgeingBy.Chain, string? Key = null, AgeBucket? Bucket = null, DateOnly? Week = null, bool Disputed = false, bool Overdue = false, bool Issued = false);

/// <summary>An item behind a number.</summary>
public sealed record FigureItem(string Number, string PayerCode, string Payer, string Kam, string Area, DateOnly DueOn, DateOnly ExpectedOn, int DaysLate, decimal Amount, decimal Open, decimal Disputed);

/// <summary>Figures of receivables within a person's scope; each number opens the very items that it was made from. Safe for concurrent use.</summary>
public sealed class CollectionFigures(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>Days over which the DSO looks.</summary>
    public const int DsoDays = 90;

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
        var items = (await Shown(await BehindAsync(db, person, new(), cancellationToken)).ToListAsync(cancellationToken)).ConvertAll(Aged);
        var ageing = items.GroupBy(item => KeyOf(item, by)).Select(group => new AgeingRow(
                group.Key, NameOf(group.First(), by), [.. Enum.GetValues<AgeBucket>().Select(bucket => group.Where(item => BucketOf(item.DaysLate) == bucket).Sum(item => item.Open))]))
            .OrderByDescending(row => row.Total).ToList();
        var open = items.Sum(item => item.Open);
        var overdue = items.Where(item => item.DaysLate > 0).Sum(item => item.Open);
        var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db).Select(row => row.Id);
        var sales = await SalesAsync(db, payers, open, today, cancellationToken);
        return new(
            ageing, open, overdue, items.Sum(item => item.Disputed), sales.Dso, sales.CountBack, sales.Average, sales.Revenue, open > 0 ? Math.Round(overdue / open, 4) : 0,
            [.. items.Where(item => item.Open > 0).GroupBy(item => WeekOf(item.ExpectedOn, today)).OrderBy(group => group.Key).Take(Weeks).Select(group => new ForecastWeek(group.Key, group.Sum(item => item.Open - item.Disputed), group.Count()))]);
    }

    /// <summary>One page of the items behind a number, the oldest due first, and what all of them come to: CNY open, or issued where that is asked for.</summary>
    public async Task<(Page<FigureItem> Items, decimal Sum)> PageAsync(Guid person, FigureSlice slice, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await BehindAsync(db, person, slice, cancellationToken);
        // SQLite adds decimals as floating numbers, so the sum is made here.
        var sums = await (slice.Issued ? rows.Select(row => row.Item.Amount) : rows.Select(row => row.Item.Open)).ToListAsync(cancellationToken);
        var page = await Shown(rows.Skip((number - 1) * size).Take(size)).ToListAsync(cancellationToken);
        return (new([.. page.Select(Aged)], sums.Count, number, size), sums.Sum());
    }

    /// <summary>The items behind a number, the oldest due first, as many as a workbook takes.</summary>
    public async Task<IReadOnlyList<FigureItem>> ItemsAsync(Guid person, FigureSlice slice, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return [.. (await Shown((await BehindAsync(db, person, slice, cancellationToken)).Take(MostRows)).ToListAsync(cancellationToken)).Select(Aged)];
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

    private FigureItem Aged(FigureItem item) => item with { DaysLate = clock.Today.DayNumber - item.DueOn.DayNumber };

    private static IQueryable<FigureItem> Shown(IQueryable<Behind> rows) => rows.Select(row => new FigureItem(
        row.Item.Number, row.Payer.Code, row.Payer.Name, row.Kam, row.Area, row.Item.DueOn, row.Item.ExpectedOn, 0, row.Item.Amount, row.Item.Open, row.Item.Disputed));

    // The very items of a number, asked of the database: whoever sees a number sees the same ones behind it.
    private async Task<IQueryable<Behind>> BehindAsync(ProcessSalesDb db, Guid person, FigureSlice slice, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        var start = today.AddDays(-DsoDays);
        var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
        var all = db.Receivables.AsNoTracking();
        var items = slice.Issued ? all.Where(item => item.IssuedOn > start && item.IssuedOn <= today) : all.Where(item => item.Ended == null);
        if (slice.Disputed) items = items.Where(item => item.Disputed > 0);
        if (slice.Overdue) items = items.Where(item => item.DueOn < today);
        if (slice.Bucket is { } bucket)
        {
            var (first, last) = DaysOf(bucket);
            if (first is { } least) items = items.Where(item => item.DueOn <= today.AddDays(-least));
            if (last is { } most) items = items.Where(item => item.DueOn >= today.AddDays(-most));
        }

        if (slice.Week is { } monday)
        {
            var sunday = monday.AddDays(6);
            // What should have come before today is expected in the week of today.
            var current = WeekOf(today, today) == monday;
            items = items.Where(item => item.Open > 0 && item.ExpectedOn <= sunday && (current || (item.ExpectedOn >= monday && item.ExpectedOn >= today)));
        }

        var rows = from item in items
                   join payer in payers on item.CustomerId equals payer.Id
                   join kam in db.Users on payer.OwnerId equals kam.Id
                   join area in db.OrgUnits on payer.AreaId equals area.Id
                   orderby item.DueOn, item.Number
                   select new Behind { Item = item, Payer = payer, Kam = kam.Name, Area = area.Name };
        return (slice.Key, slice.By) switch
        {
            (null, _) => rows,
            ({ } code, AgeingBy.Chain) => rows.Where(row => row.Payer.Code == code),
            ({ } kam, AgeingBy.Kam) => rows.Where(row => row.Kam == kam),
            ({ } area, _) => rows.Where(row => row.Area == area),
        };
    }

    // Days late from and to; null for no limit.
    private static (int? First, int? Last) DaysOf(AgeBucket bucket) => bucket switch
    {
        AgeBucket.NotDue => (null, 0),
        AgeBucket.UpTo30 => (1, 30),
        AgeBucket.UpTo60 => (31, 60),
        AgeBucket.UpTo90 => (61, 90),
        _ => (91, null),
    };

    // Average receivables ÷ revenue × days; and counted back: whole months as long as their revenue fits into what is open, then the share of the next.
    private async Task<(decimal? Dso, decimal? CountBack, decimal Average, decimal Revenue)> SalesAsync(ProcessSalesDb db, IQueryable<Guid> payers, decimal open, DateOnly today, CancellationToken cancellationToken)
    {
        var start = today.AddDays(-DsoDays);
        var since = today.AddDays(-365);
        var issued = await db.Receivables.AsNoTracking().Where(row => row.IssuedOn > since && row.IssuedOn <= today && payers.Contains(row.CustomerId)).Select(row => new { row.IssuedOn, row.Amount }).ToListAsync(cancellationToken);
        var revenue = issued.Where(row => row.IssuedOn > start).Sum(row => row.Amount);
        var average = (open + await OpenAtAsync(db, payers, start, cancellationToken)) / 2;
        decimal? dso = revenue > 0 ? Math.Round(average / revenue * DsoDays, 1) : null;
        var (left, days) = (open, 0m);
        var until = today;
        for (var months = 0; months < 12 && left > 0; months++)
        {
            var from = new DateOnly(until.Year, until.Month, 1);
            var sold = issued.Where(row => row.IssuedOn >= from && row.IssuedOn <= until).Sum(row => row.Amount);
            var length = until.DayNumber - from.DayNumber + 1;
            if (sold >= left) return (dso, Math.Round(days + (sold > 0 ? left / sold * length : 0), 1), average, revenue);
            (left, days, until) = (left - sold, days + length, from.AddDays(-1));
        }

        return (dso, left > 0 ? null : days, average, revenue);
    }

    // What was open at the end of a day: what is open now, and what was entered against it since.
    private async Task<decimal> OpenAtAsync(ProcessSalesDb db, IQueryable<Guid> payers, DateOnly day, CancellationToken cancellationToken)
    {
        var after = clock.At(day.AddDays(1), TimeOnly.MinValue);
        var then = db.Receivables.AsNoTracking().Where(row => row.IssuedOn <= day && payers.Contains(row.CustomerId));
        // SQLite adds decimals as floating numbers, so the sums are made here.
        var now = await then.Where(row => row.Ended == null).Select(row => row.Open).ToListAsync(cancellationToken);
        var since = await (from entry in db.Allocations.AsNoTracking() where entry.At >= after join item in then on entry.ReceivableId equals item.Id select entry.Amount).ToListAsync(cancellationToken);
        return now.Sum() + since.Sum();
    }

    private sealed class Behind
    {
        public required Receivable Item { get; init; }

        public required Customers.Customer Payer { get; init; }

        public required string Kam { get; init; }

        public required string Area { get; init; }
    }
}
