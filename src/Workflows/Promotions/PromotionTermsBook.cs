using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>Terms of promotions as they hold from a day on. A later row replaces an earlier one; none is ever changed after its day has come.</summary>
public sealed class PromotionTermsRow
{
    /// <summary>First day, company zone; unique.</summary>
    public DateOnly From { get; set; }

    /// <summary>A <see cref="PromotionTerms"/> as JSON.</summary>
    public string TermsJson { get; set; } = "{}";

    /// <summary>Who set them.</summary>
    public Guid PersonId { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>Terms with the day from which they hold; null for those that the product begins with.</summary>
public sealed record DatedTerms(DateOnly? From, PromotionTerms Terms, string? Person, DateTimeOffset? At);

/// <summary>The firm's own terms of promotions, with their effective dates (domain.md 7.1). Safe for concurrent use.</summary>
public sealed class PromotionTermsBook(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>The terms of today.</summary>
    public async Task<PromotionTerms> CurrentAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await CurrentAsync(db, cancellationToken);
    }

    /// <summary>All of them, the newest first, those that the product begins with last.</summary>
    public async Task<IReadOnlyList<DatedTerms>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.PromotionTerms.AsNoTracking().OrderByDescending(row => row.From)
            .Select(row => new { row.From, row.TermsJson, row.At, Person = db.Users.Where(who => who.Id == row.PersonId).Select(who => who.Name).FirstOrDefault() }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new DatedTerms(row.From, Read(row.TermsJson), row.Person, row.At)), new DatedTerms(null, new(), null, null)];
    }

    /// <summary>Sets terms that hold from a day on, today at the earliest.</summary>
    /// <exception cref="RefusedException">Not an administrator's, the day is past, or a value cannot be.</exception>
    public async Task SetAsync(Guid person, DateOnly from, PromotionTerms terms, CancellationToken cancellationToken = default)
    {
        var refusals = terms.Problems().ToList();
        if (from < clock.Today) refusals.Add(new("From", "terms.past"));
        if (refusals.Count > 0) throw new RefusedException(RefusalKind.Invalid, refusals);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.RequireRoleAsync(person, cancellationToken, Role.Adm);
            var row = await db.PromotionTerms.SingleOrDefaultAsync(other => other.From == from, cancellationToken);
            if (row is null) db.PromotionTerms.Add(row = new() { From = from });
            var before = row.TermsJson;
            (row.TermsJson, row.PersonId, row.At) = (JsonSerializer.Serialize(terms), person, clock.Now);
            db.Record(clock.Now, new() { PersonId = person, Subject = "promotion-terms", Action = "Set", From = before.Length > 200 ? before[..200] : before, To = $"{from:yyyy-MM-dd}", Comment = row.TermsJson.Length > 500 ? row.TermsJson[..500] : row.TermsJson });
        }, cancellationToken);
    }

    /// <summary>The same as a transaction sees it.</summary>
    internal async Task<PromotionTerms> CurrentAsync(ProcessSalesDb db, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        return await db.PromotionTerms.AsNoTracking().Where(row => row.From <= today).OrderByDescending(row => row.From).Select(row => row.TermsJson).FirstOrDefaultAsync(cancellationToken) is { } json ? Read(json) : new();
    }

    private static PromotionTerms Read(string json) => JsonSerializer.Deserialize<PromotionTerms>(json) ?? new();
}

/// <summary>From when on an application is an emergency, for the form's formula. Safe for concurrent use.</summary>
internal sealed class EmergencyDays(PromotionTermsBook book) : Forms.IFormSetting
{
    public string Name => "emergencyDays";

    public async Task<decimal> TodayAsync(CancellationToken cancellationToken) => (await book.CurrentAsync(cancellationToken)).EmergencyDays;
}

internal sealed class PromotionTermsTable : IEntityTypeConfiguration<PromotionTermsRow>
{
    public void Configure(EntityTypeBuilder<PromotionTermsRow> table)
    {
        table.HasKey(row => row.From);
        table.Property(row => row.TermsJson).HasMaxLength(2000);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}
