using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Deductions;
using ProcessSales.Workflows.Disputes;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>Days until which differences, deductions and disputes should be settled and issues done: on the next day a superior is told, unless it happens.</summary>
internal sealed class ComingDeadlines(CompanyClock clock) : IComingSource
{
    private const int Most = 2_000;

    public async Task<IReadOnlyList<ComingEvent>> OfAsync(ProcessSalesDb db, ComingScene scene, CancellationToken cancellationToken)
    {
        var (today, until) = (clock.Today, scene.Until);
        var found = new List<ComingEvent>();
        var differences = await (from row in db.StatementDifferences.AsNoTracking()
                                 where row.Result == DifferenceResult.Open && row.DueOn >= today && row.DueOn <= until
                                 join statement in db.Statements on row.StatementId equals statement.Id
                                 where statement.State == StatementState.Differences
                                 orderby row.DueOn
                                 select new { row.DueOn, row.OwnerId, row.Reference, Amount = row.Theirs - row.Ours, statement.Id, statement.CustomerId, statement.Number }).Take(Most).ToListAsync(cancellationToken);
        foreach (var row in differences) Add(row.CustomerId, row.DueOn, ComingKind.Difference, row.Number, Math.Abs(row.Amount), row.OwnerId, row.Reference, $"/collections/statements/{row.Id}");
        var deductions = await db.Deductions.AsNoTracking().Where(row => row.State == DeductionState.Open && row.DueOn >= today && row.DueOn <= until).OrderBy(row => row.DueOn).Take(Most).ToListAsync(cancellationToken);
        foreach (var row in deductions) Add(row.CustomerId, row.DueOn, ComingKind.Deduction, row.Reference, row.Unknown, row.OwnerId, null, $"/collections/deductions/{row.Id}");
        var disputes = await db.Disputes.AsNoTracking().Where(row => (row.State == DisputeState.Open || row.State == DisputeState.AwaitingCredit) && row.DueOn >= today && row.DueOn <= until).OrderBy(row => row.DueOn).Take(Most).ToListAsync(cancellationToken);
        foreach (var row in disputes) Add(row.CustomerId, row.DueOn, ComingKind.Dispute, row.Number, row.Amount, row.OwnerId, row.Reason.ToString(), $"/cases/{row.CaseId}");
        var issues = await db.OpenIssues.AsNoTracking().Where(row => row.State == IssueState.Open && row.CustomerId != null && row.DueOn >= today && row.DueOn <= until).OrderBy(row => row.DueOn)
            .Select(row => new { row.Id, row.CustomerId, row.DueOn, row.OwnerId, row.Title }).Take(Most).ToListAsync(cancellationToken);
        foreach (var row in issues) Add(row.CustomerId!.Value, row.DueOn, ComingKind.Issue, null, 0, row.OwnerId, row.Title, $"/issues/{row.Id}");
        return found;

        void Add(Guid payerId, DateOnly day, ComingKind kind, string? number, decimal amount, Guid owner, string? text, string link)
        {
            if (scene.Payers.TryGetValue(payerId, out var payer)) found.Add(new(day, kind, payer.Id, payer.Code, payer.Name, number, null, amount, scene.Book.People.NameOf(owner), text, link));
        }
    }
}
