using System.Text.Json;
using Microsoft.Extensions.Logging;
using ProcessSales.Workflows.Forms;

namespace ProcessSales.Workflows.Visits;

/// <summary>One check; passed when everything it asks is so.</summary>
/// <param name="Key">Element and check, such as price.tag; never given to another meaning.</param>
/// <param name="Raise">Whom it goes to when it is raised; null for an open issue only.</param>
public sealed record ChecklistItem(string Key, LocalText Text, RaisedKind? Raise);

/// <summary>One of the elements 要素.</summary>
public sealed record ChecklistElement(string Key, LocalText Name, IReadOnlyList<ChecklistItem> Checks);

/// <summary>A version of the checklist (domain.md 1.7).</summary>
/// <param name="From">First day on which it holds.</param>
/// <param name="Classes">Store classes that it is for; empty for all.</param>
public sealed record Checklist(int Version, DateOnly From, IReadOnlyList<string> Classes, IReadOnlyList<ChecklistElement> Elements)
{
    /// <summary>How many checks it has.</summary>
    public int Count => Elements.Sum(element => element.Checks.Count);
}

/// <summary>
/// The checklists in <c>workflows/store-visit/checklists</c>, one file a version. A file is never changed once visits were filled in with it: a new one gets a
/// higher version. Read once; immutable and safe for concurrent use.
/// </summary>
public sealed partial class Checklists
{
    private readonly List<Checklist> all = [];

    /// <summary>Reads the folder; a file that cannot be read is left out and logged.</summary>
    public Checklists(WorkflowsOptions options, ILogger<Checklists> log)
    {
        var folder = Path.Combine(options.WorkflowsDirectory, VisitRegister.Process, "checklists");
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            try
            {
                using var json = JsonDocument.Parse(File.ReadAllText(file));
                all.Add(Read(json.RootElement));
            }
            catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IOException)
            {
                LogUnreadable(log, failure, file);
            }
        }
    }

    /// <summary>All versions.</summary>
    public IReadOnlyList<Checklist> All => all;

    /// <summary>The one that holds for a store of this class on a day; an empty one when there is none.</summary>
    public Checklist For(string storeClass, DateOnly day) =>
        all.Where(list => list.From <= day && (list.Classes.Count == 0 || list.Classes.Contains(storeClass))).MaxBy(list => list.Version) ?? new(0, default, [], []);

    /// <summary>The version with which a visit was filled in; null when its file is gone.</summary>
    public Checklist? Version(int version) => all.SingleOrDefault(list => list.Version == version);

    private static Checklist Read(JsonElement json) => new(
        json.GetProperty("version").GetInt32(),
        DateOnly.Parse(json.GetProperty("from").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
        [.. json.GetProperty("classes").EnumerateArray().Select(item => item.GetString()!)],
        [.. json.GetProperty("elements").EnumerateArray().Select(element => new ChecklistElement(
            element.GetProperty("key").GetString()!,
            Text(element.GetProperty("name")),
            [.. element.GetProperty("checks").EnumerateArray().Select(check => new ChecklistItem(
                check.GetProperty("key").GetString()!,
                Text(check.GetProperty("text")),
                check.TryGetProperty("raise", out var raise) && Enum.TryParse<RaisedKind>(raise.GetString(), true, out var kind) ? kind : null))]))]);

    private static LocalText Text(JsonElement text) => new(text.GetProperty("zh").GetString()!, text.GetProperty("en").GetString()!);

    [LoggerMessage(LogLevel.Error, "{File} cannot be read and its checklist is left out")]
    private static partial void LogUnreadable(ILogger log, Exception failure, string file);
}
