using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Forms;

/// <summary>A form's file as it once was; cases keep the version they were filled in with.</summary>
public sealed class StoredForm
{
    /// <summary>The process.</summary>
    public string Process { get; set; } = "";

    /// <summary>The form.</summary>
    public string Key { get; set; } = "";

    /// <summary>From 1.</summary>
    public int Version { get; set; }

    /// <summary>SHA-256 of the content, hexadecimal.</summary>
    public string Hash { get; set; } = "";

    /// <summary>The content.</summary>
    public string Json { get; set; } = "";
}

internal sealed class StoredFormTable : IEntityTypeConfiguration<StoredForm>
{
    public void Configure(EntityTypeBuilder<StoredForm> table)
    {
        table.ToTable("Forms");
        table.HasKey(form => new { form.Process, form.Key, form.Version });
        table.Property(form => form.Process).HasMaxLength(100);
        table.Property(form => form.Key).HasMaxLength(100);
        table.Property(form => form.Hash).HasMaxLength(64);
        table.HasIndex(form => new { form.Process, form.Key, form.Hash }).IsUnique();
    }
}

/// <summary>The forms of the processes: the files as they are now, and every version that was ever used. Safe for concurrent use.</summary>
public sealed class FormCatalog(ProcessCatalog processes, IDbContextFactory<ProcessSalesDb> databases)
{
    private readonly ConcurrentDictionary<(string Process, string Key, int Version), FormDefinition> versions = new();
    private readonly ConcurrentDictionary<(string Process, string Key), (DateTime Changed, FormDefinition Form)> latest = new();

    /// <summary>Keys of a process's forms.</summary>
    public IReadOnlyList<string> Keys(string process)
    {
        var folder = processes.Find(process) is { } info ? Path.Combine(info.Folder, "forms") : null;
        return folder is null || !Directory.Exists(folder)
            ? []
            : Directory.EnumerateFiles(folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ToList();
    }

    /// <summary>The form as its file is now; null when there is none. A changed file becomes a new version when it is first used.</summary>
    /// <exception cref="FormFileException">The file breaks a rule.</exception>
    public async Task<FormDefinition?> LatestAsync(string process, string key, CancellationToken cancellationToken = default)
    {
        if (!Keys(process).Contains(key)) return null;
        var file = Path.Combine(processes.Find(process)!.Folder, "forms", key + ".json");
        var changed = File.GetLastWriteTimeUtc(file);
        if (latest.TryGetValue((process, key), out var known) && known.Changed == changed) return known.Form;

        var json = await File.ReadAllTextAsync(file, cancellationToken);
        FormFile.Read(key, 0, json);
        var version = await KeepAsync(process, key, json, cancellationToken);
        var form = FormFile.Read(key, version, json);
        latest[(process, key)] = (changed, form);
        versions[(process, key, version)] = form;
        return form;
    }

    /// <summary>A version that was used; null when there never was one.</summary>
    public async Task<FormDefinition?> VersionAsync(string process, string key, int version, CancellationToken cancellationToken = default)
    {
        if (versions.TryGetValue((process, key, version), out var known)) return known;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var stored = await db.Forms.AsNoTracking().SingleOrDefaultAsync(form => form.Process == process && form.Key == key && form.Version == version, cancellationToken);
        return stored is null ? null : versions[(process, key, version)] = FormFile.Read(key, version, stored.Json);
    }

    private async Task<int> KeepAsync(string process, string key, string json, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var stored = await db.Forms.Where(form => form.Process == process && form.Key == key).Select(form => new { form.Version, form.Hash }).ToListAsync(cancellationToken);
            if (stored.FirstOrDefault(form => form.Hash == hash) is { } same) return same.Version;
            var next = stored.Count == 0 ? 1 : stored.Max(form => form.Version) + 1;
            db.Forms.Add(new() { Process = process, Key = key, Version = next, Hash = hash, Json = json });
            return next;
        }, cancellationToken);
    }
}
