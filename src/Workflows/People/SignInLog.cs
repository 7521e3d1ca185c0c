using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.People;

/// <summary>Which sign-ins are looked for.</summary>
/// <param name="Text">Part of the user name, or an address; null for any.</param>
/// <param name="Admitted">Null for both.</param>
/// <param name="From">First day, company zone; null for any.</param>
/// <param name="Until">Last day.</param>
public sealed record SignInFilter(string? Text, bool? Admitted, DateOnly? From, DateOnly? Until, int Number, int Size);

/// <summary>A sign-in in a list.</summary>
/// <param name="Name">Whose account; null when there is none of that name.</param>
public sealed record SignInRow(DateTimeOffset At, string UserName, string? Name, bool Admitted, string Address, string Client);

/// <summary>Who came to the door. Safe for concurrent use.</summary>
public sealed class SignInLog(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>Notes an attempt; texts are cut to what the table holds.</summary>
    public async Task NoteAsync(string userName, Guid? person, bool admitted, string address, string client, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.SignIns.Add(new()
        {
            Id = Guid.CreateVersion7(clock.Now), At = clock.Now, UserName = Cut(userName, 100), PersonId = person, Admitted = admitted, Address = Cut(address, 60), Client = Cut(client, 300),
        });
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>One page, the newest first.</summary>
    /// <exception cref="RefusedException">Not an administrator.</exception>
    public async Task<Page<SignInRow>> ListAsync(Guid person, SignInFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.RequireAsync(person, cancellationToken);
        var rows = db.SignIns.AsNoTracking();
        if (filter.Text?.Trim() is { Length: > 0 } text) rows = rows.Where(row => row.UserName.Contains(text) || row.Address == text);
        if (filter.Admitted is { } admitted) rows = rows.Where(row => row.Admitted == admitted);
        if (filter.From is { } from)
        {
            var first = clock.At(from, TimeOnly.MinValue);
            rows = rows.Where(row => row.At >= first);
        }

        if (filter.Until is { } until)
        {
            var end = clock.At(until.AddDays(1), TimeOnly.MinValue);
            rows = rows.Where(row => row.At < end);
        }

        var total = await rows.CountAsync(cancellationToken);
        var page = await (from row in rows.OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Skip((filter.Number - 1) * filter.Size).Take(filter.Size)
                          join owner in db.Users on row.PersonId equals (Guid?)owner.Id into owners
                          from owner in owners.DefaultIfEmpty()
                          orderby row.At descending, row.Id descending
                          select new SignInRow(row.At, row.UserName, owner.Name, row.Admitted, row.Address, row.Client)).ToListAsync(cancellationToken);
        return new(page, total, filter.Number, filter.Size);
    }

    private static string Cut(string text, int most)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length > most ? line[..most] : line;
    }
}
