using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Cards;

/// <summary>A record of master data as its list, its card and its export show it.</summary>
/// <param name="Key">What people call it, unique within its kind; names it in the audit trail.</param>
/// <param name="Title">One line.</param>
/// <param name="Cells">By column of the kind's import; columns that the person may not see are left out.</param>
/// <param name="VerifiedOn">When somebody last said that it is right; null for never, or where nobody is asked.</param>
public sealed record CardRow(Guid Id, string Key, string Title, IReadOnlyDictionary<string, string> Cells, DateOnly? VerifiedOn, int Version);

/// <summary>A kind of master data that has a list and cards besides its import: what may be imported is what a card shows and what an export holds.</summary>
internal abstract class CardKind : ImportKind
{
    /// <summary>Columns of the list, the first one leads to the card.</summary>
    public abstract IReadOnlyList<string> ListColumns { get; }

    /// <summary>Columns that the list can be sorted by.</summary>
    public abstract IReadOnlyList<string> SortColumns { get; }

    /// <summary>Columns that name a record and cannot be changed on its card.</summary>
    public abstract IReadOnlyList<string> KeyColumns { get; }

    /// <summary>Columns that whoever looks after a record may change on its card without being allowed to import; none for most kinds.</summary>
    public virtual IReadOnlyList<string> OpenColumns => [];

    /// <summary>The type whose records it is about.</summary>
    public abstract Type RecordType { get; }

    /// <summary>Whether people are asked whether its cards are right (domain.md 2.1: older than 90 days is yellow).</summary>
    public virtual bool Verified => false;

    /// <summary>Whether the role may change a record that it sees, in all columns or in the open ones.</summary>
    public bool MayEdit(Role role) => AllowedTo(role) || (OpenColumns.Count > 0 && role is Role.Kam or Role.Ast or Role.Arm or Role.Rgm);

    public abstract Task<Page<CardRow>> ListAsync(ProcessSalesDb db, DataScope scope, Role role, string? text, string? sort, int number, int size, CancellationToken cancellationToken);

    public abstract Task<CardRow?> FindAsync(ProcessSalesDb db, DataScope scope, Role role, Guid id, CancellationToken cancellationToken);

    /// <summary>Notes that somebody looked at it and found it right.</summary>
    public abstract Task VerifyAsync(ProcessSalesDb db, Guid id, DateOnly today, CancellationToken cancellationToken);
}

/// <summary>The same over one table.</summary>
internal abstract class CardKind<T> : CardKind
    where T : class
{
    public override Type RecordType => typeof(T);

    public override async Task<Page<CardRow>> ListAsync(ProcessSalesDb db, DataScope scope, Role role, string? text, string? sort, int number, int size, CancellationToken cancellationToken)
    {
        var rows = Visible(db, scope).AsNoTracking();
        if (text?.Trim() is { Length: > 0 } part) rows = Search(db, rows, part);
        var total = await rows.CountAsync(cancellationToken);
        var down = sort?.StartsWith('-') == true;
        var column = sort?.TrimStart('-');
        var page = await Sorted(db, rows, SortColumns.Contains(column) ? column! : SortColumns[0], down).Skip((number - 1) * size).Take(size).ToListAsync(cancellationToken);
        return new(await RowsAsync(db, page, role, cancellationToken), total, number, size);
    }

    public override async Task<CardRow?> FindAsync(ProcessSalesDb db, DataScope scope, Role role, Guid id, CancellationToken cancellationToken)
    {
        var found = await Visible(db, scope).AsNoTracking().Where(row => EF.Property<Guid>(row, "Id") == id).ToListAsync(cancellationToken);
        return (await RowsAsync(db, found, role, cancellationToken)).SingleOrDefault();
    }

    public override async Task VerifyAsync(ProcessSalesDb db, Guid id, DateOnly today, CancellationToken cancellationToken)
    {
        var row = await db.Set<T>().SingleAsync(row => EF.Property<Guid>(row, "Id") == id, cancellationToken);
        db.Entry(row).Property("VerifiedOn").CurrentValue = today;
    }

    protected abstract IQueryable<T> Visible(ProcessSalesDb db, DataScope scope);

    protected abstract IQueryable<T> Search(ProcessSalesDb db, IQueryable<T> rows, string text);

    protected abstract IQueryable<T> Sorted(ProcessSalesDb db, IQueryable<T> rows, string column, bool down);

    protected abstract Task<IReadOnlyList<CardRow>> RowsAsync(ProcessSalesDb db, IReadOnlyList<T> rows, Role role, CancellationToken cancellationToken);

    /// <summary>Sorted by a value, then by identity, so that pages do not overlap.</summary>
    protected static IQueryable<T> By<TKey>(IQueryable<T> rows, System.Linq.Expressions.Expression<Func<T, TKey>> key, bool down) =>
        (down ? rows.OrderByDescending(key) : rows.OrderBy(key)).ThenBy(row => EF.Property<Guid>(row, "Id"));
}
