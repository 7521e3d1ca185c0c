namespace ProcessSales.Workflows.Visits;

/// <summary>What is unusual about where somebody checked in. Never a reason to stop him (domain.md 2.2, decision 1).</summary>
public enum PositionIssue
{
    /// <summary>Within the fence.</summary>
    None,

    /// <summary>Outside the fence, more than the position's own inaccuracy explains.</summary>
    Outside,

    /// <summary>The phone gave no position.</summary>
    Missing,

    /// <summary>The phone says that its position is made up.</summary>
    Mock,
}

/// <summary>Distances on the globe.</summary>
public static class Position
{
    /// <summary>Radius of the fence around a store that has none of its own, metres (domain.md 2.1).</summary>
    public const int DefaultFence = 300;

    private const double EarthRadius = 6_371_000;

    /// <summary>Metres between two points given in degrees.</summary>
    public static double Metres(double latitude, double longitude, double otherLatitude, double otherLongitude)
    {
        var north = Radians(otherLatitude - latitude);
        var east = Radians(otherLongitude - longitude);
        var half = (Math.Sin(north / 2) * Math.Sin(north / 2))
            + (Math.Cos(Radians(latitude)) * Math.Cos(Radians(otherLatitude)) * Math.Sin(east / 2) * Math.Sin(east / 2));
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(half)));
    }

    /// <summary>What is unusual about a position at a distance from the store; the phone's accuracy counts in its favour, up to the fence once more.</summary>
    public static PositionIssue Judge(double? metres, double? accuracy, int fence, bool mock) =>
        mock ? PositionIssue.Mock
        : metres is not { } distance ? PositionIssue.Missing
        : distance <= fence + Math.Min(fence, Math.Max(0, accuracy ?? 0)) ? PositionIssue.None : PositionIssue.Outside;

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
