using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>What the claimant enters in a line.</summary>
public sealed record ClaimEntry(
    int Number, decimal Claimed, decimal? Quantity, decimal? Sales, decimal? Tax, string InvoiceNumber, string InvoiceKind, DateOnly? InvoicedOn, string Seller, string Deviation);

/// <summary>What the claimant enters.</summary>
/// <param name="UncheckedReason">Why nobody looked into some stores.</param>
/// <param name="ReuseReason">Why a picture is used again.</param>
/// <param name="Version">The version that the claimant saw.</param>
public sealed record ClaimEdit(IReadOnlyList<ClaimEntry> Lines, string? UncheckedReason, string? ReuseReason, int Version);

/// <summary>What finance confirms.</summary>
/// <param name="Amounts">CNY by line number.</param>
/// <param name="Reviews">What is written beside the lines.</param>
/// <param name="OverspendReason">Why a little more than approved is accepted.</param>
public sealed record ConfirmEdit(IReadOnlyDictionary<int, decimal> Amounts, IReadOnlyDictionary<int, string> Reviews, string? OverspendReason, int Version);

/// <summary>Claims of what promotions cost (domain.md 2.4, F-P3): opened, filled in and proved by the claimant, confirmed by finance. Safe for concurrent use.</summary>
public sealed class SettlementDesk(
    IDbContextFactory<ProcessSalesDb> databases, CaseRegister cases, PromotionRegister register, AttachmentStore files, PromotionTermsBook book, CompanyClock clock)
{
    /// <summary>The process of settlements.</summary>
    public const string Process = "promotion-settlement";

    /// <summary>Opens a settlement of what is not claimed yet. Returns its case, whose order the caller hands to the pump.</summary>
    /// <exception cref="RefusedException">The promotion is not over, has expired, or is not the person's.</exception>
    public async Task<Guid> OpenAsync(Guid person, Guid promotionId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var promotion = await PromotionScope.FindAsync(db, person, promotionId, cancellationToken);
            if (promotion.OwnerId != person) throw new RefusedException(RefusalKind.Forbidden, "promotion.notYours");
            if (!promotion.State.IsClaimable()) throw new RefusedException(RefusalKind.Conflict, "promotion.notNow", promotion.State);
            var costs = await db.PromotionCosts.AsNoTracking().Where(row => row.PromotionId == promotionId).OrderBy(row => row.Number).ToListAsync(cancellationToken);
            var elsewhere = await ElsewhereAsync(db, promotionId, null, cancellationToken);
            var open = await db.PromotionSettlements.Where(row => row.PromotionId == promotionId).ToListAsync(cancellationToken);
            if (open.Exists(row => row.State.IsWithClaimant())) throw new RefusedException(RefusalKind.Conflict, "settlement.draftOpen");
            promotion.Version++;
            if (promotion.State != PromotionState.Settling) register.Move(db, promotion, PromotionState.Settling, person, null);
            var origin = await db.Cases.AsNoTracking().SingleAsync(row => row.Id == promotion.CaseId, cancellationToken);
            var file = await cases.StartAsync(db, new(Process, person)
            {
                StartedById = person, Title = $"{origin.Title} 核销",
                Fill = opened => (opened.OriginId, opened.CustomerCode) = (promotion.CaseId, origin.CustomerCode),
            }, cancellationToken);
            var settlement = new Settlement
            {
                Id = Guid.CreateVersion7(clock.Now), CaseId = file.Id, PromotionId = promotionId, Number = file.Number, OwnerId = person, State = SettlementState.Draft, StateSince = clock.Now, CreatedAt = clock.Now,
            };
            foreach (var cost in costs)
            {
                var left = Math.Max(0m, cost.Amount - elsewhere.GetValueOrDefault(cost.Number));
                db.SettlementLines.Add(new() { SettlementId = settlement.Id, Number = cost.Number, CostId = cost.Id, Claimed = left, Quantity = cost.Quantity });
                settlement.Claimed += left;
            }

            db.PromotionSettlements.Add(settlement);
            return file.Id;
        }, cancellationToken);
    }

    /// <summary>Keeps what the claimant entered; it need not be complete.</summary>
    /// <exception cref="RefusedException">It is not the person's or not with him, somebody saved meanwhile, or a number cannot be.</exception>
    public async Task SaveAsync(Guid person, Guid settlementId, ClaimEdit edit, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var settlement = await MineAsync(db, person, settlementId, cancellationToken);
            if (settlement.Version != edit.Version) throw new RefusedException(RefusalKind.Conflict, "settlement.changed");
            var lines = await db.SettlementLines.Where(row => row.SettlementId == settlementId).ToDictionaryAsync(row => row.Number, cancellationToken);
            var refusals = new List<Refusal>();
            foreach (var entry in edit.Lines)
            {
                if (!lines.TryGetValue(entry.Number, out var line)) continue;
                if (entry.Claimed is < 0m or > 100_000_000m) refusals.Add(new($"lines[{entry.Number}].claimed", "settlement.negative", entry.Number));
                if (entry.InvoiceNumber.Length > 40 || entry.InvoiceKind.Length > 20 || entry.Seller.Length > 100 || entry.Deviation.Length > 300)
                    refusals.Add(new($"lines[{entry.Number}].invoice", "tooLong", 40));
                (line.Claimed, line.Quantity, line.Sales, line.Tax) = (decimal.Round(entry.Claimed, 2), entry.Quantity, entry.Sales, entry.Tax);
                (line.InvoiceNumber, line.InvoiceKind, line.InvoicedOn, line.Seller, line.Deviation) = (entry.InvoiceNumber.Trim(), entry.InvoiceKind, entry.InvoicedOn, entry.Seller.Trim(), entry.Deviation.Trim());
            }

            if (edit.UncheckedReason is { Length: > 300 } || edit.ReuseReason is { Length: > 300 }) refusals.Add(new("UncheckedReason", "tooLong", 300));
            if (refusals.Count > 0) throw new RefusedException(RefusalKind.Invalid, refusals);
            settlement.UncheckedReason = string.IsNullOrWhiteSpace(edit.UncheckedReason) ? null : edit.UncheckedReason.Trim();
            settlement.ReuseReason = string.IsNullOrWhiteSpace(edit.ReuseReason) ? null : edit.ReuseReason.Trim();
            settlement.Claimed = lines.Values.Sum(line => line.Claimed);
            settlement.Version++;
        }, cancellationToken);
    }

    /// <summary>Adds a file that proves a line, or all of them.</summary>
    /// <param name="takenOn">When a picture was taken, for one whose camera does not say so.</param>
    /// <exception cref="RefusedException">The file cannot be taken, the kind is unknown, or the settlement is not with the person.</exception>
    public async Task<SettlementProof> AddProofAsync(Guid person, Guid settlementId, int? line, string kind, DateOnly? takenOn, string fileName, Stream content, CancellationToken cancellationToken = default)
    {
        if (!Proofs.Attachable.Contains(kind)) throw new RefusedException(RefusalKind.Invalid, [new("Kind", "settlement.proofKind")]);
        Guid caseId;
        await using (var early = await databases.CreateDbContextAsync(cancellationToken)) caseId = (await MineAsync(early, person, settlementId, cancellationToken)).CaseId;
        var saved = await files.SaveAsync(person, caseId, null, fileName, content, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var settlement = await MineAsync(db, person, settlementId, cancellationToken);
            if (line is { } number && !await db.SettlementLines.AnyAsync(row => row.SettlementId == settlementId && row.Number == number, cancellationToken)) throw new RefusedException(RefusalKind.Invalid, [new("Line", "settlement.unknownLine", number)]);
            var file = await db.Attachments.AsNoTracking().SingleAsync(row => row.Id == saved.Id, cancellationToken);
            var proof = new SettlementProof
            {
                AttachmentId = file.Id, SettlementId = settlementId, Line = line, Kind = kind, FileName = file.FileName, Sha256 = file.Sha256, ReusedFrom = file.ReusedFrom,
                TakenOn = file.TakenOn ?? takenOn, ByCamera = file.TakenOn is not null,
            };
            db.SettlementProofs.Add(proof);
            settlement.Version++;
            return proof;
        }, cancellationToken);
    }

    /// <summary>Takes a file away again.</summary>
    /// <exception cref="RefusedException">The settlement is not with the person.</exception>
    public async Task RemoveProofAsync(Guid person, Guid settlementId, Guid attachment, CancellationToken cancellationToken = default)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            await db.ChangeAsync(async () =>
            {
                var settlement = await MineAsync(db, person, settlementId, cancellationToken);
                settlement.Version++;
                await db.SettlementProofs.Where(row => row.AttachmentId == attachment && row.SettlementId == settlementId).ExecuteDeleteAsync(cancellationToken);
            }, cancellationToken);
        }

        await files.RemoveAsync(person, attachment, cancellationToken);
    }

    /// <summary>Keeps what finance confirms, before it says so.</summary>
    /// <exception cref="RefusedException">It is not in finance's hands or not in this person's, or more is confirmed than claimed or allowed.</exception>
    public async Task ReviewAsync(Guid person, Guid settlementId, ConfirmEdit edit, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var settlement = await (await SettlementList.OfAsync(db, person, cancellationToken)).SingleOrDefaultAsync(row => row.Id == settlementId, cancellationToken)
                ?? throw new RefusedException(RefusalKind.NotFound, "settlement.unknown");
            if (settlement.State != SettlementState.FinanceReview || !await SettlementList.HasTaskAsync(db, person, settlement.CaseId, cancellationToken)) throw new RefusedException(RefusalKind.Forbidden, "settlement.notYours");
            if (settlement.Version != edit.Version) throw new RefusedException(RefusalKind.Conflict, "settlement.changed");
            var lines = await db.SettlementLines.Where(row => row.SettlementId == settlementId).OrderBy(row => row.Number).ToListAsync(cancellationToken);
            var refusals = new List<Refusal>();
            foreach (var line in lines)
            {
                line.Confirmed = decimal.Round(edit.Amounts.GetValueOrDefault(line.Number, line.Claimed), 2);
                line.Review = Cut(edit.Reviews.GetValueOrDefault(line.Number, line.Review));
                if (line.Confirmed < 0m || line.Confirmed > line.Claimed) refusals.Add(new($"lines[{line.Number}].confirmed", "settlement.overClaim", line.Number, line.Claimed));
            }

            if (refusals.Count > 0) throw new RefusedException(RefusalKind.Invalid, refusals);
            settlement.Confirmed = lines.Sum(line => line.Confirmed ?? 0m);
            settlement.OverspendReason = string.IsNullOrWhiteSpace(edit.OverspendReason) ? null : Cut(edit.OverspendReason);
            settlement.Version++;
            db.Record(clock.Now, new() { PersonId = person, CaseId = settlement.CaseId, Subject = "settlement", Action = "Review", Comment = settlement.OverspendReason, To = $"{settlement.Confirmed:0.00}" });
        }, cancellationToken);
    }

    /// <summary>What the other settlements of a promotion claim or have confirmed, by line.</summary>
    internal static async Task<Dictionary<int, decimal>> ElsewhereAsync(ProcessSalesDb db, Guid promotionId, Guid? except, CancellationToken cancellationToken)
    {
        var rows = await (from other in db.PromotionSettlements.AsNoTracking()
                          where other.PromotionId == promotionId && other.Id != except
                          join line in db.SettlementLines.AsNoTracking() on other.Id equals line.SettlementId
                          select new { other.State, line.Number, line.Claimed, line.Confirmed }).ToListAsync(cancellationToken);
        return rows.Where(row => row.State.Counts()).GroupBy(row => row.Number).ToDictionary(group => group.Key, group => group.Sum(row => row.State.Costs() ? row.Confirmed ?? 0m : row.Claimed));
    }

    /// <summary>All that a claim is judged by.</summary>
    internal async Task<ClaimSheet> SheetAsync(ProcessSalesDb db, Settlement settlement, CancellationToken cancellationToken)
    {
        var promotion = await db.Promotions.AsNoTracking().SingleAsync(row => row.Id == settlement.PromotionId, cancellationToken);
        var costs = await db.PromotionCosts.AsNoTracking().Where(row => row.PromotionId == promotion.Id).ToDictionaryAsync(row => row.Number, cancellationToken);
        var elsewhere = await ElsewhereAsync(db, promotion.Id, settlement.Id, cancellationToken);
        var lines = await db.SettlementLines.AsNoTracking().Where(row => row.SettlementId == settlement.Id).OrderBy(row => row.Number).ToListAsync(cancellationToken);
        var proofs = await db.SettlementProofs.AsNoTracking().Where(row => row.SettlementId == settlement.Id).ToListAsync(cancellationToken);
        var stores = await db.PromotionStores.AsNoTracking().Where(row => row.PromotionId == promotion.Id).ToListAsync(cancellationToken);
        var looked = await db.ExecutionChecks.Where(row => row.PromotionId == promotion.Id).Select(row => row.StoreId).Distinct().ToListAsync(cancellationToken);
        var claimed = lines.Where(line => line.Claimed > 0m).Select(line => costs[line.Number].StoreId).ToHashSet();
        var numbers = lines.Where(line => line.InvoiceNumber.Length > 0).Select(line => line.InvoiceNumber).Distinct().ToList();
        var used = await db.UsedInvoices.AsNoTracking().Where(row => numbers.Contains(row.Number) && row.SettlementId != settlement.Id).ToListAsync(cancellationToken);
        var agreed = await db.Attachments.AnyAsync(row => row.CaseId == promotion.CaseId && row.Field == "agreement", cancellationToken);
        return new(
            promotion.End.DayNumber - promotion.Start.DayNumber + 1, promotion.PhotosFrom, promotion.PhotosUntil,
            promotion.ApprovedTotal + settlement.OverspendGranted, elsewhere.Values.Sum(), promotion.ReportedAt is not null, agreed, stores.Count > 0 && stores.TrueForAll(store => store.Place.Length > 0),
            [.. stores.Where(store => claimed.Contains(store.StoreId) && !looked.Contains(store.StoreId)).Select(store => store.Name)], settlement.UncheckedReason, settlement.ReuseReason,
            [.. lines.Select(line => new ClaimLine(
                line.Number, costs[line.Number].FeeType, costs[line.Number].StoreId, costs[line.Number].StoreName, costs[line.Number].Amount, elsewhere.GetValueOrDefault(line.Number), line.Claimed,
                line.InvoiceNumber, line.InvoiceKind, line.InvoicedOn, line.Seller, line.Deviation))],
            [.. proofs.Select(proof => new ClaimProof(proof.Line, proof.Kind, proof.FileName, proof.Sha256, proof.TakenOn, proof.ReusedFrom))],
            used.Select(row => (row.Number, row.Seller)).ToHashSet(), await db.ProofRules.AsNoTracking().ToListAsync(cancellationToken));
    }

    /// <summary>How much finance may confirm without asking anybody else, CNY: what was approved and is left, and the small excess with a reason.</summary>
    internal async Task<(decimal Left, decimal Tolerated)> AllowanceAsync(ProcessSalesDb db, decimal approved, decimal granted, decimal elsewhere, CancellationToken cancellationToken)
    {
        var terms = await book.CurrentAsync(db, cancellationToken);
        var left = Math.Max(0m, approved + granted - elsewhere);
        return (left, left + Math.Min(decimal.Round(approved * terms.ToleratedRatio, 2), terms.ToleratedAmount));
    }

    private static string Cut(string text) => text.Trim() is { Length: > 300 } longer ? longer[..300] : text.Trim();

    private static async Task<Settlement> MineAsync(ProcessSalesDb db, Guid person, Guid id, CancellationToken cancellationToken)
    {
        var settlement = await (await SettlementList.OfAsync(db, person, cancellationToken)).SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw new RefusedException(RefusalKind.NotFound, "settlement.unknown");
        if (!settlement.State.IsWithClaimant() || !await SettlementList.HasTaskAsync(db, person, settlement.CaseId, cancellationToken)) throw new RefusedException(RefusalKind.Forbidden, "settlement.notYours");
        return settlement;
    }
}
