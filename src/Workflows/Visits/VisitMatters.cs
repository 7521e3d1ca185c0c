using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProcessSales.Workflows.Visits;

/// <summary>What a case of the process decides of a visit; kept in the case's data.</summary>
public static class VisitMatters
{
    /// <summary>审阅: accept it or give it back.</summary>
    public const string Review = "Review";

    /// <summary>当日取消: let it drop or not.</summary>
    public const string Cancellation = "Cancellation";

    /// <summary>连续拒访: a store has refused again.</summary>
    public const string Refusals = "Refusals";

    /// <summary>What a case's data says: which matter of which visit; null when it says nothing of a visit.</summary>
    public static (string Kind, Guid Visit, string? Reason)? Read(string? data)
    {
        if (data is null) return null;
        try
        {
            return JsonNode.Parse(data) is JsonObject json && json["matter"]?.GetValue<string>() is { } kind && Guid.TryParse(json["visit"]?.GetValue<string>(), out var visit) ? (kind, visit, json["reason"]?.GetValue<string>()) : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    internal static string Write(string kind, Guid visit, string? reason) => new JsonObject { ["matter"] = kind, ["visit"] = visit.ToString(), ["reason"] = reason }.ToJsonString();

    internal static string Title(string kind, string store, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{store} {day:MM-dd} {kind switch { Cancellation => "当日取消", Refusals => "连续拒访", _ => "拜访" }}");
}
