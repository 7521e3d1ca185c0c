namespace ProcessSales.Workflows.Visits;

/// <summary>Something found in a visit that somebody else decides (domain.md 2.2, decisions 2 and 3).</summary>
/// <param name="Id">Identity, the same each time it is handed over.</param>
/// <param name="Kind">Who takes it.</param>
/// <param name="VisitId">The visit.</param>
/// <param name="StoreId">The store.</param>
/// <param name="PersonId">Who found it.</param>
/// <param name="At">When, by the phone's clock; UTC.</param>
/// <param name="ProductCode">The article; null for none in particular.</param>
/// <param name="ProducedOn">Production date of the batch; null for none.</param>
/// <param name="Quantity">Pieces; null when it cannot be counted.</param>
/// <param name="Expired">Whether expired goods were on the shelf: severity A at once.</param>
/// <param name="SubjectId">The promotion, listing or price it concerns; null for none.</param>
/// <param name="Note">What was seen.</param>
/// <param name="PhotoIds">Pictures of the visit that show it.</param>
public sealed record VisitFinding(
    Guid Id, RaisedKind Kind, Guid VisitId, Guid StoreId, Guid PersonId, DateTimeOffset At, string? ProductCode, DateOnly? ProducedOn,
    int? Quantity, bool Expired, Guid? SubjectId, string? Note, IReadOnlyList<Guid> PhotoIds);

/// <summary>Takes findings of one kind over, such as by opening a case. Handed over again after a crash: <see cref="VisitFinding.Id"/> must keep it from acting twice.</summary>
public interface IFindingTaker
{
    /// <summary>Which findings it takes.</summary>
    RaisedKind Kind { get; }

    /// <summary>Takes one over and returns the number of what came of it, such as CC-20261128-0003; null when nothing did.</summary>
    Task<string?> TakeAsync(VisitFinding finding, CancellationToken cancellationToken);
}
