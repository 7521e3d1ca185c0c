using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.ProcessFiles;
using ProcessSales.Workflows.Storage;

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

/// <summary>All versions of the checklist at one moment. Immutable.</summary>
/// <param name="All">Every version that there is or was: phones hold visits that were begun with older ones.</param>
/// <param name="Current">What visits begin with; of each list the version in use and, until its first day, those before.</param>
public sealed record ChecklistSet(IReadOnlyList<Checklist> All, IReadOnlyList<Checklist> Current)
{
    /// <summary>The one that holds for a store of this class on a day: one for its class before one for all; an empty one when there is none.</summary>
    public Checklist For(string storeClass, DateOnly day) =>
        Current.Where(list => list.From <= day && (list.Classes.Count == 0 || list.Classes.Contains(storeClass)))
            .OrderByDescending(list => list.Classes.Count > 0).ThenByDescending(list => list.From).ThenByDescending(list => list.Version).FirstOrDefault() ?? new(0, default, [], []);

    /// <summary>The version with which a visit was filled in; null when it is gone.</summary>
    public Checklist? Version(int version) => All.FirstOrDefault(list => list.Version == version);
}

/// <summary>
/// The checklists of store visits, shipped in <c>workflows/store-visit/checklists</c> and edited by managers like forms. Every save is a version with a number
/// of its own, which visits keep. Safe for concurrent use.
/// </summary>
public sealed class Checklists(FileCabinet cabinet, IDbContextFactory<ProcessSalesDb> databases)
{
    // A stored version never changes.
    private readonly ConcurrentDictionary<(string Name, int Version), Checklist?> stored = new();

    /// <summary>What there is now.</summary>
    public async Task<ChecklistSet> ReadAsync(CancellationToken cancellationToken = default)
    {
        var used = (await cabinet.PeekAsync(ProcessFileKind.Checklist, VisitRegister.Process, cancellationToken))?.Texts ?? new Dictionary<string, TextInUse>();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = db.ProcessFileVersions.AsNoTracking().Where(row => row.Kind == ProcessFileKind.Checklist && row.Process == VisitRegister.Process);
        var keys = await rows.OrderBy(row => row.Name).ThenBy(row => row.Version).Select(row => new { row.Name, row.Version }).ToListAsync(cancellationToken);
        foreach (var key in keys.Where(key => !stored.ContainsKey((key.Name, key.Version))))
            stored[(key.Name, key.Version)] = Try(key.Name, await rows.Where(row => row.Name == key.Name && row.Version == key.Version).Select(row => row.Text).SingleAsync(cancellationToken));

        var (all, current) = (new List<Checklist>(), new List<Checklist>());
        foreach (var text in used.Values.OrderBy(text => text.Name, StringComparer.Ordinal))
        {
            if (Try(text.Name, text.Text) is not { } list) continue;
            all.Add(list);
            current.Add(list);
            foreach (var before in keys.Where(key => key.Name == text.Name && key.Version < text.Version).Reverse().Select(key => stored[(key.Name, key.Version)]).OfType<Checklist>())
                if (before.From < current[^1].From) current.Add(before);
        }

        // Of two texts with one number, as a release that forgot to count brings them, the one in use holds.
        all.AddRange(keys.Select(key => stored[(key.Name, key.Version)]).OfType<Checklist>());
        return new([.. all.DistinctBy(list => list.Version).OrderBy(list => list.Version)], current);
    }

    /// <summary>The next number that no version of any list has; not safe from others but in their transaction.</summary>
    internal static async Task<int> NextNumberAsync(ProcessSalesDb db, CancellationToken cancellationToken) =>
        (await db.ProcessFileVersions.Where(row => row.Kind == ProcessFileKind.Checklist && row.Process == VisitRegister.Process).Select(row => new { row.Name, row.Text }).ToListAsync(cancellationToken))
        .Select(row => Try(row.Name, row.Text)?.Version ?? 0).DefaultIfEmpty().Max() + 1;

    private static Checklist? Try(string name, string text)
    {
        try
        {
            return ChecklistFile.Read(name, text);
        }
        catch (FormFileException)
        {
            // The editor's list names the fault; visits go on with what can be read.
            return null;
        }
    }
}
