using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Promotions;

/// <summary>A settlement in a list. Amounts are CNY.</summary>
public sealed record SettlementRow(Guid Id, Guid PromotionId, string Number, string Promotion, string CustomerCode, string Owner, SettlementState State, decimal Claimed, decimal Confirmed, decimal Matched, DateTimeOffset StateSince);

/// <summary>A line with all that a verifier needs beside it: what was approved, what happened in the store, what proves it, what was decided.</summary>
/// <param name="Needs">Proofs by the matrix, with how many there are.</param>
/// <param name="Checks">What was seen in the store.</param>
public sealed record SettlementLineView(
    SettlementLine Line, PromotionCost Cost, string Place, decimal Left, IReadOnlyList<(ProofRule Rule, int There)> Needs, IReadOnlyList<SettlementProof> Files, IReadOnlyList<ExecutionCheckRow> Checks);

/// <summary>A check as it is read.</summary>
public sealed record ExecutionCheckRow(Guid Id, Guid StoreId, string Store, DateTimeOffset At, string Person, bool Executed, bool? PriceRight, bool? GiftsThere, string Note, string? Issue, Guid? VisitId)
{
    /// <summary>Whether something is not as approved.</summary>
    public bool Deviates => !Executed || PriceRight == false || GiftsThere == false;
}

/// <summary>A settlement with its promotion: the one screen of claimant, verifier and finance (domain.md 2.4).</summary>
/// <param name="Problems">What hinders handing it in.</param>
/// <param name="Left">CNY that finance may confirm.</param>
/// <param name="Excess">CNY claimed beyond it.</param>
/// <param name="MyTask">The task that waits for the viewer; null for none.</param>
/// <param name="Actions">What the viewer may answer.</param>
/// <param name="Common">Files that belong to no single line.</param>
public sealed record SettlementView(
    Settlement Settlement, Promotion Promotion, string Owner, string? Customer, IReadOnlyList<PromotionStore> Stores, IReadOnlyList<PromotionSku> Skus, IReadOnlyList<SettlementLineView> Lines,
    IReadOnlyList<SettlementProof> Common, IReadOnlyList<Refusal> Problems, decimal Left, decimal Excess, IReadOnlyList<SettlementMoveRow> Moves, IReadOnlyList<SettlementPayment> Payments,
    Guid? MyTask, string? Step, IReadOnlyList<string> Actions);

/// <summary>A line of a settlement's history.</summary>
public sealed record SettlementMoveRow(DateTimeOffset At, string? Person, SettlementState From, SettlementState To, string? Note);

/// <summary>Reads settlements within a person's scope. Safe for concurrent use.</summary>
public sealed class SettlementList(IDbContextFactory<ProcessSalesDb> databases, SettlementDesk desk)
{
    /// <summary>Settlements by state, the longest waiting first.</summary>
    /// <param name="withoutInvoice">Only what is confirmed although its invoice has not come: to be accrued (domain.md 2.4, exceptions).</param>
    public async Task<Page<SettlementRow>> ListAsync(Guid person, SettlementState? state, Guid? promotion, int number, int size, bool withoutInvoice = false, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = (await OfAsync(db, person, cancellationToken)).AsNoTracking();
        if (state is { } wanted) rows = rows.Where(row => row.State == wanted);
        if (promotion is { } one) rows = rows.Where(row => row.PromotionId == one);
        if (withoutInvoice)
        {
            rows = rows.Where(row => (row.State == SettlementState.Confirmed || row.State == SettlementState.Paying || row.State == SettlementState.Paid || row.State == SettlementState.Deducted)
                && db.SettlementLines.Any(line => line.SettlementId == row.Id && line.Confirmed > 0m && line.InvoiceNumber == ""
                    && (line.InvoiceKind == Proofs.InvoiceFollows || db.PromotionCosts.Any(cost => cost.Id == line.CostId && db.ProofRules.Any(rule => rule.FeeType == cost.FeeType && rule.Proof == Proofs.Invoice)))));
        }

        var total = await rows.CountAsync(cancellationToken);
        var page = await (from row in rows
                          join of in db.Promotions on row.PromotionId equals of.Id
                          orderby row.StateSince
                          select new SettlementRow(row.Id, row.PromotionId, row.Number, of.Name, of.CustomerCode, db.Users.Where(who => who.Id == row.OwnerId).Select(who => who.Name).First(), row.State, row.Claimed, row.Confirmed, row.Matched, row.StateSince))
            .Skip((number - 1) * size).Take(size).ToListAsync(cancellationToken);
        return new(page, total, number, size);
    }

    /// <summary>The settlement of a case; null when there is none that the person sees.</summary>
    public async Task<Guid?> OfCaseAsync(Guid person, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (await OfAsync(db, person, cancellationToken)).Where(row => row.CaseId == caseId).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The whole screen; null when the settlement does not exist or not for this person.</summary>
    public async Task<SettlementView?> ReadAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var settlement = await (await OfAsync(db, person, cancellationToken)).AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (settlement is null) return null;
        var promotion = await db.Promotions.AsNoTracking().SingleAsync(row => row.Id == settlement.PromotionId, cancellationToken);
        var stores = await db.PromotionStores.AsNoTracking().Where(row => row.PromotionId == promotion.Id).OrderBy(row => row.Code).ToListAsync(cancellationToken);
        var checks = await ChecksAsync(db, promotion.Id, cancellationToken);
        var lines = await db.SettlementLines.AsNoTracking().Where(row => row.SettlementId == id).OrderBy(row => row.Number).ToListAsync(cancellationToken);
        var costs = await db.PromotionCosts.AsNoTracking().Where(row => row.PromotionId == promotion.Id).ToDictionaryAsync(row => row.Number, cancellationToken);
        var proofs = await db.SettlementProofs.AsNoTracking().Where(row => row.SettlementId == id).OrderBy(row => row.FileName).ToListAsync(cancellationToken);
        var sheet = await desk.SheetAsync(db, settlement, cancellationToken);
        var byNumber = sheet.Lines.ToDictionary(line => line.Number);
        var moves = await (from move in db.SettlementMoves.AsNoTracking()
                           where move.SettlementId == id
                           orderby move.At, move.Id
                           select new SettlementMoveRow(move.At, db.Users.Where(who => who.Id == move.PersonId).Select(who => who.Name).FirstOrDefault(), move.From, move.To, move.Note)).ToListAsync(cancellationToken);
        var (task, step, actions) = await TaskAsync(db, person, settlement.CaseId, cancellationToken);
        return new(
            settlement, promotion, await db.Users.Where(row => row.Id == settlement.OwnerId).Select(row => row.Name).SingleAsync(cancellationToken),
            await db.Customers.Where(row => row.Id == promotion.CustomerId).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken), stores,
            await db.PromotionSkus.AsNoTracking().Where(row => row.PromotionId == promotion.Id).OrderBy(row => row.ProductCode).ToListAsync(cancellationToken),
            [.. lines.Select(line => new SettlementLineView(
                line, costs[line.Number], stores.Find(store => store.StoreId == costs[line.Number].StoreId)?.Place ?? "", byNumber[line.Number].Left, ClaimRules.Needs(sheet, byNumber[line.Number]),
                [.. proofs.Where(proof => proof.Line == line.Number)], [.. checks.Where(check => check.StoreId == costs[line.Number].StoreId || costs[line.Number].StoreId is null)]))],
            [.. proofs.Where(proof => proof.Line is null)], settlement.State.IsWithClaimant() ? ClaimRules.Check(sheet) : [], Math.Max(0m, sheet.Ceiling - sheet.Elsewhere), sheet.Excess, moves,
            await db.SettlementPayments.AsNoTracking().Where(row => row.SettlementId == id).OrderBy(row => row.At).ToListAsync(cancellationToken), task, step, actions);
    }

    internal static async Task<List<ExecutionCheckRow>> ChecksAsync(ProcessSalesDb db, Guid promotion, CancellationToken cancellationToken) =>
        await (from check in db.ExecutionChecks.AsNoTracking()
               where check.PromotionId == promotion
               orderby check.At descending
               select new ExecutionCheckRow(check.Id, check.StoreId, db.Stores.Where(store => store.Id == check.StoreId).Select(store => store.Name).FirstOrDefault() ?? "", check.At,
                   db.Users.Where(who => who.Id == check.PersonId).Select(who => who.Name).FirstOrDefault() ?? "", check.Executed, check.PriceRight, check.GiftsThere, check.Note, check.Issue, check.VisitId)).ToListAsync(cancellationToken);

    internal static async Task<IQueryable<Settlement>> OfAsync(ProcessSalesDb db, Guid person, CancellationToken cancellationToken)
    {
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        if (scope.Everything) return db.PromotionSettlements;
        var cases = scope.Cases(db);
        return db.PromotionSettlements.Where(row => cases.Any(file => file.Id == row.CaseId));
    }

    internal static async Task<bool> HasTaskAsync(ProcessSalesDb db, Guid person, Guid caseId, CancellationToken cancellationToken) =>
        (await TaskAsync(db, person, caseId, cancellationToken)).Task is not null;

    private static async Task<(Guid? Task, string? Step, IReadOnlyList<string> Actions)> TaskAsync(ProcessSalesDb db, Guid person, Guid caseId, CancellationToken cancellationToken)
    {
        foreach (var task in await db.Tasks.AsNoTracking().Where(row => row.CaseId == caseId && row.State == TaskState.Open).ToListAsync(cancellationToken))
        {
            if (await TaskDecisions.IsForAsync(db, task, person, cancellationToken)) return (task.Id, task.ActivityId, task.ConsultedById is null ? TaskDecisions.ActionsOf(task) : []);
        }

        return (null, null, []);
    }
}
