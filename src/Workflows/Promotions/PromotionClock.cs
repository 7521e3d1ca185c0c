using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>Moves promotions by time and reminds of what is due (domain.md 2.4, deadlines). May run at any time and any number of times. Safe for concurrent use.</summary>
public sealed class PromotionClock(
    IDbContextFactory<ProcessSalesDb> databases, PromotionRegister register, BudgetLedger ledger, PromotionNews news, PromotionTermsBook book, WorkingCalendars calendars, CompanyClock clock)
{
    private static readonly string[] Templates =
        ["promotion-agree", "promotion-starts", "promotion-check-due", "promotion-prepare", "promotion-report-due", "settlement-missing", "promotion-expired", "promotion-close-due"];

    /// <summary>Looks at every promotion that is not finished. Returns how many moved.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken = default)
    {
        List<Guid> open;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            open = await db.Promotions.Where(row => row.ClosedAt == null).OrderBy(row => row.Start).Select(row => row.Id).ToListAsync(cancellationToken);
        }

        var ready = await news.ReadyAsync(cancellationToken, Templates);
        var terms = await book.CurrentAsync(cancellationToken);
        var moved = 0;
        foreach (var id in open)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            if (await db.ChangeAsync(() => LookAsync(db, ready, terms, id, cancellationToken), cancellationToken)) moved++;
        }

        return moved;
    }

    private async Task<bool> LookAsync(ProcessSalesDb db, ReadyTemplates ready, PromotionTerms terms, Guid id, CancellationToken cancellationToken)
    {
        var promotion = await db.Promotions.SingleAsync(row => row.Id == id, cancellationToken);
        var before = promotion.State;
        var today = clock.Today;
        if (promotion.State is PromotionState.Approved or PromotionState.Ready && today >= promotion.Start) register.Move(db, promotion, PromotionState.Running, null, null);
        if (promotion.State == PromotionState.Running && today > promotion.End)
        {
            register.Move(db, promotion, PromotionState.Ended, null, null);
            PromotionDesk.End(promotion, promotion.End, terms);
        }

        if (promotion.State.IsLive()) await RemindBeforeTheEndAsync(db, ready, terms, promotion, today, cancellationToken);
        else if (promotion.State.IsClaimable()) await RemindOfTheClaimAsync(db, ready, terms, promotion, today, cancellationToken);
        return promotion.State != before;
    }

    private async Task RemindBeforeTheEndAsync(ProcessSalesDb db, ReadyTemplates ready, PromotionTerms terms, Promotion promotion, DateOnly today, CancellationToken cancellationToken)
    {
        var team = await PromotionNews.TeamAsync(db, promotion, cancellationToken);
        if (promotion.AgreedAt is null && today >= promotion.Start.AddDays(-terms.AgreedDaysBefore) && today <= promotion.End)
            await news.TellAsync(db, ready, promotion, $"agree/{promotion.Revision}", "promotion-agree", [promotion.OwnerId], null, cancellationToken);
        if (today == promotion.Start.AddDays(-1))
            await news.TellAsync(db, ready, promotion, $"starts/{promotion.Start:yyyyMMdd}", "promotion-starts", [.. team, .. await PromotionNews.PromotersAsync(db, promotion, cancellationToken)], null, cancellationToken);
        if (promotion.State != PromotionState.Running) return;
        var week = (today.DayNumber - promotion.Start.DayNumber) / 7;
        var since = clock.At(promotion.Start.AddDays(week * 7), TimeOnly.MinValue);
        var missing = await db.PromotionStores.Where(store => store.PromotionId == promotion.Id
                && !db.ExecutionChecks.Any(check => check.PromotionId == promotion.Id && check.StoreId == store.StoreId && check.At >= since))
            .OrderBy(store => store.Code).Select(store => store.Name).ToListAsync(cancellationToken);
        // On the day itself people are in the stores; from the next morning on it is missing.
        if (missing.Count > 0 && today > promotion.Start.AddDays(week * 7))
            await news.TellAsync(db, ready, promotion, $"check/{week}", "promotion-check-due", team, new JsonObject { ["list"] = Names(missing) }, cancellationToken);
        if (today >= promotion.End.AddDays(-terms.PrepareDaysBefore) && promotion.ReportedAt is null)
            await news.TellAsync(db, ready, promotion, "prepare", "promotion-prepare", [promotion.OwnerId], new JsonObject { ["until"] = $"{promotion.End.AddDays(terms.SettlementDays):yyyy-MM-dd}" }, cancellationToken);
    }

    private async Task RemindOfTheClaimAsync(ProcessSalesDb db, ReadyTemplates ready, PromotionTerms terms, Promotion promotion, DateOnly today, CancellationToken cancellationToken)
    {
        var ended = promotion.EndedOn ?? promotion.End;
        var days = today.DayNumber - ended.DayNumber;
        var calendar = await calendars.ReadAsync(db, cancellationToken);
        if (promotion.ReportedAt is null && today > calendar.AddWorkingDays(ended, terms.ReportWorkingDays))
            await news.TellAsync(db, ready, promotion, "report", "promotion-report-due", [promotion.OwnerId], null, cancellationToken);
        var settlements = await db.PromotionSettlements.AsNoTracking().Where(row => row.PromotionId == promotion.Id).ToListAsync(cancellationToken);
        var claimed = settlements.Exists(row => row.State.Counts() && !row.State.IsWithClaimant());
        if (!claimed)
        {
            // After a reopening its own new day counts instead of the forty-fifth.
            if (days >= terms.ExpireAfter && today > promotion.SettleBy)
            {
                register.Move(db, promotion, PromotionState.Expired, null, null);
                await ledger.ReleaseAsync(db, $"promotion/{promotion.Id:N}/expire/{promotion.Version}", promotion.CaseId, cancellationToken);
                var told = await PromotionNews.OfRoleAsync(db, promotion, Role.Arm, cancellationToken);
                await news.TellAsync(db, ready, promotion, $"expired/{promotion.Version}", "promotion-expired", [promotion.OwnerId, .. told], null, cancellationToken);
                return;
            }

            await RemindOfMissingAsync(db, ready, terms, promotion, days, cancellationToken);
        }
        else if (days >= terms.CloseAfter && !settlements.Exists(row => row.State.IsOpen()))
        {
            await news.TellAsync(db, ready, promotion, "close", "promotion-close-due", [promotion.OwnerId], null, cancellationToken);
        }
    }

    private async Task RemindOfMissingAsync(ProcessSalesDb db, ReadyTemplates ready, PromotionTerms terms, Promotion promotion, int days, CancellationToken cancellationToken)
    {
        var arm = await PromotionNews.OfRoleAsync(db, promotion, Role.Arm, cancellationToken);
        var more = new JsonObject { ["days"] = days, ["until"] = $"{promotion.SettleBy:yyyy-MM-dd}" };
        // When several were missed, as after a stand-still, only the latest is sent.
        if (terms.RemindAfter.Where(day => days >= day).DefaultIfEmpty(0).Max() is > 0 and var rung && days < terms.EscalateAfter)
            await news.TellAsync(db, ready, promotion, $"missing/{rung}", "settlement-missing", rung >= terms.TellAreaFrom ? [promotion.OwnerId, .. arm] : [promotion.OwnerId], more, cancellationToken);
        if (days >= terms.EscalateAfter)
        {
            var rgm = await PromotionNews.OfRoleAsync(db, promotion, Role.Rgm, cancellationToken);
            await news.TellAsync(db, ready, promotion, $"missing/{terms.EscalateAfter}", "settlement-missing", [promotion.OwnerId, .. arm, .. rgm], more, cancellationToken);
        }
    }

    private static string Names(List<string> names) => names.Count <= 5 ? string.Join("、", names) : string.Join("、", names.Take(5)) + $" +{names.Count - 5}";
}
