using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.People;

/// <summary>Reads people and who stands above whom. Safe for concurrent use.</summary>
public sealed class Staff(IDbContextFactory<ProcessSalesDb> databases, IPasswordHasher<Person> passwords, ILookupNormalizer names)
{
    /// <summary>The person; null when unknown.</summary>
    public async Task<Person?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(person => person.Id == id, cancellationToken);
    }

    /// <summary>Whether anybody can sign in yet; false asks for an administrator at the first start.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Users.AnyAsync(cancellationToken);
    }

    /// <summary>Display names of these people; unknown ids are left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Users.AsNoTracking().Where(person => ids.Contains(person.Id))
            .ToDictionaryAsync(person => person.Id, person => person.Name, cancellationToken);
    }

    /// <summary>Everybody, by role and name; filtered by a part of the name or user name.</summary>
    public async Task<Page<PersonRow>> ListAsync(string? text, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = from person in db.Users.AsNoTracking()
                   join unit in db.OrgUnits on person.OrgUnitId equals unit.Id into units
                   from unit in units.DefaultIfEmpty()
                   join superior in db.Users on person.SuperiorId equals superior.Id into superiors
                   from superior in superiors.DefaultIfEmpty()
                   select new { person, unit, superior };
        if (!string.IsNullOrWhiteSpace(text))
        {
            rows = rows.Where(row => row.person.Name.Contains(text) || row.person.UserName!.Contains(text));
        }

        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.OrderBy(row => row.person.UserName).Skip((number - 1) * size).Take(size)
            .Select(row => new PersonRow(row.person.Id, row.person.UserName!, row.person.Name, row.person.NameEn, row.person.Role,
                row.unit!.Name, row.superior!.Name, row.person.Email, row.person.Active))
            .ToListAsync(cancellationToken);
        return new(page, total, number, size);
    }

    /// <summary>The nearest active superior, going up; null at the top or when the chain bites its own tail.</summary>
    public async Task<Person?> SuperiorOfAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await SuperiorOfAsync(db, id, cancellationToken);
    }

    /// <summary>The assistants of a manager.</summary>
    public async Task<IReadOnlyList<Guid>> AssistantsOfAsync(Guid manager, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Assistances.Where(row => row.ManagerId == manager).Select(row => row.AssistantId).ToListAsync(cancellationToken);
    }

    /// <summary>Active people of a role who are responsible for a unit: those in it, else in the nearest unit above, else none.</summary>
    public async Task<IReadOnlyList<Person>> WithRoleAsync(Role role, Guid? unit, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await WithRoleAsync(db, role, unit, cancellationToken);
    }

    /// <summary>Creates the first administrator of a production system.</summary>
    /// <exception cref="RefusedException">Somebody exists already, or the entry is not acceptable.</exception>
    public async Task CreateAdministratorAsync(string userName, string name, string password, CancellationToken cancellationToken = default)
    {
        var refusals = new List<Refusal>();
        if (string.IsNullOrWhiteSpace(userName) || userName.Length > 60) refusals.Add(new("UserName", "required"));
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100) refusals.Add(new("Name", "required"));
        if (password is null || password.Length < 12) refusals.Add(new("Password", "password.tooShort", 12));
        if (refusals.Count > 0) throw new RefusedException(RefusalKind.Invalid, refusals);

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            if (await db.Users.AnyAsync(cancellationToken)) throw new RefusedException(RefusalKind.Conflict, "setup.done");
            var person = new Person
            {
                Id = Guid.CreateVersion7(),
                UserName = userName.Trim(),
                NormalizedUserName = names.NormalizeName(userName.Trim()),
                Name = name.Trim(),
                NameEn = name.Trim(),
                Role = Role.Adm,
                LockoutEnabled = true,
                SecurityStamp = Guid.NewGuid().ToString("N"),
            };
            person.PasswordHash = passwords.HashPassword(person, password!);
            db.Users.Add(person);
        }, cancellationToken);
    }

    internal static async Task<Person?> SuperiorOfAsync(ProcessSalesDb db, Guid id, CancellationToken cancellationToken)
    {
        var seen = new HashSet<Guid> { id };
        var next = await db.Users.Where(person => person.Id == id).Select(person => person.SuperiorId).SingleOrDefaultAsync(cancellationToken);
        while (next is { } superiorId && seen.Add(superiorId))
        {
            var superior = await db.Users.AsNoTracking().SingleAsync(person => person.Id == superiorId, cancellationToken);
            if (superior.Active) return superior;
            next = superior.SuperiorId;
        }

        return null;
    }

    internal static async Task<IReadOnlyList<Person>> WithRoleAsync(ProcessSalesDb db, Role role, Guid? unit, CancellationToken cancellationToken)
    {
        var holders = await db.Users.AsNoTracking().Where(person => person.Role == role && person.Active).OrderBy(person => person.UserName).ToListAsync(cancellationToken);
        if (holders.Count == 0) return holders;
        var parents = await db.OrgUnits.ToDictionaryAsync(row => row.Id, row => row.ParentId, cancellationToken);
        for (var at = unit; at is { } here; at = parents.GetValueOrDefault(here))
        {
            var inUnit = holders.Where(person => person.OrgUnitId == here).ToList();
            if (inUnit.Count > 0) return inUnit;
        }

        // Somebody placed in no unit of the tree serves the whole company.
        return holders.Where(person => person.OrgUnitId is null).ToList();
    }
}

/// <summary>A person in a list.</summary>
/// <param name="Unit">Name of the unit; null for none.</param>
/// <param name="Superior">Name of the superior; null at the top.</param>
public sealed record PersonRow(Guid Id, string UserName, string Name, string NameEn, Role Role, string? Unit, string? Superior, string? Email, bool Active);
