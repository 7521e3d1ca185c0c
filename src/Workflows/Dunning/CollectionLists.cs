using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Deductions;
using ProcessSales.Workflows.Disputes;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>A list behind a figure that is not one of receivables.</summary>
public enum CollectionListKind
{
    /// <summary>Promises that ended lately.</summary>
    Promises,

    /// <summary>Statements whose invoice had a window 收票日 to reach lately.</summary>
    Windows,

    /// <summary>Deductions of which some is neither matched nor in dispute.</summary>
    Deductions,

    /// <summary>Disputes that are not settled.</summary>
    Disputes,

    /// <summary>What falls due this month, and the money that came for it.</summary>
    Collected,

    /// <summary>Statements that were confirmed lately, or should have been.</summary>
    Agreed,

    /// <summary>Invoices that were taken lately.</summary>
    FirstPass,

    /// <summary>Deductions that came in lately.</summary>
    Matches,

    /// <summary>Disputes that ended lately.</summary>
    Closings,
}

/// <summary>A line of such a list.</summary>
/// <param name="Good">Whether it counts for the rate; null where the list has none.</param>
/// <param name="Link">A path of this site.</param>
/// <param name="Cells">Texts, days, CNY and counts, one for each column; a <see cref="StateCell"/> is a key of the texts.</param>
public sealed record CollectionLine(bool? Good, string Link, IReadOnlyList<object?> Cells);

/// <summary>A cell that people read in their language.</summary>
/// <param name="Key">A key of the texts.</param>
public sealed record StateCell(string Key)
{
    /// <inheritdoc />
    public override string ToString() => Key[(Key.IndexOf('.') + 1)..];
}

/// <summary>A list with its headings, which are keys of the texts.</summary>
public sealed record CollectionList(CollectionListKind Kind, IReadOnlyList<string> Columns, IReadOnlyList<CollectionLine> Lines)
{
    /// <summary>CNY that is still to be settled; null for a list of what has ended.</summary>
    public decimal? Sum { get; init; }

    /// <summary>Calendar days that the oldest line has been open; null for a list of what has ended, and without any.</summary>
    public int? Oldest { get; init; }

    /// <summary>The rate by CNY; null where lines are counted.</summary>
    public decimal? Part { get; init; }

    /// <summary>Calendar days that the middle line took; null where nothing is timed.</summary>
    public int? Median { get; init; }

    /// <summary>The rate by CNY, or how many of how many count for it; null where nothing is counted.</summary>
    public decimal? Rate => Part ?? (Lines.Count(line => line.Good is not null) is var all and > 0 ? decimal.Round((decimal)Lines.Count(line => line.Good == true) / all, 4) : null);
}

/// <summary>Lists behind figures of promises, statements, deductions and disputes, within a person's scope: each rate is worked out from the very list that it opens. Safe for concurrent use.</summary>
public sealed class CollectionLists(IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, CollectionTermsBook book, CompanyClock clock)
{
    /// <summary>Days that the rates look back.</summary>
    public const int Days = 180;

    private const int Most = 5_000;

    /// <summary>A list, the newest first.</summary>
    public async Task<CollectionList> OfAsync(Guid person, CollectionListKind kind, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
        var since = clock.Today.AddDays(-Days);
        return kind switch
        {
            CollectionListKind.Promises => await PromisesAsync(db, payers, since, cancellationToken),
            CollectionListKind.Windows => await WindowsAsync(db, payers, since, cancellationToken),
            CollectionListKind.Deductions => await DeductionsAsync(db, payers, cancellationToken),
            CollectionListKind.Collected => await CollectionRates.CollectedAsync(db, payers, clock.Today, cancellationToken),
            CollectionListKind.Agreed => await CollectionRates.AgreedAsync(db, payers, since, clock.Today, await calendars.CurrentAsync(cancellationToken), (await book.CurrentAsync(db, cancellationToken)).DifferenceDays, cancellationToken),
            CollectionListKind.FirstPass => await CollectionRates.FirstPassAsync(db, payers, since, cancellationToken),
            CollectionListKind.Matches => await CollectionRates.MatchesAsync(db, payers, clock.At(since, default), clock, cancellationToken),
            CollectionListKind.Closings => await CollectionRates.ClosingsAsync(db, payers, clock.At(since, default), clock, cancellationToken),
            _ => await DisputesAsync(db, payers, cancellationToken),
        };
    }

    /// <summary>The same as an Excel workbook; its headings are those that are given, one for each column.</summary>
    public async Task WriteWorkbookAsync(Guid person, CollectionListKind kind, Func<string, string> text, Stream output, CancellationToken cancellationToken = default)
    {
        var list = await OfAsync(person, kind, cancellationToken);
        var rows = list.Lines.Select(line => list.Columns.Select((column, index) => (text(column), Cell(line.Cells[index]))).ToDictionary(pair => pair.Item1, pair => pair.Item2)).ToList();
        if (rows.Count == 0) rows.Add(new() { [text(list.Columns[0])] = "" });
        await output.SaveAsAsync(rows, cancellationToken: cancellationToken);

        object? Cell(object? value) => value switch
        {
            string plain => AuditLog.Harmless(plain),
            StateCell state => text(state.Key),
            DateOnly day => day.ToDateTime(default),
            _ => value,
        };
    }

    // What was called off says nothing about who keeps his word.
    private static async Task<CollectionList> PromisesAsync(ProcessSalesDb db, IQueryable<Customers.Customer> payers, DateOnly since, CancellationToken cancellationToken)
    {
        var rows = await (from promise in db.Promises.AsNoTracking()
                          where promise.EndedOn > since && promise.State != PromiseState.Cancelled
                          join payer in payers on promise.PayerId equals payer.Id
                          orderby promise.EndedOn descending, payer.Code
                          select new { promise, payer.Code, payer.Name }).Take(Most).ToListAsync(cancellationToken);
        return new(
            CollectionListKind.Promises, ["Dunning.Payer", "Receivable.PromisedOn", "Dunning.Amount", "Dunning.Paid", "Column.Status", "Dunning.EndedOn", "Dunning.PromisedBy"],
            [.. rows.Select(row => new CollectionLine(
                row.promise.State == PromiseState.Kept, $"/collections/payers/{row.Code}",
                [row.Name, row.promise.On, row.promise.Amount, row.promise.Paid, new StateCell($"PromiseState.{row.promise.State}"), row.promise.EndedOn, row.promise.By]))]);
    }

    // Hit: the invoice was handed in without missing a window. One that has missed one counts at once, one that still has time does not yet.
    private static async Task<CollectionList> WindowsAsync(ProcessSalesDb db, IQueryable<Customers.Customer> payers, DateOnly since, CancellationToken cancellationToken)
    {
        var first = new DateOnly(since.Year, since.Month, 1);
        var rows = await (from statement in db.Statements.AsNoTracking()
                          where statement.State != StatementState.Cancelled && statement.Month >= first && (statement.MissedWindows > 0 || (statement.HandedInOn != null && statement.WindowFrom != null))
                          join payer in payers on statement.CustomerId equals payer.Id
                          orderby statement.Month descending, payer.Code
                          select new { statement, payer.Name }).Take(Most).ToListAsync(cancellationToken);
        return new(
            CollectionListKind.Windows, ["Statement.Number", "Dunning.Payer", "Dunning.WindowFrom", "Dunning.WindowUntil", "Dunning.HandedInOn", "Dunning.MissedWindows", "Dunning.Amount", "Column.Status"],
            [.. rows.Select(row => new CollectionLine(
                row.statement.MissedWindows == 0, $"/collections/statements/{row.statement.Id}",
                [row.statement.Number, row.Name, row.statement.WindowFrom, row.statement.WindowUntil, row.statement.HandedInOn, row.statement.MissedWindows, row.statement.InvoiceAmount ?? row.statement.Agreed ?? row.statement.Total, new StateCell($"StatementState.{row.statement.State}")]))]);
    }

    private async Task<CollectionList> DeductionsAsync(ProcessSalesDb db, IQueryable<Customers.Customer> payers, CancellationToken cancellationToken)
    {
        var rows = await (from deduction in db.Deductions.AsNoTracking()
                          where deduction.State == DeductionState.Open
                          join payer in payers on deduction.CustomerId equals payer.Id
                          orderby deduction.EnteredAt
                          select new { deduction, payer.Name, Owner = db.Users.Where(person => person.Id == deduction.OwnerId).Select(person => person.Name).FirstOrDefault() }).Take(Most).ToListAsync(cancellationToken);
        return new(
            CollectionListKind.Deductions, ["Dunning.Reference", "Dunning.Payer", "Dunning.EnteredOn", "Dunning.Age", "Dunning.DueOn", "Dunning.Amount", "Dunning.Unresolved", "Column.Owner"],
            [.. rows.Select(row => new CollectionLine(
                row.deduction.DueOn >= clock.Today, $"/collections/deductions/{row.deduction.Id}",
                [row.deduction.Reference.Length > 0 ? row.deduction.Reference : "–", row.Name, clock.DateOf(row.deduction.EnteredAt), AgeOf(row.deduction.EnteredAt), row.deduction.DueOn, row.deduction.Amount, row.deduction.Unknown, row.Owner]))])
        {
            Sum = rows.Sum(row => row.deduction.Unknown), Oldest = rows.Count > 0 ? AgeOf(rows[0].deduction.EnteredAt) : null,
        };
    }

    private async Task<CollectionList> DisputesAsync(ProcessSalesDb db, IQueryable<Customers.Customer> payers, CancellationToken cancellationToken)
    {
        var rows = await (from dispute in db.Disputes.AsNoTracking()
                          where dispute.State == DisputeState.Open || dispute.State == DisputeState.AwaitingCredit
                          join payer in payers on dispute.CustomerId equals payer.Id
                          join item in db.Receivables on dispute.ReceivableId equals item.Id
                          orderby dispute.OpenedAt
                          select new { dispute, payer.Name, Item = item.Number, Owner = db.Users.Where(person => person.Id == dispute.OwnerId).Select(person => person.Name).FirstOrDefault() }).Take(Most).ToListAsync(cancellationToken);
        return new(
            CollectionListKind.Disputes, ["Dunning.Dispute", "Dunning.Payer", "Receivable.Number", "Dunning.EnteredOn", "Dunning.Age", "Dunning.DueOn", "Dunning.Amount", "Dunning.Why", "Column.Status", "Column.Owner"],
            [.. rows.Select(row => new CollectionLine(
                row.dispute.DueOn >= clock.Today, $"/cases/{row.dispute.CaseId}",
                [row.dispute.Number, row.Name, row.Item, clock.DateOf(row.dispute.OpenedAt), AgeOf(row.dispute.OpenedAt), row.dispute.DueOn, row.dispute.Amount, new StateCell($"DisputeReason.{row.dispute.Reason}"), new StateCell($"DisputeState.{row.dispute.State}"), row.Owner]))])
        {
            Sum = rows.Sum(row => row.dispute.Amount), Oldest = rows.Count > 0 ? AgeOf(rows[0].dispute.OpenedAt) : null,
        };
    }

    private int AgeOf(DateTimeOffset since) => clock.Today.DayNumber - clock.DateOf(since).DayNumber;
}
