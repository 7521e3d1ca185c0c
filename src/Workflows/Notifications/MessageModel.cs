using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;

namespace ProcessSales.Workflows.Notifications;

/// <summary>What a message about a case shows to its template (<see cref="TemplateVocabulary.Case"/>).</summary>
public static class MessageModel
{
    /// <summary>
    /// Every name that a template may use is there, if only with nothing in it: a template that names something unknown is refused. Numbers come
    /// a second time as text with two decimals, under their name and "Text".
    /// </summary>
    /// <param name="owner">Name of the case's owner.</param>
    /// <param name="due">UTC; shown in the company's zone.</param>
    /// <param name="more">What the step adds.</param>
    public static JsonObject Of(Case file, string? owner, string step, DateTimeOffset? due, JsonObject? more, CompanyClock clock)
    {
        var model = new JsonObject
        {
            ["id"] = file.Id.ToString(),
            ["number"] = file.Number,
            ["title"] = file.Title,
            ["state"] = file.State.ToString(),
            ["note"] = file.StateNote,
            ["owner"] = owner,
            ["step"] = step,
            ["due"] = due is { } at ? clock.ToLocal(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : null,
            ["handler"] = null,
            ["comment"] = null,
            ["balance"] = null,
            ["balanceText"] = null,
            ["amount"] = file.Amount,
            ["amountText"] = Money(file.Amount ?? 0m),
            ["ratioText"] = null,
            ["days"] = null,
            ["until"] = null,
            ["list"] = null,
            ["form"] = file.DataJson is { Length: > 0 } json && JsonNode.Parse(json) is JsonObject data ? data : [],
        };
        foreach (var (name, value) in more ?? [])
        {
            model[name] = value?.DeepClone();
            if (value?.GetValueKind() == JsonValueKind.Number) model[name + "Text"] = Money(decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture));
        }

        return model;
    }

    private static string Money(decimal amount) => amount.ToString("N2", CultureInfo.InvariantCulture);
}
