using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>What finance does with budgets, and what their use tells people (domain.md 2.4). Safe for concurrent use.</summary>
public sealed class BudgetDesk(IDbContextFactory<ProcessSalesDb> databases, BudgetLedger ledger, Notifier notifier, PromotionTermsBook book, CompanyClock clock)
{
    private const string MonthEnd = "budget/month-end/";

    /// <summary>Grants a line more.</summary>
    /// <exception cref="RefusedException">Not finance's, no reason, or not positive.</exception>
    public async Task AllocateAsync(Guid person, Guid lineId, decimal amount, string? note, Guid operation, CancellationToken cancellationToken = default)
    {
        await RefuseUnlessFinanceAsync(person, note, cancellationToken);
        await ledger.AllocateAsync($"hand/{operation:N}", lineId, amount, person, note!.Trim(), cancellationToken);
    }

    /// <summary>Raises or lowers a line.</summary>
    /// <exception cref="RefusedException">Not finance's, no reason, or less than is used.</exception>
    public async Task AdjustAsync(Guid person, Guid lineId, decimal amount, string? note, Guid operation, CancellationToken cancellationToken = default)
    {
        await RefuseUnlessFinanceAsync(person, note, cancellationToken);
        await ledger.AdjustAsync($"hand/{operation:N}", lineId, amount, person, note!.Trim(), cancellationToken);
    }

    /// <summary>Gives part of a line to another.</summary>
    /// <exception cref="RefusedException">Not finance's, no reason, or more than is left.</exception>
    public async Task TransferAsync(Guid person, Guid fromLine, Guid toLine, decimal amount, string? note, Guid operation, CancellationToken cancellationToken = default)
    {
        await RefuseUnlessFinanceAsync(person, note, cancellationToken);
        await ledger.TransferAsync($"hand/{operation:N}", fromLine, toLine, amount, person, note!.Trim(), cancellationToken);
    }

    /// <summary>Sets how strictly a line is kept.</summary>
    /// <exception cref="RefusedException">Not finance's, no reason, or more is used than was granted to a line that shall be absolute.</exception>
    public async Task ControlAsync(Guid person, Guid lineId, BudgetControl control, string? note, CancellationToken cancellationToken = default)
    {
        await RefuseUnlessFinanceAsync(person, note, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var line = await db.BudgetLines.SingleOrDefaultAsync(row => row.Id == lineId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "budget.unknownLine");
            if (control == BudgetControl.Absolute && line.Available < 0m) throw new RefusedException(RefusalKind.Conflict, "budget.insufficient", -line.Available, 0m);
            db.Record(clock.Now, new() { PersonId = person, Subject = "budget", Action = "Control", From = line.Control.ToString(), To = control.ToString(), Comment = note!.Trim() });
            line.Control = control;
            line.Version++;
        }, cancellationToken);
    }

    /// <summary>
    /// Month-end of an area: what is left on last month's lines, neither reserved nor spent, goes to the same lines of the next month, which must be there. What is reserved stays until
    /// it is settled. Returns how much was carried, CNY. The same month again carries nothing more. Of money that finds no line of the next month the area manager and finance are told once.
    /// </summary>
    /// <exception cref="RefusedException">Not finance's, or the month is not over.</exception>
    public async Task<decimal> CloseMonthAsync(Guid person, DateOnly month, CancellationToken cancellationToken = default)
    {
        await RefuseUnlessFinanceAsync(person, "x", cancellationToken);
        var first = FirstOf(month);
        if (clock.Today < first.AddMonths(1)) throw new RefusedException(RefusalKind.Conflict, "budget.monthOpen", $"{first:yyyy-MM}");
        return await CarryAsync(person, first, cancellationToken);
    }

    /// <summary>
    /// The month-end that comes by itself: every month that has ended since the last one, the oldest first, each once; the very first time only the month before this one, so that
    /// what a company closed in its own way stays as it is. May run at any time, also after having been missed. Returns how many months it closed.
    /// </summary>
    public async Task<int> CloseEndedMonthsAsync(CancellationToken cancellationToken = default)
    {
        var last = FirstOf(clock.Today).AddMonths(-1);
        DateOnly month;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var closed = await db.Audit.Where(row => row.Key != null && row.Key.StartsWith(MonthEnd)).MaxAsync(row => row.Key, cancellationToken);
            month = closed is null ? last : DateOnly.ParseExact(closed[MonthEnd.Length..] + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture).AddMonths(1);
        }

        var months = 0;
        for (; month <= last; month = month.AddMonths(1), months++)
        {
            var carried = await CarryAsync(null, month, cancellationToken);
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var key = $"{MonthEnd}{month:yyyy-MM}";
            await db.ChangeAsync(async () =>
            {
                if (await db.Audit.AnyAsync(row => row.Key == key, cancellationToken)) return;
                db.Record(clock.Now, new() { Subject = "budget", Action = "MonthEnd", To = $"{month:yyyy-MM}", Comment = carried.ToString("N2", CultureInfo.InvariantCulture), Key = key });
            }, cancellationToken);
        }

        return months;
    }

    // Each line has its key: whatever is repeated carries nothing twice.
    private async Task<decimal> CarryAsync(Guid? person, DateOnly first, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var second = first.AddMonths(1);
        var lines = await db.BudgetLines.AsNoTracking().Where(row => row.Month == first || row.Month == second).ToListAsync(cancellationToken);
        var carried = 0m;
        foreach (var line in lines.Where(line => line.Month == first && line.Available > 0m && line.Control != BudgetControl.None))
        {
            if (lines.Find(next => next.Month == second && next.AreaId == line.AreaId && next.FeeType == line.FeeType) is not { } next)
            {
                await TellAsync(db, line, $"budget-left/{line.Id:N}", "budget-left", $"{second:yyyy-MM}", cancellationToken);
                continue;
            }

            carried += await ledger.CarryAsync($"month-end/{line.Id:N}", line.Id, next.Id, person, $"{first:yyyy-MM} > {second:yyyy-MM}", cancellationToken);
        }

        return carried;
    }

    /// <summary>Tells area manager and finance of lines that are used to 80 and to 100 %, each once. May run at any time and any number of times. Returns how many lines it looked at.</summary>
    public async Task<int> WarnAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var terms = await book.CurrentAsync(db, cancellationToken);
        var since = FirstOf(clock.Today).AddMonths(-1);
        var lines = await db.BudgetLines.AsNoTracking().Where(row => row.Month >= since).ToListAsync(cancellationToken);
        foreach (var line in lines.Where(line => line.Granted > 0m && line.Control != BudgetControl.None))
        {
            var used = (line.Reserved + line.Consumed) / line.Granted;
            // When both were passed since the last look, the higher one says it all.
            if (terms.BudgetAlerts.Where(step => used >= step).DefaultIfEmpty(0m).Max() is not (> 0m and var step)) continue;
            var key = $"budget-alert/{line.Id:N}/{step * 100m:0}";
            if (await db.Notifications.AnyAsync(row => row.Key == key, cancellationToken)) continue;
            await TellAsync(db, line, key, "budget-alert", $"{used * 100m:0}%", cancellationToken);
        }

        return lines.Count;
    }

    private async Task TellAsync(ProcessSalesDb db, BudgetLine line, string key, string template, string list, CancellationToken cancellationToken)
    {
        var people = (await Staff.WithRoleAsync(db, Role.Arm, line.AreaId, cancellationToken)).Concat(await Staff.WithRoleAsync(db, Role.FinEx, line.AreaId, cancellationToken)).Select(person => person.Id).ToList();
        var area = await db.OrgUnits.Where(row => row.Id == line.AreaId).Select(row => row.Name).SingleAsync(cancellationToken);
        var model = new JsonObject
        {
            ["number"] = "", ["title"] = $"{area} {line.Month:yyyy-MM}", ["feeType"] = line.FeeType, ["list"] = list, ["balance"] = line.Available, ["balanceText"] = line.Available.ToString("N2", CultureInfo.InvariantCulture),
        };
        await notifier.QueueAsync(new(key, PromotionRegister.Process, template, people, model, null, NotificationClass.Escalation), cancellationToken);
    }

    private static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);

    private async Task RefuseUnlessFinanceAsync(Guid person, string? note, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.Users.AnyAsync(row => row.Id == person && row.Active && (row.Role == Role.FinEx || row.Role == Role.FinM), cancellationToken)) throw new RefusedException(RefusalKind.Forbidden, "budget.notFinance");
        if (string.IsNullOrWhiteSpace(note)) throw new RefusedException(RefusalKind.Invalid, [new("Note", "required")]);
        if (note.Length > 300) throw new RefusedException(RefusalKind.Invalid, [new("Note", "tooLong", 300)]);
    }
}
