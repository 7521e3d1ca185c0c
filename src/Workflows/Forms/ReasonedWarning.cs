using System.Text.Json;

namespace ProcessSales.Workflows.Forms;

/// <summary>A warning that stood when a form was handed in, with the reason of whoever handed it in all the same.</summary>
/// <param name="Field">Where it stood.</param>
/// <param name="Message">What it said, in both languages.</param>
/// <param name="Reason">Why it was handed in; null when the form asks for none.</param>
public sealed record ReasonedWarning(string Field, LocalText Message, string? Reason)
{
    /// <summary>Empty for a case without any.</summary>
    public static IReadOnlyList<ReasonedWarning> Parse(string? json) => json is null ? [] : JsonSerializer.Deserialize<ReasonedWarning[]>(json, JsonSerializerOptions.Web) ?? [];
}
