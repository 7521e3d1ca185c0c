using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.ProcessFiles;

/// <summary>The text that is in use.</summary>
/// <param name="Version">From 1.</param>
/// <param name="ReleaseVersion">The version of the shipped file; 0 when none was shipped. Another than <paramref name="Version"/> when a manager has changed it.</param>
public sealed record TextInUse(string Name, int Version, int ReleaseVersion, string Text);

/// <summary>What is used of a process's forms, templates or checklists.</summary>
/// <param name="Texts">By name.</param>
/// <param name="Faults">Shipped files that cannot be used, by name; where there is an older version, that stays in use.</param>
public sealed record FilesInUse(IReadOnlyDictionary<string, TextInUse> Texts, IReadOnlyDictionary<string, FormFileException> Faults);

/// <summary>
/// The forms, templates and checklists of the processes. The files of the release are the first versions; what managers write follows in the database. A file that
/// a later release changes is taken over unless a manager has changed the text meanwhile: then it is kept as a version to compare with.
/// Other nodes see a change within two seconds. Safe for concurrent use.
/// </summary>
public sealed class FileCabinet(ProcessCatalog processes, IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<(ProcessFileKind Kind, string Process), Reading> readings = new();

    /// <summary>What is in use now; null for an unknown process.</summary>
    public Task<FilesInUse?> InUseAsync(ProcessFileKind kind, string process, CancellationToken cancellationToken = default) => InUseAsync(kind, process, true, cancellationToken);

    /// <summary>What is in use now, without taking shipped files into the database: for readers that may stand in a transaction of their own.</summary>
    internal Task<FilesInUse?> PeekAsync(ProcessFileKind kind, string process, CancellationToken cancellationToken) => InUseAsync(kind, process, false, cancellationToken);

    private async Task<FilesInUse?> InUseAsync(ProcessFileKind kind, string process, bool adopt, CancellationToken cancellationToken)
    {
        if (processes.Find(process) is not { } info) return null;
        var files = Files(kind, info);
        var stamp = files.Aggregate(new HashCode(), (hash, file) =>
        {
            hash.Add(file);
            hash.Add(File.GetLastWriteTimeUtc(file));
            return hash;
        }).ToHashCode();
        var now = clock.Now;
        if (readings.TryGetValue((kind, process), out var known) && known.Stamp == stamp && now >= known.At && now - known.At < Fresh && !(adopt && known.Ahead)) return known.Files;
        var (inUse, ahead) = await ReadAsync(kind, process, files, adopt, cancellationToken);
        readings[(kind, process)] = new(inUse, stamp, now, ahead);
        return inUse;
    }

    /// <summary>A version's text; null when there never was one.</summary>
    public async Task<string?> VersionAsync(ProcessFileKind kind, string process, string name, int version, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ProcessFileVersions.Where(row => row.Kind == kind && row.Process == process && row.Name == name && row.Version == version).Select(row => row.Text).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Looks again, after a version was put to use here.</summary>
    internal void Forget() => readings.Clear();

    /// <summary>The version that holds this text, made when there is none; not saved.</summary>
    internal static async Task<ProcessFileVersion> KeepAsync(
        ProcessSalesDb db, ProcessFileKind kind, string process, string name, string text, DateTimeOffset at, Guid? person, string? note, CancellationToken cancellationToken)
    {
        var hash = HashOf(text);
        var versions = await db.ProcessFileVersions.Where(row => row.Kind == kind && row.Process == process && row.Name == name)
            .Select(row => new { row.Version, row.Hash }).ToListAsync(cancellationToken);
        if (versions.FirstOrDefault(row => row.Hash == hash) is { } same)
            return await db.ProcessFileVersions.SingleAsync(row => row.Kind == kind && row.Process == process && row.Name == name && row.Version == same.Version, cancellationToken);
        var version = new ProcessFileVersion
        {
            Kind = kind, Process = process, Name = name, Version = versions.Select(row => row.Version).DefaultIfEmpty().Max() + 1,
            Hash = hash, Text = text, At = at, PersonId = person, Note = note,
        };
        db.ProcessFileVersions.Add(version);
        return version;
    }

    private async Task<(FilesInUse Files, bool Ahead)> ReadAsync(ProcessFileKind kind, string process, IReadOnlyList<string> files, bool adopt, CancellationToken cancellationToken)
    {
        var shipped = new Dictionary<string, string>(StringComparer.Ordinal);
        var faults = new Dictionary<string, FormFileException>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var text = await File.ReadAllTextAsync(file, cancellationToken);
            try
            {
                if (kind == ProcessFileKind.Form) FormFile.Read(name, 0, text);
                if (kind == ProcessFileKind.Checklist) ChecklistFile.Read(name, text);
                shipped[name] = text;
            }
            catch (FormFileException fault)
            {
                faults[name] = fault;
            }
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var heads = await HeadsAsync(db, kind, process, cancellationToken);
        var fresh = shipped.Where(file => !heads.TryGetValue(file.Key, out var head) || head.ReleaseHash != HashOf(file.Value)).ToList();
        if (fresh.Count > 0 && adopt)
        {
            await AdoptAsync(db, kind, process, shipped, cancellationToken);
            heads = await HeadsAsync(db, kind, process, cancellationToken);
        }

        var texts = heads.ToDictionary(head => head.Key, head => head.Value.Text);
        // What will be taken over is used already; its version is known when it is.
        foreach (var (name, text) in adopt ? [] : fresh)
        {
            if (!texts.TryGetValue(name, out var used) || used.Version == used.ReleaseVersion) texts[name] = new(name, used?.Version ?? 0, used?.ReleaseVersion ?? 0, text);
        }

        return (new(texts, faults), fresh.Count > 0 && !adopt);
    }

    private async Task AdoptAsync(ProcessSalesDb db, ProcessFileKind kind, string process, Dictionary<string, string> shipped, CancellationToken cancellationToken) =>
        await db.ChangeAsync(async () =>
        {
            var heads = await db.ProcessFiles.Where(row => row.Kind == kind && row.Process == process).ToDictionaryAsync(row => row.Name, cancellationToken);
            foreach (var (name, text) in shipped.OrderBy(file => file.Key, StringComparer.Ordinal))
            {
                var version = (await KeepAsync(db, kind, process, name, text, clock.Now, null, null, cancellationToken)).Version;
                if (!heads.TryGetValue(name, out var head))
                {
                    db.ProcessFiles.Add(new() { Kind = kind, Process = process, Name = name, Version = version, ReleaseVersion = version });
                }
                else if (head.ReleaseVersion != version)
                {
                    if (head.Version == head.ReleaseVersion) head.Version = version;
                    head.ReleaseVersion = version;
                    head.Revision++;
                }
            }
        }, cancellationToken);

    private static async Task<Dictionary<string, (TextInUse Text, string? ReleaseHash)>> HeadsAsync(ProcessSalesDb db, ProcessFileKind kind, string process, CancellationToken cancellationToken)
    {
        var rows = await (from head in db.ProcessFiles.AsNoTracking()
                          where head.Kind == kind && head.Process == process
                          join version in db.ProcessFileVersions on new { head.Kind, head.Process, head.Name, head.Version } equals new { version.Kind, version.Process, version.Name, version.Version }
                          join release in db.ProcessFileVersions on new { head.Kind, head.Process, head.Name, Version = head.ReleaseVersion } equals new { release.Kind, release.Process, release.Name, release.Version } into releases
                          from release in releases.DefaultIfEmpty()
                          select new { head.Name, head.Version, head.ReleaseVersion, version.Text, ReleaseHash = release == null ? null : release.Hash }).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.Name, row => (new TextInUse(row.Name, row.Version, row.ReleaseVersion, row.Text), (string?)row.ReleaseHash), StringComparer.Ordinal);
    }

    private static IReadOnlyList<string> Files(ProcessFileKind kind, ProcessInfo process)
    {
        var (below, pattern) = kind switch { ProcessFileKind.Form => ("forms", "*.json"), ProcessFileKind.Checklist => ("checklists", "*.json"), _ => ("notifications", "*.liquid") };
        var folder = Path.Combine(process.Folder, below);
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)] : [];
    }

    private static string HashOf(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <param name="Ahead">Whether it holds shipped texts that the database does not have yet.</param>
    private sealed record Reading(FilesInUse Files, int Stamp, DateTimeOffset At, bool Ahead);
}
