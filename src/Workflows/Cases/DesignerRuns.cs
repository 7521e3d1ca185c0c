using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Cases;

/// <summary>Who started which workflow instance outside the register of cases, as with the designer's Run. Safe for concurrent use.</summary>
public sealed class DesignerRuns(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    private const string Subject = "instance";

    /// <summary>Notes the starter of an instance that has no case; the first one counts.</summary>
    public async Task NoteAsync(Guid person, string instanceId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var key = KeyOf(instanceId);
        if (await db.Cases.AnyAsync(row => row.InstanceId == instanceId, cancellationToken) || await db.Audit.AnyAsync(entry => entry.Key == key, cancellationToken)) return;
        await db.ChangeAsync(async () =>
        {
            if (await db.Audit.AnyAsync(entry => entry.Key == key, cancellationToken)) return;
            db.Record(clock.Now, new() { PersonId = person, Subject = Subject, Action = "Run", To = instanceId, Key = key });
        }, cancellationToken);
    }

    /// <summary>The instances without a case that the person started.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Audit.AsNoTracking()
            .Where(entry => entry.PersonId == person && entry.CaseId == null && entry.Subject == Subject && !db.Cases.Any(row => row.InstanceId == entry.To))
            .Select(entry => entry.To!).ToListAsync(cancellationToken);
    }

    /// <summary>Whether the person started this instance and it has no case.</summary>
    public async Task<bool> IsOfAsync(Guid person, string instanceId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var key = KeyOf(instanceId);
        return await db.Audit.AnyAsync(entry => entry.Key == key && entry.PersonId == person, cancellationToken)
            && !await db.Cases.AnyAsync(row => row.InstanceId == instanceId, cancellationToken);
    }

    private static string KeyOf(string instanceId) => $"run/{instanceId}";
}
