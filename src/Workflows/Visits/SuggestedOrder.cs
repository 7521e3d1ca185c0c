namespace ProcessSales.Workflows.Visits;

/// <summary>What a store should order of an article, with the sum behind it (domain.md 2.2, the 1.5 rule). Pieces unless said.</summary>
/// <param name="Sold">Sales since the last visit: last stock + delivered − current stock.</param>
/// <param name="Need">1.5 × sold − stock − in transit; may be negative.</param>
/// <param name="Cases">Need in whole cases, never below 0.</param>
/// <param name="Pieces">The cases in pieces.</param>
public sealed record OrderSuggestion(int Sold, decimal Need, int Cases, int Pieces);

/// <summary>The 1.5 rule.</summary>
public static class SuggestedOrder
{
    /// <summary>How many times the sales since the last visit should be there until the next.</summary>
    public const decimal Cover = 1.5m;

    /// <summary>The suggestion. Counting differences never make sales negative.</summary>
    public static OrderSuggestion Of(int lastStock, int delivered, int shelf, int backRoom, int inTransit, int casePack)
    {
        var sold = Math.Max(0, lastStock + delivered - shelf - backRoom);
        var need = (Cover * sold) - shelf - backRoom - inTransit;
        var cases = need <= 0 ? 0 : (int)Math.Ceiling(need / Math.Max(1, casePack));
        return new(sold, need, cases, cases * Math.Max(1, casePack));
    }

    /// <summary>Whether a quantity is a whole number of cases.</summary>
    public static bool IsWholeCases(int pieces, int casePack) => pieces >= 0 && pieces % Math.Max(1, casePack) == 0;
}
