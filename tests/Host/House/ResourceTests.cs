using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ProcessSales.Host.Tests.House;

/// <summary>Every text in both languages, and none missing.</summary>
public sealed partial class ResourceTests
{
    private static readonly string Root = Folders.Repository;

    private static readonly string Resources = Path.Combine(Root, "src/Host/Resources");

    public static TheoryData<string> Books => [.. Directory.EnumerateFiles(Resources, "*.en.resx").Select(file => Path.GetFileName(file)[..^".en.resx".Length])];

    [Theory]
    [MemberData(nameof(Books))]
    public void Both_languages_have_the_same_keys_with_the_same_places(string name)
    {
        var chinese = Read(name + ".resx");
        var english = Read(name + ".en.resx");
        Assert.Equal(chinese.Keys.Order(), english.Keys.Order());
        foreach (var (key, text) in chinese) Assert.True(PlacesOf(text).SetEquals(PlacesOf(english[key])), key);
    }

    [Fact]
    public void Every_key_that_a_page_uses_is_there()
    {
        var words = AllWords();
        var used = Sources("src/Host").SelectMany(text => UsedKey().Matches(text)).Select(match => match.Groups[1].Value).Distinct().Order().ToList();
        Assert.NotEmpty(used);
        Assert.DoesNotContain(used, key => !words.Contains(key));
    }

    [Fact]
    public void No_key_stands_in_two_books() => Assert.Empty(AllWords().GroupBy(key => key).Where(key => key.Count() > 1).Select(key => key.Key));

    [Fact]
    public void Every_refusal_of_the_business_has_a_text()
    {
        var texts = Read("Refusals.resx");
        var used = Sources("src/Workflows", "src/Host", "src/Activities")
            .SelectMany(text => RefusedKey().Matches(text).Concat(RefusalKey().Matches(text)).Concat(FaultKey().Matches(text)))
            .Select(match => match.Groups[1].Value).Where(key => key != "form.rule").Distinct().Order().ToList();
        Assert.NotEmpty(used);
        Assert.DoesNotContain(used, key => !texts.ContainsKey("Refusal." + key));
    }

    private static IEnumerable<string> Sources(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.*", SearchOption.AllDirectories))
        .Where(file => (file.EndsWith(".cs") || file.EndsWith(".razor")) && !file.Contains("/obj/") && !file.Contains("/bin/") && !file.Contains("/node_modules/"))
        .Select(File.ReadAllText);

    private static List<string> AllWords() => [.. Books.Where(book => book.Data != "Refusals").SelectMany(book => Read(book.Data + ".resx").Keys)];

    private static Dictionary<string, string> Read(string file) => XDocument.Load(Path.Combine(Resources, file)).Root!
        .Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    private static HashSet<string> PlacesOf(string text) => Place().Matches(text).Select(match => match.Value).ToHashSet();

    [GeneratedRegex(@"(?:\bT|\btexts)\[""([A-Za-z][\w.\-]+)""")]
    private static partial Regex UsedKey();

    [GeneratedRegex(@"RefusalKind\.\w+, ""([a-zA-Z]+\.?[a-zA-Z]+)""")]
    private static partial Regex RefusedKey();

    [GeneratedRegex(@"new\(""[A-Z]\w+"", ""([a-z]\w*(?:\.\w+)?)""")]
    private static partial Regex RefusalKey();

    [GeneratedRegex(@"(?:Fault|Refuse)\((?:[\w.\[\]()]+, |""[\w.]+"", )?""([a-z]\w*(?:\.\w+)?)""")]
    private static partial Regex FaultKey();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}

internal static class Folders
{
    /// <summary>The folder that holds ProcessSales.sln.</summary>
    public static string Repository { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ProcessSales.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("ProcessSales.sln");
    }
}
