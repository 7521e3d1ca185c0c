using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Fluid;
using Fluid.Values;
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

    private static readonly FluidParser Parser = new(new FluidParserOptions { AllowFunctions = false });

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
        if (text.Length > TemplateLimits.Output) throw new TemplateException(template, "too long");
        // The subject is a template of its own, so that nothing in the data can end its line.
        var lines = text.ReplaceLineEndings("\n").Split('\n', 2);
        if (!lines[0].StartsWith(Subject, StringComparison.OrdinalIgnoreCase)) throw new TemplateException(template, "the first line must be 'subject: …'");
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        var context = new TemplateContext(TemplateLimits.Options(name => unknown.Add(name)));
        foreach (var (name, value) in data) context.SetValue(name, Value(value));
        var subject = Render(template, lines[0][Subject.Length..], context).ReplaceLineEndings(" ").Trim();
        var body = lines.Length > 1 ? Render(template, lines[1], context).Trim('\n') : "";
        var missing = unknown.Where(name => !data.ContainsKey(name.Split('.')[0])).ToList();
        if (missing.Count > 0) throw new TemplateException(template, $"unknown: {string.Join(", ", missing)}");
        return new(subject.Length > 300 ? subject[..300] : subject, body);
    }

    private static string Render(string template, string text, TemplateContext context)
    {
        if (!Parser.TryParse(text, out var parsed, out var error)) throw new TemplateException(template, error);
        using var output = TemplateLimits.Writer();
        try
        {
            TemplateLimits.Guard(parsed).RenderAsync(output, NullEncoder.Default, context).AsTask().GetAwaiter().GetResult();
            return output.ToString();
        }
        // IOException: an include, for which there are no files.
        catch (Exception problem) when (problem is InvalidOperationException or FormatException or ArgumentException or IOException or ArithmeticException or NotSupportedException or InvalidCastException)
        {
            throw new TemplateException(template, problem.Message);
        }
    }

    private string? FolderOf(string process) => processes.Find(process) is { } info ? Path.Combine(info.Folder, "notifications") : null;

    private static FluidValue Value(JsonNode? node) => node switch
    {
        null => NilValue.Instance,
        JsonObject map => new DictionaryValue(new Members(map)),
        JsonArray list => new ArrayValue(list.Select(Value).ToList()),
        JsonValue value when value.TryGetValue<bool>(out var flag) => BooleanValue.Create(flag),
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number => NumberValue.Create(decimal.Parse(value.ToJsonString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture)),
        _ => new StringValue(node.ToString()),
    };

    /// <summary>Shows a JSON object to the template, converting what is asked for only.</summary>
    private sealed class Members(JsonObject map) : IFluidIndexable
    {
        public int Count => map.Count;

        public IEnumerable<string> Keys => map.Select(member => member.Key);

        public bool TryGetValue(string name, out FluidValue value)
        {
            var known = map.TryGetPropertyValue(name, out var node);
            value = known ? Value(node) : NilValue.Instance;
            return known;
        }
    }
}
