namespace ProcessSales.Workflows.Visits;

/// <summary>The steps in a store (domain.md 1.6) and which of them a visit has not made.</summary>
public static class VisitSteps
{
    /// <summary>All that are made in the store, in their order.</summary>
    public static readonly IReadOnlyList<string> All =
        ["V-01", "V-02", "V-03", "V-04", "V-05", "V-06", "V-07", "V-08", "V-09", "V-10", "V-11", "V-12", "V-13", "V-14", "V-15", "V-16", "V-17"];

    /// <summary>The mandatory steps that are missing, whether excused or not.</summary>
    public static IReadOnlyList<string> Missing(VisitContent visit) => [.. All.Where(step => !IsMade(step, visit))];

    /// <summary>Those among them without a reason.</summary>
    public static IReadOnlyList<string> Unexcused(VisitContent visit) =>
        [.. Missing(visit).Where(step => !visit.Skips.TryGetValue(step, out var reason) || string.IsNullOrWhiteSpace(reason))];

    private static bool IsMade(string step, VisitContent visit) => step switch
    {
        "V-01" => visit.Goals.Count > 0 && visit.Tools.Count > 0 && Answered(visit, StoreMatterKind.OpenIssue),
        "V-02" => visit.CheckIn is not null && visit.Persons.Count > 0 && HasPhoto(visit, "shopfront"),
        "V-03" => HasPhoto(visit, "shelfBefore") && (!visit.HasPromoter || visit.Promoter is not null),
        "V-04" => visit.Checks.Count >= visit.CheckCount && visit.CheckCount > 0,
        "V-05" => visit.Done.Contains(step) && HasPhoto(visit, "shelfAfter"),
        "V-06" => visit.Lines.Where(line => line.Status == ShelfStatus.OnShelf).All(line => visit.Batches.Any(batch => batch.Code == line.Code)),
        "V-09" => visit.Lines.Where(line => line.Status is ShelfStatus.OnShelf or ShelfStatus.BackRoomOnly).All(line => line.Back is not null),
        "V-07" => visit.Materials.Count > 0 || visit.Done.Contains(step),
        "V-11" => visit.Topics.Count > 0,
        "V-12" => Answered(visit, StoreMatterKind.Promotion),
        "V-13" => Answered(visit, StoreMatterKind.Listing),
        "V-14" => Answered(visit, StoreMatterKind.Complaint) && (visit.Complaints.Count > 0 || visit.Done.Contains(step)),
        "V-15" => Answered(visit, StoreMatterKind.Payment),
        "V-16" => visit.Competitors.Count > 0 || visit.Done.Contains(step),
        "V-17" => visit.CheckOut is not null && !string.IsNullOrWhiteSpace(visit.Summary),
        _ => visit.Done.Contains(step),
    };

    private static bool Answered(VisitContent visit, StoreMatterKind kind) => visit.Matters.Where(matter => matter.Kind == kind).All(matter => matter.Answer is not null);

    private static bool HasPhoto(VisitContent visit, string kind) => visit.Photos.Any(photo => photo.Kind == kind);
}
