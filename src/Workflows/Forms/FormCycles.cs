namespace ProcessSales.Workflows.Forms;

/// <summary>Finds formulas that depend on themselves, which could never be worked out.</summary>
internal static class FormCycles
{
    /// <exception cref="FormFileException">The message shows the way round.</exception>
    public static void Check(FormDefinition form)
    {
        var needs = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var field in form.Fields)
        {
            if (field.Computed is { } computed) needs[field.Name] = Needs(form, null, computed);
            foreach (var column in field.Columns)
            {
                if (column.Computed is { } formula) needs[$"{field.Name}.{column.Name}"] = Needs(form, field, formula);
            }
        }

        var known = new HashSet<string>();
        foreach (var name in needs.Keys) Walk(name, [], needs, known);
    }

    private static void Walk(string name, List<string> way, Dictionary<string, IReadOnlyList<string>> needs, HashSet<string> known)
    {
        if (way.IndexOf(name) is >= 0 and var start) throw new FormFileException(name, $"the formula depends on itself: {string.Join(" > ", way.Skip(start).Append(name))}");
        if (known.Contains(name) || !needs.TryGetValue(name, out var next)) return;
        way.Add(name);
        foreach (var needed in next) Walk(needed, way, needs, known);
        way.RemoveAt(way.Count - 1);
        known.Add(name);
    }

    // A name in a column's formula means a column of the same row first.
    private static List<string> Needs(FormDefinition form, FormField? table, FormExpression formula) => formula.Names().Select(path =>
        table is not null && table.Columns.Any(column => column.Name == path[0]) ? $"{table.Name}.{path[0]}"
        : path.Count > 1 && form.Fields.Any(field => field.Name == path[0] && field.Type == FieldType.Table) ? $"{path[0]}.{path[1]}"
        : path[0]).ToList();
}
