namespace ProcessSales.Workflows.Visits;

/// <summary>What became of pieces that were taken from the shelf (domain.md 1.8).</summary>
/// <param name="Held">暂存: put aside in the store, to be decided.</param>
/// <param name="Destroyed">Needs a photo as proof.</param>
public sealed record PulledStock(int Pulled, int Held, int Returned, int Exchanged, int Discounted, int Destroyed)
{
    /// <summary>Whether every piece that was pulled is accounted for, and no other.</summary>
    public bool AddsUp => Held >= 0 && Returned >= 0 && Exchanged >= 0 && Discounted >= 0 && Destroyed >= 0
        && Pulled == Held + Returned + Exchanged + Discounted + Destroyed;
}
