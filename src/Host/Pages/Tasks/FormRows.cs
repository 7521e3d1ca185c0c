using System.Globalization;
using System.Text.Json.Nodes;
using ProcessSales.Workflows.Forms;

namespace ProcessSales.Host.Pages.Tasks;

/// <summary>Adds, copies and removes rows of a form's tables, as the buttons <c>add:costs</c>, <c>copy:costs:1</c> and <c>remove:costs:1</c> ask.</summary>
internal static class FormRows
{
    internal static void Apply(FormDefinition form, JsonObject data, string order)
    {
        var parts = order.Split(':');
        if (parts.Length < 2 || form.Fields.FirstOrDefault(field => field.Name == parts[1] && field.Type == FieldType.Table) is not { } table) return;
        if (data[table.Name] is not JsonArray rows) data[table.Name] = rows = [];
        var index = parts.Length > 2 && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < rows.Count ? number : -1;
        switch (parts[0])
        {
            case "add" when rows.Count < table.MaxRows:
                rows.Add(Empty(table));
                break;
            case "copy" when index >= 0 && rows.Count < table.MaxRows:
                rows.Insert(index + 1, rows[index]!.DeepClone());
                break;
            case "remove" when index >= 0:
                rows.RemoveAt(index);
                break;
        }
    }

    private static JsonObject Empty(FormField table)
    {
        var row = new JsonObject();
        foreach (var column in table.Columns.Where(column => column.Computed is null)) row[column.Name] = "";
        return row;
    }
}
