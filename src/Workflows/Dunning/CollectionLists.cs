using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
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
    /// <summary>How many of how many count for the rate; null where nothing is counted.</summary>
    public decimal? Rate => Lines.Count(line => line.Good is not null) is var all and > 0 ? decimal.Round((decimal)Lines.Count(line => line.Good == true) / all, 4) : null;
}

/// <summary>Lists behind figures of promises and statements, within a person's scope: each rate is worked out from the very list that it opens. Safe for concurrent use.</summary>
public sealed class CollectionLists(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
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
        return kind == CollectionListKind.Promises ? await PromisesAsync(db, payers, since, cancellationToken) : await WindowsAsync(db, payers, since, cancellationToken);
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
}
