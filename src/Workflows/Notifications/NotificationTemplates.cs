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
    private const string Subject = "subject:";
    private const string Class = "class:";

    /// <summary>Names of a process's events.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(string process, CancellationToken cancellationToken = default) =>
        await cabinet.PeekAsync(ProcessFileKind.Template, process, cancellationToken) is { } files
            ? [.. files.Texts.Keys.Select(name => name.Split('.')[0]).Distinct().Order(StringComparer.Ordinal)]
            : [];

    /// <summary>The templates of an event.</summary>
    /// <exception cref="TemplateException">There are none.</exception>
    public async Task<EventTemplates> FindAsync(string process, string template, CancellationToken cancellationToken = default)
    {
        var texts = (await cabinet.PeekAsync(ProcessFileKind.Template, process, cancellationToken))?.Texts.Values
            .Where(text => text.Name.StartsWith(template + ".", StringComparison.Ordinal) && text.Name.Split('.')[0] == template).ToList();
        return texts is { Count: > 0 } ? new(template, texts.ToDictionary(text => text.Name, text => text.Text)) { Versions = texts.ToDictionary(text => text.Name, text => text.Version) } : throw new TemplateException(template, "there is no such template");
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
    public static RenderedTemplate Render(string template, string text, JsonObject data, TemplateFormat format = TemplateFormat.Plain)
    {
        if (text.Length > TemplateRenderer.LongestText) throw new TemplateException(template, "too long");
        // The subject is a template of its own, so that nothing in the data can end its line.
        var lines = text.ReplaceLineEndings("\n").Split('\n', 2);
        if (!lines[0].StartsWith(Subject, StringComparison.OrdinalIgnoreCase)) throw new TemplateException(template, "the first line must be 'subject: …'", 1);
        var body = lines.Length > 1 ? lines[1] : "";
        NotificationClass? about = null;
        if (body.StartsWith(Class, StringComparison.OrdinalIgnoreCase))
        {
            var parts = body.Split('\n', 2);
            var named = parts[0][Class.Length..].Trim();
            if (!Enum.TryParse<NotificationClass>(named, true, out var known) || !Enum.IsDefined(known) || int.TryParse(named, out _))
                throw new TemplateException(template, $"class must be one of {string.Join(", ", Enum.GetNames<NotificationClass>()).ToLowerInvariant()}", 2);
            about = known;
            body = parts.Length > 1 ? parts[1] : "";
        }

        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        var subject = new TemplateRenderer(data, name => unknown.Add(name)).Render(template, lines[0][Subject.Length..]).ReplaceLineEndings(" ").Trim();
        var encoded = format == TemplateFormat.Plain ? data : ChannelText.Encode(data, format);
        var content = new TemplateRenderer(encoded, name => unknown.Add(name)).Render(template, body).Trim('\n');
        var missing = unknown.Where(name => !data.ContainsKey(name.Split('.')[0])).ToList();
        if (missing.Count > 0) throw new TemplateException(template, $"unknown: {string.Join(", ", missing)}");
        return new(subject.Length > 300 ? subject[..300] : subject, content, about);
    }
}

/// <summary>The templates of one event, by name.</summary>
public sealed record EventTemplates(string Event, IReadOnlyDictionary<string, string> Texts)
{
    private const string Fallback = "zh-CN";

    /// <summary>Version of each text.</summary>
    public IReadOnlyDictionary<string, int> Versions { get; init; } = new Dictionary<string, int>();

    /// <summary>Version of the text that a language is told by; null when it is not known.</summary>
    public int? VersionIn(string language) => (Find("", language) ?? Find("", Fallback)) is { } found && Versions.TryGetValue(found.Key, out var version) ? version : null;

    /// <summary>Renders for the app in a language, or in Chinese when there is none in that one.</summary>
    /// <exception cref="TemplateException">It has an error, names something unknown, or exceeds its limits.</exception>
    public RenderedTemplate Render(string language, JsonObject data) =>
        (Find("", language) ?? Find("", Fallback)) is { } found
            ? NotificationTemplates.Render(found.Key, found.Value, data)
            : throw new TemplateException(Event, "it has no template in Chinese to fall back on");

    /// <summary>Renders what a channel says in words of its own; null when it has none.</summary>
    /// <exception cref="TemplateException">It has an error, names something unknown, or exceeds its limits.</exception>
    public RenderedTemplate? RenderFor(TemplateFormat format, string language, JsonObject data)
    {
        var channel = format == TemplateFormat.Html ? ".mail" : ".robot";
        // The language counts more than the channel: nobody gets Chinese because there is only a Chinese mail.
        var found = Find(channel, language) ?? (Find("", language) is null ? Find(channel, Fallback) : null);
        return found is { } text ? NotificationTemplates.Render(text.Key, text.Value, data, format) : null;
    }

    private KeyValuePair<string, string>? Find(string channel, string language)
    {
        var name = $"{Event}{channel}.{(language == "en" ? "en" : Fallback)}";
        return Texts.TryGetValue(name, out var text) ? new(name, text) : null;
    }
}
