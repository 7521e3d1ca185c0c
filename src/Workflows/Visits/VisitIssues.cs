using ProcessSales.Workflows.Issues;

namespace ProcessSales.Workflows.Visits;

/// <summary>Takes what nobody else takes: opens an issue 遗留问题, or settles one. What comes again changes nothing.</summary>
public interface IIssueOpener
{
    /// <summary>Opens or settles it; what came of it in a word, null for nothing.</summary>
    Task<string?> OpenAsync(FoundMatter found, CancellationToken cancellationToken);
}

/// <summary>The company's open issues as visits fill them.</summary>
internal sealed class VisitIssues(OpenIssues issues) : IIssueOpener
{
    public async Task<string?> OpenAsync(FoundMatter found, CancellationToken cancellationToken)
    {
        if (found is { Element: FindingPump.AnswerElement, SubjectId: { } issue })
        {
            try
            {
                await issues.AnswerAsync(new($"visit/{found.VisitId:N}/{issue:N}", issue, found.PersonId, found.Quantity > 0, found.Note.Length == 0 ? null : found.Note, found.VisitId), cancellationToken);
            }
            catch (RefusedException)
            {
                // Closed by somebody else meanwhile, or out of the visitor's hands: there is nothing left to say.
            }

            return null;
        }

        var title = found.Note.Length > OpenIssues.LongestTitle ? found.Note[..OpenIssues.LongestTitle] : found.Note;
        await issues.RaiseAsync(
            new($"visit/{found.VisitId:N}/{found.Key}", IssueSource.Visit, found.VisitId, found.StoreId, null, KindOf(found), title, found.OwnerId ?? found.PersonId, found.PersonId, found.DueOn, found.ProductCode, found.At),
            cancellationToken);
        return null;
    }

    internal static IssueKind KindOf(FoundMatter found) => (found.Kind, found.Element) switch
    {
        (RaisedKind.OutOfStock, _) or (_, "distribution") => IssueKind.OutOfStock,
        (RaisedKind.PriceChange, _) or (_, "price") => IssueKind.Price,
        (RaisedKind.PromotionDeviation, _) or (_, "promotion") => IssueKind.Promotion,
        (_, "posm") => IssueKind.Posm,
        (_, "display" or "location") => IssueKind.Display,
        (RaisedKind.Return, _) or (_, "stock") => IssueKind.Freshness,
        _ => IssueKind.Other,
    };
}
