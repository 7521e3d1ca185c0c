using System.Globalization;
using System.IO.Compression;
using System.Text;
using MiniExcelLibs;

namespace ProcessSales.Workflows.Imports;

/// <summary>Reads the rows of an Excel or CSV file, within limits.</summary>
internal static class ImportFile
{
    /// <summary>Largest file, bytes.</summary>
    public const int Largest = 20 * 1024 * 1024;

    private const long MostUnpacked = 300L * 1024 * 1024;
    private const int MostRows = 100_000;

    /// <summary>The rows, by heading.</summary>
    /// <exception cref="RefusedException">Too large, of another type, or the headings are not those of the kind.</exception>
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> ReadAsync(ImportKind kind, Stream file, CancellationToken cancellationToken)
    {
        var bytes = await LoadAsync(file, cancellationToken);
        var workbook = bytes.AsSpan().StartsWith("PK\u0003\u0004"u8);
        if (workbook) RefuseMonster(bytes);
        var rows = new List<IReadOnlyDictionary<string, string>>();
        try
        {
            using var content = new MemoryStream(workbook ? bytes : AsUtf8(bytes));
            foreach (IDictionary<string, object?> cells in MiniExcel.Query(content, useHeaderRow: true, excelType: workbook ? ExcelType.XLSX : ExcelType.CSV))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (rows.Count == 0) RefuseWrongHeadings(kind, cells.Keys);
                if (rows.Count == MostRows) throw Refuse("import.tooManyRows", MostRows);
                rows.Add(cells.ToDictionary(cell => cell.Key.Trim(), cell => AsText(cell.Value), StringComparer.OrdinalIgnoreCase));
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or System.Xml.XmlException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or NullReferenceException or IndexOutOfRangeException or ArithmeticException or NotSupportedException)
        {
            throw Refuse("import.unreadable");
        }

        // Spreadsheets keep formatted but empty rows below the last one.
        while (rows.Count > 0 && rows[^1].Values.All(string.IsNullOrWhiteSpace)) rows.RemoveAt(rows.Count - 1);
        return rows.Count == 0 ? throw Refuse("import.noRows") : rows;
    }

    /// <summary>The bytes, no more than are allowed.</summary>
    /// <exception cref="RefusedException">Too large.</exception>
    public static async Task<byte[]> LoadAsync(Stream file, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[81920];
        int read;
        while ((read = await file.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > Largest) throw Refuse("file.tooLarge", Largest / 1024 / 1024);
            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    private static void RefuseMonster(byte[] bytes)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
            if (zip.Entries.Sum(entry => (decimal)entry.Length) > MostUnpacked) throw Refuse("file.tooLarge", MostUnpacked / 1024 / 1024);
            if (zip.GetEntry("xl/workbook.xml") is null) throw Refuse("import.unreadable");
        }
        catch (InvalidDataException)
        {
            throw Refuse("import.unreadable");
        }
    }

    // Spreadsheets in China save CSV in GB18030 more often than in UTF-8.
    private static byte[] AsUtf8(byte[] bytes)
    {
        if (bytes.Contains((byte)0)) throw Refuse("import.unreadable");
        try
        {
            return Encoding.UTF8.GetBytes(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF'));
        }
        catch (DecoderFallbackException)
        {
            var chinese = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
            return Encoding.UTF8.GetBytes(chinese.GetString(bytes));
        }
    }

    private static void RefuseWrongHeadings(ImportKind kind, ICollection<string> headings)
    {
        var found = headings.Select(heading => heading.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var missing = kind.Columns.Where(column => column.Required && !found.Contains(column.Name)).Select(column => column.Name).ToList();
        var unknown = found.Where(heading => heading.Length > 0 && kind.Columns.All(column => !column.Name.Equals(heading, StringComparison.OrdinalIgnoreCase))).Select(heading => heading.Length > 40 ? heading[..40] : heading).ToList();
        if (missing.Count > 0) throw Refuse("import.missingColumns", string.Join(", ", missing));
        if (unknown.Count > 0) throw Refuse("import.unknownColumns", string.Join(", ", unknown));
    }

    private static string AsText(object? value) => value switch
    {
        null => "",
        DateTime date => date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        double number => ((decimal)number).ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static RefusedException Refuse(string key, params object?[] arguments) => new(RefusalKind.Invalid, [new("File", key, arguments)]);
}
