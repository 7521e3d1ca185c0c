using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>A budget line in a list. Amounts are CNY.</summary>
public sealed record BudgetRow(Guid Id, string Area, DateOnly Month, string FeeType, BudgetControl Control, decimal Granted, decimal Reserved, decimal Consumed)
{
    /// <summary>What may still be reserved.</summary>
    public decimal Available => Granted - Reserved - Consumed;
}

/// <summary>An entry in a line's ledger, with the number of its case.</summary>
public sealed record BudgetEntryRow(DateTimeOffset At, BudgetEntryKind Kind, decimal Amount, decimal AvailableAfter, Guid? CaseId, string? CaseNumber, string? Person, string? Note);

/// <summary>Reads budgets within a person's scope. Safe for concurrent use.</summary>
public sealed class Budgets(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>Lines of a month, or of all. <paramref name="sort"/>: month (newest first by default), area, fee, granted; a leading <c>-</c> turns it round.</summary>
    /// <param name="left">Only lines of months that have ended with money on them that no month-end has carried on.</param>
    public async Task<Page<BudgetRow>> LinesAsync(Guid person, DateOnly? month, string? text, string? sort, int number, int size, bool left = false, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var visible = await VisibleAsync(db, person, cancellationToken);
        var rows = from line in left ? Left(visible) : visible
                   join area in db.OrgUnits on line.AreaId equals area.Id
                   select new { line, area };
        if (month is { } first) rows = rows.Where(row => row.line.Month == first);
        if (!string.IsNullOrWhiteSpace(text)) rows = rows.Where(row => row.area.Name.Contains(text) || row.line.FeeType.Contains(text));
        rows = sort switch
        {
            "month" => rows.OrderBy(row => row.line.Month).ThenBy(row => row.area.Code).ThenBy(row => row.line.FeeType),
            "area" => rows.OrderBy(row => row.area.Code).ThenByDescending(row => row.line.Month),
            "-area" => rows.OrderByDescending(row => row.area.Code).ThenByDescending(row => row.line.Month),
            "fee" => rows.OrderBy(row => row.line.FeeType).ThenByDescending(row => row.line.Month),
            "-fee" => rows.OrderByDescending(row => row.line.FeeType).ThenByDescending(row => row.line.Month),
            "granted" => rows.OrderBy(row => row.line.Granted),
            "-granted" => rows.OrderByDescending(row => row.line.Granted),
            _ => rows.OrderByDescending(row => row.line.Month).ThenBy(row => row.area.Code).ThenBy(row => row.line.FeeType),
        };
        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.Skip((number - 1) * size).Take(size)
            .Select(row => new BudgetRow(row.line.Id, row.area.Name, row.line.Month, row.line.FeeType, row.line.Control, row.line.Granted, row.line.Reserved, row.line.Consumed))
            .ToListAsync(cancellationToken);
        return new(page, total, number, size);
    }

    /// <summary>How many lines of ended months still hold money, and how much, CNY: nothing uses it any more until it is carried on or transferred.</summary>
    public async Task<(int Lines, decimal Amount)> LeftAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = Left(await VisibleAsync(db, person, cancellationToken));
        var sums = await rows.GroupBy(_ => 1)
            .Select(all => new { Lines = all.Count(), Granted = all.Sum(line => line.Granted), Reserved = all.Sum(line => line.Reserved), Consumed = all.Sum(line => line.Consumed) }).SingleOrDefaultAsync(cancellationToken);
        return sums is null ? default : (sums.Lines, sums.Granted - sums.Reserved - sums.Consumed);
    }

    private IQueryable<BudgetLine> Left(IQueryable<BudgetLine> lines)
    {
        var current = new DateOnly(clock.Today.Year, clock.Today.Month, 1);
        return lines.Where(line => line.Month < current && line.Control != BudgetControl.None && line.Granted > line.Reserved + line.Consumed);
    }

    /// <summary>One line; null when it does not exist or is outside the person's scope.</summary>
    public async Task<BudgetRow?> LineAsync(Guid person, Guid lineId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (from line in await VisibleAsync(db, person, cancellationToken)
                      join area in db.OrgUnits on line.AreaId equals area.Id
                      where line.Id == lineId
                      select new BudgetRow(line.Id, area.Name, line.Month, line.FeeType, line.Control, line.Granted, line.Reserved, line.Consumed))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The ledger of a line, newest first; empty when the line is not visible.</summary>
    public async Task<Page<BudgetEntryRow>> EntriesAsync(Guid person, Guid lineId, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var lines = await VisibleAsync(db, person, cancellationToken);
        var rows = db.BudgetEntries.AsNoTracking().Where(entry => entry.LineId == lineId && lines.Any(line => line.Id == lineId));
        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id).Skip((number - 1) * size).Take(size)
            .Select(entry => new BudgetEntryRow(entry.At, entry.Kind, entry.Amount, entry.AvailableAfter, entry.CaseId,
                db.Cases.Where(row => row.Id == entry.CaseId).Select(row => row.Number).FirstOrDefault(),
                db.Users.Where(who => who.Id == entry.PersonId).Select(who => who.Name).FirstOrDefault(), entry.Note))
            .ToListAsync(cancellationToken);
        return new(page, total, number, size);
    }

    /// <summary>What was available on a line at the end of a day of the company's zone, CNY; null when the line is not visible.</summary>
    public async Task<decimal?> BalanceAtAsync(Guid person, Guid lineId, DateOnly day, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await (await VisibleAsync(db, person, cancellationToken)).AnyAsync(line => line.Id == lineId, cancellationToken)) return null;
        var end = clock.At(day.AddDays(1), TimeOnly.MinValue);
        return await db.BudgetEntries.Where(entry => entry.LineId == lineId && entry.At < end).OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id).Select(entry => (decimal?)entry.AvailableAfter).FirstOrDefaultAsync(cancellationToken) ?? 0m;
    }

    private static async Task<IQueryable<BudgetLine>> VisibleAsync(ProcessSalesDb db, Guid person, CancellationToken cancellationToken)
    {
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var areas = await scope.AreasAsync(db, cancellationToken);
        return areas is null ? db.BudgetLines.AsNoTracking() : db.BudgetLines.AsNoTracking().Where(line => areas.Contains(line.AreaId));
    }
}
