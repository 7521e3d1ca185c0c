using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Adjustments;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Disputes;

/// <summary>What a step of the process found when it moved its dispute on.</summary>
/// <param name="Outcome">Settled, Approval (we bear some, which needs one) or Open.</param>
/// <param name="Amount">CNY to be approved; a sum within the small share of the item counts as the smallest row of the matrix.</param>
public sealed record DisputeMove(string Outcome, decimal Amount);

/// <summary>Leads a dispute through its states as its process says: each step once, whatever is repeated (domain.md 2.6 J100, F-S7). Safe for concurrent use.</summary>
public sealed class DisputeCourse(IDbContextFactory<ProcessSalesDb> databases, CreditNotes credits, CollectionTermsBook book, CompanyClock clock)
{
    /// <summary>Settles the dispute of a case as its owner and the payer agreed.</summary>
    /// <param name="key">Of the step's execution; the same again changes nothing.</param>
    /// <param name="data">The form: <c>result</c> is ours, theirs, half or withdrawn.</param>
    /// <param name="approved">Whether what we bear was approved.</param>
    /// <exception cref="RefusedException">The case has no dispute, or the table does not allow the move.</exception>
    public async Task<DisputeMove> SettleAsync(string key, Guid caseId, JsonObject? data, bool approved, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var dispute = await HoldAsync(db, caseId, cancellationToken);
            if (await db.Audit.AnyAsync(entry => entry.Key == key, cancellationToken)) return Answer(dispute, await ItemAsync(db, dispute, cancellationToken), await book.CurrentAsync(db, cancellationToken));
            var from = dispute.State;
            if (from == DisputeState.Open)
            {
                dispute.Result = Enum.TryParse<DisputeResult>(data?["result"]?.ToString(), true, out var read) && Enum.IsDefined(read) ? read : throw new RefusedException(RefusalKind.Invalid, [new("result", "required")]);
                dispute.Borne = dispute.Result switch { DisputeResult.Ours => dispute.Amount, DisputeResult.Half => decimal.Round(dispute.Amount / 2m, 2, MidpointRounding.AwayFromZero), _ => 0m };
            }

            var item = (await AllocationLedger.HoldAsync(db, [dispute.ReceivableId], cancellationToken))[dispute.ReceivableId];
            if (dispute.Borne > 0m && !approved)
            {
                dispute.MoveTo(DisputeState.AwaitingCredit);
            }
            else
            {
                dispute.MoveTo(dispute.Result == DisputeResult.Withdrawn ? DisputeState.Withdrawn : DisputeState.Resolved);
                dispute.EndedAt = clock.Now;
                // Released first: what we bear is open and undisputed for the moment in which the credit settles it.
                await ReleaseAsync(db, item, dispute, cancellationToken);
                if (dispute.Borne > 0m) dispute.CreditNoteId = await credits.PostAsync(db, null, dispute.Number, item.Id, dispute.Borne, caseId, $"dispute/{dispute.Id:N}", cancellationToken);
            }

            Note(db, dispute, key, from);
            return Answer(dispute, item, await book.CurrentAsync(db, cancellationToken));
        }, cancellationToken);
    }

    /// <summary>What was to be borne by us was not approved: the owner talks on.</summary>
    /// <exception cref="RefusedException">The case has no dispute, or it does not wait for an approval.</exception>
    public async Task ReopenAsync(string key, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var dispute = await HoldAsync(db, caseId, cancellationToken);
            if (await db.Audit.AnyAsync(entry => entry.Key == key, cancellationToken)) return;
            var from = dispute.State;
            dispute.MoveTo(DisputeState.Open);
            (dispute.Result, dispute.Borne) = (null, 0m);
            Note(db, dispute, key, from);
        }, cancellationToken);
    }

    /// <summary>What of an item is in dispute, by its disputes; null when it never had one.</summary>
    internal static async Task<decimal?> OfItemAsync(ProcessSalesDb db, Guid receivableId, CancellationToken cancellationToken)
    {
        var rows = await db.Disputes.AsNoTracking().Where(row => row.ReceivableId == receivableId).Select(row => new { row.Id, row.Amount, row.State }).ToListAsync(cancellationToken);
        return rows.Count == 0 ? null : rows.Where(row => !row.State.IsFinal()).Sum(row => row.Amount);
    }

    // What others dispute of the same item stays; a payment may have left less open than that.
    private static async Task ReleaseAsync(ProcessSalesDb db, Receivable item, Dispute dispute, CancellationToken cancellationToken)
    {
        var others = await db.Disputes.AsNoTracking().Where(row => row.ReceivableId == item.Id && row.Id != dispute.Id && (row.State == DisputeState.Open || row.State == DisputeState.AwaitingCredit))
            .Select(row => row.Amount).ToListAsync(cancellationToken);
        item.Disputed = Math.Clamp(others.Sum(), 0m, Math.Max(item.Open, 0m));
        item.Version++;
    }

    private static DisputeMove Answer(Dispute dispute, Receivable item, CollectionTerms terms) => dispute.State switch
    {
        DisputeState.AwaitingCredit => new("Approval", terms.SumToApprove(dispute.Borne, item.Amount)),
        DisputeState.Open => new("Open", 0m),
        _ => new("Settled", dispute.Borne),
    };

    private void Note(ProcessSalesDb db, Dispute dispute, string key, DisputeState from) => db.Record(clock.Now, new()
    {
        CaseId = dispute.CaseId, Subject = "dispute", Action = "Move", From = from.ToString(), To = dispute.State.ToString(), Key = key,
        Comment = dispute.Result is { } result ? string.Create(CultureInfo.InvariantCulture, $"{result} {dispute.Borne:0.00}") : null,
    });

    private static Task<Receivable> ItemAsync(ProcessSalesDb db, Dispute dispute, CancellationToken cancellationToken) => db.Receivables.AsNoTracking().SingleAsync(row => row.Id == dispute.ReceivableId, cancellationToken);

    private static async Task<Dispute> HoldAsync(ProcessSalesDb db, Guid caseId, CancellationToken cancellationToken) =>
        await db.Disputes.Where(row => row.CaseId == caseId).ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, row => row.Version + 1), cancellationToken) == 1
            ? await db.Disputes.SingleAsync(row => row.CaseId == caseId, cancellationToken)
            : throw new RefusedException(RefusalKind.NotFound, "dispute.unknown");
}
