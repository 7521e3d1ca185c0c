using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Cases;

/// <summary>Something that helps to decide a case. One of the values is set, or a count with an amount.</summary>
/// <param name="Key">What it is, a key of the texts.</param>
public sealed record CaseFact(string Key)
{
    /// <summary>CNY.</summary>
    public decimal? Amount { get; init; }

    /// <summary>0.15 is 15 %.</summary>
    public decimal? Ratio { get; init; }

    /// <summary>How many.</summary>
    public int? Count { get; init; }

    /// <summary>As it is.</summary>
    public string? Text { get; init; }

    /// <summary>Whether it speaks against it.</summary>
    public bool Grave { get; init; }

    /// <summary>Why the case must be looked at by itself because of it, and is never approved with others; null for no such reason.</summary>
    public Tasks.RedFlag? Flag { get; init; }

    /// <summary>The case that it tells of; null for none.</summary>
    public Guid? CaseId { get; init; }

    /// <summary>A path of this site where it is shown; null for none.</summary>
    public string? Link { get; init; }
}

/// <summary>Knows facts about some cases; a process adds its own by registering one more.</summary>
public interface ICaseFactSource
{
    /// <summary>What is known, within what the person may see; empty for cases that it knows nothing of.</summary>
    Task<IReadOnlyList<CaseFact>> OfAsync(Guid person, Case file, CancellationToken cancellationToken);
}

/// <summary>All that is known beside a case. Safe for concurrent use.</summary>
public sealed class CaseFacts(IEnumerable<ICaseFactSource> sources)
{
    /// <summary>The facts in the order of their sources.</summary>
    public async Task<IReadOnlyList<CaseFact>> OfAsync(Guid person, Case file, CancellationToken cancellationToken = default)
    {
        var facts = new List<CaseFact>();
        foreach (var source in sources) facts.AddRange(await source.OfAsync(person, file, cancellationToken));
        return facts;
    }
}

/// <summary>The customer's credit and what else runs or ran with the same customer.</summary>
internal sealed class CustomerFacts(IDbContextFactory<ProcessSalesDb> databases) : ICaseFactSource
{
    public async Task<IReadOnlyList<CaseFact>> OfAsync(Guid person, Case file, CancellationToken cancellationToken)
    {
        if (file.CustomerCode is not { } code) return [];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var facts = new List<CaseFact>();
        if (await db.Customers.AsNoTracking().SingleOrDefaultAsync(row => row.Code == code, cancellationToken) is not { } customer) return [];
        facts.Add(new("Customer") { Text = customer.Name });
        if (customer.CreditHold is not null) facts.Add(new(customer.HighRisk ? "HighRisk" : "CreditHold") { Text = customer.CreditHold, Grave = true, Flag = Tasks.RedFlag.CustomerOnHold });
        if (customer.CreditLimit > 0) facts.Add(new("CreditLimit") { Amount = customer.CreditLimit });
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var others = scope.Cases(db).AsNoTracking().Where(row => row.CustomerCode == code && row.Id != file.Id && row.Process == file.Process);
        var running = await others.Where(row => row.State == CaseState.InReview).Select(row => row.Amount).ToListAsync(cancellationToken);
        if (running.Count > 0) facts.Add(new("Running") { Count = running.Count, Amount = running.Sum(amount => amount ?? 0m) });
        var last = await others.Where(row => row.State == CaseState.Approved).OrderByDescending(row => row.CreatedAt).Select(row => new { row.Id, row.Amount, row.Number }).FirstOrDefaultAsync(cancellationToken);
        if (last is not null) facts.Add(new("LastApproved") { Amount = last.Amount, Text = last.Number, CaseId = last.Id });
        return facts;
    }
}
