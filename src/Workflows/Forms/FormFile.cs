using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace ProcessSales.Workflows.Forms;

/// <summary>A form's file cannot be used.</summary>
public sealed class FormFileException(string path, string problem) : Exception($"{path}: {problem}")
{
    /// <summary>The same fault, met again.</summary>
    public FormFileException(FormFileException known)
        : this(known.Field, known.Problem)
    {
    }

    /// <summary>What is wrong there.</summary>
    public string Problem => problem;

    /// <summary>The field at fault.</summary>
    public string Field => path;
}

/// <summary>Reads the files that managers write: <c>workflows/&lt;process&gt;/forms/&lt;key&gt;.json</c>.</summary>
public static partial class FormFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        MaxDepth = 20,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private const int LongestFile = 512 * 1024;

    private static readonly string[] Sources = ["customers", "stores", "products", "all-products", "contracts", "budget-lines", "people"];

    /// <summary>Reads and checks a form.</summary>
    /// <exception cref="FormFileException">It breaks a rule; the message names the field.</exception>
    public static FormDefinition Read(string key, int version, string json)
    {
        if (json.Length > LongestFile) throw new FormFileException(key, "too long");
        FileForm file;
        try
        {
            file = JsonSerializer.Deserialize<FileForm>(json, Json) ?? throw new FormFileException(key, "empty");
        }
        catch (JsonException problem)
        {
            throw new FormFileException(problem.Path ?? key, $"line {problem.LineNumber + 1}, column {problem.BytePositionInLine + 1}: {problem.Message}");
        }

        var sections = Entries(key, file.Sections).Select(section => new FormSection(section.Title, Entries(key, section.Fields).Select(field => Field(field, "")).ToList())).ToList();
        var form = new FormDefinition(key, version, file.Title, sections, Entries(key, file.Rules).Select(Rule).ToList()) { Batch = file.Batch };
        Check(form);
        return form with { Settings = FormNames.SettingsOf(form) };
    }

    private static FormField Field(FileField field, string table)
    {
        var path = table + field.Name;
        if (!NamePattern().IsMatch(field.Name)) throw new FormFileException(path, "a name is letters and digits, a letter first");
        if (field.Type == FieldType.Table && table != "") throw new FormFileException(path, "a table cannot hold a table");
        if (field.Type == FieldType.Table && field.Columns is not { Count: > 0 }) throw new FormFileException(path, "a table needs columns");
        if (field.Type == FieldType.Choice && field.Options is not { Count: > 0 }) throw new FormFileException(path, "a choice needs options");
        if (field.Type == FieldType.Reference && !Sources.Contains(field.Source)) throw new FormFileException(path, $"source must be one of {string.Join(", ", Sources)}");
        if (field.VisibleIf is not null && table != "") throw new FormFileException(path, "visibleIf stands at fields, not at columns");
        if (field.Pattern is not null && field.Type is not (FieldType.Text or FieldType.Multiline)) throw new FormFileException(path, "pattern stands at texts");
        if (field.Min > field.Max) throw new FormFileException(path, "min is larger than max");
        if (field.Options is { } options && Entries(path, options).DistinctBy(option => option.Value).Count() < options.Count) throw new FormFileException(path, "an option stands twice");
        if (field.Type == FieldType.Attachment && table != "") throw new FormFileException(path, "files stand beside tables, not in them");
        return new()
        {
            Name = field.Name,
            Type = field.Type,
            Label = field.Label,
            Help = field.Help,
            Required = field.Required,
            RequiredIf = Formula(path, field.RequiredIf),
            Decisive = field.Decisive,
            Min = field.Min,
            Max = field.Max,
            MaxLength = field.MaxLength,
            Pattern = Pattern(path, field.Pattern),
            MaxRows = field.MaxRows ?? 100,
            Options = Entries(path, field.Options).ToList(),
            Columns = Entries(path, field.Columns).Select(column => Field(column, path + ".")).ToList(),
            Source = field.Source,
            FilterBy = field.FilterBy,
            Computed = Formula(path, field.Computed),
            VisibleIf = Formula(path, field.VisibleIf),
        };
    }

    private static IEnumerable<T> Entries<T>(string at, List<T>? entries) => (entries ?? []).Select(entry => entry ?? throw new FormFileException(at, "an entry is null"));

    private static FormRule Rule(FileRule rule) => new(Formula(rule.Field, rule.When)!, rule.Field, rule.Message, rule.Warning, rule.Reason);

    // Without backtracking, so that no entry can make a check take long; the whole text has to fit.
    private static Regex? Pattern(string field, string? pattern)
    {
        try
        {
            return pattern is null ? null : new Regex($"^(?:{pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            throw new FormFileException(field, $"pattern: {problem.Message}");
        }
    }

    private static FormExpression? Formula(string field, string? text)
    {
        if (text is null) return null;
        try
        {
            var expression = FormExpression.Parse(text);
            CheckCalls(field, expression.Root);
            return expression;
        }
        catch (FormExpressionException problem)
        {
            throw new FormFileException(field, problem.Message);
        }
    }

    private static void CheckCalls(string field, FormExpression.Node node)
    {
        if (node is FormExpression.Call call)
        {
            if (!FormCalculator.Functions.TryGetValue(call.Function, out var count)) throw new FormFileException(field, $"there is no function '{call.Function}'");
            if (call.Arguments.Count < count.Least || call.Arguments.Count > count.Most) throw new FormFileException(field, $"'{call.Function}' takes {count.Least} to {count.Most} values");
        }

        foreach (var child in FormExpression.Inside(node)) CheckCalls(field, child);
    }

    private static void Check(FormDefinition form)
    {
        var names = new HashSet<string>();
        foreach (var field in form.Fields)
        {
            if (!names.Add(field.Name)) throw new FormFileException(field.Name, "the name is used twice");
            if (field.Columns.GroupBy(column => column.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            {
                throw new FormFileException($"{field.Name}.{twice.Key}", "the name is used twice");
            }
        }

        foreach (var field in form.Fields.SelectMany(field => field.Columns.Append(field)))
        {
            if (field.FilterBy is { } filter && !names.Contains(filter)) throw new FormFileException(field.Name, $"filterBy names no field: '{filter}'");
        }

        foreach (var rule in form.Rules.Where(rule => !names.Contains(rule.Field))) throw new FormFileException(rule.Field, "a rule names no field");
        FormNames.Check(form);
        FormCycles.Check(form);
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{0,59}$")]
    private static partial Regex NamePattern();

    private sealed record FileForm(LocalText Title, List<FileSection> Sections, List<FileRule>? Rules = null, bool Batch = true);

    private sealed record FileSection(LocalText Title, List<FileField> Fields);

    private sealed record FileRule(string When, string Field, LocalText Message, bool Warning = false, bool Reason = false);

    private sealed record FileField
    {
        public required string Name { get; init; }

        public required FieldType Type { get; init; }

        public required LocalText Label { get; init; }

        public LocalText? Help { get; init; }

        public bool Required { get; init; }

        public string? RequiredIf { get; init; }

        public bool? Decisive { get; init; }

        public decimal? Min { get; init; }

        public decimal? Max { get; init; }

        public int? MaxLength { get; init; }

        public string? Pattern { get; init; }

        public int? MaxRows { get; init; }

        public List<FieldOption>? Options { get; init; }

        public List<FileField>? Columns { get; init; }

        public string? Source { get; init; }

        public string? FilterBy { get; init; }

        public string? Computed { get; init; }

        public string? VisibleIf { get; init; }
    }
}
