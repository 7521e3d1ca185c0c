using System.Globalization;
using System.Text.Json.Nodes;
using ProcessSales.Workflows.Calendar;

namespace ProcessSales.Workflows.Complaints;

/// <summary>Between the forms of the process (F-C1, F-C2, F-C3) and the complaint. The phone number is never part of a form: it would stand in every snapshot.</summary>
internal static class ComplaintForms
{
    /// <summary>F-C1 as far as the registration tells it.</summary>
    public static JsonObject Registration(Complaint complaint, string? product, string? place, CompanyClock clock) => new()
    {
        ["type"] = complaint.Type.ToString(),
        ["source"] = complaint.Source.ToString(),
        ["reporterName"] = complaint.ReporterName,
        ["anonymous"] = complaint.Anonymous,
        ["product"] = complaint.ProductCode is null ? null : new JsonObject { ["id"] = complaint.ProductCode, ["name"] = product ?? complaint.ProductCode },
        ["producedOn"] = complaint.ProducedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["batchNumber"] = complaint.BatchNumber,
        ["packLost"] = complaint.PackLost,
        ["quantity"] = complaint.Quantity,
        ["healthEffect"] = complaint.HealthEffect,
        ["noEvidenceReason"] = complaint.NoEvidenceReason,
        ["sampleKept"] = complaint.SampleKept,
        ["samplePlace"] = place,
        ["demand"] = complaint.Demand.ToString(),
        ["demandAmount"] = complaint.DemandAmount,
        ["occurredOn"] = clock.DateOf(complaint.OccurredAt).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["severity"] = complaint.Severity.ToString(),
    };

    /// <summary>Takes over what F-C1 says now; the first description is not part of it.</summary>
    public static void Complete(Complaint complaint, JsonObject data)
    {
        complaint.Type = Choice(data, "type", complaint.Type);
        complaint.Source = Choice(data, "source", complaint.Source);
        complaint.Demand = Choice(data, "demand", complaint.Demand);
        complaint.ReporterName = Text(data, "reporterName", 60);
        complaint.Anonymous = Flag(data, "anonymous") || complaint.ReporterName is null;
        complaint.ProductCode = Reference(data, "product") ?? complaint.ProductCode;
        complaint.ProducedOn = Day(data, "producedOn") ?? complaint.ProducedOn;
        complaint.BatchNumber = Text(data, "batchNumber", 60) ?? complaint.BatchNumber;
        complaint.PackLost = Flag(data, "packLost");
        complaint.Quantity = Number(data, "quantity");
        complaint.Bought = Text(data, "bought", 200);
        // Nobody takes back by a form that somebody was ill.
        complaint.HealthEffect |= Flag(data, "healthEffect");
        complaint.NoEvidenceReason = Text(data, "noEvidenceReason", 200);
        complaint.SampleKept = Flag(data, "sampleKept");
        complaint.DemandAmount = Number(data, "demandAmount");
        complaint.Professional = Flag(data, "professional");
    }

    public static string? Text(JsonObject data, string name, int longest = 4000) =>
        data[name] is JsonValue value && value.ToString().Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, longest)] : null;

    public static decimal? Number(JsonObject data, string name) =>
        data[name] is JsonValue value && decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool Flag(JsonObject data, string name) => data[name] is JsonValue value && value.ToString().Equals("true", StringComparison.OrdinalIgnoreCase);

    public static DateOnly? Day(JsonObject data, string name) =>
        data[name] is JsonValue value && DateOnly.TryParseExact(value.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static T Choice<T>(JsonObject data, string name, T otherwise)
        where T : struct, Enum => OptionalChoice<T>(data, name) ?? otherwise;

    public static T? OptionalChoice<T>(JsonObject data, string name)
        where T : struct, Enum => data[name] is JsonValue value && Enum.TryParse<T>(value.ToString(), ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : null;

    public static string? Reference(JsonObject data, string name) => data[name] switch
    {
        JsonObject { } value when value["id"] is JsonValue id => id.ToString(),
        JsonValue value when value.ToString() is { Length: > 0 } id => id,
        _ => null,
    };
}
