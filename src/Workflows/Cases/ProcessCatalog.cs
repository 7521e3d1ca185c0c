using System.Text.Json;
using Microsoft.Extensions.Logging;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Cases;

/// <summary>A process that people may start: what its definition says of itself.</summary>
/// <param name="Id">The workflow's definition id, which is also the name of its folder.</param>
/// <param name="Number">Prefix of its case numbers.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Description">What it is for.</param>
/// <param name="StartRoles">Who may start it.</param>
/// <param name="Icon">Name of an icon.</param>
public sealed record ProcessInfo(string Id, string Number, LocalText Name, LocalText Description, IReadOnlyList<Role> StartRoles, string Icon)
{
    /// <summary>Where its definition, forms and templates lie.</summary>
    public required string Folder { get; init; }

    /// <summary>The page on which its tasks are done, a path of this site with <c>{case}</c> in it; null for the page of every task.</summary>
    public string? Page { get; init; }
}

/// <summary>
/// The processes below the workflows folder: <c>customProperties.process</c> of each <c>definition.json</c>. Read once; immutable and safe for
/// concurrent use. A folder whose definition cannot be read is left out and logged; the others work.
/// </summary>
public sealed partial class ProcessCatalog
{
    private readonly Dictionary<string, ProcessInfo> processes = [];

    /// <summary>Reads the folder.</summary>
    public ProcessCatalog(WorkflowsOptions options, ILogger<ProcessCatalog> log)
    {
        if (!Directory.Exists(options.WorkflowsDirectory)) return;
        foreach (var folder in Directory.EnumerateDirectories(options.WorkflowsDirectory).Order(StringComparer.Ordinal))
        {
            var file = Path.Combine(folder, "definition.json");
            if (!File.Exists(file)) continue;
            try
            {
                if (Read(folder, file) is { } process) processes[process.Id] = process;
            }
            catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or IOException)
            {
                LogUnreadable(log, failure, file);
            }
        }
    }

    /// <summary>All processes.</summary>
    public IReadOnlyCollection<ProcessInfo> All => processes.Values;

    /// <summary>The process; null when unknown.</summary>
    public ProcessInfo? Find(string id) => processes.GetValueOrDefault(id);

    /// <summary>What somebody of this role may start.</summary>
    public IReadOnlyList<ProcessInfo> StartableBy(Role role) => processes.Values.Where(process => process.StartRoles.Contains(role)).ToList();

    private static ProcessInfo? Read(string folder, string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        if (!json.RootElement.TryGetProperty("customProperties", out var custom) || !custom.TryGetProperty("process", out var process)) return null;
        var roles = new List<Role>();
        foreach (var code in process.GetProperty("startRoles").EnumerateArray())
        {
            roles.Add(RoleCodes.TryParse(code.GetString() ?? "", out var role) ? role : throw new JsonException($"Unknown role '{code}'."));
        }

        return new(
            json.RootElement.GetProperty("definitionId").GetString()!,
            process.GetProperty("number").GetString()!,
            Text(process.GetProperty("name")),
            Text(process.GetProperty("description")),
            roles,
            process.TryGetProperty("icon", out var icon) ? icon.GetString() ?? "file-text" : "file-text")
        {
            Folder = folder,
            Page = process.TryGetProperty("page", out var page) ? page.GetString() : null,
        };
    }

    private static LocalText Text(JsonElement text) => new(text.GetProperty("zh").GetString()!, text.GetProperty("en").GetString()!);

    [LoggerMessage(LogLevel.Error, "{File} cannot be read and its process is left out")]
    private static partial void LogUnreadable(ILogger log, Exception failure, string file);
}
