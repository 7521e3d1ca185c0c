using System.Text.Json.Nodes;

namespace ProcessSales.Workflows.Notifications;

/// <summary>A template whose text was read, to be rendered for any number of messages. Safe for concurrent use.</summary>
internal sealed class ReadTemplate
{
    private const string SubjectLine = "subject:";
    private const string ClassLine = "class:";

    private readonly string name;
    private readonly TemplateText subject;
    private readonly TemplateText body;
    private readonly NotificationClass? about;

    private ReadTemplate(string name, TemplateText subject, TemplateText body, NotificationClass? about) => (this.name, this.subject, this.body, this.about) = (name, subject, body, about);

    /// <summary>Reads a template's text.</summary>
    /// <exception cref="TemplateException">It has an error.</exception>
    public static ReadTemplate Of(string template, string text)
    {
        if (text.Length > TemplateRenderer.LongestText) throw new TemplateException(template, "too long");
        // The subject is a template of its own, so that nothing in the data can end its line.
        var lines = text.ReplaceLineEndings("\n").Split('\n', 2);
        if (!lines[0].StartsWith(SubjectLine, StringComparison.OrdinalIgnoreCase)) throw new TemplateException(template, "the first line must be 'subject: …'", 1);
        var body = lines.Length > 1 ? lines[1] : "";
        NotificationClass? about = null;
        if (body.StartsWith(ClassLine, StringComparison.OrdinalIgnoreCase))
        {
            var parts = body.Split('\n', 2);
            var named = parts[0][ClassLine.Length..].Trim();
            if (!Enum.TryParse<NotificationClass>(named, true, out var known) || !Enum.IsDefined(known) || int.TryParse(named, out _))
                throw new TemplateException(template, $"class must be one of {string.Join(", ", Enum.GetNames<NotificationClass>()).ToLowerInvariant()}", 2);
            about = known;
            body = parts.Length > 1 ? parts[1] : "";
        }

        return new(template, TemplateRenderer.Read(template, lines[0][SubjectLine.Length..]), TemplateRenderer.Read(template, body), about);
    }

    /// <summary>Renders it with the data of one message.</summary>
    /// <exception cref="TemplateException">It names something unknown or exceeds its limits.</exception>
    public RenderedTemplate Render(JsonObject data, TemplateFormat format)
    {
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        var line = new TemplateRenderer(data, name => unknown.Add(name)).Render(subject).ReplaceLineEndings(" ").Trim();
        var encoded = format == TemplateFormat.Plain ? data : ChannelText.Encode(data, format);
        var content = new TemplateRenderer(encoded, name => unknown.Add(name)).Render(body).Trim('\n');
        var missing = unknown.Where(name => !data.ContainsKey(name.Split('.')[0])).ToList();
        if (missing.Count > 0) throw new TemplateException(name, $"unknown: {string.Join(", ", missing)}");
        return new(line.Length > 300 ? line[..300] : line, content, about);
    }
}
