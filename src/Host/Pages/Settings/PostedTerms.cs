using System.Globalization;
using ProcessSales.Host.Layout;
using ProcessSales.Workflows;

namespace ProcessSales.Host.Pages.Settings;

/// <summary>A value of terms as a form shows it.</summary>
/// <param name="IsNumber">Whether phones show their number keys for it.</param>
public sealed record TermsField(string Name, string Value, bool IsNumber = true);

/// <summary>Terms in the list of those that held, hold or come.</summary>
/// <param name="From">First day; null for those that the product begins with.</param>
public sealed record ShownTerms(DateOnly? From, string? Person, DateTimeOffset? At, IReadOnlyList<TermsField> Fields);

/// <summary>What was entered for new terms. What cannot be read is refused with the field's name.</summary>
public sealed class PostedTerms(IFormCollection form)
{
    /// <summary>First day on which they hold.</summary>
    public DateOnly From => Query.Day(Text("From")) ?? throw Refused("From", "field.notADate");

    /// <summary>A field as it was written.</summary>
    public string Text(string name) => form[name].ToString().Trim();

    /// <summary>A whole number.</summary>
    public int Whole(string name) => AsWhole(name, Text(name));

    /// <summary>A number.</summary>
    public decimal Number(string name) => Read(name, Text(name));

    /// <summary>Numbers with commas or blanks between them.</summary>
    public IReadOnlyList<decimal> Numbers(string name) => [.. Parts(name).Select(part => Read(name, part))];

    /// <summary>The same as whole numbers.</summary>
    public IReadOnlyList<int> Wholes(string name) => [.. Parts(name).Select(part => AsWhole(name, part))];

    /// <summary>A number as a form shows it.</summary>
    public static string Plain(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private string[] Parts(string name) => Text(name).Split([',', '\uFF0C', '\u3001', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int AsWhole(string name, string text) => Read(name, text) is var number && number == decimal.Truncate(number) && number < 100_000m ? (int)number : throw Refused(name, "field.notANumber");

    private static decimal Read(string name, string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1_000_000m ? number : throw Refused(name, "field.notANumber");

    private static RefusedException Refused(string name, string rule) => new(RefusalKind.Invalid, [new(name, rule)]);
}
