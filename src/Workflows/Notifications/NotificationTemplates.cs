using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ProcessSales.Workflows.ProcessFiles;

namespace ProcessSales.Workflows.Notifications;

/// <summary>A rendered message.</summary>
/// <param name="Subject">One line of plain text.</param>
/// <param name="Body">In the form of its channel.</param>
/// <param name="Class">What the template says it is about; null when it does not say.</param>
public sealed record RenderedTemplate(string Subject, string Body, NotificationClass? Class = null);

/// <summary>A template cannot be used.</summary>
public sealed class TemplateException(string template, string problem, int? line = null) : Exception(line is null ? $"{template}: {problem}" : $"{template}, line {line}: {problem}")
{
    /// <summary>What is wrong.</summary>
    public string Problem => problem;

    /// <summary>The line at fault, from 1; null when it is not known.</summary>
    public int? Line => line;
}

/// <summary>The form in which a template's output is sent.</summary>
public enum TemplateFormat
{
    /// <summary>Plain text: in the app, and for every channel without a template of its own.</summary>
    Plain,

    /// <summary>HTML of a mail, <c>&lt;event&gt;.mail.&lt;language&gt;</c>.</summary>
    Html,

    /// <summary>Markdown of a robot, <c>&lt;event&gt;.robot.&lt;language&gt;</c>.</summary>
    Markdown,
}

/// <summary>
/// Renders the templates <c>&lt;event&gt;.&lt;language&gt;</c> of a process, and <c>&lt;event&gt;.mail.&lt;language&gt;</c> or <c>&lt;event&gt;.robot.&lt;language&gt;</c> where a
/// channel has words of its own. The first line is <c>subject: …</c>, a second may be <c>class: …</c>, then an empty line, then the body. A template sees plain
/// data only, encoded for the channel, and its steps, time and output are bounded. Safe for concurrent use.
/// </summary>
public sealed class NotificationTemplates(FileCabinet cabinet)
{
    // What is in use is read anew when it has changed, and its templates with it.
    private readonly ConditionalWeakTable<FilesInUse, ConcurrentDictionary<string, EventTemplates>> known = [];

    /// <summary>Names of a process's events.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(string process, CancellationToken cancellationToken = default) =>
        await cabinet.PeekAsync(ProcessFileKind.Template, process, cancellationToken) is { } files
            ? [.. files.Texts.Keys.Select(name => name.Split('.')[0]).Distinct().Order(StringComparer.Ordinal)]
            : [];

    /// <summary>The templates of an event.</summary>
    /// <exception cref="TemplateException">There are none.</exception>
    public async Task<EventTemplates> FindAsync(string process, string template, CancellationToken cancellationToken = default)
    {
        if (await cabinet.PeekAsync(ProcessFileKind.Template, process, cancellationToken) is not { } files) throw None();
        return known.GetOrCreateValue(files).GetOrAdd(template, name =>
        {
            var texts = files.Texts.Values.Where(text => text.Name.Split('.')[0] == name).ToList();
            return texts.Count > 0 ? new(name, texts.ToDictionary(text => text.Name, text => text.Text)) { Versions = texts.ToDictionary(text => text.Name, text => text.Version) } : throw None();
        });

        TemplateException None() => new(template, "there is no such template");
    }

    /// <summary>The templates of an event; null when there are none, and the message then brings number and title alone. To be called before a transaction, which would wait for itself otherwise.</summary>
    public async Task<EventTemplates?> FindUsableAsync(string process, string template, CancellationToken cancellationToken = default)
    {
        try
        {
            return await FindAsync(process, template, cancellationToken);
        }
        catch (TemplateException)
        {
            return null;
        }
    }

    /// <summary>The form in which the template of this name is sent.</summary>
    public static TemplateFormat FormatOf(string name) => name.Split('.') is [_, var channel, _] ? channel == "mail" ? TemplateFormat.Html : TemplateFormat.Markdown : TemplateFormat.Plain;

    /// <summary>Renders a template's text.</summary>
    /// <exception cref="TemplateException">It has an error, names something unknown, or exceeds its limits.</exception>
    public static RenderedTemplate Render(string template, string text, JsonObject data, TemplateFormat format = TemplateFormat.Plain) => ReadTemplate.Of(template, text).Render(data, format);
}

/// <summary>The templates of one event, by name. Each is read once, when it is first needed. Safe for concurrent use.</summary>
public sealed class EventTemplates(string name, IReadOnlyDictionary<string, string> texts)
{
    private const string Fallback = "zh-CN";
    private readonly ConcurrentDictionary<string, ReadTemplate> read = new(StringComparer.Ordinal);

    /// <summary>Their texts.</summary>
    public IReadOnlyDictionary<string, string> Texts => texts;

    /// <summary>Version of each text.</summary>
    public IReadOnlyDictionary<string, int> Versions { get; init; } = new Dictionary<string, int>();

    /// <summary>Version of the text that a language is told by; null when it is not known.</summary>
    public int? VersionIn(string language) => (Find("", language) ?? Find("", Fallback)) is { } found && Versions.TryGetValue(found, out var version) ? version : null;

    /// <summary>Renders for the app in a language, or in Chinese when there is none in that one.</summary>
    /// <exception cref="TemplateException">It has an error, names something unknown, or exceeds its limits.</exception>
    public RenderedTemplate Render(string language, JsonObject data) =>
        (Find("", language) ?? Find("", Fallback)) is { } found
            ? Read(found).Render(data, TemplateFormat.Plain)
            : throw new TemplateException(name, "it has no template in Chinese to fall back on");

    /// <summary>Renders what a channel says in words of its own; null when it has none.</summary>
    /// <exception cref="TemplateException">It has an error, names something unknown, or exceeds its limits.</exception>
    public RenderedTemplate? RenderFor(TemplateFormat format, string language, JsonObject data)
    {
        var channel = format == TemplateFormat.Html ? ".mail" : ".robot";
        // The language counts more than the channel: nobody gets Chinese because there is only a Chinese mail.
        var found = Find(channel, language) ?? (Find("", language) is null ? Find(channel, Fallback) : null);
        return found is null ? null : Read(found).Render(data, format);
    }

    private ReadTemplate Read(string template) => read.GetOrAdd(template, named => ReadTemplate.Of(named, texts[named]));

    private string? Find(string channel, string language)
    {
        var template = $"{name}{channel}.{(language == "en" ? "en" : Fallback)}";
        return texts.ContainsKey(template) ? template : null;
    }
}
