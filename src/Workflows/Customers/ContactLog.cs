using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Customers;

/// <summary>A talk in a list.</summary>
public sealed record ContactNoteRow(Guid Id, Guid ContactId, string Contact, string Customer, string? Store, string Person, DateTimeOffset At, string Text);

/// <summary>客情与洽谈记录 (domain.md D1, D8): what was talked about with whom. Within the scope of the contact's chain or store. Safe for concurrent use.</summary>
public sealed class ContactLog(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>Longest text.</summary>
    public const int LongestText = 300;

    /// <summary>Talks, the newest first; with one contact, or with all.</summary>
    public async Task<Page<ContactNoteRow>> ListAsync(Guid person, Guid? contact, string? text, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var contacts = Visible(db, await DataScope.OfAsync(db, person, cancellationToken));
        var rows = from note in db.ContactNotes.AsNoTracking()
                   join one in contacts on note.ContactId equals one.Id
                   join customer in db.Customers on one.CustomerId equals customer.Id
                   select new { note, one, customer };
        if (contact is { } id) rows = rows.Where(row => row.one.Id == id);
        if (text?.Trim() is { Length: > 0 } part) rows = rows.Where(row => row.note.Text.Contains(part) || row.one.Name.Contains(part) || row.customer.Name.Contains(part));
        var total = await rows.CountAsync(cancellationToken);
        return new(await rows.OrderByDescending(row => row.note.At).ThenBy(row => row.note.Id).Skip((number - 1) * size).Take(size).Select(row => new ContactNoteRow(
            row.note.Id, row.one.Id, row.one.Name, row.customer.Name, db.Stores.Where(store => store.Id == row.one.StoreId).Select(store => store.Name).FirstOrDefault(),
            db.Users.Where(user => user.Id == row.note.PersonId).Select(user => user.Name).First(), row.note.At, row.note.Text)).ToListAsync(cancellationToken), total, number, size);
    }

    /// <summary>Notes a talk.</summary>
    /// <exception cref="RefusedException">The contact is not visible to the person, or the text is missing or too long.</exception>
    public async Task AddAsync(Guid person, Guid contact, string? text, CancellationToken cancellationToken = default)
    {
        var words = text?.Trim() ?? "";
        if (words.Length == 0) throw new RefusedException(RefusalKind.Invalid, [new("Text", "required")]);
        if (words.Length > LongestText) throw new RefusedException(RefusalKind.Invalid, [new("Text", "tooLong", LongestText)]);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await Visible(db, await DataScope.OfAsync(db, person, cancellationToken)).AnyAsync(row => row.Id == contact, cancellationToken)) throw new RefusedException(RefusalKind.NotFound, "card.unknown");
        db.ContactNotes.Add(new() { Id = Guid.CreateVersion7(clock.Now), ContactId = contact, PersonId = person, At = clock.Now, Text = words });
        await db.SaveChangesAsync(cancellationToken);
    }

    private static IQueryable<Contact> Visible(ProcessSalesDb db, DataScope scope)
    {
        var customers = scope.Customers(db).Select(row => row.Id);
        var stores = scope.Stores(db).Select(row => row.Id);
        return db.Contacts.Where(row => row.StoreId == null ? customers.Contains(row.CustomerId) : stores.Contains(row.StoreId.Value));
    }
}
