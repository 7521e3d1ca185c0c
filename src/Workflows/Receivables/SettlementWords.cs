using System.Globalization;
using System.Text.Json.Nodes;
using ProcessSales.Workflows.Notifications;

namespace ProcessSales.Workflows.Receivables;

/// <summary>What messages about settlement show to their templates: the names that every message about a case has, money also as text.</summary>
internal static class SettlementWords
{
    public static JsonObject Of(params (string Name, object? Value)[] values)
    {
        var words = new JsonObject();
        foreach (var name in TemplateVocabulary.Case) words[name] = null;
        foreach (var (name, value) in values)
        {
            words[name] = value switch
            {
                null => null,
                decimal amount => JsonValue.Create(amount),
                int count => JsonValue.Create(count),
                DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                _ => value.ToString(),
            };
            if (value is decimal money) words[name + "Text"] = money.ToString("N2", CultureInfo.InvariantCulture);
        }

        return words;
    }
}
