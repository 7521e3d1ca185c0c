using System.Globalization;
using ProcessSales.Host.Layout;
using ProcessSales.Workflows;

namespace ProcessSales.Host.Pages.Settings;

/// <summary>A value of terms as a form shows it.</summary>
/// <param name="IsNumber">Whether phones show their number keys for it.</param>
public sealed record TermsField(string Name, string Value, bool IsNumber = true)
{
    /// <summary>What can be chosen, with the words that are shown: instead of the value, or for its unit where it has one.</summary>
    public IReadOnlyList<(string Value, string Label)> Choices { get; init; } = [];

    /// <summary>In which of the choices the value is counted; null where it has no unit.</summary>
    public string? Unit { get; init; }

    /// <summary>The heading under which it stands with the fields beside it; null where a page has no headings.</summary>
    public string? Heading { get; init; }

    /// <summary>Whether it must be filled in.</summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>Most letters.</summary>
    public int Longest { get; init; } = 60;

    /// <summary>Fields that stand under one heading.</summary>
    public static IEnumerable<TermsField> Under(string heading, params IEnumerable<TermsField> fields) => fields.Select(field => field with { Heading = heading });

    /// <summary>The value as people read it.</summary>
    public string Shown => Unit is null ? Choices.FirstOrDefault(choice => choice.Value == Value).Label ?? Value : $"{Value} {Choices.FirstOrDefault(choice => choice.Value == Unit).Label}";
}

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

    /// <summary>One of the names of a list.</summary>
    public T Choice<T>(string name)
        where T : struct, Enum => Enum.TryParse<T>(Text(name), out var value) && Enum.IsDefined(value) ? value : throw Refused(name, "field.notAValue");

    /// <summary>A time of the day.</summary>
    public TimeOnly Time(string name) => TimeOnly.TryParseExact(Text(name), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : throw Refused(name, "terms.time");

    /// <summary>Numbers with commas or blanks between them.</summary>
    public IReadOnlyList<decimal> Numbers(string name) => [.. Parts(name).Select(part => Read(name, part))];

    /// <summary>The same as whole numbers.</summary>
    public IReadOnlyList<int> Wholes(string name) => [.. Parts(name).Select(part => AsWhole(name, part))];

    /// <summary>A number as a form shows it.</summary>
    public static string Plain(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    private string[] Parts(string name) => Text(name).Split([',', '\uFF0C', '\u3001', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int AsWhole(string name, string text) => Read(name, text) is var number && number == decimal.Truncate(number) && number < 100_000m ? (int)number : throw Refused(name, "field.notANumber");

    private static decimal Read(string name, string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1_000_000m ? number : throw Refused(name, "field.notANumber");

    private static RefusedException Refused(string name, string rule) => new(RefusalKind.Invalid, [new(name, rule)]);
}
