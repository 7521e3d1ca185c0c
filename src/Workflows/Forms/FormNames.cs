namespace ProcessSales.Workflows.Forms;

/// <summary>
/// Holds a form's formulas to the names that exist. A misspelt name would otherwise count as a missing value, and a sum over it as nothing.
/// </summary>
internal static class FormNames
{
    private static readonly Dictionary<string, string[]> Facts = new()
    {
        ["customers"] = ["id", "name", "class", "status", "creditHold", "highRisk"],
        ["stores"] = ["id", "name", "customer", "address", "active"],
        ["products"] = ["id", "name", "supplyPrice", "retailPrice", "floorPrice"],
        ["all-products"] = ["id", "name", "supplyPrice", "retailPrice", "floorPrice"],
        ["contracts"] = ["id", "name", "customer", "from", "until"],
        ["budget-lines"] = ["id", "name", "month", "feeType", "granted", "available", "control"],
        ["people"] = ["id", "name", "role"],
    };

    private static readonly string[] Settings = ["emergencyDays", "paybackMonths"];

    /// <summary>The settings that a form's formulas use.</summary>
    public static IReadOnlyList<string> SettingsOf(FormDefinition form)
    {
        static IEnumerable<FormExpression.Node> All(FormExpression.Node node) => FormExpression.Inside(node).SelectMany(All).Prepend(node);
        var formulas = form.Fields.SelectMany(field => field.Columns.Append(field)).SelectMany(Formulas).Concat(form.Rules.Select(rule => rule.When));
        return [.. formulas.SelectMany(formula => All(formula.Root)).OfType<FormExpression.Call>().Where(call => call.Function == "setting").Select(Setting).OfType<string>().Distinct()];
    }

    /// <exception cref="FormFileException">A formula names something that the form does not have.</exception>
    public static void Check(FormDefinition form)
    {
        var top = form.Fields.ToDictionary(field => field.Name);
        foreach (var field in form.Fields)
        {
            foreach (var formula in Formulas(field)) Check(field.Name, formula.Root, top, null);
            foreach (var column in field.Columns)
            {
                foreach (var formula in Formulas(column)) Check($"{field.Name}.{column.Name}", formula.Root, top, field);
            }
        }

        foreach (var rule in form.Rules) Check(rule.Field, rule.When.Root, top, null);
    }

    private static IEnumerable<FormExpression> Formulas(FormField field) =>
        new[] { field.Computed, field.VisibleIf, field.RequiredIf }.OfType<FormExpression>();

    private static void Check(string at, FormExpression.Node node, Dictionary<string, FormField> top, FormField? table)
    {
        switch (node)
        {
            case FormExpression.Name name:
                if (!IsValue(name.Path, top, table)) throw Unknown(at, name.Path);
                break;
            case FormExpression.Unary unary:
                Check(at, unary.Operand, top, table);
                break;
            case FormExpression.Binary binary:
                Check(at, binary.Left, top, table);
                Check(at, binary.Right, top, table);
                break;
            case FormExpression.Call call:
                CheckCall(at, call, top, table);
                break;
        }
    }

    private static void CheckCall(string at, FormExpression.Call call, Dictionary<string, FormField> top, FormField? table)
    {
        if (call.Function == "setting")
        {
            if (Setting(call) is not { } setting || !Settings.Contains(setting)) throw new FormFileException(at, $"'setting' takes one of {string.Join(", ", Settings.Select(name => $"'{name}'"))}");
            return;
        }

        if (call.Function == "lookup")
        {
            var (key, column) = ((call.Arguments[0] as FormExpression.Name)?.Path ?? [], (call.Arguments[2] as FormExpression.Name)?.Path ?? []);
            if (key.Count < 2 || column.Count < 2 || key[0] != column[0] || !top.TryGetValue(key[0], out var searched) || searched.Type != FieldType.Table) throw new FormFileException(at, "'lookup' takes two columns of one table");
            foreach (var name in new[] { key, column })
            {
                if (!IsColumn(name.Skip(1).ToList(), searched)) throw Unknown(at, name);
            }

            Check(at, call.Arguments[1], top, table);
            return;
        }

        if (call.Function is not ("sum" or "count" or "any" or "all"))
        {
            foreach (var argument in call.Arguments) Check(at, argument, top, table);
            return;
        }

        var path = (call.Arguments[0] as FormExpression.Name)?.Path ?? [];
        if (path.Count == 0 || !top.TryGetValue(path[0], out var rows) || rows.Type != FieldType.Table) throw new FormFileException(at, $"'{call.Function}' takes a table");
        if (call.Function == "sum" ? path.Count < 2 || !IsColumn(path.Skip(1).ToList(), rows) : path.Count > 1) throw Unknown(at, path);
        foreach (var argument in call.Arguments.Skip(1)) Check(at, argument, top, rows);
    }

    private static string? Setting(FormExpression.Call call) => (call.Arguments[0] as FormExpression.Constant)?.Value as string;

    private static bool IsValue(IReadOnlyList<string> path, Dictionary<string, FormField> top, FormField? table) =>
        (table is not null && IsColumn(path, table)) || (top.TryGetValue(path[0], out var field) && field.Type is not (FieldType.Table or FieldType.Attachment) && Ends(path, field));

    private static bool IsColumn(IReadOnlyList<string> path, FormField table) =>
        table.Columns.FirstOrDefault(column => column.Name == path[0]) is { } column && Ends(path, column);

    private static bool Ends(IReadOnlyList<string> path, FormField field) =>
        path.Count == 1 || (path.Count == 2 && field.Type == FieldType.Reference && Facts[field.Source!].Contains(path[1]));

    private static FormFileException Unknown(string at, IReadOnlyList<string> path) => new(at, $"there is no '{string.Join('.', path)}'");
}
