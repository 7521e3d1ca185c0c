using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Workflows.Imports;

/// <summary>Rules that several kinds of master data share.</summary>
internal static class MasterData
{
    public static string Class(ImportRow row)
    {
        var value = row.Text("Class", 2);
        if (value.Length > 0 && value is not ("A" or "B" or "C")) row.Fault("Class", "field.notOneOf", "A, B, C");
        return value;
    }

    /// <summary>A term formula that the settlement can compute a due day with.</summary>
    public static string Term(ImportRow row)
    {
        var text = row.Text("PaymentTerm", 60);
        if (text.Length > 0 && !PaymentTerm.TryParse(text, out _)) row.Fault("PaymentTerm", "customer.term");
        return text;
    }

    /// <summary>Days of the month; empty for any.</summary>
    public static string Days(ImportRow row, string column)
    {
        var text = row.Text(column, 60, required: false);
        if (text.Length > 0 && !MonthDays.TryParse(text, out _)) row.Fault(column, "customer.monthDays");
        return text;
    }

    /// <summary>Days of the week, written as <c>Mon,Thu</c> whatever the file's separators; empty when there are none.</summary>
    public static string WeekDays(ImportRow row, string column, bool required = false)
    {
        var text = row.Text(column, 40, required);
        if (Plans.WeekDays.Parse(text) is { } days) return string.Join(',', days.Select(day => Plans.WeekDays.All[day]));
        row.Fault(column, "store.weekdays");
        return "";
    }

    public static bool IsEan13(string code)
    {
        if (code.Length != 13 || !code.All(char.IsAsciiDigit)) return false;
        var sum = code.Take(12).Select((c, index) => (c - '0') * (index % 2 == 0 ? 1 : 3)).Sum();
        return (10 - (sum % 10)) % 10 == code[12] - '0';
    }
}
