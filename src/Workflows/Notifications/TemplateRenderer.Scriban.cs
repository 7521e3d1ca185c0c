using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace ProcessSales.Workflows.Notifications;

/// <summary>Liquid that was read and may be rendered for many messages, by several threads at once.</summary>
/// <param name="Template">Where it stands, for whoever reads of its faults.</param>
/// <param name="Parsed">Without errors.</param>
internal sealed record TemplateText(string Template, Template Parsed);

/// <summary>Renders Liquid with the data of one message.</summary>
internal sealed class TemplateRenderer
{
    /// <summary>Longest template and longest output, characters.</summary>
    public const int LongestText = 1024 * 1024;

    private const int MostRounds = 1_000;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(1);

    private readonly ScriptObject values = new();
    private readonly Action<string> unknown;

    /// <param name="unknown">Called with each name that a template uses and the data does not have.</param>
    public TemplateRenderer(JsonObject data, Action<string> unknown)
    {
        this.unknown = unknown;
        foreach (var (name, value) in data) values.SetValue(name, Value(value), true);
    }

    /// <exception cref="TemplateException">The text has an error.</exception>
    public static TemplateText Read(string template, string text)
    {
        var parsed = Template.ParseLiquid(text);
        return parsed.HasErrors ? throw new TemplateException(template, string.Join("; ", parsed.Messages)) : new(template, parsed);
    }

    /// <exception cref="TemplateException">The text exceeds its limits.</exception>
    public string Render(TemplateText text)
    {
        using var end = new CancellationTokenSource(Time);
        var context = new LiquidTemplateContext
        {
            LoopLimit = MostRounds,
            RecursiveLimit = 100,
            ObjectRecursionLimit = 20,
            LimitToString = LongestText,
            RegexTimeOut = Time,
            CancellationToken = end.Token,
            TryGetVariable = (TemplateContext _, Scriban.Parsing.SourceSpan _, ScriptVariable variable, out object? value) =>
            {
                unknown(variable.Name);
                value = null;
                return true;
            },
        };
        context.PushCulture(CultureInfo.InvariantCulture);
        context.PushGlobal(values);
        try
        {
            var output = text.Parsed.Render(context);
            return output.Length <= LongestText ? output : throw new TemplateException(text.Template, $"it makes a text of more than {LongestText} characters");
        }
        catch (Exception problem) when (problem is ScriptRuntimeException or OperationCanceledException or InvalidOperationException or ArgumentException)
        {
            throw new TemplateException(text.Template, problem.Message);
        }
    }

    private static object? Value(JsonNode? node) => node switch
    {
        null => null,
        JsonObject map => Object(map),
        JsonArray list => new ScriptArray(list.Select(Value)),
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture),
        _ => node.ToString(),
    };

    private static ScriptObject Object(JsonObject map)
    {
        var values = new ScriptObject();
        foreach (var (name, value) in map) values.SetValue(name, Value(value), true);
        return values;
    }
}
