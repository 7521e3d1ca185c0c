using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Activities;

/// <summary>
/// Turns what a designer writes into people: Owner, Superior, Assistants, Promoters, a role code (people of that role who are responsible for the case's
/// area), a user name or a person's id.
/// </summary>
public sealed class Addressees(IDbContextFactory<ProcessSalesDb> databases, Staff staff)
{
    /// <summary>Whoever the case belongs to.</summary>
    public const string Owner = "Owner";

    /// <summary>The superior of whoever the case belongs to.</summary>
    public const string Superior = "Superior";

    /// <summary>The assistants of whoever the case belongs to.</summary>
    public const string Assistants = "Assistants";

    /// <summary>The promoters of the stores that the case's form names.</summary>
    public const string Promoters = "Promoters";

    /// <summary>Everyone of a role in the case's area.</summary>
    public const string Role = "Role";

    /// <summary>Somebody by name or id.</summary>
    public const string Person = "Person";

    /// <summary>Everyone at a queue.</summary>
    public const string Queue = "Queue";

    /// <summary>Who shall do a task; never empty.</summary>
    /// <exception cref="InvalidOperationException">Nobody is found, not even a superior.</exception>
    public async Task<IReadOnlyList<Guid>> AssigneesAsync(Case file, string assignTo, string? role, string? person, CancellationToken stop)
    {
        var token = assignTo switch { Role => role, Person => person, _ => assignTo };
        var found = await ResolveAsync(file, (token ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), stop);
        if (found.Count > 0)
            return found;

        // Nobody fits: the superior decides, never the machine (domain.md 4.2, empty approver).
        return await staff.SuperiorOfAsync(file.OwnerId, stop) is { } superior
            ? [superior.Id]
            : throw new InvalidOperationException($"Nobody is found for '{token}' in case {file.Number}, and its owner has no superior.");
    }

    /// <summary>The people that the words stand for, without repetition; unknown words stand for nobody.</summary>
    public async Task<IReadOnlyList<Guid>> ResolveAsync(Case file, IEnumerable<string> words, CancellationToken stop)
    {
        var found = new List<Guid>();
        await using var db = await databases.CreateDbContextAsync(stop);
        foreach (var word in words.Select(x => x.Trim()).Where(x => x.Length > 0))
        {
            if (word.Equals(Owner, StringComparison.OrdinalIgnoreCase))
                found.Add(file.OwnerId);
            else if (word.Equals(Superior, StringComparison.OrdinalIgnoreCase))
                found.AddRange(await staff.SuperiorOfAsync(file.OwnerId, stop) is { } superior ? [superior.Id] : Array.Empty<Guid>());
            else if (word.Equals(Assistants, StringComparison.OrdinalIgnoreCase))
                found.AddRange(await staff.AssistantsOfAsync(file.OwnerId, stop));
            else if (word.Equals(Promoters, StringComparison.OrdinalIgnoreCase))
                found.AddRange(await PromotersAsync(db, file, stop));
            else if (Guid.TryParse(word, out var id))
                found.Add(id);
            else if (RoleCodes.TryParse(word, out var role))
                found.AddRange((await staff.WithRoleAsync(role, file.AreaId, stop)).Select(x => x.Id));
            else if (await db.Users.Where(x => x.UserName == word && x.Active).Select(x => (Guid?)x.Id).SingleOrDefaultAsync(stop) is { } named)
                found.Add(named);
        }

        return [.. found.Distinct()];
    }

    private static async Task<List<Guid>> PromotersAsync(ProcessSalesDb db, Case file, CancellationToken stop)
    {
        var rows = (file.DataJson is { } json ? JsonNode.Parse(json) as JsonObject : null)?["stores"] as JsonArray ?? [];
        var codes = rows.OfType<JsonObject>().Select(row => (row["store"] is JsonObject reference ? reference["id"] : row["store"])?.ToString()).OfType<string>().ToList();
        return codes.Count == 0 ? [] : await (from store in db.Stores where codes.Contains(store.Code) join promoter in db.StorePromoters on store.Id equals promoter.StoreId join person in db.Users on promoter.PersonId equals person.Id where person.Active select person.Id)
            .Distinct().ToListAsync(stop);
    }
}
