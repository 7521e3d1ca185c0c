using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Promotions;

/// <summary>The steps of the settlement's definition whose answers are checked, by their ids.</summary>
public static class SettlementSteps
{
    /// <summary>The claimant fills it in.</summary>
    public const string Claim = "claim";

    /// <summary>The area manager looks whether it is true.</summary>
    public const string Verify = "verify";

    /// <summary>Finance decides how much.</summary>
    public const string Review = "review";

    /// <summary>Receivables pays.</summary>
    public const string Payout = "payout";

    /// <summary>核定</summary>
    public const string Confirm = "Confirm";

    /// <summary>Ask for the overspend.</summary>
    public const string Overspend = "Overspend";

    /// <summary>Paid out.</summary>
    public const string Paid = "Paid";
}

/// <summary>What an answer in a settlement needs, wherever it comes from (domain.md 2.4, F-P3 and overspend). Safe for concurrent use.</summary>
internal sealed class SettlementAnswers(SettlementDesk desk) : IAnswerCheck
{
    public string Process => SettlementDesk.Process;

    public async Task RefuseAsync(ProcessSalesDb db, HumanTask task, Case file, CompleteTask answer, CancellationToken cancellationToken)
    {
        if (await db.PromotionSettlements.AsNoTracking().SingleOrDefaultAsync(row => row.CaseId == file.Id, cancellationToken) is not { } settlement) return;
        var promotion = await db.Promotions.AsNoTracking().SingleAsync(row => row.Id == settlement.PromotionId, cancellationToken);
        switch (task.ActivityId, answer.Action)
        {
            case (SettlementSteps.Claim, TaskActions.Submit):
                if (!promotion.State.IsClaimable()) throw new RefusedException(RefusalKind.Conflict, "promotion.notNow", promotion.State);
                var refusals = ClaimRules.Check(await desk.SheetAsync(db, settlement, cancellationToken));
                if (refusals.Count > 0) throw new RefusedException(RefusalKind.Invalid, refusals);
                break;
            case (SettlementSteps.Verify, TaskActions.Approve) when promotion.ReportedById == answer.Person:
                // Who reported the execution may not be the one who finds it true (domain.md 2.0).
                throw new RefusedException(RefusalKind.Forbidden, "settlement.reporterVerifies");
            case (SettlementSteps.Review, SettlementSteps.Confirm):
                await RefuseTooMuchAsync(db, settlement, promotion, cancellationToken);
                break;
            case (SettlementSteps.Review, SettlementSteps.Overspend):
                var sheet = await desk.SheetAsync(db, settlement, cancellationToken);
                if (sheet.Excess == 0m) throw new RefusedException(RefusalKind.Conflict, "settlement.noExcess");
                break;
            case (SettlementSteps.Payout, SettlementSteps.Paid):
                var byDeduction = await (from line in db.SettlementLines
                                         where line.SettlementId == settlement.Id && line.Confirmed > 0m
                                         join cost in db.PromotionCosts on line.CostId equals cost.Id
                                         where cost.PayMode == "deduct"
                                         select cost.Id).AnyAsync(cancellationToken);
                if (byDeduction && settlement.Matched < settlement.Confirmed) throw new RefusedException(RefusalKind.Conflict, "settlement.deductFirst");
                break;
        }
    }

    private async Task RefuseTooMuchAsync(ProcessSalesDb db, Settlement settlement, Promotion promotion, CancellationToken cancellationToken)
    {
        var lines = await db.SettlementLines.AsNoTracking().Where(row => row.SettlementId == settlement.Id).ToListAsync(cancellationToken);
        var total = lines.Sum(line => line.Confirmed ?? line.Claimed);
        if (lines.Exists(line => line.Confirmed > line.Claimed)) throw new RefusedException(RefusalKind.Invalid, "settlement.overClaim", 0, 0);
        var elsewhere = (await SettlementDesk.ElsewhereAsync(db, promotion.Id, settlement.Id, cancellationToken)).Values.Sum();
        var (left, tolerated) = await desk.AllowanceAsync(db, promotion.ApprovedTotal, settlement.OverspendGranted, elsewhere, cancellationToken);
        if (total <= left) return;
        if (total > tolerated) throw new RefusedException(RefusalKind.Conflict, "settlement.overspend", total, left, total - left);
        if (settlement.OverspendReason is null) throw new RefusedException(RefusalKind.Invalid, [new("OverspendReason", "settlement.overspendReason", total - left)]);
        if (promotion.BudgetLineId is { } id && await db.BudgetLines.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { Control: BudgetControl.Absolute } line && line.Available < total - left)
            throw new RefusedException(RefusalKind.Conflict, "budget.insufficient", total - left, line.Available);
    }
}
