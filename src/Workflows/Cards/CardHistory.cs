using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Cards;

/// <summary>What a change of a card changed.</summary>
internal static class CardHistory
{
    /// <summary>The columns that differ, before and after; numbers and dates that are written otherwise do not.</summary>
    public static (Dictionary<string, string> Before, Dictionary<string, string> After) Differences(IReadOnlyDictionary<string, string>? before, IReadOnlyDictionary<string, string> after)
    {
        var (was, now) = (new Dictionary<string, string>(), new Dictionary<string, string>());
        foreach (var (column, value) in after)
        {
            var old = before?.GetValueOrDefault(column) ?? "";
            if (Same(old, value)) continue;
            if (before is not null) was[column] = old;
            now[column] = value;
        }

        return (was, now);
    }

    /// <summary>What names a record whose cells these are.</summary>
    public static string KeyOf(CardKind kind, IReadOnlyDictionary<string, string> cells) => string.Join('/', kind.KeyColumns.Select(column => cells.GetValueOrDefault(column, "").Trim()));

    /// <summary>Lets the versions of changed records grow.</summary>
    public static void Count(ProcessSalesDb db)
    {
        db.ChangeTracker.DetectChanges();
        foreach (var entry in db.ChangeTracker.Entries().Where(entry => entry.State == EntityState.Modified && entry.Metadata.FindProperty("Version") is { ClrType: var type } && type == typeof(int)))
        {
            var version = entry.Property("Version");
            if (!version.IsModified) version.CurrentValue = (int)version.OriginalValue! + 1;
        }
    }

    /// <summary>Leaves an entry for each record that an import made or changed, so that its card can tell of it. Only kinds whose records have a code or number of their own.</summary>
    public static void Record(ProcessSalesDb db, CardKind kind, Guid? person, DateTimeOffset now)
    {
        if (kind.KeyColumns is not [var key] || key is not ("Code" or "Number")) return;
        foreach (var entry in db.ChangeTracker.Entries().Where(entry => entry.State is EntityState.Added or EntityState.Modified && entry.Metadata.ClrType == kind.RecordType).ToList())
        {
            Note(db, entry, CardDesk.SubjectOf(kind.Name, entry.Property(key).CurrentValue?.ToString() ?? ""), person, now, property => property is "Id" or "Version" ? null : ColumnOf(property), value => Text(db, value));
        }
    }

    /// <summary>Leaves an entry of what an import gave a tracked record; none when nothing that has a column differs.</summary>
    /// <param name="columnOf">What people call a property; null for one that they do not see.</param>
    internal static void Note(ProcessSalesDb db, EntityEntry entry, string subject, Guid? person, DateTimeOffset now, Func<string, string?> columnOf, Func<object?, string> text)
    {
        var added = entry.State == EntityState.Added;
        var changed = entry.Properties.Where(property => columnOf(property.Metadata.Name) is not null && (added || !Equals(property.OriginalValue, property.CurrentValue))).ToList();
        if (changed.Count == 0) return;
        db.Record(now, new()
        {
            PersonId = person, Subject = subject, Action = added ? "Add" : "Change", Comment = "import",
            BeforeJson = added ? null : Json(property => property.OriginalValue), AfterJson = Json(property => property.CurrentValue),
        });

        string Json(Func<PropertyEntry, object?> value) => System.Text.Json.JsonSerializer.Serialize(
            changed.Select(property => (Name: columnOf(property.Metadata.Name)!, Text: text(value(property)))).Where(pair => pair.Text.Length > 0 || !added).ToDictionary(pair => pair.Name, pair => pair.Text));
    }

    private static string ColumnOf(string property) => property.EndsWith("Id", StringComparison.Ordinal) ? property[..^2] : property;

    // What a record refers to was read for the check of the import and is still at hand.
    private static string Text(ProcessSalesDb db, object? value) => value switch
    {
        null => "",
        Guid id => db.Users.Local.FirstOrDefault(row => row.Id == id)?.UserName ?? db.OrgUnits.Local.FirstOrDefault(row => row.Id == id)?.Code ?? db.Customers.Local.FirstOrDefault(row => row.Id == id)?.Code ?? "",
        bool flag => CardNames.Text(flag),
        IFormattable other => other is DateOnly day ? CardNames.Text(day) : other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static bool Same(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase)
        || (decimal.TryParse(one, NumberStyles.Number, CultureInfo.InvariantCulture, out var first) && decimal.TryParse(other, NumberStyles.Number, CultureInfo.InvariantCulture, out var second) && first == second);
}
