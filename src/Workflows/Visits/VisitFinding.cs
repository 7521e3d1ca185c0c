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

/// <summary>A finding on its way to whoever takes it, unique by visit and key: what a phone sends again is not found again.</summary>
public sealed class FoundMatter
{
    /// <summary>Identity; also that of the <see cref="VisitFinding"/>.</summary>
    public Guid Id { get; set; }

    /// <summary>The visit.</summary>
    public Guid VisitId { get; set; }

    /// <summary>What it is within the visit, such as <c>oos:2000000000015</c>.</summary>
    public string Key { get; set; } = "";

    /// <summary>Who takes it; null for an open issue.</summary>
    public RaisedKind? Kind { get; set; }

    /// <summary>Key of the element of the checklist it belongs to; empty for none.</summary>
    public string Element { get; set; } = "";

    /// <summary>The store.</summary>
    public Guid StoreId { get; set; }

    /// <summary>Who found it.</summary>
    public Guid PersonId { get; set; }

    /// <summary>Who settles an open issue; null for the finder.</summary>
    public Guid? OwnerId { get; set; }

    /// <summary>Found by the phone's clock, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>By when it should be settled, company zone; null for nobody's promise.</summary>
    public DateOnly? DueOn { get; set; }

    /// <summary>The article; null for none in particular.</summary>
    public string? ProductCode { get; set; }

    /// <summary>Production date of the batch; null for none.</summary>
    public DateOnly? ProducedOn { get; set; }

    /// <summary>Pieces; null when it cannot be counted.</summary>
    public int? Quantity { get; set; }

    /// <summary>Whether expired goods were on the shelf.</summary>
    public bool Expired { get; set; }

    /// <summary>The promotion, listing or price it concerns; null for none.</summary>
    public Guid? SubjectId { get; set; }

    /// <summary>What was seen.</summary>
    public string Note { get; set; } = "";

    /// <summary>Pictures, a JSON array of ids.</summary>
    public string PhotosJson { get; set; } = "[]";

    /// <summary>When it reached us, UTC.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>When it was handed over, UTC; null while it waits.</summary>
    public DateTimeOffset? HandedAt { get; set; }

    /// <summary>What came of it, such as CC-20261128-0003; null for nothing.</summary>
    public string? Outcome { get; set; }

    /// <summary>When logistics was told of missing stock, UTC; null before, and for everything else.</summary>
    public DateTimeOffset? ToldAt { get; set; }

    /// <summary>How often handing over was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>Not to be tried before this; also the lease of whoever tries it now. UTC.</summary>
    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>Why the last try failed; null when it did not.</summary>
    public string? LastError { get; set; }
}
