using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Promotions;

/// <summary>What a step of the settlement's process needs to go on.</summary>
/// <param name="Amount">CNY claimed, or confirmed once it is.</param>
/// <param name="Excess">CNY claimed beyond what was approved.</param>
/// <param name="NewTotal">CNY that the promotion would cost with it: the approval chain is computed for this.</param>
/// <param name="Ratio">New total / target sales; null without a target.</param>
/// <param name="BudgetLineId">The line it is taken from.</param>
/// <param name="OwnerId">Who claims.</param>
/// <param name="PayModes">How what is claimed is paid, codes with commas between.</param>
/// <param name="SupplementDays">Working days in which what is missing comes, by the terms of today.</param>
/// <param name="SupplementBy">The last of them, counted from today.</param>
public sealed record SettlementStep(decimal Amount, decimal Excess, decimal NewTotal, decimal? Ratio, Guid? BudgetLineId, Guid OwnerId, string PayModes, int SupplementDays, DateOnly SupplementBy);

/// <summary>Moves settlements through their states, with what each state does to the budget. Safe for concurrent use.</summary>
public sealed class SettlementCourse(IDbContextFactory<ProcessSalesDb> databases, SettlementDesk desk, BudgetLedger ledger, PromotionNews news, PromotionTermsBook book, WorkingCalendars calendars, CompanyClock clock)
{
    /// <summary>A step of the process moves the settlement of a case. The same key again moves nothing and answers alike.</summary>
    /// <exception cref="RefusedException">It cannot go there from where it is; or the budget has no room, or an invoice was used, since somebody looked last.</exception>
    public async Task<SettlementStep> MoveAsync(string key, Guid caseId, SettlementState to, string? note, CancellationToken cancellationToken = default)
    {
        var ready = await news.ReadyAsync(cancellationToken, "settlement-photo-reused");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var settlement = await db.PromotionSettlements.SingleAsync(row => row.CaseId == caseId, cancellationToken);
            var promotion = await db.Promotions.SingleAsync(row => row.Id == settlement.PromotionId, cancellationToken);
            if (!await db.SettlementMoves.AnyAsync(row => row.Key == key, cancellationToken))
            {
                if (to == SettlementState.Submitted) await SubmitAsync(db, ready, settlement, promotion, cancellationToken);
                if (to == SettlementState.Confirmed) await ConfirmAsync(db, settlement, promotion, cancellationToken);
                if (to is SettlementState.Rejected or SettlementState.Withdrawn) await db.UsedInvoices.Where(row => row.SettlementId == settlement.Id).ExecuteDeleteAsync(cancellationToken);
                if (to == SettlementState.Supplement) settlement.Supplements++;
                if (to == SettlementState.Paid) Pay(db, settlement, key, settlement.Confirmed - settlement.Matched, false, note ?? "", null);
                Move(db, settlement, to, null, note, key);
            }

            return await StepAsync(db, settlement, promotion, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>The overspend was approved on the way of the new total: what was reserved for it goes to the promotion, whose approved amount stays as it is. Once for each key.</summary>
    public async Task GrantAsync(string key, Guid caseId, decimal excess, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var settlement = await db.PromotionSettlements.SingleAsync(row => row.CaseId == caseId, cancellationToken);
            if (await db.Audit.AnyAsync(entry => entry.Key == key, cancellationToken)) return;
            settlement.OverspendGranted += excess;
            settlement.Version++;
            db.Record(clock.Now, new() { CaseId = caseId, Subject = "settlement", Action = "OverspendGranted", To = $"{excess:0.00}", Key = key });
        }, cancellationToken);
    }

    /// <summary>Takes a confirmed settlement back 红冲: its cost goes back to the budget, its entries stay.</summary>
    /// <exception cref="RefusedException">Only finance may, with a reason, and only what is confirmed and not (or no longer) deducted.</exception>
    public async Task ReverseAsync(Guid person, Guid settlementId, string? reason, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(reason)) throw new RefusedException(RefusalKind.Invalid, [new("Reason", "required")]);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var settlement = await FindAsync(db, person, settlementId, cancellationToken);
            var role = await db.Users.Where(row => row.Id == person).Select(row => row.Role).SingleAsync(cancellationToken);
            if (role is not (Role.FinEx or Role.FinM)) throw new RefusedException(RefusalKind.Forbidden, "settlement.notFinance");
            var promotion = await db.Promotions.SingleAsync(row => row.Id == settlement.PromotionId, cancellationToken);
            Move(db, settlement, SettlementState.Reversed, person, reason.Trim() is { Length: > 1000 } text ? text[..1000] : reason.Trim(), null);
            await db.UsedInvoices.Where(row => row.SettlementId == settlementId).ExecuteDeleteAsync(cancellationToken);
            if (promotion.BudgetLineId is { } line && settlement.Confirmed > 0m)
                await ledger.ReverseAsync(db, $"settlement/{settlementId:N}/reverse", line, promotion.CaseId, settlement.Confirmed, person, cancellationToken);
            if (promotion.State == PromotionState.Closed) promotion.FinalCost -= settlement.Confirmed;
            promotion.Version++;
            await CloseTasksAsync(db, settlement, "Reversed", person, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Moves a settlement inside the caller's transaction.</summary>
    internal void Move(ProcessSalesDb db, Settlement settlement, SettlementState to, Guid? person, string? note, string? key)
    {
        if (!settlement.State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "settlement.transition", settlement.State, to);
        db.SettlementMoves.Add(new() { Id = Guid.CreateVersion7(clock.Now), SettlementId = settlement.Id, At = clock.Now, PersonId = person, From = settlement.State, To = to, Note = note is { Length: > 2000 } ? note[..2000] : note, Key = key });
        db.Record(clock.Now, new() { PersonId = person, CaseId = settlement.CaseId, Subject = "settlement", Action = "State", From = settlement.State.ToString(), To = to.ToString(), Comment = note });
        settlement.State = to;
        settlement.StateSince = clock.Now;
        settlement.Version++;
    }

    /// <summary>Ends the task that waits for a payment, when the payment came another way; the process goes on as if somebody had answered it.</summary>
    internal async Task CloseTasksAsync(ProcessSalesDb db, Settlement settlement, string outcome, Guid? person, CancellationToken cancellationToken)
    {
        foreach (var task in await db.Tasks.Where(row => row.CaseId == settlement.CaseId && row.State == TaskState.Open).ToListAsync(cancellationToken))
        {
            (task.State, task.LadderAt, task.Outcome, task.CompletedById, task.CompletedAt) = (TaskState.Completed, null, outcome, person, clock.Now);
            task.Version++;
            var file = await db.Cases.SingleAsync(row => row.Id == settlement.CaseId, cancellationToken);
            file.Version++;
            db.Continuations.Add(new()
            {
                Id = await ContinuationOrder.NextAsync(db, file.Id, clock.Now, cancellationToken), Kind = ContinuationKind.Resume, Process = file.Process, InstanceId = file.InstanceId, CaseId = file.Id,
                BookmarkId = task.BookmarkId, InputJson = JsonSerializer.Serialize(new { Action = outcome, Comment = "", Person = person?.ToString() ?? "" }, JsonSerializerOptions.Default), CreatedAt = clock.Now, NextAttemptAt = clock.Now,
            });
        }
    }

    internal static async Task<Settlement> FindAsync(ProcessSalesDb db, Guid person, Guid id, CancellationToken cancellationToken) =>
        await (await SettlementList.OfAsync(db, person, cancellationToken)).SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
        ?? throw new RefusedException(RefusalKind.NotFound, "settlement.unknown");

    private async Task SubmitAsync(ProcessSalesDb db, ReadyTemplates ready, Settlement settlement, Promotion promotion, CancellationToken cancellationToken)
    {
        var sheet = await desk.SheetAsync(db, settlement, cancellationToken);
        settlement.Claimed = sheet.Claimed;
        settlement.SubmittedAt ??= clock.Now;
        settlement.SubmittedById = settlement.OwnerId;
        await db.UsedInvoices.Where(row => row.SettlementId == settlement.Id).ExecuteDeleteAsync(cancellationToken);
        // Number and seller are the key of the table: of two settlements with the same invoice the second one starts over and then sees the first.
        foreach (var invoice in sheet.Lines.Where(line => line.Claimed > 0m && line.InvoiceNumber.Length > 0).Select(line => (line.InvoiceNumber, line.Seller)).Distinct())
        {
            if (sheet.Used.Contains(invoice)) throw new RefusedException(RefusalKind.Conflict, "settlement.invoiceUsed", invoice.InvoiceNumber, invoice.Seller);
            db.UsedInvoices.Add(new() { Number = invoice.InvoiceNumber, Seller = invoice.Seller, SettlementId = settlement.Id });
        }

        foreach (var line in await db.SettlementLines.Where(row => row.SettlementId == settlement.Id).ToListAsync(cancellationToken)) line.Confirmed = null;
        if (settlement.ReuseReason is { } reason)
        {
            // A used picture is let pass only under the director's eyes (domain.md 2.4, exceptions).
            var directors = await PromotionNews.OfRoleAsync(db, promotion, Role.Dir, cancellationToken);
            await news.TellAsync(db, ready, promotion, $"reused/{settlement.Id:N}", "settlement-photo-reused", directors, new JsonObject { ["list"] = settlement.Number, ["comment"] = reason }, cancellationToken);
        }
    }

    private async Task ConfirmAsync(ProcessSalesDb db, Settlement settlement, Promotion promotion, CancellationToken cancellationToken)
    {
        var lines = await db.SettlementLines.Where(row => row.SettlementId == settlement.Id).ToListAsync(cancellationToken);
        foreach (var line in lines) line.Confirmed ??= line.Claimed;
        settlement.Confirmed = lines.Sum(line => line.Confirmed ?? 0m);
        settlement.ConfirmedAt = clock.Now;
        promotion.Version++;
        if (settlement.Confirmed == 0m || promotion.BudgetLineId is not { } budget) return;
        // An approved overspend was reserved for the settlement itself; all of it is the promotion's cost.
        await ledger.ReleaseAsync(db, $"settlement/{settlement.Id:N}/grant/{settlement.Version}", settlement.CaseId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var open = await BudgetLedger.OpenAsync(db, budget, promotion.CaseId, cancellationToken);
        if (open < settlement.Confirmed)
        {
            var more = await ledger.ReserveAsync(db, new($"settlement/{settlement.Id:N}/more/{settlement.Version}", budget, settlement.Confirmed - open, promotion.CaseId, settlement.OwnerId), cancellationToken);
            if (!more.Reserved) throw new RefusedException(RefusalKind.Conflict, "budget.insufficient", settlement.Confirmed - open, more.Available);
            await db.SaveChangesAsync(cancellationToken);
        }

        await ledger.ConsumeAsync(db, $"settlement/{settlement.Id:N}/confirm", budget, promotion.CaseId, settlement.Confirmed, null, cancellationToken);
    }

    private async Task<SettlementStep> StepAsync(ProcessSalesDb db, Settlement settlement, Promotion promotion, CancellationToken cancellationToken)
    {
        var elsewhere = (await SettlementDesk.ElsewhereAsync(db, promotion.Id, settlement.Id, cancellationToken)).Values.Sum();
        var amount = settlement.State.Costs() ? settlement.Confirmed : settlement.Claimed;
        var total = elsewhere + amount;
        var modes = await (from line in db.SettlementLines
                           where line.SettlementId == settlement.Id && line.Claimed > 0m
                           join cost in db.PromotionCosts on line.CostId equals cost.Id
                           select cost.PayMode).Distinct().OrderBy(mode => mode).ToListAsync(cancellationToken);
        var days = (await book.CurrentAsync(db, cancellationToken)).SupplementDays;
        return new(
            amount, Math.Max(0m, total - promotion.ApprovedTotal - settlement.OverspendGranted), total, promotion.TargetSales > 0m ? total / promotion.TargetSales : null, promotion.BudgetLineId, settlement.OwnerId,
            string.Join(',', modes), days, (await calendars.ReadAsync(db, cancellationToken)).AddWorkingDays(clock.Today, days));
    }

    internal void Pay(ProcessSalesDb db, Settlement settlement, string key, decimal amount, bool deducted, string note, Guid? person)
    {
        db.SettlementPayments.Add(new() { Key = key, SettlementId = settlement.Id, Amount = amount, Deducted = deducted, Note = note.Length > 200 ? note[..200] : note, PersonId = person, At = clock.Now });
        settlement.Matched += amount;
        settlement.PaidAt = settlement.Matched >= settlement.Confirmed ? clock.Now : null;
        settlement.Version++;
    }
}
