using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>A step of a ladder as it is kept.</summary>
public sealed class LadderRow
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Class of the customers, A, B or C; empty for all that have no ladder of their own.</summary>
    public string Class { get; set; } = "";

    /// <summary>The first day on which it counts, company zone; until a later one of the class does.</summary>
    public DateOnly From { get; set; }

    /// <summary>The level.</summary>
    public ReminderLevel Level { get; set; }

    /// <summary>Calendar days after the base date.</summary>
    public int Days { get; set; }

    /// <summary>Codes of roles with <c>;</c> between them.</summary>
    public string To { get; set; } = "";

    /// <summary>Codes of roles that read it.</summary>
    public string Copy { get; set; } = "";

    /// <summary>The letter that is drafted.</summary>
    public LetterTone? Tone { get; set; }

    /// <summary>Repeats every so many days; 0 for once.</summary>
    public int Every { get; set; }
}

/// <summary>The ladders of all classes on one day. Immutable.</summary>
public sealed class LadderSet(IReadOnlyDictionary<string, Ladder> byClass)
{
    /// <summary>The ladder of a class.</summary>
    public Ladder Of(string customerClass) => byClass.GetValueOrDefault(customerClass) ?? byClass.GetValueOrDefault("") ?? Ladder.Usual;

    /// <summary>The same with another ladder for one class.</summary>
    public LadderSet With(string customerClass, Ladder ladder) => new(new Dictionary<string, Ladder>(byClass) { [customerClass] = ladder });
}

/// <summary>Keeps ladders. Safe for concurrent use.</summary>
public sealed class Ladders(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>The ladders that count on a day.</summary>
    public async Task<LadderSet> OnAsync(DateOnly day, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(db, day, cancellationToken);
    }

    /// <summary>Keeps a ladder of a class from a day on; the days before keep theirs.</summary>
    /// <exception cref="RefusedException">The person may not, the day is past, or the ladder is faulty.</exception>
    public async Task SaveAsync(Guid person, string customerClass, DateOnly from, IReadOnlyList<LadderStep> steps, CancellationToken cancellationToken = default)
    {
        if (customerClass is not ("" or "A" or "B" or "C")) throw new RefusedException(RefusalKind.Invalid, [new("Class", "field.notAValue")]);
        if (from < clock.Today) throw new RefusedException(RefusalKind.Invalid, [new("From", "ladder.past")]);
        _ = new Ladder(steps);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.RequireCreditAsync(person, cancellationToken);
            await db.LadderRows.Where(row => row.Class == customerClass && row.From == from).ExecuteDeleteAsync(cancellationToken);
            foreach (var step in steps)
            {
                db.LadderRows.Add(new()
                {
                    Id = Guid.CreateVersion7(clock.Now), Class = customerClass, From = from, Level = step.Level, Days = step.Days, To = Codes(step.To), Copy = Codes(step.Copy), Tone = step.Tone, Every = step.Every,
                });
            }

            db.Record(clock.Now, new() { PersonId = person, Subject = "ladder", Action = "Change", To = $"{customerClass} {from:yyyy-MM-dd}", AfterJson = System.Text.Json.JsonSerializer.Serialize(steps) });
        }, cancellationToken);
    }

    internal static async Task<LadderSet> ReadAsync(ProcessSalesDb db, DateOnly day, CancellationToken cancellationToken)
    {
        var rows = await db.LadderRows.AsNoTracking().Where(row => row.From <= day).ToListAsync(cancellationToken);
        return new(rows.GroupBy(row => row.Class).ToDictionary(
            group => group.Key,
            group => new Ladder(group.Where(row => row.From == group.Max(other => other.From)).Select(row => new LadderStep(row.Level, row.Days, Roles(row.To), Roles(row.Copy), row.Tone, row.Every)))));
    }

    private static string Codes(IEnumerable<Role> roles) => string.Join(';', roles.Select(role => role.Code()));

    private static IReadOnlyList<Role> Roles(string codes) =>
        [.. codes.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(code => RoleCodes.TryParse(code, out var role) ? role : (Role?)null).OfType<Role>()];
}

/// <summary>Who may do what with money that is due, asked of the database.</summary>
internal static class CollectionRights
{
    /// <summary>FIN-M, the director and administrators: ladders and credit.</summary>
    /// <exception cref="RefusedException">The person's role is another.</exception>
    public static async Task<Person> RequireCreditAsync(this ProcessSalesDb db, Guid person, CancellationToken cancellationToken) =>
        await db.RequireRoleAsync(person, [Role.FinM, Role.Dir, Role.Adm], cancellationToken);

    /// <summary>The active person with one of these roles.</summary>
    /// <exception cref="RefusedException">The person's role is another.</exception>
    public static async Task<Person> RequireRoleAsync(this ProcessSalesDb db, Guid person, IReadOnlyCollection<Role> roles, CancellationToken cancellationToken) =>
        await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == person && row.Active, cancellationToken) is { } found && roles.Contains(found.Role)
            ? found
            : throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
}

internal sealed class LadderRowTable : IEntityTypeConfiguration<LadderRow>
{
    public void Configure(EntityTypeBuilder<LadderRow> table)
    {
        table.Property(row => row.Class).HasMaxLength(2);
        table.Property(row => row.To).HasMaxLength(200);
        table.Property(row => row.Copy).HasMaxLength(200);
        table.HasIndex(row => new { row.Class, row.From, row.Level }).IsUnique();
    }
}
