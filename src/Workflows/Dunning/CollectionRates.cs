using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Deductions;
using ProcessSales.Workflows.Disputes;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>Rates of what has ended, or falls due this month, each with the list that it is worked out from (domain.md 2.6, KPIs).</summary>
internal static class CollectionRates
{
    private const int MostItems = 20_000;
    private const int Most = 5_000;

    /// <summary>回款率: money that came for what falls due in this month ÷ what falls due in it. Credits, deductions and write-offs are no money.</summary>
    public static async Task<CollectionList> CollectedAsync(ProcessSalesDb db, IQueryable<Customer> payers, DateOnly today, CancellationToken cancellationToken)
    {
        var first = new DateOnly(today.Year, today.Month, 1);
        var end = first.AddMonths(1);
        var due = db.Receivables.AsNoTracking().Where(item => item.DueOn >= first && item.DueOn < end && item.Amount > 0m);
        var rows = await (from item in due join payer in payers on item.CustomerId equals payer.Id orderby item.DueOn, item.Number select new { item.Id, item.Number, item.DueOn, item.Amount, item.Open, payer.Name }).Take(MostItems).ToListAsync(cancellationToken);
        // SQLite adds decimals as floating numbers, so the sums are made here.
        var money = (await (from entry in db.Allocations.AsNoTracking() where entry.Kind == AllocationKind.Receipt join item in due on entry.ReceivableId equals item.Id select new { item.Id, entry.Amount }).ToListAsync(cancellationToken))
            .GroupBy(row => row.Id).ToDictionary(group => group.Key, group => group.Sum(row => row.Amount));
        var total = rows.Sum(row => row.Amount);
        return new(
            CollectionListKind.Collected, ["Receivable.Number", "Dunning.Payer", "Receivable.DueOn", "Column.Amount", "Dunning.Collected", "Receivable.Open"],
            [.. rows.Select(row => new CollectionLine(row.Open == 0m, $"/collections/receivables/{row.Id}", [row.Number, row.Name, row.DueOn, row.Amount, money.GetValueOrDefault(row.Id), row.Open]))])
        {
            Part = total == 0m ? null : decimal.Round(rows.Sum(row => money.GetValueOrDefault(row.Id)) / total, 4),
        };
    }

    /// <summary>对账按期率: statements that both sides had confirmed by their day ÷ those that were confirmed or are late.</summary>
    public static async Task<CollectionList> AgreedAsync(ProcessSalesDb db, IQueryable<Customer> payers, DateOnly since, DateOnly today, WorkingCalendar calendar, int differenceDays, CancellationToken cancellationToken)
    {
        var first = new DateOnly(since.Year, since.Month, 1);
        var rows = await (from statement in db.Statements.AsNoTracking()
                          where statement.State != StatementState.Cancelled && statement.Month >= first
                          join payer in payers on statement.CustomerId equals payer.Id
                          orderby statement.Month descending, payer.Code
                          select new { statement.Id, statement.Number, statement.Month, statement.Day, statement.State, statement.Agreed, statement.ConfirmedOn, payer.Name }).Take(Most).ToListAsync(cancellationToken);
        // What differs has its working days after the day by which both should be compared (J20, J30).
        var seen = rows.Select(row => (Row: row, By: calendar.AddWorkingDays((row.Day ?? row.Month.AddMonths(1).AddDays(-1)).AddDays(Statement.CompareBy), differenceDays))).Where(one => one.Row.Agreed is not null || one.By < today);
        return new(
            CollectionListKind.Agreed, ["Statement.Number", "Dunning.Payer", "Dunning.DueOn", "Dunning.ConfirmedOn", "Dunning.Amount", "Column.Status"],
            [.. seen.Select(one => new CollectionLine(
                one.Row.Agreed is not null && one.Row.ConfirmedOn <= one.By, $"/collections/statements/{one.Row.Id}",
                [one.Row.Number, one.Row.Name, one.By, one.Row.ConfirmedOn, one.Row.Agreed, new StateCell($"StatementState.{one.Row.State}")]))]);
    }

    /// <summary>一次收票率: invoices that the chain took as they were first issued ÷ all that it took. A red invoice before means that the first was wrong.</summary>
    public static async Task<CollectionList> FirstPassAsync(ProcessSalesDb db, IQueryable<Customer> payers, DateOnly since, CancellationToken cancellationToken)
    {
        var rows = await (from statement in db.Statements.AsNoTracking()
                          where statement.AcceptedOn > since && statement.State != StatementState.Cancelled
                          join payer in payers on statement.CustomerId equals payer.Id
                          orderby statement.AcceptedOn descending, payer.Code
                          select new
                          {
                              statement.Id, statement.Number, statement.InvoiceNumber, statement.AcceptedOn, statement.InvoiceAmount, payer.Name,
                              Red = db.Allocations.Count(entry => entry.Kind == AllocationKind.RedInvoice && entry.SourceId == statement.Id),
                          }).Take(Most).ToListAsync(cancellationToken);
        return new(
            CollectionListKind.FirstPass, ["Statement.Number", "Dunning.Payer", "Dunning.InvoiceNumber", "Dunning.AcceptedOn", "Dunning.Amount", "Dunning.RedInvoices"],
            [.. rows.Select(row => new CollectionLine(row.Red == 0, $"/collections/statements/{row.Id}", [row.Number, row.Name, row.InvoiceNumber, row.AcceptedOn, row.InvoiceAmount, row.Red]))]);
    }

    /// <summary>账扣匹配率: what of the deductions that came in was matched with something settled ÷ what they come to.</summary>
    public static async Task<CollectionList> MatchesAsync(ProcessSalesDb db, IQueryable<Customer> payers, DateTimeOffset since, CompanyClock clock, CancellationToken cancellationToken)
    {
        var rows = await (from deduction in db.Deductions.AsNoTracking()
                          where deduction.EnteredAt > since && deduction.State != DeductionState.Withdrawn
                          join payer in payers on deduction.CustomerId equals payer.Id
                          orderby deduction.EnteredAt descending
                          select new { deduction, payer.Name }).Take(Most).ToListAsync(cancellationToken);
        var total = rows.Sum(row => row.deduction.Amount);
        return new(
            CollectionListKind.Matches, ["Dunning.Reference", "Dunning.Payer", "Dunning.EnteredOn", "Dunning.Amount", "Deduction.Matched", "Receivable.Disputed", "Dunning.Unresolved"],
            [.. rows.Select(row => new CollectionLine(
                row.deduction.Matched == row.deduction.Amount, $"/collections/deductions/{row.deduction.Id}",
                [row.deduction.Reference.Length > 0 ? row.deduction.Reference : "–", row.Name, clock.DateOf(row.deduction.EnteredAt), row.deduction.Amount, row.deduction.Matched, row.deduction.Disputed, row.deduction.Unknown]))])
        {
            Part = total == 0m ? null : decimal.Round(rows.Sum(row => row.deduction.Matched) / total, 4),
        };
    }

    /// <summary>争议处理时长: calendar days from opening to end; good is what ended by its day.</summary>
    public static async Task<CollectionList> ClosingsAsync(ProcessSalesDb db, IQueryable<Customer> payers, DateTimeOffset since, CompanyClock clock, CancellationToken cancellationToken)
    {
        var rows = await (from dispute in db.Disputes.AsNoTracking()
                          where dispute.EndedAt > since
                          join payer in payers on dispute.CustomerId equals payer.Id
                          orderby dispute.EndedAt descending
                          select new { dispute, payer.Name }).Take(Most).ToListAsync(cancellationToken);
        var ended = rows.ConvertAll(row => (row.dispute, row.Name, On: clock.DateOf(row.dispute.EndedAt!.Value), Days: clock.DateOf(row.dispute.EndedAt!.Value).DayNumber - clock.DateOf(row.dispute.OpenedAt).DayNumber));
        return new(
            CollectionListKind.Closings, ["Dunning.Dispute", "Dunning.Payer", "Dunning.EnteredOn", "Dunning.EndedOn", "Dunning.Age", "Dunning.DueOn", "Dunning.Amount", "Column.Status"],
            [.. ended.Select(row => new CollectionLine(
                row.On <= row.dispute.DueOn, $"/cases/{row.dispute.CaseId}",
                [row.dispute.Number, row.Name, clock.DateOf(row.dispute.OpenedAt), row.On, row.Days, row.dispute.DueOn, row.dispute.Amount, new StateCell($"DisputeState.{row.dispute.State}")]))])
        {
            // The smallest that at least half of all do not exceed.
            Median = ended.Count == 0 ? null : ended.Select(row => row.Days).Order().ElementAt((ended.Count - 1) / 2),
        };
    }
}
