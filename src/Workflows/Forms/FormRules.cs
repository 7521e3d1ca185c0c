using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Forms;

/// <summary>For whom and where a form is filled in.</summary>
/// <param name="Person">Whose scope limits the references.</param>
/// <param name="CaseId">The case that holds the files.</param>
public sealed record FormContext(Guid Person, Guid CaseId);

/// <summary>A form's data, worked out.</summary>
/// <param name="Data">Typed values, references with their snapshot, computed fields filled in, hidden fields left out.</param>
/// <param name="Refusals">Broken rules; empty when the form may be handed in.</param>
/// <param name="Warnings">What the person should know; does not hinder.</param>
public sealed record FormOutcome(JsonObject Data, IReadOnlyList<Refusal> Refusals, IReadOnlyList<Refusal> Warnings)
{
    /// <summary>Names of the fields that are not shown with this data.</summary>
    public IReadOnlyCollection<string> Hidden { get; init; } = [];

    /// <summary>Whether one of the warnings is only passed with a reason.</summary>
    public bool NeedsReason { get; init; }
}

/// <summary>Rules of a form that need more than the form, such as what is stored of other cases. Each thing of the business registers its own. Must be safe for concurrent use.</summary>
public interface IFormCheck
{
    /// <summary>Key of the form.</summary>
    string Form { get; }

    /// <summary>Broken rules and warnings of worked-out data that may be incomplete; paths such as <c>skus[0].product</c>.</summary>
    Task<(IReadOnlyList<Refusal> Refusals, IReadOnlyList<Refusal> Warnings)> CheckAsync(JsonObject data, FormContext context, CancellationToken cancellationToken);
}

/// <summary>Works out and checks a form's data. What people enter is only ever data: never a formula, never a template. Safe for concurrent use.</summary>
public sealed class FormRules(IDbContextFactory<ProcessSalesDb> databases, References references, WorkingCalendars calendars, CompanyClock clock, IEnumerable<IFormCheck> checks, IEnumerable<IFormSetting> settings)
{
    /// <summary>Key of a refusal whose arguments are the two languages of a form's own message.</summary>
    public const string OwnMessage = "form.rule";

    /// <summary>A warning of an <see cref="IFormCheck"/>. It is kept with the case as people read it then, so it comes in both languages.</summary>
    public static Refusal Warning(string field, string zh, string en) => new(field, OwnMessage, zh, en);

    private const int LongestText = 4000;
    private const int Passes = 4;

    /// <summary>Converts, completes and checks what was entered. Unfinished drafts may be passed too: the result then carries their refusals.</summary>
    public async Task<FormOutcome> CheckAsync(FormDefinition form, JsonObject entered, FormContext context, CancellationToken cancellationToken = default)
    {
        var work = new Sheet(form, entered);
        work.Convert();
        await ResolveAsync(work, context, cancellationToken);
        var calculator = new FormCalculator(work.Data, clock.Today, await calendars.CurrentAsync(cancellationToken), await SettingsAsync(form, cancellationToken));
        // Several times, so that a formula may use others that stand below it.
        for (var pass = 0; pass < Passes; pass++) work.Compute(calculator);
        var files = await FilesAsync(context.CaseId, cancellationToken);
        work.Require(calculator, files);
        work.Apply(calculator);
        foreach (var check in checks.Where(check => check.Form == form.Key))
        {
            var (refusals, warnings) = await check.CheckAsync(work.Data, context, cancellationToken);
            work.Refusals.AddRange(refusals);
            work.Warnings.AddRange(warnings);
        }

        return new(work.Data, work.Refusals, work.Warnings) { Hidden = work.Hidden, NeedsReason = work.NeedsReason };
    }

    private async Task<Dictionary<string, decimal>> SettingsAsync(FormDefinition form, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, decimal>();
        foreach (var setting in settings.Where(setting => form.Settings.Contains(setting.Name))) known[setting.Name] = await setting.TodayAsync(cancellationToken);
        return known;
    }

    private async Task ResolveAsync(Sheet work, FormContext context, CancellationToken cancellationToken)
    {
        foreach (var source in work.Pending.GroupBy(slot => (Source: slot.Field.Source!, Filter: work.FilterOf(slot.Field))).ToList())
        {
            var ids = source.Select(slot => slot.Id).Distinct().ToList();
            var found = await references.ResolveAsync(context.Person, source.Key.Source, source.Key.Filter, ids, cancellationToken);
            foreach (var slot in source)
            {
                if (!found.TryGetValue(slot.Id, out var option))
                {
                    work.Refuse(slot.Path, "field.unknownReference", slot.Id);
                    slot.Row.Remove(slot.Field.Name);
                    continue;
                }

                var value = (JsonObject)option.Facts.DeepClone();
                value["id"] = option.Id;
                value["name"] = option.Name;
                slot.Row[slot.Field.Name] = value;
            }
        }
    }

    private async Task<HashSet<string>> FilesAsync(Guid caseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await db.Attachments.Where(row => row.CaseId == caseId && row.Field != null).Select(row => row.Field!).Distinct().ToListAsync(cancellationToken)).ToHashSet();
    }

    private sealed record Slot(FormField Field, JsonObject Row, string Path, string Id);

    /// <summary>The data while it is worked on.</summary>
    private sealed class Sheet(FormDefinition form, JsonObject entered)
    {
        public JsonObject Data { get; } = [];

        public List<Refusal> Refusals { get; } = [];

        public List<Refusal> Warnings { get; } = [];

        public IReadOnlyList<string> Hidden { get; private set; } = [];

        public bool NeedsReason { get; private set; }

        public List<Slot> Pending { get; } = [];

        public void Refuse(string path, string key, params object?[] arguments) => Refusals.Add(new(path, key, arguments));

        /// <summary>What was chosen in the field that narrows this one; null for none.</summary>
        public string? FilterOf(FormField field) => field.FilterBy is not { } by ? null : Data[by] switch { JsonObject reference => reference["id"]?.ToString(), { } value => value.ToString(), null => null };

        public void Convert()
        {
            var known = form.Fields.ToDictionary(field => field.Name);
            foreach (var (name, _) in entered)
            {
                if (!known.ContainsKey(name)) Refuse(Shown(name), "field.unknown", Shown(name));
            }

            foreach (var field in form.Fields) ConvertInto(Data, entered, field, field.Name);
        }

        public void Compute(FormCalculator calculator)
        {
            foreach (var field in form.Fields)
            {
                if (field.Type == FieldType.Table)
                {
                    foreach (var row in Rows(field))
                    {
                        foreach (var column in field.Columns.Where(column => column.Computed is not null)) Put(row, column, calculator.Evaluate(column.Computed!, row));
                    }
                }
                else if (field.Computed is { } formula)
                {
                    Put(Data, field, calculator.Evaluate(formula, null));
                }
            }

            Hidden = form.Fields.Where(field => field.VisibleIf is { } shown && !calculator.Holds(shown, null)).Select(field => field.Name).ToList();
            foreach (var name in Hidden) Data.Remove(name);
        }

        public void Require(FormCalculator calculator, HashSet<string> files)
        {
            foreach (var field in form.Fields)
            {
                if (field.VisibleIf is { } shown && !calculator.Holds(shown, null)) continue;
                if (field.Type == FieldType.Attachment)
                {
                    if (field.Required && !files.Contains(field.Name)) Refuse(field.Name, "field.fileRequired");
                    continue;
                }

                CheckPresence(calculator, field, Data, null, field.Name);
                var rows = Rows(field).ToList();
                for (var i = 0; i < rows.Count; i++)
                {
                    foreach (var column in field.Columns) CheckPresence(calculator, column, rows[i], rows[i], $"{field.Name}[{i}].{column.Name}");
                }
            }
        }

        public void Apply(FormCalculator calculator)
        {
            foreach (var rule in form.Rules.Where(rule => calculator.Holds(rule.When, null)))
            {
                NeedsReason |= rule is { Warning: true, NeedsReason: true };
                (rule.Warning ? Warnings : Refusals).Add(new(rule.Field, OwnMessage, rule.Message.Zh, rule.Message.En));
            }
        }

        private IEnumerable<JsonObject> Rows(FormField field) => Data[field.Name] is JsonArray rows ? rows.OfType<JsonObject>() : [];

        private void CheckPresence(FormCalculator calculator, FormField field, JsonObject holder, JsonObject? row, string path)
        {
            if (field.Computed is not null || Refusals.Any(refusal => refusal.Field == path)) return;
            var missing = holder[field.Name] is null or JsonArray { Count: 0 };
            if (missing && (field.Required || (field.RequiredIf is { } needed && calculator.Holds(needed, row)))) Refuse(path, "required");
        }

        private void ConvertInto(JsonObject target, JsonObject source, FormField field, string path)
        {
            if (field.Computed is not null || field.Type == FieldType.Attachment || source[field.Name] is not { } value) return;
            // What a step only shows stays as it was handed in, also for somebody who could not choose it.
            if (field is { ReadOnly: true, Type: FieldType.Reference } && value is JsonObject snapshot && snapshot["id"] is not null)
            {
                target[field.Name] = snapshot.DeepClone();
                return;
            }

            if (field.Type == FieldType.Table)
            {
                target[field.Name] = Table(field, value, path);
                return;
            }

            var text = value is JsonObject reference ? reference["id"]?.ToString() : value is JsonValue ? value.ToString() : null;
            if (text is null)
            {
                Refuse(path, "field.notAValue");
                return;
            }

            text = text.Trim();
            if (text.Length == 0) return;
            if (text.Length > LongestText)
            {
                Refuse(path, "tooLong", field.MaxLength ?? LongestText);
                return;
            }

            if (field.Type == FieldType.Reference) Pending.Add(new(field, target, path, text));
            target[field.Name] = Value(field, text, path);
        }

        private JsonArray Table(FormField field, JsonNode value, string path)
        {
            var rows = new JsonArray();
            if (value is not JsonArray entries)
            {
                Refuse(path, "field.notATable");
                return rows;
            }

            if (entries.Count > field.MaxRows)
            {
                Refuse(path, "field.tooManyRows", field.MaxRows);
                return rows;
            }

            foreach (var entry in entries)
            {
                if (entry is not JsonObject source)
                {
                    Refuse(path, "field.notATable");
                    continue;
                }

                if (IsBlank(source)) continue;
                var row = new JsonObject();
                var rowPath = $"{path}[{rows.Count}]";
                foreach (var (name, _) in source)
                {
                    if (field.Columns.All(column => column.Name != name)) Refuse($"{rowPath}.{Shown(name)}", "field.unknown", Shown(name));
                }

                foreach (var column in field.Columns) ConvertInto(row, source, column, $"{rowPath}.{column.Name}");
                rows.Add(row);
            }

            return rows;
        }

        private JsonNode? Value(FormField field, string text, string path)
        {
            switch (field.Type)
            {
                case FieldType.Number or FieldType.Money or FieldType.Percent:
                    return Number(field, text, path);
                case FieldType.Date:
                    if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is > 1999 and < 2200) return text;
                    Refuse(path, "field.notADate");
                    return null;
                case FieldType.Boolean:
                    return text is "true" or "on" or "True";
                case FieldType.Choice:
                    if (field.Options.Any(option => option.Value == text)) return text;
                    Refuse(path, "field.notAnOption");
                    return null;
                case FieldType.Reference:
                    return text;
                default:
                    if (field.MaxLength is { } most && text.Length > most) Refuse(path, "tooLong", most);
                    else if (field.Pattern is { } pattern && !pattern.IsMatch(text)) Refuse(path, "field.pattern");
                    return text;
            }
        }

        private JsonNode? Number(FormField field, string text, string path)
        {
            if (!WrittenNumber.TryRead(text, out var number)
                || Math.Abs(number) > 1_000_000_000_000m)
            {
                Refuse(path, "field.notANumber");
                return null;
            }

            if (field.Type == FieldType.Money && decimal.Round(number, 2) != number) Refuse(path, "field.twoDecimals");
            if (field.Min is { } least && number < least) Refuse(path, "field.tooSmall", least);
            if (field.Max is { } most && number > most) Refuse(path, "field.tooLarge", most);
            return number;
        }

        private static void Put(JsonObject row, FormField field, object? value)
        {
            row[field.Name] = value switch
            {
                null => null,
                decimal number => JsonValue.Create(field.Type == FieldType.Money ? Math.Round(number, 2, MidpointRounding.AwayFromZero) : number),
                bool flag => JsonValue.Create(flag),
                DateOnly date => JsonValue.Create(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                string text => JsonValue.Create(text),
                _ => null,
            };
        }

        private static bool IsBlank(JsonObject row) => row.All(cell => cell.Value is null || (cell.Value is JsonValue value && value.GetValueKind() == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetValue<string>())));

        private static string Shown(string name) => name.Length > 60 ? name[..60] : name;
    }
}
