using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Imports;

internal sealed class OrgUnitsImport : ImportKind
{
    public override string Name => "org-units";

    public override bool AllowedTo(Role role) => role == Role.Adm;

    public override IReadOnlyList<ImportColumn> Columns { get; } =
        [new("Code", true, "A-LINHU"), new("Name", true, "临湖区域"), new("NameEn", true, "Linhu area"), new("Kind", true, "Area"), new("Parent", false, "R-DONGJIANG")];

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var known = await batch.Database.OrgUnits.ToDictionaryAsync(unit => unit.Code, cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, row.Text("Code", 40, required: false))), "Code");
        foreach (var row in batch.Rows)
        {
            var code = row.Text("Code", 40);
            if (code.Length == 0) continue;
            if (!known.TryGetValue(code, out var unit))
            {
                unit = new() { Id = Guid.CreateVersion7(), Code = code };
                known[code] = unit;
                batch.Database.OrgUnits.Add(unit);
            }

            unit.Name = row.Text("Name", 100);
            unit.NameEn = row.Text("NameEn", 100);
            unit.Kind = row.Choice<OrgUnitKind>("Kind");
            var parent = row.Find("Parent", known, required: unit.Kind != OrgUnitKind.Company);
            if (parent is not null && parent.Kind >= unit.Kind) row.Fault("Parent", "orgUnit.order");
            unit.ParentId = parent?.Id;
        }
    }
}

internal sealed class PeopleImport(IPasswordHasher<Person> passwords, ILookupNormalizer names) : ImportKind
{
    private const int ShortestPassword = 8;

    public override string Name => "people";

    public override bool AllowedTo(Role role) => role == Role.Adm;

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("UserName", true, "lin.zhiyuan"), new("Name", true, "林知远"), new("NameEn", true, "Lin Zhiyuan"), new("Role", true, "KAM"), new("OrgUnit", false, "A-LINHU"),
        new("Superior", false, "jiang.xubai"), new("Email", false, "lin.zhiyuan@example.com"), new("Language", false, "zh-CN"), new("Assists", false, ""), new("Password", false, ""),
        new("Phone", false, "13800000000"), new("Active", false, "true"),
    ];

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var units = await db.OrgUnits.ToDictionaryAsync(unit => unit.Code, cancellationToken);
        var known = await db.Users.ToDictionaryAsync(person => person.UserName!, StringComparer.OrdinalIgnoreCase, cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, row.Text("UserName", 60, required: false))), "UserName");
        foreach (var row in batch.Rows) Enter(batch, row, known, units);
        foreach (var row in batch.Rows) Relate(row, known);
        await AssistAsync(batch, known, cancellationToken);
        if (batch.Person is not null && batch.Rows.Count > 0 && !known.Values.Any(person => person is { Role: Role.Adm, Active: true })) batch.Rows[0].Fault("Role", "person.lastAdministrator");
        if (batch.Person is { } by) PeopleFile.Record(db, by, batch.At);
    }

    private void Enter(ImportBatch batch, ImportRow row, Dictionary<string, Person> known, Dictionary<string, OrgUnit> units)
    {
        var userName = row.Text("UserName", 60);
        if (userName.Length == 0) return;
        if (userName.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))) row.Fault("UserName", "person.userName");
        if (!known.TryGetValue(userName, out var person))
        {
            person = new()
            {
                Id = Guid.CreateVersion7(), UserName = userName, NormalizedUserName = names.NormalizeName(userName), LockoutEnabled = true, SecurityStamp = Guid.NewGuid().ToString("N"),
            };
            known[userName] = person;
            batch.Database.Users.Add(person);
        }

        person.Name = row.Text("Name", 100);
        person.NameEn = row.Text("NameEn", 100);
        var code = row.Text("Role", 10);
        if (RoleCodes.TryParse(code, out var role))
        {
            // A new stamp ends the sessions that were opened with the old role.
            if (person.Role != role) person.SecurityStamp = Guid.NewGuid().ToString("N");
            person.Role = role;
        }
        else if (code.Length > 0) row.Fault("Role", "field.notOneOf", string.Join(", ", Enum.GetValues<Role>().Select(each => each.Code())));
        person.OrgUnitId = row.Find("OrgUnit", units, required: false)?.Id;
        person.Email = row.Text("Email", 200, required: false) is { Length: > 0 } email ? email : null;
        person.NormalizedEmail = names.NormalizeEmail(person.Email);
        if (person.Email is not null && !(MimeKit.MailboxAddress.TryParse(person.Email, out var mailbox) && mailbox.Address.Contains('@'))) row.Fault("Email", "field.notAnEmail");
        person.Language = row.Text("Language", 10, required: false) is { Length: > 0 } language ? language : "zh-CN";
        if (person.Language is not ("zh-CN" or "en")) row.Fault("Language", "field.notOneOf", "zh-CN, en");
        if (row.Has("Phone")) person.PhoneNumber = row.Text("Phone", 30, required: false) is { Length: > 0 } phone ? phone : null;
        if (person.PhoneNumber is { } digits && (digits.Count(char.IsAsciiDigit) < 5 || digits.Any(sign => !char.IsAsciiDigit(sign) && sign is not (' ' or '+' or '-' or '(' or ')')))) row.Fault("Phone", "person.phone");
        if (row.Filled("Active"))
        {
            // Whoever leaves hands over first: that is done person by person, where it can be seen to whom.
            if (row.Flag("Active")) person.Active = true;
            else if (person.Active) row.Fault("Active", "person.leaves");
        }

        var password = row.Text("Password", 100, required: false) is { Length: > 0 } given ? given : person.PasswordHash is null ? batch.DefaultPassword : null;
        if (password is null) return;
        if (password.Length < ShortestPassword) row.Fault("Password", "password.tooShort", ShortestPassword);
        else
        {
            person.PasswordHash = passwords.HashPassword(person, password);
            person.SecurityStamp = Guid.NewGuid().ToString("N");
        }
    }

    private static void Relate(ImportRow row, Dictionary<string, Person> known)
    {
        if (!known.TryGetValue(row.Text("UserName", 60, required: false), out var person)) return;
        person.SuperiorId = row.Find("Superior", known, required: false)?.Id;
        var seen = new HashSet<Guid> { person.Id };
        for (var above = person.SuperiorId; above is { } id;)
        {
            if (!seen.Add(id))
            {
                row.Fault("Superior", "person.superiorLoop");
                return;
            }

            above = known.Values.FirstOrDefault(other => other.Id == id)?.SuperiorId;
        }
    }

    private static async Task AssistAsync(ImportBatch batch, Dictionary<string, Person> known, CancellationToken cancellationToken)
    {
        var links = await batch.Database.Assistances.ToListAsync(cancellationToken);
        foreach (var row in batch.Rows)
        {
            if (!known.TryGetValue(row.Text("UserName", 60, required: false), out var person)) continue;
            foreach (var name in row.Text("Assists", 500, required: false).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!known.TryGetValue(name, out var manager)) row.Fault("Assists", "field.unknownReference", name);
                else if (!links.Any(link => link.AssistantId == person.Id && link.ManagerId == manager.Id)) batch.Database.Assistances.Add(new() { AssistantId = person.Id, ManagerId = manager.Id });
            }
        }
    }
}
