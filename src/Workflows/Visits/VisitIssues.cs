using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Visits;

/// <summary>Takes what nobody else takes: opens an issue 遗留问题, or settles one. What comes again changes nothing.</summary>
public interface IIssueOpener
{
    /// <summary>Opens or settles it; what came of it in a word, null for nothing.</summary>
    Task<string?> OpenAsync(FoundMatter found, CancellationToken cancellationToken);
}

/// <summary>The company's open issues as visits fill them.</summary>
internal sealed class VisitIssues(IDbContextFactory<ProcessSalesDb> databases, OpenIssues issues, Notifier notifier, CompanyClock clock) : IIssueOpener
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
        var id = await issues.RaiseAsync(
            new($"visit/{found.VisitId:N}/{found.Key}", IssueSource.Visit, found.VisitId, found.StoreId, null, KindOf(found), title, found.OwnerId ?? found.PersonId, found.PersonId, found.DueOn, found.ProductCode, found.At),
            cancellationToken);
        if (found.OwnerId is { } owner && owner != found.PersonId) await TellAsync(id, owner, found.PersonId, cancellationToken);
        return null;
    }

    // Whoever is given an issue of a store that he did not see is told of it.
    private async Task TellAsync(Guid id, Guid owner, Guid finder, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var issue = await db.OpenIssues.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
        var by = await db.Users.Where(row => row.Id == finder).Select(row => row.Name).SingleAsync(cancellationToken);
        await notifier.QueueAsync(new($"issue/{id:N}/raised", IssueLadder.Process, "issue-raised", [owner], await IssueNews.DataAsync(db, issue, by, cancellationToken), null, NotificationClass.Task, clock.At(issue.DueOn, new(18, 0))), cancellationToken);
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
