using System.Text;

namespace ProcessSales.Workflows.Audit;

/// <summary>CSV as spreadsheets of this country open it: UTF-8 with a byte order mark, every cell in quotes.</summary>
internal static class CsvText
{
    /// <summary>Begins a file with its headings, plain words; the caller writes the rows and disposes the writer. The stream stays open.</summary>
    public static async Task<StreamWriter> BeginAsync(Stream output, IEnumerable<string> headings)
    {
        var writer = new StreamWriter(output, new UTF8Encoding(true), leaveOpen: true);
        await writer.WriteAsync(string.Join(',', headings) + "\r\n");
        return writer;
    }

    /// <summary>Writes a row.</summary>
    public static Task RowAsync(this StreamWriter writer, IEnumerable<string> cells) => writer.WriteAsync(string.Join(',', cells.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n");

    /// <summary>Writes a whole file.</summary>
    public static async Task WriteAsync(Stream output, IEnumerable<string> headings, IEnumerable<IEnumerable<string>> rows)
    {
        await using var writer = await BeginAsync(output, headings);
        foreach (var row in rows) await writer.RowAsync(row);
    }
}
