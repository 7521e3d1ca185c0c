using System.Globalization;
using System.Resources;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Forms;

namespace ProcessSales.Host.Language;

/// <summary>The words of the pages in the language of the request. A key that is missing shows itself; a test finds it before.</summary>
public sealed class Texts
{
    // Words that all pages share, then one book per thing of the business.
    private readonly ResourceManager[] books = [.. new[] { "Words", "Work", "MasterData", "Visits", "Listings", "Promotions", "Complaints", "Settlements", "Dunning" }
        .Select(name => new ResourceManager($"ProcessSales.Host.Resources.{name}", typeof(Texts).Assembly))];
    private readonly ResourceManager refusals = new("ProcessSales.Host.Resources.Refusals", typeof(Texts).Assembly);

    /// <summary>The text of a key.</summary>
    public string this[string key] => Find(key) ?? key;

    /// <summary>The text of a key with its places filled.</summary>
    public string this[string key, params object?[] arguments] => string.Format(CultureInfo.CurrentCulture, this[key], arguments);

    /// <summary>The text of a key in a language that is not the request's: what is written to others.</summary>
    public string In(string language, string key, params object?[] arguments)
    {
        var culture = CultureInfo.GetCultureInfo(language);
        return string.Format(culture, books.Select(book => book.GetString(key, culture)).FirstOrDefault(text => text is not null) ?? key, arguments);
    }

    /// <summary>Whether the key has a text.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>The text of a key; another when it has none, such as the name of an outcome that a manager invented.</summary>
    public string Or(string key, string otherwise) => Find(key) ?? otherwise;

    /// <summary>The name of what a reference field holds; a budget line is named after its fee type's code, which nobody should read.</summary>
    public string Reference(string? source, string name) =>
        source == "budget-lines" && name.LastIndexOf(' ') is > 0 and var end ? $"{name[..end]} {Or($"FeeType.{name[(end + 1)..]}", name[(end + 1)..])}" : name;

    /// <summary>All texts whose keys begin so, by what follows, as a module in the browser needs them.</summary>
    public IReadOnlyDictionary<string, string> StartingWith(string prefix) => books
        .SelectMany(book => book.GetResourceSet(CultureInfo.InvariantCulture, true, true)!.Cast<System.Collections.DictionaryEntry>())
        .Select(entry => (string)entry.Key).Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(key => key[prefix.Length..], key => this[key]);

    /// <summary>Why the business said no.</summary>
    public string Refusal(Refusal refusal) => Refusal(refusal.Key, refusal.Arguments);

    /// <summary>Why the business said no, by key.</summary>
    public string Refusal(string key, IReadOnlyList<object?> arguments)
    {
        if (key == FormRules.OwnMessage && arguments.Count == 2)
            return (CultureInfo.CurrentUICulture.Name == "en" ? arguments[1] : arguments[0])?.ToString() ?? key;
        var text = refusals.GetString("Refusal." + key, CultureInfo.CurrentUICulture) ?? refusals.GetString("Refusal.other", CultureInfo.CurrentUICulture) + $" ({key})";
        try
        {
            return string.Format(CultureInfo.CurrentCulture, text, [.. arguments.Select(Readable)]);
        }
        catch (FormatException)
        {
            return text;
        }
    }

    /// <summary>A text of the business in the language of the request.</summary>
    public string Of(LocalText? text) => text?.In(CultureInfo.CurrentUICulture.Name) ?? "";

    private string? Find(string key)
    {
        foreach (var book in books)
        {
            if (book.GetString(key, CultureInfo.CurrentUICulture) is { } text) return text;
        }

        return null;
    }

    private static object? Readable(object? value) => value switch
    {
        LocalText text => text.In(CultureInfo.CurrentUICulture.Name),
        decimal number => number.ToString("#,##0.##", CultureInfo.CurrentCulture),
        _ => value,
    };
}
