using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>The execution report F-P2.</summary>
/// <param name="ActualSales">CNY, of the whole period.</param>
/// <param name="GiftsLeft">How many gifts came back; null when there were none.</param>
/// <param name="Text">How it went.</param>
public sealed record ExecutionReport(decimal ActualSales, decimal? GiftsLeft, string Text);

/// <summary>What people do with an approved promotion (domain.md 2.4, P60-P140). Safe for concurrent use.</summary>
public sealed class PromotionDesk(
    IDbContextFactory<ProcessSalesDb> databases, PromotionRegister register, CaseRegister cases, BudgetLedger ledger, PromotionNews news, OpenIssues issues, WorkingCalendars calendars, PromotionTermsBook terms, CompanyClock clock)
{
    /// <summary>The store agreed to slot and terms (P60).</summary>
    /// <exception cref="RefusedException">It is not the person's, or not waiting to start.</exception>
    public Task AgreeAsync(Guid person, Guid id, string? note, CancellationToken cancellationToken = default) => ChangeAsync(person, id, async (db, promotion) =>
    {
        await PromotionScope.RefuseUnlessCarriedAsync(db, person, promotion, cancellationToken);
        if (!promotion.State.IsLive() || promotion.State == PromotionState.Changing) throw new RefusedException(RefusalKind.Conflict, "promotion.notNow", promotion.State);
        promotion.AgreedAt ??= clock.Now;
        Note(db, promotion, person, "Agree", note);
        await GetReadyAsync(db, promotion, person, cancellationToken);
    }, cancellationToken);

    /// <summary>Logistics or the assistant says what is there of gifts and material (P70). All must be there before it counts as ready.</summary>
    /// <param name="onHand">By the gift's number.</param>
    /// <exception cref="RefusedException">The person has nothing to do with it, or a count is negative.</exception>
    public Task StockAsync(Guid person, Guid id, IReadOnlyDictionary<int, decimal> onHand, CancellationToken cancellationToken = default) => ChangeAsync(person, id, async (db, promotion) =>
    {
        var role = await db.Users.Where(row => row.Id == person).Select(row => row.Role).SingleAsync(cancellationToken);
        if (role != Role.Log) await PromotionScope.RefuseUnlessCarriedAsync(db, person, promotion, cancellationToken);
        if (!promotion.State.IsLive() || promotion.State == PromotionState.Changing) throw new RefusedException(RefusalKind.Conflict, "promotion.notNow", promotion.State);
        var gifts = await db.PromotionGifts.Where(row => row.PromotionId == id).OrderBy(row => row.Number).ToListAsync(cancellationToken);
        foreach (var gift in gifts.Where(gift => onHand.ContainsKey(gift.Number)))
        {
            if (onHand[gift.Number] < 0m) throw new RefusedException(RefusalKind.Invalid, [new($"gifts[{gift.Number}]", "field.tooSmall", 0)]);
            gift.OnHand = onHand[gift.Number];
        }

        promotion.StockedAt = gifts.TrueForAll(gift => gift.OnHand >= gift.Planned) ? promotion.StockedAt ?? clock.Now : null;
        Note(db, promotion, person, "Stock", string.Join(", ", gifts.Select(gift => $"{gift.Item} {gift.OnHand ?? 0m:0.##}/{gift.Planned:0.##}")));
        await GetReadyAsync(db, promotion, person, cancellationToken);
    }, cancellationToken);

    /// <summary>Gives an approved promotion up before it starts; its budget is free again.</summary>
    /// <exception cref="RefusedException">It runs already, or no reason is given.</exception>
    public Task CancelAsync(Guid person, Guid id, string? reason, CancellationToken cancellationToken = default) => ChangeAsync(person, id, async (db, promotion) =>
    {
        await PromotionScope.RefuseUnlessCarriedAsync(db, person, promotion, cancellationToken);
        register.Move(db, promotion, PromotionState.Cancelled, person, Reason(reason));
        await ledger.ReleaseAsync(db, $"promotion/{id:N}/cancel", promotion.CaseId, cancellationToken);
    }, cancellationToken);

    /// <summary>Stops a running promotion; what happened is settled.</summary>
    /// <exception cref="RefusedException">It does not run, or no reason is given.</exception>
    public Task StopAsync(Guid person, Guid id, string? reason, CancellationToken cancellationToken = default) => ChangeAsync(person, id, async (db, promotion) =>
    {
        await PromotionScope.RefuseUnlessCarriedAsync(db, person, promotion, cancellationToken);
        register.Move(db, promotion, PromotionState.Stopped, person, Reason(reason));
        End(promotion, clock.Today, await terms.CurrentAsync(db, cancellationToken));
    }, cancellationToken);

    /// <summary>Asks for a change of an approved promotion: an application with what was approved, which takes no shorter way than the first. Returns its case.</summary>
    /// <exception cref="RefusedException">It has started, or a change is under way.</exception>
    public async Task<Guid> ChangeAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        var opened = Guid.Empty;
        await ChangeAsync(person, id, async (db, promotion) =>
        {
            if (promotion.OwnerId != person) throw new RefusedException(RefusalKind.Forbidden, "promotion.notYours");
            var original = await db.Cases.AsNoTracking().SingleAsync(row => row.Id == promotion.CaseId, cancellationToken);
            var last = await db.Cases.AsNoTracking().Where(row => row.OriginId == promotion.CaseId && row.State == CaseState.Approved && row.Process == PromotionRegister.Process)
                .OrderByDescending(row => row.CreatedAt).FirstOrDefaultAsync(cancellationToken);
            promotion.StateBefore = promotion.State;
            register.Move(db, promotion, PromotionState.Changing, person, null);
            var change = await cases.StartAsync(db, new(PromotionRegister.Process, person)
            {
                StartedById = person, Title = original.Title,
                Fill = file => (file.OriginId, file.CustomerCode, file.DataJson) = (original.Id, original.CustomerCode, (last ?? original).DataJson),
            }, cancellationToken);
            promotion.ChangeCaseId = opened = change.Id;
        }, cancellationToken);
        return opened;
    }

    /// <summary>The manager reports how it went (P90, F-P2).</summary>
    /// <exception cref="RefusedException">It is not over yet, or something is missing.</exception>
    public Task ReportAsync(Guid person, Guid id, ExecutionReport report, CancellationToken cancellationToken = default) => ChangeAsync(person, id, async (db, promotion) =>
    {
        await PromotionScope.RefuseUnlessCarriedAsync(db, person, promotion, cancellationToken);
        var soon = promotion.State == PromotionState.Running && clock.Today >= promotion.End.AddDays(-(await terms.CurrentAsync(db, cancellationToken)).PrepareDaysBefore);
        if (!promotion.State.IsClaimable() && !soon) throw new RefusedException(RefusalKind.Conflict, "promotion.notNow", promotion.State);
        if (report.ActualSales < 0m) throw new RefusedException(RefusalKind.Invalid, [new("ActualSales", "field.tooSmall", 0)]);
        if (string.IsNullOrWhiteSpace(report.Text)) throw new RefusedException(RefusalKind.Invalid, [new("Text", "required")]);
        if (report.Text.Length > 2000) throw new RefusedException(RefusalKind.Invalid, [new("Text", "tooLong", 2000)]);
        (promotion.ActualSales, promotion.GiftsLeft, promotion.Report) = (report.ActualSales, report.GiftsLeft, report.Text.Trim());
        (promotion.ReportedAt, promotion.ReportedById) = (promotion.ReportedAt ?? clock.Now, person);
        Note(db, promotion, person, "Report", report.Text);
    }, cancellationToken);

    /// <summary>Judges and closes it (P140): what was not spent goes back to the budget.</summary>
    /// <exception cref="RefusedException">A settlement is still open, nothing was settled, or the report is missing.</exception>
    public Task CloseAsync(Guid person, Guid id, string? lesson, CancellationToken cancellationToken = default) => ChangeAsync(person, id, async (db, promotion) =>
    {
        await PromotionScope.RefuseUnlessCarriedAsync(db, person, promotion, cancellationToken);
        if (promotion.ReportedAt is null) throw new RefusedException(RefusalKind.Conflict, "settlement.noReport");
        if (string.IsNullOrWhiteSpace(lesson)) throw new RefusedException(RefusalKind.Invalid, [new("Lesson", "required")]);
        if (lesson.Length > 2000) throw new RefusedException(RefusalKind.Invalid, [new("Lesson", "tooLong", 2000)]);
        var settlements = await db.PromotionSettlements.AsNoTracking().Where(row => row.PromotionId == id).ToListAsync(cancellationToken);
        if (settlements.Exists(row => row.State.IsOpen())) throw new RefusedException(RefusalKind.Conflict, "promotion.settlementOpen");
        if (!settlements.Exists(row => row.State.Costs())) throw new RefusedException(RefusalKind.Conflict, "promotion.notSettled");
        promotion.FinalCost = settlements.Where(row => row.State.Costs()).Sum(row => row.Confirmed);
        promotion.Lesson = lesson.Trim();
        register.Move(db, promotion, PromotionState.Closed, person, lesson.Trim() is { Length: > 1000 } text ? text[..1000] : lesson.Trim());
        await ledger.ReleaseAsync(db, $"promotion/{id:N}/close", promotion.CaseId, cancellationToken);
    }, cancellationToken);

    /// <summary>
    /// Reopens an expired promotion once the regional manager and the finance manager have both said so (domain.md 2.4): what was approved and not spent is reserved anew first.
    /// Returns whether it is open now.
    /// </summary>
    /// <exception cref="RefusedException">It has not expired, the person is neither, or the budget has not so much left.</exception>
    public async Task<bool> ReopenAsync(Guid person, Guid id, string? reason, CancellationToken cancellationToken = default)
    {
        var open = false;
        await ChangeAsync(person, id, async (db, promotion) =>
        {
            if (promotion.State != PromotionState.Expired) throw new RefusedException(RefusalKind.Conflict, "promotion.notNow", promotion.State);
            var role = await db.Users.Where(row => row.Id == person).Select(row => row.Role).SingleAsync(cancellationToken);
            if (role == Role.Rgm) promotion.ReopenRegionalId = person;
            else if (role == Role.FinM) promotion.ReopenFinanceId = person;
            else throw new RefusedException(RefusalKind.Forbidden, "promotion.reopenWho");
            Note(db, promotion, person, "Reopen", Reason(reason));
            open = promotion is { ReopenRegionalId: not null, ReopenFinanceId: not null };
            if (!open) return;
            var spent = (await db.PromotionSettlements.Where(row => row.PromotionId == id).ToListAsync(cancellationToken)).Where(row => row.State.Costs()).Sum(row => row.Confirmed);
            if (promotion.BudgetLineId is { } line && promotion.ApprovedTotal > spent)
            {
                var reserved = await ledger.ReserveAsync(db, new($"promotion/{id:N}/reopen/{promotion.Version}", line, promotion.ApprovedTotal - spent, promotion.CaseId, person), cancellationToken);
                if (!reserved.Reserved) throw new RefusedException(RefusalKind.Conflict, "budget.insufficient", promotion.ApprovedTotal - spent, reserved.Available);
            }

            register.Move(db, promotion, PromotionState.Ended, person, Reason(reason));
            promotion.ClosedAt = null;
            promotion.SettleBy = clock.Today.AddDays((await terms.CurrentAsync(db, cancellationToken)).ReopenedDays);
            (promotion.ReopenRegionalId, promotion.ReopenFinanceId) = (null, null);
        }, cancellationToken);
        return open;
    }

    /// <summary>Enters what somebody saw of it in a store (P80), in a visit or beside one. What is not as approved is told to the area manager at once. The same id again changes nothing.</summary>
    /// <exception cref="RefusedException">The store is not one of the promotion's, it does not run, or it is not the person's to see.</exception>
    public async Task CheckAsync(Guid person, ExecutionCheck seen, CancellationToken cancellationToken = default)
    {
        var (ready, calendar) = await ReadyForCheckAsync(cancellationToken);
        await ChangeAsync(person, seen.PromotionId, async (db, promotion) =>
        {
            if (await db.ExecutionChecks.AnyAsync(row => row.Id == seen.Id, cancellationToken)) return;
            await EnterCheckAsync(db, ready, calendar, promotion, person, seen, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>What entering a check needs to know before its transaction begins.</summary>
    internal async Task<(ReadyTemplates Ready, WorkingCalendar Calendar)> ReadyForCheckAsync(CancellationToken cancellationToken) =>
        (await news.ReadyAsync(cancellationToken, "promotion-deviation"), await calendars.CurrentAsync(cancellationToken));

    internal async Task EnterCheckAsync(ProcessSalesDb db, ReadyTemplates ready, WorkingCalendar calendar, Promotion promotion, Guid person, ExecutionCheck seen, CancellationToken cancellationToken)
    {
        if (clock.DateOf(seen.At) < promotion.PhotosFrom || !(promotion.State.IsLive() || promotion.State.IsClaimable())) throw new RefusedException(RefusalKind.Conflict, "promotion.notNow", promotion.State);
        var store = await db.PromotionStores.AsNoTracking().SingleOrDefaultAsync(row => row.PromotionId == promotion.Id && row.StoreId == seen.StoreId, cancellationToken)
            ?? throw new RefusedException(RefusalKind.Invalid, [new("StoreId", "promotion.otherStore")]);
        if (seen.Note.Length > 500) throw new RefusedException(RefusalKind.Invalid, [new("Note", "tooLong", 500)]);
        if (seen.Deviates && string.IsNullOrWhiteSpace(seen.Note)) throw new RefusedException(RefusalKind.Invalid, [new("Note", "required")]);
        seen.PersonId = person;
        db.ExecutionChecks.Add(seen);
        if (!seen.Deviates) return;
        // It comes back at every visit to the store until somebody has put it right (domain.md 2.4, P80).
        var title = $"{promotion.Number} {promotion.Name}:{seen.Note}";
        await issues.RaiseAsync(
            db, calendar, new($"promotion/{promotion.Id:N}/{seen.Id:N}", IssueSource.Promotion, promotion.CaseId, seen.StoreId, promotion.CustomerId, IssueKind.Promotion,
                title.Length > OpenIssues.LongestTitle ? title[..OpenIssues.LongestTitle] : title, null, person, At: seen.At),
            cancellationToken);
        var people = await PromotionNews.OfRoleAsync(db, promotion, Role.Arm, cancellationToken);
        await news.TellAsync(db, ready, promotion, $"deviation/{seen.Id:N}", "promotion-deviation", [.. people, promotion.OwnerId], new JsonObject { ["list"] = store.Name, ["comment"] = seen.Note }, cancellationToken);
    }

    internal static void End(Promotion promotion, DateOnly day, PromotionTerms terms)
    {
        promotion.EndedOn = day;
        promotion.SettleBy = day.AddDays(terms.SettlementDays);
    }

    private async Task GetReadyAsync(ProcessSalesDb db, Promotion promotion, Guid person, CancellationToken cancellationToken)
    {
        if (promotion.State != PromotionState.Approved || promotion.AgreedAt is null) return;
        if (promotion.StockedAt is null && await db.PromotionGifts.AnyAsync(row => row.PromotionId == promotion.Id, cancellationToken)) return;
        register.Move(db, promotion, PromotionState.Ready, person, null);
    }

    private async Task ChangeAsync(Guid person, Guid id, Func<ProcessSalesDb, Promotion, Task> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var promotion = await PromotionScope.FindAsync(db, person, id, cancellationToken);
            promotion.Version++;
            await change(db, promotion);
        }, cancellationToken);
    }

    private void Note(ProcessSalesDb db, Promotion promotion, Guid person, string action, string? text) =>
        db.Record(clock.Now, new() { PersonId = person, CaseId = promotion.CaseId, Subject = "promotion", Action = action, Comment = text is { Length: > 1000 } ? text[..1000] : text });

    private static string Reason(string? reason) => reason?.Trim() switch
    {
        null or "" => throw new RefusedException(RefusalKind.Invalid, [new("Reason", "required")]),
        { Length: > 500 } => throw new RefusedException(RefusalKind.Invalid, [new("Reason", "tooLong", 500)]),
        var text => text,
    };
}
