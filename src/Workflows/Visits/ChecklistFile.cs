using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using ProcessSales.Workflows.Forms;

namespace ProcessSales.Workflows.Visits;

/// <summary>Reads the checklists that managers write: <c>workflows/store-visit/checklists/&lt;name&gt;.json</c>.</summary>
public static partial class ChecklistFile
{
    private const int LongestFile = 128 * 1024;
    private const int LongestText = 120;
    private const int MostChecks = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
        MaxDepth = 10,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads and checks a checklist.</summary>
    /// <exception cref="FormFileException">It breaks a rule; the message names the part.</exception>
    public static Checklist Read(string name, string json)
    {
        if (json.Length > LongestFile) throw new FormFileException(name, "too long");
        FileList file;
        try
        {
            file = JsonSerializer.Deserialize<FileList>(json, Json) ?? throw new FormFileException(name, "empty");
        }
        catch (JsonException problem)
        {
            throw new FormFileException(problem.Path ?? name, $"line {problem.LineNumber + 1}, column {problem.BytePositionInLine + 1}: {problem.Message}");
        }

        if (file.Version < 1) throw new FormFileException("version", "a version is a number from 1");
        if (!DateOnly.TryParseExact(file.From, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)) throw new FormFileException("from", "the first day is written 2026-01-31");
        if (file.Classes.FirstOrDefault(one => one is not ("A" or "B" or "C")) is { } other) throw new FormFileException("classes", $"{other} is no class of stores: A, B, C, or none for all");
        if (file.Elements.Count == 0) throw new FormFileException("elements", "a checklist needs elements");
        var (elements, checks) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var element in file.Elements)
        {
            if (!ElementKey().IsMatch(element.Key)) throw new FormFileException("key", $"{element.Key}: a key is letters and digits, a letter first");
            if (!elements.Add(element.Key)) throw new FormFileException(element.Key, "the key stands twice");
            Check(element.Key, element.Name);
            if (element.Checks.Count == 0) throw new FormFileException(element.Key, "an element needs checks");
            foreach (var check in element.Checks)
            {
                // Answers and issues of visits find their element by the first part of the key.
                if (!check.Key.StartsWith(element.Key + ".", StringComparison.Ordinal) || !ElementKey().IsMatch(check.Key[(element.Key.Length + 1)..])) throw new FormFileException(check.Key, $"the key of a check is {element.Key}. and letters");
                if (!checks.Add(check.Key)) throw new FormFileException(check.Key, "the key stands twice");
                if (check.Raise is { } kind && !Enum.IsDefined(kind)) throw new FormFileException(check.Key, "raise is unknown");
                Check(check.Key, check.Text);
            }
        }

        if (checks.Count > MostChecks) throw new FormFileException("elements", $"more than {MostChecks} checks");
        return new(file.Version, from, file.Classes, [.. file.Elements.Select(element => new ChecklistElement(element.Key, element.Name, [.. element.Checks.Select(check => new ChecklistItem(check.Key, check.Text, check.Raise))]))]);
    }

    /// <summary>The same text with another version number, so that a manager need not count.</summary>
    internal static string Numbered(string json, int version) => VersionPart().Replace(json, $"${{1}}{version.ToString(CultureInfo.InvariantCulture)}", 1);

    private static void Check(string at, LocalText text)
    {
        foreach (var words in new[] { text.Zh, text.En })
        {
            if (string.IsNullOrWhiteSpace(words)) throw new FormFileException(at, "the text is missing in a language");
            if (words.Length > LongestText) throw new FormFileException(at, $"a text has at most {LongestText} characters");
        }
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9]{0,39}$")]
    private static partial Regex ElementKey();

    [GeneratedRegex("(\"version\"\\s*:\\s*)[0-9]+")]
    private static partial Regex VersionPart();

    private sealed record FileList(int Version, string From, IReadOnlyList<string> Classes, IReadOnlyList<FileElement> Elements);

    private sealed record FileElement(string Key, LocalText Name, IReadOnlyList<FileCheck> Checks);

    private sealed record FileCheck(string Key, LocalText Text, RaisedKind? Raise = null);
}
