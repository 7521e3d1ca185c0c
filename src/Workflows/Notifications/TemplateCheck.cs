using System.Text.Json.Nodes;
using ProcessSales.Workflows.Forms;

namespace ProcessSales.Workflows.Notifications;

/// <summary>What a template of one process may name.</summary>
/// <param name="Names">First parts of names.</param>
/// <param name="Fields">What may follow <c>form.</c>: the fields of the process's forms.</param>
public sealed record TemplateVocabulary(IReadOnlySet<string> Names, IReadOnlySet<string> Fields)
{
    /// <summary>What every message about a case tells its template.</summary>
    public static readonly IReadOnlyList<string> Case =
    [
        "id", "number", "title", "state", "note", "owner", "step", "due", "handler", "comment", "balance", "balanceText", "amount", "amountText", "ratioText", "form", "days", "until", "list", "count", "issues", "payments", "feeType",
    ];
}

/// <summary>Checks a template before it may be saved; names a line wherever it can.</summary>
public static class TemplateCheck
{
    private const int LongestTemplate = 64 * 1024;

    /// <summary>Throws where the template cannot be used, or names something that no message will bring.</summary>
    /// <exception cref="TemplateException">The first thing that is wrong.</exception>
    public static void Check(string name, string text, TemplateVocabulary vocabulary)
    {
        if (text.Length > LongestTemplate) throw new TemplateException(name, $"it has more than {LongestTemplate} characters");
        var plain = text.ReplaceLineEndings("\n");
        var (used, tags) = TemplateNames.Find(plain);
        foreach (var tag in tags)
        {
            if (!TemplateNames.IsTag(tag.Name)) throw new TemplateException(name, $"there is no tag '{tag.Name}'", tag.Line);
        }

        foreach (var each in used)
        {
            if (each.IsFilter && !TemplateNames.Filters.Contains(each.Name)) throw new TemplateException(name, $"there is no filter '{each.Name}'", each.Line);
            if (each.IsFilter) continue;
            var parts = each.Name.Split('.');
            if (!vocabulary.Names.Contains(parts[0])) throw new TemplateException(name, $"unknown name '{parts[0]}'", each.Line);
            if (parts is ["form", var field, ..] && !vocabulary.Fields.Contains(field)) throw new TemplateException(name, $"no form has a field '{field}'", each.Line);
        }

        // Runs it once with nothing in its data: what is left can only be wrong with the language itself or its limits.
        var data = new JsonObject();
        foreach (var known in vocabulary.Names) data[known] = known == "form" ? new JsonObject(vocabulary.Fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field, null))) : null;
        NotificationTemplates.Render(name, plain, data, NotificationTemplates.FormatOf(name));
    }

    /// <summary>What the templates of a process may name: what every case has, its forms' fields, and what the shipped templates use of what the definition's steps add.</summary>
    /// <param name="definition">The shipped definition's text.</param>
    public static TemplateVocabulary Vocabulary(IEnumerable<FormDefinition> forms, IEnumerable<string> shipped, string definition)
    {
        var names = TemplateVocabulary.Case.ToHashSet(StringComparer.Ordinal);
        var fields = forms.SelectMany(form => form.Fields).Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var used in shipped.SelectMany(text => TemplateNames.Find(text).Used).Where(used => !used.IsFilter))
        {
            var name = used.Name.Split('.')[0];
            // A step gives it as a member of its data, or as the number of which this is the text.
            if (Gives(name) || (name.EndsWith("Text", StringComparison.Ordinal) && Gives(name[..^4]))) names.Add(name);
        }

        return new(names, fields);

        bool Gives(string name) => System.Text.RegularExpressions.Regex.IsMatch(definition, $@"(?<!\w){System.Text.RegularExpressions.Regex.Escape(name)}\\?""?\s*:", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
    }
}
