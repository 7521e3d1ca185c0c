using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.ApiAccess;

/// <summary>A key in a list; the key itself is never read back.</summary>
/// <param name="Active">Whether it counts now.</param>
public sealed record ApiKeyRow(Guid Id, string Name, string Hint, string Person, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt, bool Active);

/// <summary>What an administrator orders.</summary>
/// <param name="UserName">As whom it acts.</param>
/// <param name="Days">How long it counts.</param>
public sealed record ApiKeyOrder(string Name, string UserName, IReadOnlyList<string> Scopes, int Days);

/// <summary>Whom a key lets in.</summary>
public sealed record ApiCaller(Guid KeyId, Person Person, IReadOnlyList<string> Scopes);

/// <summary>Makes, takes back and recognises the keys of other systems. Safe for concurrent use.</summary>
public sealed class ApiKeyDesk(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>How every key begins, so that a leaked one is found by whoever looks for it.</summary>
    public const string Prefix = "psk_";

    private const int LongestDays = 730;
    private static readonly TimeSpan UseIsNoted = TimeSpan.FromMinutes(1);

    /// <summary>All keys, those that count first.</summary>
    public async Task<IReadOnlyList<ApiKeyRow>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = clock.Now;
        var rows = await db.ApiKeys.AsNoTracking().Join(db.Users, key => key.PersonId, person => person.Id, (key, person) => new { key, person.Name, person.Active })
            .OrderByDescending(row => row.key.CreatedAt).Take(200).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new ApiKeyRow(row.key.Id, row.key.Name, row.key.Hint, row.Name, row.key.Scopes.Split(' '), row.key.CreatedAt, row.key.ExpiresAt, row.key.UsedAt,
            row.Active && row.key.RevokedAt is null && row.key.ExpiresAt > now)).OrderByDescending(row => row.Active)];
    }

    /// <summary>Makes a key and returns it: the only time that it is shown.</summary>
    /// <exception cref="RefusedException">Not an administrator, or a field is faulty.</exception>
    public async Task<string> CreateAsync(Guid by, ApiKeyOrder order, CancellationToken cancellationToken = default)
    {
        var (name, scopes) = (order.Name.Trim(), order.Scopes.Distinct().ToList());
        var refusals = new List<Refusal>();
        if (name.Length == 0) refusals.Add(new("Name", "required"));
        if (name.Length > 60) refusals.Add(new("Name", "tooLong", 60));
        if (scopes.Count == 0) refusals.Add(new("Scopes", "apiKey.scopes"));
        if (scopes.FirstOrDefault(scope => !ApiScopes.All.Contains(scope)) is not null) refusals.Add(new("Scopes", "apiKey.scopes"));
        if (order.Days is < 1 or > LongestDays) refusals.Add(new("Days", "apiKey.days", LongestDays));
        if (refusals.Count > 0) throw new RefusedException(RefusalKind.Invalid, refusals);
        var key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.RequireAsync(by, cancellationToken);
            var person = await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.UserName == order.UserName && row.Active, cancellationToken)
                ?? throw new RefusedException(RefusalKind.Invalid, [new("Person", "person.unknown")]);
            db.ApiKeys.Add(new()
            {
                Id = Guid.CreateVersion7(clock.Now), Name = name, Hint = key[..(Prefix.Length + 6)] + "…", Hash = HashOf(key), PersonId = person.Id,
                Scopes = string.Join(' ', scopes), CreatedAt = clock.Now, ExpiresAt = clock.Now.AddDays(order.Days),
            });
            db.Record(clock.Now, new()
            {
                PersonId = by, Subject = $"api-key:{name}", Action = "Add", AfterJson = System.Text.Json.JsonSerializer.Serialize(new { person.UserName, Scopes = scopes, order.Days }),
            });
        }, cancellationToken);
        return key;
    }

    /// <summary>Takes a key back; it counts no more from the next call on.</summary>
    /// <exception cref="RefusedException">Not an administrator, or there is no such key.</exception>
    public async Task RevokeAsync(Guid by, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.RequireAsync(by, cancellationToken);
            var key = await db.ApiKeys.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "apiKey.unknown");
            if (key.RevokedAt is not null) return;
            key.RevokedAt = clock.Now;
            db.Record(clock.Now, new() { PersonId = by, Subject = $"api-key:{key.Name}", Action = "Revoke" });
        }, cancellationToken);
    }

    /// <summary>Whom a key lets in; null for one that is unknown, over or taken back, or whose person has left. Asked of the database at every call.</summary>
    public async Task<ApiCaller?> AdmitAsync(string key, CancellationToken cancellationToken = default)
    {
        if (key.Length is < 40 or > 100 || !key.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var (hash, now) = (HashOf(key), clock.Now);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var known = await db.ApiKeys.AsNoTracking().Where(row => row.Hash == hash && row.RevokedAt == null && row.ExpiresAt > now)
            .Join(db.Users.Where(person => person.Active), row => row.PersonId, person => person.Id, (row, person) => new { row.Id, row.Scopes, row.UsedAt, person }).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (known is null) return null;
        if (known.UsedAt is null || now - known.UsedAt > UseIsNoted)
            await db.ChangeAsync(() => db.ApiKeys.Where(row => row.Id == known.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), cancellationToken), cancellationToken);
        return new(known.Id, known.person, known.Scopes.Split(' '));
    }

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
