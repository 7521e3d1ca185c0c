namespace ProcessSales.Workflows.Visits;

/// <summary>The points that hit rates earn, 0 to 100 (domain.md 1.7, the ladder of S5).</summary>
public static class VisitScore
{
    private static readonly int[] Points = [100, 80, 60, 40, 20];

    // From which rate on each of the points is given; below the last there are none.
    private static readonly Dictionary<VisitFigure, decimal[]> Ladders = new()
    {
        [VisitFigure.Distribution] = [0.9m, 0.8m, 0.7m, 0.6m, 0.5m],
        [VisitFigure.Promotion] = [1m, 0.9m, 0.8m, 0.7m, 0.6m],
        [VisitFigure.HitRate] = [1m, 0.95m, 0.9m, 0.85m, 0.8m],
    };

    /// <summary>The points of a figure; null for one without a ladder, and without anything to measure.</summary>
    public static int? Of(VisitFigure figure, decimal? rate)
    {
        if (rate is not { } reached || !Ladders.TryGetValue(figure, out var steps)) return null;
        var at = Array.FindIndex(steps, from => reached >= from);
        return at < 0 ? 0 : Points[at];
    }
}
