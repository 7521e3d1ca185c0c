namespace ProcessSales.Workflows.Visits;

/// <summary>What a reviewer should look at first.</summary>
internal static class VisitExceptions
{
    private static readonly IReadOnlyDictionary<VisitException, int> Weights = new Dictionary<VisitException, int>
    {
        [VisitException.Expired] = 100, [VisitException.Position] = 40, [VisitException.StepsMissing] = 30, [VisitException.Short] = 20, [VisitException.PromoterAbsent] = 20,
        [VisitException.OutOfStock] = 15, [VisitException.Price] = 15, [VisitException.Photos] = 15, [VisitException.Rotation] = 15, [VisitException.Late] = 10, [VisitException.Clock] = 5,
    };

    /// <summary>Keeps which of them hold, the heaviest first.</summary>
    public static void Set(Visit visit, Dictionary<VisitException, bool> holds)
    {
        var found = holds.Where(pair => pair.Value).Select(pair => pair.Key).OrderByDescending(kind => Weights[kind]).ToList();
        visit.Exceptions = string.Join(',', found);
        visit.ExceptionWeight = found.Sum(kind => Weights[kind]);
    }

    /// <summary>Adds one that came to light later, such as a picture that was used before.</summary>
    public static void Add(Visit visit, VisitException kind)
    {
        var present = Of(visit.Exceptions);
        Set(visit, present.Append(kind).Distinct().ToDictionary(each => each, _ => true));
    }

    /// <summary>Those that a visit keeps.</summary>
    public static IReadOnlyList<VisitException> Of(string exceptions) =>
        [.. exceptions.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => Enum.TryParse<VisitException>(name, out var kind) ? kind : (VisitException?)null).OfType<VisitException>()];
}
