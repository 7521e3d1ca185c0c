using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Identity;
using ProcessSales.Workflows.People;

namespace ProcessSales.Host.SignIn;

/// <summary>
/// Lets people in. A wrong name, a wrong password and a locked account take the same work and get the same answer, so that
/// nobody learns which names exist; every further failure of an account or an address costs a longer wait.
/// </summary>
public sealed class Doorkeeper(
    UserManager<Person> people, IPasswordHasher<Person> hasher, FailedSignIns failures, SignInLog record, TimeProvider clock, ILogger<Doorkeeper> log)
{
    /// <summary>The person, or null whatever the reason.</summary>
    public async Task<Person?> AdmitAsync(string userName, string password, IPAddress? address, string client, CancellationToken stop)
    {
        var from = address?.ToString() ?? "unknown";
        await Task.Delay(failures.WaitFor(userName, from), clock, stop);

        var person = await people.FindByNameAsync(userName);
        var hash = person?.PasswordHash ?? failures.HashOfNobody(hasher);
        var right = hasher.VerifyHashedPassword(person ?? new(), hash, password) != PasswordVerificationResult.Failed;
        var locked = person is not null && await people.IsLockedOutAsync(person);

        if (person is { Active: true, PasswordHash: not null } && right && !locked)
        {
            await people.ResetAccessFailedCountAsync(person);
            failures.Forget(userName);
            await record.NoteAsync(userName, person.Id, true, from, client, stop);
            return person;
        }

        failures.Count(userName, from);
        if (person is not null && !right && !locked)
            await people.AccessFailedAsync(person);
        // Whoever is refused waits for the same work, whether or not there is such a name.
        await record.NoteAsync(userName, person?.Id, false, from, client, stop);
        log.LogWarning("Sign-in refused for {UserName} from {Address}", userName.ReplaceLineEndings(" "), from);
        return null;
    }
}

/// <summary>Failed sign-ins of the last quarter of an hour, by account and by address. Each node counts for itself; the lockout is in the database.</summary>
public sealed class FailedSignIns(TimeProvider clock)
{
    private const int Remembered = 10_000;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);
    private readonly ConcurrentDictionary<string, Failures> byKey = new(StringComparer.OrdinalIgnoreCase);
    private string? hashOfNobody;

    /// <summary>Nothing for the first two failures, then doubling from 200 ms to 4 s.</summary>
    public TimeSpan WaitFor(string userName, string address)
    {
        var count = Math.Max(CountOf("name:" + userName), CountOf("from:" + address) / 4);
        return count < 2 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Min(4_000, 100 * Math.Pow(2, Math.Min(count - 1, 10))));
    }

    /// <summary>One more failure.</summary>
    public void Count(string userName, string address)
    {
        if (byKey.Count > Remembered)
            foreach (var (key, old) in byKey)
                if (clock.GetUtcNow() - old.Last > Memory)
                    byKey.TryRemove(key, out _);
        foreach (var key in new[] { "name:" + userName, "from:" + address })
            byKey.AddOrUpdate(key, _ => new(1, clock.GetUtcNow()), (_, old) => new(old.Number + 1, clock.GetUtcNow()));
    }

    /// <summary>The account's owner came in.</summary>
    public void Forget(string userName) => byKey.TryRemove("name:" + userName, out _);

    /// <summary>A hash to check against when there is no such person.</summary>
    public string HashOfNobody(IPasswordHasher<Person> hasher) => hashOfNobody ??= hasher.HashPassword(new(), Guid.NewGuid().ToString());

    private int CountOf(string key) => byKey.TryGetValue(key, out var failures) && clock.GetUtcNow() - failures.Last < Memory ? failures.Number : 0;

    private sealed record Failures(int Number, DateTimeOffset Last);
}
