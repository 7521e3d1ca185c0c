using System.Collections.Concurrent;
using ProcessSales.Workflows.ProcessFiles;

namespace ProcessSales.Workflows.Forms;

/// <summary>The forms of the processes: those in use, and every version that there was. Safe for concurrent use.</summary>
public sealed class FormCatalog(FileCabinet cabinet)
{
    private readonly ConcurrentDictionary<(string Process, string Key, int Version), FormDefinition> versions = new();

    /// <summary>Keys of a process's forms.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(string process, CancellationToken cancellationToken = default) =>
        await cabinet.InUseAsync(ProcessFileKind.Form, process, cancellationToken) is { } files ? [.. files.Texts.Keys.Union(files.Faults.Keys).Order(StringComparer.Ordinal)] : [];

    /// <summary>The form in use; null when there is none.</summary>
    /// <exception cref="FormFileException">Its file breaks a rule and there is no older version.</exception>
    public async Task<FormDefinition?> LatestAsync(string process, string key, CancellationToken cancellationToken = default)
    {
        if (await cabinet.InUseAsync(ProcessFileKind.Form, process, cancellationToken) is not { } files) return null;
        if (files.Texts.TryGetValue(key, out var text)) return versions.GetOrAdd((process, key, text.Version), _ => FormFile.Read(key, text.Version, text.Text));
        return files.Faults.TryGetValue(key, out var fault) ? throw new FormFileException(fault) : null;
    }

    /// <summary>A version that was used; null when there never was one.</summary>
    public async Task<FormDefinition?> VersionAsync(string process, string key, int version, CancellationToken cancellationToken = default)
    {
        if (versions.TryGetValue((process, key, version), out var known)) return known;
        var text = await cabinet.VersionAsync(ProcessFileKind.Form, process, key, version, cancellationToken);
        return text is null ? null : versions[(process, key, version)] = FormFile.Read(key, version, text);
    }
}
