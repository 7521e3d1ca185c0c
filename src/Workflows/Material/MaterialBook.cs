using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Reports;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Material;

/// <summary>A movement in a list.</summary>
public sealed record MaterialRow(Guid Id, DateTimeOffset At, string Item, MaterialMove Move, int Quantity, string? Person, string? Store, string Note);

/// <summary>An item that can be moved.</summary>
/// <param name="Stock">What the store-room has.</param>
public sealed record MaterialChoice(Guid Id, string Code, string Name, string NameEn, int Stock);

/// <summary>Who may be given material.</summary>
public sealed record MaterialDesk(IReadOnlyList<MaterialChoice> Items, IReadOnlyList<HeldMaterial> Held, IReadOnlyList<ReportPerson> People, bool MayIssue);

/// <summary>Shows who has which material, and takes movements that people make at a desk (domain.md W18). Safe for concurrent use.</summary>
public sealed class MaterialBook(IDbContextFactory<ProcessSalesDb> databases, MaterialStock stock)
{
    /// <summary>What the person has, and what and whom he may give.</summary>
    public async Task<MaterialDesk> OfAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var role = await db.Users.Where(row => row.Id == person).Select(row => row.Role).SingleAsync(cancellationToken);
        return new(
            await db.MaterialItems.AsNoTracking().Where(row => row.Active).OrderBy(row => row.Code).Select(row => new MaterialChoice(row.Id, row.Code, row.Name, row.NameEn, row.Stock)).ToListAsync(cancellationToken),
            await stock.HeldByAsync(person, cancellationToken), await ReportPeople.OfAsync(db, person, cancellationToken), MayIssue(role));
    }

    /// <summary>Movements of those whose reports the person reads, the newest first.</summary>
    public async Task<Page<MaterialRow>> ListAsync(Guid person, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = (await ReportPeople.OfAsync(db, person, cancellationToken)).Select(row => row.Id).Append(person).ToList();
        var rows = db.MaterialEntries.AsNoTracking().Where(row => row.PersonId != null && people.Contains(row.PersonId.Value));
        var total = await rows.CountAsync(cancellationToken);
        return new(await rows.OrderByDescending(row => row.At).ThenBy(row => row.Id).Skip((number - 1) * size).Take(size).Select(row => new MaterialRow(
            row.Id, row.At, db.MaterialItems.Where(item => item.Id == row.ItemId).Select(item => item.Name).First(), row.Move, row.Quantity, db.Users.Where(who => who.Id == row.PersonId).Select(who => who.Name).FirstOrDefault(),
            db.Stores.Where(store => store.Id == row.StoreId).Select(store => store.Name).FirstOrDefault(), row.Note)).ToListAsync(cancellationToken), total, number, size);
    }

    /// <summary>Takes a movement in: assistants, managers and logistics give material to people of theirs; everybody uses and brings back his own.</summary>
    /// <param name="key">The same again has no second effect.</param>
    /// <exception cref="RefusedException">The person may not, there is not so much, or the store or item is unknown.</exception>
    public async Task MoveAsync(Guid by, string key, Guid item, MaterialMove move, int quantity, Guid? to, string? storeCode, string? note, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var role = await db.Users.Where(row => row.Id == by).Select(row => row.Role).SingleAsync(cancellationToken);
        if (move == MaterialMove.In || (move == MaterialMove.Issue && !MayIssue(role))) throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
        if (note?.Length > 200) throw new RefusedException(RefusalKind.Invalid, [new("Note", "tooLong", 200)]);
        var person = move == MaterialMove.Issue ? to ?? by : by;
        if (move == MaterialMove.Issue && person != by && (await ReportPeople.OfAsync(db, by, cancellationToken)).All(row => row.Id != person)) throw new RefusedException(RefusalKind.NotFound, "report.unknown");
        Guid? store = null;
        if (storeCode?.Trim() is { Length: > 0 } code)
            store = await (await DataScope.OfAsync(db, by, cancellationToken)).Stores(db).Where(row => row.Code == code).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken) ?? throw new RefusedException(RefusalKind.Invalid, [new("Store", "store.unknown")]);
        await stock.MoveAsync(new($"desk/{by:N}/{key}", item, move, quantity, person, store, null, note?.Trim() ?? "", by), cancellationToken);
    }

    private static bool MayIssue(Role role) => role is Role.Ast or Role.Arm or Role.Rgm or Role.Dir or Role.Log or Role.FinEx or Role.Adm;
}
