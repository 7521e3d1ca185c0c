using System.Globalization;

namespace ProcessSales.Workflows.Imports;

/// <summary>A fault in one cell of an import.</summary>
/// <param name="Row">Row of the file as a spreadsheet counts: the headings are row 1.</param>
/// <param name="Column">The heading.</param>
/// <param name="Key">Name of the rule's text, localised as <c>Refusal.{Key}</c>.</param>
/// <param name="Arguments">What stands in the text's placeholders.</param>
public sealed record RowError(int Row, string Column, string Key, params object?[] Arguments);

/// <summary>A column of an import.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Required">Whether every row must fill it.</param>
/// <param name="Example">What the template shows.</param>
public sealed record ImportColumn(string Name, bool Required, string Example);

/// <summary>One row while it is read. Faults are noted, never thrown, so that a report holds all of them.</summary>
internal sealed class ImportRow(int number, IReadOnlyDictionary<string, string> cells, List<RowError> errors, DateOnly? origin)
{
    public int Number => number;

    public void Fault(string column, string key, params object?[] arguments) => errors.Add(new(number, column, key, arguments));

    /// <summary>Whether the file has the column at all; what it leaves out keeps what is there.</summary>
    public bool Has(string column) => cells.ContainsKey(column);

    /// <summary>Whether the cell has something in it.</summary>
    public bool Filled(string column) => !string.IsNullOrWhiteSpace(cells.GetValueOrDefault(column));

    public string Text(string column, int longest, bool required = true)
    {
        var value = cells.GetValueOrDefault(column, "").Trim();
        if (value.Length == 0 && required) Fault(column, "required");
        if (value.Length > longest) Fault(column, "tooLong", longest);
        return value;
    }

    public decimal Amount(string column, decimal least, decimal most, bool required = true) => OptionalNumber(column, least, most, required) ?? 0m;

    public decimal? OptionalNumber(string column, decimal least, decimal most, bool required = false)
    {
        var text = Text(column, 40, required);
        if (text.Length == 0) return null;
        if (!WrittenNumber.TryRead(text, out var number))
        {
            Fault(column, "field.notANumber");
            return null;
        }

        if (number < least) Fault(column, "field.tooSmall", least);
        if (number > most) Fault(column, "field.tooLarge", most);
        return number;
    }

    public bool Flag(string column)
    {
        var text = Text(column, 10, required: false).ToUpperInvariant();
        if (text is not ("" or "TRUE" or "FALSE" or "1" or "0" or "YES" or "NO" or "是" or "否")) Fault(column, "field.notAFlag");
        return text is "TRUE" or "1" or "YES" or "是";
    }

    public T Choice<T>(string column)
        where T : struct, Enum
    {
        var text = Text(column, 40);
        if (text.Length == 0) return default;
        if (Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])) return value;
        Fault(column, "field.notOneOf", string.Join(", ", Enum.GetNames<T>()));
        return default;
    }

    // Demo files count days and months from the day they are loaded: T, T-1, T+30. What people import names its dates.
    public DateOnly Date(string column)
    {
        var text = Text(column, 20);
        if (origin is { } today && text.StartsWith('T') && (text.Length == 1 || int.TryParse(text[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
        {
            return today.AddDays(text.Length == 1 ? 0 : int.Parse(text[1..], CultureInfo.InvariantCulture));
        }

        if (DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyy/M/d", "yyyy-MM-dd HH:mm:ss", "M/d/yyyy HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        if (text.Length > 0) Fault(column, "field.notADate");
        return default;
    }

    public DateOnly Month(string column)
    {
        var text = Text(column, 20);
        if (origin is { } today && text.StartsWith('T') && int.TryParse(text.Length == 1 ? "0" : text[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var months))
        {
            return new DateOnly(today.Year, today.Month, 1).AddMonths(months);
        }

        if (DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)) return first;
        if (text.Length > 0) Fault(column, "field.notAMonth");
        return default;
    }

    public T? Find<T>(string column, IReadOnlyDictionary<string, T> known, bool required = true)
        where T : class
    {
        var text = Text(column, 100, required);
        if (text.Length == 0) return null;
        if (known.TryGetValue(text, out var found)) return found;
        Fault(column, "field.unknownReference", text);
        return null;
    }
}
