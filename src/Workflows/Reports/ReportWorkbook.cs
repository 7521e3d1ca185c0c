using MiniExcelLibs;
using ProcessSales.Workflows.Audit;

namespace ProcessSales.Workflows.Reports;

/// <summary>A sheet of a workbook in the reader's words.</summary>
/// <param name="Rows">Texts and numbers, one for each column.</param>
public sealed record WorkbookSheet(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows);

/// <summary>Writes reports as Excel workbooks; a text that a spreadsheet would take for a formula is made harmless.</summary>
public static class ReportWorkbook
{
    private const int LongestName = 31;

    /// <summary>Writes the sheets, in their order.</summary>
    public static async Task WriteAsync(IReadOnlyList<WorkbookSheet> sheets, Stream output, CancellationToken cancellationToken = default)
    {
        var book = new Dictionary<string, object>();
        foreach (var sheet in sheets)
        {
            var columns = sheet.Columns.Select((column, at) => sheet.Columns.Take(at).Contains(column) ? $"{column} {at + 1}" : column).ToList();
            var rows = sheet.Rows.Select(row => columns.Select((column, at) => (column, cell: row[at])).ToDictionary(pair => pair.column, pair => pair.cell is string text ? AuditLog.Harmless(text) : pair.cell ?? "")).ToList();
            if (rows.Count == 0) rows.Add(columns.ToDictionary(column => column, _ => (object)""));
            book[Name(sheet.Name, book)] = rows;
        }

        await output.SaveAsAsync(book, cancellationToken: cancellationToken);
    }

    // Excel knows no two sheets of a name, and some signs not at all.
    private static string Name(string wanted, Dictionary<string, object> taken)
    {
        var plain = string.Concat(wanted.Where(sign => !"[]:*?/\\".Contains(sign)));
        if (plain.Length > LongestName - 3) plain = plain[..(LongestName - 3)];
        var name = plain;
        for (var at = 2; taken.ContainsKey(name); at++) name = $"{plain} {at}";
        return name;
    }
}
