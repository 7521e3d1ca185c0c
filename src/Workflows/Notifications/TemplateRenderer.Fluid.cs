using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Fluid;
using Fluid.Values;

namespace ProcessSales.Workflows.Notifications;

/// <summary>Liquid that was read and may be rendered for many messages, by several threads at once.</summary>
/// <param name="Template">Where it stands, for whoever reads of its faults.</param>
/// <param name="Parsed">With its ranges bounded.</param>
internal sealed record TemplateText(string Template, IFluidTemplate Parsed);

/// <summary>Renders Liquid with the data of one message.</summary>
internal sealed class TemplateRenderer
{
    /// <summary>Longest template and longest output, characters.</summary>
    public const int LongestText = TemplateLimits.Output;

    private static readonly FluidParser Parser = new(new FluidParserOptions { AllowFunctions = false });

    private readonly TemplateContext context;

    /// <param name="unknown">Called with each name that a template uses and the data does not have.</param>
    public TemplateRenderer(JsonObject data, Action<string> unknown)
    {
        context = new TemplateContext(TemplateLimits.Options(unknown));
        foreach (var (name, value) in data) context.SetValue(name, Value(value));
    }

    /// <exception cref="TemplateException">The text has an error.</exception>
    public static TemplateText Read(string template, string text) =>
        TemplateNesting.TryRead(Parser, text, out var parsed, out var error) ? new(template, TemplateLimits.Guard(parsed)) : throw new TemplateException(template, error);

    /// <exception cref="TemplateException">The text exceeds its limits.</exception>
    public string Render(TemplateText text)
    {
        using var output = TemplateLimits.Writer();
        try
        {
            text.Parsed.RenderAsync(output, NullEncoder.Default, context).AsTask().GetAwaiter().GetResult();
            return output.ToString();
        }
        // IOException: an include, for which there are no files.
        catch (Exception problem) when (problem is InvalidOperationException or FormatException or ArgumentException or IOException or ArithmeticException or NotSupportedException or InvalidCastException)
        {
            throw new TemplateException(text.Template, problem.Message);
        }
    }

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
