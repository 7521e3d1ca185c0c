using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Listings;

/// <summary>Deadlines and limits of listings, as domain.md 2.3 proposes them; a firm sets its own. Days are calendar days.</summary>
public sealed record ListingTerms : ITerms
{
    /// <summary>Silence of the chain after which the owner is reminded.</summary>
    public int SilentDays { get; init; } = 7;

    /// <summary>Silence after which the area manager is told.</summary>
    public int SilentTooLongDays { get; init; } = 15;

    /// <summary>Days after a delivery by which it should be on the shelf.</summary>
    public int ShelfDays { get; init; } = 3;

    /// <summary>Days of the trial on which it is judged.</summary>
    public IReadOnlyList<int> TrialDays { get; init; } = [30, 60, 90];

    /// <summary>Days before each of them on which its owner is asked to look at it.</summary>
    public int TrialNoticeDays { get; init; } = 5;

    /// <summary>Days before a paper ends at which the assistant is told.</summary>
    public int PaperDays { get; init; } = 30;

    /// <summary>Days after a refusal at which to ask again, where nobody chose a day.</summary>
    public int RetryDays { get; init; } = 90;

    /// <summary>Days from the application to the shelf that are aimed at.</summary>
    public int TargetDays { get; init; } = 30;

    /// <summary>Days of a trial on which its owner is asked to look at it, rising.</summary>
    public IEnumerable<int> TrialNotices() => TrialDays.Select(day => day - TrialNoticeDays);

    /// <inheritdoc />
    public IEnumerable<Refusal> Problems()
    {
        foreach (var (name, value, least, most) in new (string, int, int, int)[]
                 {
                     (nameof(SilentDays), SilentDays, 1, 180), (nameof(SilentTooLongDays), SilentTooLongDays, Math.Clamp(SilentDays, 1, 180), 365), (nameof(ShelfDays), ShelfDays, 1, 60), (nameof(TrialNoticeDays), TrialNoticeDays, 0, 20),
                     (nameof(PaperDays), PaperDays, 1, 365), (nameof(RetryDays), RetryDays, 1, 730), (nameof(TargetDays), TargetDays, 1, 365),
                 })
        {
            if (value < least || value > most) yield return new(name, "listing.range", least, most);
        }

        if (TrialDays.Count is 0 or > 6 || TrialDays.Any(day => day <= TrialNoticeDays || day > 365) || !TrialDays.SequenceEqual(TrialDays.Distinct().Order())) yield return new(nameof(TrialDays), "terms.trialDays", TrialNoticeDays, 365);
    }
}
