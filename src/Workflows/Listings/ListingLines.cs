using System.Collections;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Listings;

/// <summary>The lines of a listing while something is done with them, and the stamps that come of it; inside the caller's transaction. Not thread-safe.</summary>
internal sealed class ListingLines : IReadOnlyCollection<ListingLine>
{
    private readonly ProcessSalesDb db;
    private readonly Guid request;
    private readonly List<ListingLineMove> stamps = [];
    private ManyRows<ListingLine> lines;

    private ListingLines(ProcessSalesDb db, Guid request, List<ListingLine> lines) => (this.db, this.request, this.lines) = (db, request, new(db, lines));

    /// <inheritdoc />
    public int Count => lines.Rows.Count;

    /// <summary>Reads them.</summary>
    public static async Task<ListingLines> ReadAsync(ProcessSalesDb db, Guid request, CancellationToken cancellationToken) =>
        new(db, request, await db.ListingLines.AsNoTracking().Where(line => line.RequestId == request).ToListAsync(cancellationToken));

    /// <summary>Brings a line into a state.</summary>
    /// <exception cref="RefusedException">It cannot go there.</exception>
    public void Move(DateTimeOffset now, ListingLine line, LineState to, DateOnly on, Guid? person, string? note)
    {
        if (!line.State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "listing.transition", line.ProductCode, line.State, to);
        stamps.Add(new() { Id = Guid.CreateVersion7(now), LineId = line.Id, RequestId = line.RequestId, From = line.State, To = to, On = on, At = now, PersonId = person, Note = note });
        line.State = to;
        line.StateOn = on;
    }

    /// <summary>Puts others in their place. The listing itself must be stored already.</summary>
    public async Task WriteAnewAsync(List<ListingLine> fresh, CancellationToken cancellationToken)
    {
        await db.ListingLines.Where(line => line.RequestId == request).ExecuteDeleteAsync(cancellationToken);
        await ManyRows<ListingLine>.InsertAsync(db, fresh, cancellationToken);
        lines = new(db, fresh);
    }

    /// <summary>Writes what has changed, or hands it to the context that is saved next.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        await lines.SaveAsync(cancellationToken);
        await ManyRows<ListingLineMove>.InsertAsync(db, stamps, cancellationToken);
    }

    /// <inheritdoc />
    public IEnumerator<ListingLine> GetEnumerator() => lines.Rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
