using System.Globalization;
using System.Text;
using ProcessSales.Host.Language;
using ProcessSales.Workflows.Reports;

namespace ProcessSales.Host.Pages.Reports;

/// <summary>Reports in the words of the reader's language: for the page, as text to copy, as sheets of a workbook.</summary>
internal sealed class ReportWords(Texts texts, Show show)
{
    /// <summary>Title with period and person.</summary>
    public string Title(ReportSheet sheet) =>
        $"{texts[$"Report.Kind.{sheet.Kind}"]} {Day(sheet.From)}{(sheet.Until == sheet.From ? "" : " – " + Day(sheet.Until))} {sheet.Whose ?? texts["Report.Team"]}";

    /// <summary>Name of a part.</summary>
    public string Part(string key) => texts[$"Report.Part.{key}"];

    /// <summary>Name of a fact or a column.</summary>
    public string Name(string key) => texts[$"Report.Name.{key}"];

    /// <summary>A value as people read it.</summary>
    public string Value(object? value) => value switch
    {
        null => "–",
        Cny money => Show.Money(money.Amount),
        Share share => share.Whole == 0 ? "–" : $"{Show.Percent(decimal.Round((decimal)share.Part / share.Whole, 4))} ({share.Part}/{share.Whole})",
        Named named => Named(named.Key),
        DateOnly day => Day(day),
        DateTimeOffset at => show.Clock(at),
        decimal number => number.ToString("0.##", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "–",
    };

    /// <summary>The whole report as plain text, for a chat group; parts without anything are left out.</summary>
    public string Text(ReportSheet sheet)
    {
        var text = new StringBuilder().Append('【').Append(Title(sheet)).Append("】\n");
        foreach (var part in sheet.Parts.Where(part => part.Facts.Count > 0 || part.Rows is { Count: > 0 }))
        {
            text.Append('\n').Append(Part(part.Key)).Append('\n');
            if (part.Facts.Count > 0) text.AppendJoin(" · ", part.Facts.Select(fact => $"{Name(fact.Key)} {Value(fact.Value)}")).Append('\n');
            foreach (var (row, at) in (part.Rows ?? []).Select((row, at) => (row, at))) text.Append(at + 1).Append(". ").AppendJoin(" | ", row.Cells.Select(Value).Where(cell => cell != "–")).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The same as sheets; numbers stay numbers.</summary>
    public IReadOnlyList<WorkbookSheet> Sheets(ReportSheet sheet) =>
    [
        new(texts[$"Report.Kind.{sheet.Kind}"], [texts["Report.Name.Part"], texts["Report.Name.Fact"], texts["Report.Name.Value"]],
            [[Title(sheet), "", ""], .. sheet.Parts.SelectMany(part => part.Facts.Select(fact => (IReadOnlyList<object?>)[Part(part.Key), Name(fact.Key), Cell(fact.Value)]))]),
        .. sheet.Parts.Where(part => part.Rows is not null).Select(part => new WorkbookSheet(Part(part.Key), [.. part.Columns.Select(Name)], [.. part.Rows!.Select(row => (IReadOnlyList<object?>)[.. row.Cells.Select(Cell)])])),
    ];

    private object? Cell(object? value) => value switch { Cny money => money.Amount, int or long or decimal => value, null => "", _ => Value(value) };

    private string Named(string key) => key.Split(':') is ["NoCount", var count] ? texts["Report.NoCount", count]
        : key.StartsWith("Competitor.", StringComparison.Ordinal) ? texts[$"Competitor.Action.{key[11..]}"] : key.Contains('.', StringComparison.Ordinal) ? texts[key] : texts[$"Report.Word.{key}"];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
