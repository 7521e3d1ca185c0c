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

    /// <summary>Null for no warnings.</summary>
    internal static string? Write(IReadOnlyList<Refusal> warnings, string? reason) => warnings.Count == 0 ? null : JsonSerializer.Serialize(
        warnings.Select(warning => new ReasonedWarning(warning.Field ?? "", new(warning.Arguments[0]?.ToString() ?? "", warning.Arguments[1]?.ToString() ?? ""), string.IsNullOrWhiteSpace(reason) ? null : reason.Trim())),
        JsonSerializerOptions.Web);
}
