using System.Globalization;
using System.Text.RegularExpressions;

namespace ProcessSales.Workflows;

/// <summary>Numbers as people write them: 1234.5 or 1,234.5. A comma stands between thousands only, so that 1,5 is not taken for 15.</summary>
internal static partial class WrittenNumber
{
    public static bool TryRead(string text, out decimal number)
    {
        number = 0m;
        return Form().IsMatch(text) && decimal.TryParse(text.Replace(",", ""), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    [GeneratedRegex(@"^[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)?(\.[0-9]+)?\z")]
    private static partial Regex Form();
}
