using System.Text.Json.Nodes;
using ProcessSales.Workflows.Forms;

namespace ProcessSales.Workflows.Approvals;

/// <summary>
/// Whether what an applicant changed must be approved from scratch 从头审批 or goes straight back to whoever returned it 直达退回人
/// (domain.md 4.2 rule 1). Only texts, notes and attachments may change without everybody seeing it again; a form may say otherwise of a field.
/// </summary>
public static class Resubmission
{
    /// <summary>Whether a field that decides was changed. What is computed follows from the others, and may move without the applicant.</summary>
    public static bool IsDecisive(FormDefinition form, JsonObject before, JsonObject after) =>
        form.Fields.Where(field => field.Computed is null && Decides(field)).Any(field => !Same(field, before[field.Name], after[field.Name]));

    private static bool Decides(FormField field) =>
        field.Decisive ?? field.Type switch
        {
            FieldType.Text or FieldType.Multiline or FieldType.Attachment => false,
            FieldType.Table => field.Columns.Any(column => column.Computed is null && Decides(column)),
            _ => true,
        };

    private static bool Same(FormField field, JsonNode? before, JsonNode? after)
    {
        if (field.Type == FieldType.Reference) return Id(before) == Id(after);
        if (field.Type != FieldType.Table) return JsonNode.DeepEquals(before, after) || (IsEmpty(before) && IsEmpty(after));
        var (old, now) = (Rows(before), Rows(after));
        var columns = field.Columns.Where(column => column.Computed is null && Decides(column)).ToList();
        return old.Count == now.Count && old.Zip(now).All(pair => columns.TrueForAll(column => Same(column, pair.First[column.Name], pair.Second[column.Name])));
    }

    // What a reference shows beside its id is a snapshot of master data, which others may change.
    private static string? Id(JsonNode? value) => (value is JsonObject known ? known["id"] : value)?.ToString();

    private static bool IsEmpty(JsonNode? value) => value is null || value.ToString().Length == 0;

    private static List<JsonObject> Rows(JsonNode? value) => value is JsonArray rows ? [.. rows.OfType<JsonObject>()] : [];
}
