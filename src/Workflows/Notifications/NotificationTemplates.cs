using System.Text.Json.Nodes;
using ProcessSales.Workflows.Cases;

namespace ProcessSales.Workflows.Notifications;

/// <summary>A rendered message.</summary>
/// <param name="Subject">One line of plain text.</param>
/// <param name="Body">Plain text.</param>
public sealed record RenderedTemplate(string Subject, string Body);

/// <summary>A template cannot be used.</summary>
public sealed class TemplateException(string template, string problem) : Exception($"{template}: {problem}");

/// <summary>
/// Renders <c>workflows/&lt;process&gt;/notifications/&lt;template&gt;.&lt;language&gt;.liquid</c>: the first line is <c>subject: …</c>, then an empty line, then
/// the body. A template sees plain data only, and its steps, time and output are bounded. Safe for concurrent use.
/// </summary>
public sealed class NotificationTemplates(ProcessCatalog processes)
{
    private const string Subject = "subject:";

    /// <summary>Names of a process's templates.</summary>
    public IReadOnlyList<string> Names(string process)
    {
        var folder = FolderOf(process);
        return folder is null || !Directory.Exists(folder)
            ? []
            : Directory.EnumerateFiles(folder, "*.liquid").Select(file => Path.GetFileName(file).Split('.')[0]).Distinct().Order(StringComparer.Ordinal).ToList();
    }

    /// <summary>Renders a template in a language, or in Chinese when it does not exist in that one.</summary>
    /// <exception cref="TemplateException">There is no such template, it has an error, or it exceeds its limits.</exception>
    public RenderedTemplate Render(string process, string template, string language, JsonObject data)
    {
        if (!Names(process).Contains(template)) throw new TemplateException(template, "there is no such template");
        var folder = FolderOf(process)!;
        var file = Path.Combine(folder, $"{template}.{(language == "en" ? "en" : "zh-CN")}.liquid");
        if (!File.Exists(file)) file = Path.Combine(folder, $"{template}.zh-CN.liquid");
        return Render(template, File.ReadAllText(file), data);
    }

    /// <summary>Renders a template's text.</summary>
    /// <exception cref="TemplateException">It has an error, names something unknown, or exceeds its limits.</exception>
    public static RenderedTemplate Render(string template, string text, JsonObject data)
    {
        if (text.Length > TemplateRenderer.LongestText) throw new TemplateException(template, "too long");
        // The subject is a template of its own, so that nothing in the data can end its line.
        var lines = text.ReplaceLineEndings("\n").Split('\n', 2);
        if (!lines[0].StartsWith(Subject, StringComparison.OrdinalIgnoreCase)) throw new TemplateException(template, "the first line must be 'subject: …'");
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        var renderer = new TemplateRenderer(data, name => unknown.Add(name));
        var subject = renderer.Render(template, lines[0][Subject.Length..]).ReplaceLineEndings(" ").Trim();
        var body = lines.Length > 1 ? renderer.Render(template, lines[1]).Trim('\n') : "";
        var missing = unknown.Where(name => !data.ContainsKey(name.Split('.')[0])).ToList();
        if (missing.Count > 0) throw new TemplateException(template, $"unknown: {string.Join(", ", missing)}");
        return new(subject.Length > 300 ? subject[..300] : subject, body);
    }

    private string? FolderOf(string process) => processes.Find(process) is { } info ? Path.Combine(info.Folder, "notifications") : null;
}
