using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>Credit holds (domain.md 3.3 rule 14): proposed by rule or person, confirmed and released by FIN-M, released by rule once paid. Safe for concurrent use.</summary>
public sealed class CreditHoldDesk(
    IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, Notifier notifier, NotificationTemplates templates, CollectionTermsBook book, CompanyClock clock)
{
    private static readonly Role[] Told = [Role.Kam, Role.Arm, Role.Log, Role.FinAr, Role.FinM];

    /// <summary>Proposes a hold for what somebody sees.</summary>
    /// <exception cref="RefusedException">The payer is not the person's, the reason is missing, or a hold is proposed or confirmed already.</exception>
    public Task ProposeAsync(Guid person, Guid payer, string? reason, CancellationToken cancellationToken = default) => ProposeAsync(person, payer, reason, CreditHoldReason.Person, cancellationToken);

    /// <summary>The regional manager proposes to flag a chain in trouble as high risk; FIN-M confirms or refuses it as any other hold.</summary>
    /// <exception cref="RefusedException">Not a regional manager, the payer is not the person's, the reason is missing, or a hold is proposed or confirmed already.</exception>
    public Task ProposeRiskAsync(Guid person, Guid payer, string? reason, CancellationToken cancellationToken = default) => ProposeAsync(person, payer, reason, CreditHoldReason.HighRisk, cancellationToken);

    private async Task ProposeAsync(Guid person, Guid payer, string? reason, CreditHoldReason kind, CancellationToken cancellationToken)
    {
        Require.Reason(reason);
        var due = await DueAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            if (kind == CreditHoldReason.HighRisk) await db.RequireRoleAsync(person, [Role.Rgm, Role.FinM], cancellationToken);
            var customer = await db.RequirePayerAsync(person, payer, cancellationToken);
            if (customer.CreditHold is not null || await db.CreditHolds.AnyAsync(row => row.OpenFor == payer, cancellationToken)) throw new RefusedException(RefusalKind.Conflict, "hold.exists");
            var hold = New(payer, kind, 0, due);
            (hold.ProposedById, hold.Comment) = (person, reason);
            db.CreditHolds.Add(hold);
            db.Record(clock.Now, new() { PersonId = person, Subject = $"hold:{customer.Code}", Action = "Propose", To = nameof(CreditHoldState.Proposed), Comment = reason });
        }, cancellationToken);
    }

    /// <summary>
    /// FIN-M flags a payer as high risk 高风险: its new orders wait unless they are prepaid, and what is delivered after today is due before shipment. Another hold, or a proposal of
    /// one, gives way to it.
    /// </summary>
    /// <exception cref="RefusedException">Not FIN-M, the reason is missing, or it is flagged already.</exception>
    public async Task FlagAsync(Guid person, Guid payer, string? reason, CancellationToken cancellationToken = default)
    {
        Require.Reason(reason);
        var found = await templates.FindUsableAsync(PayerProcess.Process, "high-risk-set", cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.RequireRoleAsync(person, [Role.FinM], cancellationToken);
            var customer = await db.RequirePayerAsync(person, payer, cancellationToken);
            if (customer.HighRisk) throw new RefusedException(RefusalKind.Conflict, "hold.flagged");
            if (await db.CreditHolds.SingleOrDefaultAsync(row => row.OpenFor == payer, cancellationToken) is { } other)
            {
                other.Go(CreditHoldState.Released);
                (other.ReleasedById, other.ReleasedAt) = (person, clock.Now);
                await db.SaveChangesAsync(cancellationToken);
            }

            var before = customer.CreditHold is { } text ? JsonSerializer.Serialize(new { CreditHold = text }) : null;
            var hold = New(payer, CreditHoldReason.HighRisk, 0, clock.Now);
            (hold.State, hold.ProposedById, hold.DecidedById, hold.DecidedAt, hold.Comment) = (CreditHoldState.Confirmed, person, person, clock.Now, reason);
            db.CreditHolds.Add(hold);
            Mark(customer, hold);
            await TellAsync(db, hold, customer, "high-risk-set", found, cancellationToken);
            db.Record(clock.Now, new() { PersonId = person, Subject = $"hold:{customer.Code}", Action = "Flag", To = nameof(CreditHoldReason.HighRisk), Comment = reason, BeforeJson = before });
        }, cancellationToken);
    }

    /// <summary>FIN-M lifts the flag; what is delivered from tomorrow on has the contract's term again, and the rule may propose a hold at once.</summary>
    /// <exception cref="RefusedException">Not FIN-M, not flagged, or the reason is missing.</exception>
    public async Task LiftAsync(Guid person, Guid payer, string? reason, CancellationToken cancellationToken = default)
    {
        Require.Reason(reason);
        var found = await templates.FindUsableAsync(PayerProcess.Process, "high-risk-lifted", cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.RequireRoleAsync(person, [Role.FinM], cancellationToken);
            var customer = await db.RequirePayerAsync(person, payer, cancellationToken);
            var hold = await db.CreditHolds.SingleOrDefaultAsync(row => row.OpenFor == payer && row.Reason == CreditHoldReason.HighRisk && row.State == CreditHoldState.Confirmed, cancellationToken) ?? throw new RefusedException(RefusalKind.Conflict, "hold.notFlagged");
            await ReleaseAsync(db, hold, customer, person, reason!, null, found, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>FIN-M confirms a proposal: from now on it shows wherever it blocks.</summary>
    /// <exception cref="RefusedException">Not FIN-M, or not proposed.</exception>
    public Task ConfirmAsync(Guid person, Guid payer, string? comment, CancellationToken cancellationToken = default) => DecideAsync(person, payer, CreditHoldState.Confirmed, comment, null, cancellationToken);

    /// <summary>FIN-M does not agree; the rule proposes no more until a day.</summary>
    /// <exception cref="RefusedException">Not FIN-M, not proposed, or the reason is missing.</exception>
    public Task RefuseAsync(Guid person, Guid payer, string? reason, DateOnly until, CancellationToken cancellationToken = default)
    {
        Require.Reason(reason);
        return DecideAsync(person, payer, CreditHoldState.Refused, reason, until, cancellationToken);
    }

    /// <summary>FIN-M releases a payer; the rule proposes no more until a day.</summary>
    /// <exception cref="RefusedException">Not FIN-M, not held, the reason is missing or the day is past.</exception>
    public Task ReleaseAsync(Guid person, Guid payer, string? reason, DateOnly until, CancellationToken cancellationToken = default)
    {
        Require.Reason(reason);
        return DecideAsync(person, payer, CreditHoldState.Released, reason, until, cancellationToken);
    }

    /// <summary>
    /// Looks at all payers: proposes holds that the rule asks for and releases those whose reason has been paid. A hold that was brought in with the customers' data, or
    /// proposed by a person, is released by people only.
    /// </summary>
    public async Task LookAsync(CancellationToken cancellationToken = default)
    {
        var today = clock.Today;
        var due = await DueAsync(cancellationToken);
        var found = await templates.FindUsableAsync(PayerProcess.Process, "hold-released", cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var terms = await book.CurrentAsync(db, cancellationToken);
            var sums = await SumsAsync(db, today, terms, cancellationToken);
            var broken = await DueBook.BrokenAsync(db, today, terms, cancellationToken);
            var open = await db.CreditHolds.Where(row => row.OpenFor != null).ToDictionaryAsync(row => row.PayerId, cancellationToken);
            var quiet = (await db.CreditHolds.Where(row => row.ReleasedUntil >= today).Select(row => row.PayerId).Distinct().ToListAsync(cancellationToken)).ToHashSet();
            foreach (var customer in await db.Customers.ToListAsync(cancellationToken))
            {
                var (late, exposure) = sums.GetValueOrDefault(customer.Id);
                var reason = CreditHoldStates.Proposal(late, exposure, customer.CreditLimit, exposure > 0 ? broken.GetValueOrDefault(customer.Id) : 0, terms);
                if (open.TryGetValue(customer.Id, out var hold))
                {
                    if (reason is null && hold.Reason is not (CreditHoldReason.Person or CreditHoldReason.HighRisk)) await ReleaseAsync(db, hold, customer, null, "已付款 Paid", null, found, cancellationToken);
                }
                else if (reason is { } why && customer.CreditHold is null && !quiet.Contains(customer.Id))
                {
                    db.CreditHolds.Add(New(customer.Id, why, why == CreditHoldReason.Overdue ? late : exposure, due));
                    db.Record(clock.Now, new() { Subject = $"hold:{customer.Code}", Action = "Propose", To = nameof(CreditHoldState.Proposed), Comment = why.ToString() });
                }
            }
        }, cancellationToken);
    }

    private async Task DecideAsync(Guid person, Guid payer, CreditHoldState to, string? comment, DateOnly? until, CancellationToken cancellationToken)
    {
        if (until < clock.Today) throw new RefusedException(RefusalKind.Invalid, [new("Until", "hold.until")]);
        if (comment is { Length: > 500 }) throw new RefusedException(RefusalKind.Invalid, [new("Reason", "tooLong", 500)]);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // Finding a template may keep a new version of its file, so it is done before the transaction begins.
        var template = Template(to, await db.CreditHolds.AnyAsync(row => row.OpenFor == payer && row.Reason == CreditHoldReason.HighRisk, cancellationToken));
        var found = await templates.FindUsableAsync(PayerProcess.Process, template, cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.RequireRoleAsync(person, [Role.FinM], cancellationToken);
            var customer = await db.RequirePayerAsync(person, payer, cancellationToken);
            var hold = await db.CreditHolds.SingleOrDefaultAsync(row => row.OpenFor == payer, cancellationToken);
            if (hold is null)
            {
                // Brought in with the customers' data: there is no proposal, but a release is one all the same.
                if (to != CreditHoldState.Released || customer.CreditHold is null) throw new RefusedException(RefusalKind.Conflict, "hold.none");
                hold = New(payer, CreditHoldReason.Person, 0, clock.Now);
                (hold.State, hold.Comment) = (CreditHoldState.Confirmed, customer.CreditHold);
                db.CreditHolds.Add(hold);
            }

            if (to == CreditHoldState.Released)
            {
                await ReleaseAsync(db, hold, customer, person, comment!, until, found, cancellationToken);
                return;
            }

            hold.Go(to);
            (hold.DecidedById, hold.DecidedAt, hold.ReleasedUntil) = (person, clock.Now, until);
            if (!string.IsNullOrWhiteSpace(comment)) hold.Comment = comment;
            if (to == CreditHoldState.Confirmed)
            {
                Mark(customer, hold);
                await TellAsync(db, hold, customer, Template(to, customer.HighRisk), found, cancellationToken);
            }

            db.Record(clock.Now, new() { PersonId = person, Subject = $"hold:{customer.Code}", Action = to.ToString(), To = to.ToString(), Comment = comment });
        }, cancellationToken);
    }

    private async Task ReleaseAsync(
        ProcessSalesDb db, CreditHold hold, Customer customer, Guid? person, string comment, DateOnly? until, EventTemplates? found, CancellationToken cancellationToken)
    {
        var held = hold.State == CreditHoldState.Confirmed;
        hold.Go(CreditHoldState.Released);
        (hold.ReleasedById, hold.ReleasedAt, hold.ReleasedUntil, hold.Comment) = (person, clock.Now, until, comment);
        (customer.CreditHold, customer.HighRisk, customer.CreditHoldById, customer.CreditHoldSince, customer.CreditHoldUntil) = (null, false, null, null, null);
        if (held) await TellAsync(db, hold, customer, Template(CreditHoldState.Released, hold.Reason == CreditHoldReason.HighRisk), found, cancellationToken);
        db.Record(clock.Now, new() { PersonId = person, Subject = $"hold:{customer.Code}", Action = "Release", To = nameof(CreditHoldState.Released), Comment = comment });
    }

    private async Task TellAsync(ProcessSalesDb db, CreditHold hold, Customer customer, string template, EventTemplates? found, CancellationToken cancellationToken)
    {
        var people = await PayerPeople.ReadAsync(db, cancellationToken);
        var data = new JsonObject
        {
            ["number"] = customer.Code, ["title"] = customer.Name, ["chain"] = customer.Name, ["comment"] = hold.Comment, ["reason"] = hold.Reason.ToString(),
            ["amount"] = hold.Amount, ["amountText"] = hold.Amount.ToString("N2", CultureInfo.InvariantCulture),
        };
        await notifier.AddAsync(db, new($"{template}/{hold.Id:N}", PayerProcess.Process, template, people.Of(people.Payers[customer.Id], Told), data, null), found, cancellationToken);
    }

    // FIN-M has a working day.
    private async Task<DateTimeOffset> DueAsync(CancellationToken cancellationToken)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        return calendar.AddWorkingTime(clock.Now, calendar.Day);
    }

    // Exposure: what is open and what is ordered and not delivered, without money that is not allocated yet (rule 14).
    private async Task<Dictionary<Guid, (decimal Late, decimal Exposure)>> SumsAsync(ProcessSalesDb db, DateOnly today, CollectionTerms terms, CancellationToken cancellationToken)
    {
        var (limit, since) = (today.AddDays(-terms.HoldDays), today.AddDays(-terms.OrderDays));
        // SQLite adds decimals as floating numbers, so the sums are made here.
        var rows = await db.Receivables.AsNoTracking().Where(row => row.Ended == null).Select(row => new { row.CustomerId, row.DueOn, row.Open, row.Disputed }).ToListAsync(cancellationToken);
        var ordered = (await OrderedAsync(db, since, today, cancellationToken)).ToLookup(row => row.Payer, row => row.Amount);
        var money = (await db.Receipts.AsNoTracking().Where(row => row.State == ReceiptState.Claimed && row.Unallocated > 0m && row.CustomerId != null)
            .Select(row => new { CustomerId = row.CustomerId!.Value, row.Unallocated }).ToListAsync(cancellationToken)).ToLookup(row => row.CustomerId, row => row.Unallocated);
        var open = rows.ToLookup(row => row.CustomerId);
        return open.Select(group => group.Key).Concat(ordered.Select(group => group.Key)).Distinct().ToDictionary(
            payer => payer,
            payer => (open[payer].Where(row => row.DueOn <= limit && row.Open > 0).Sum(row => row.Open - row.Disputed), open[payer].Sum(row => row.Open) + ordered[payer].Sum() - money[payer].Sum()));
    }

    // Orders of visits after which no goods came to the store.
    private static async Task<IReadOnlyList<(Guid Payer, decimal Amount)>> OrderedAsync(ProcessSalesDb db, DateOnly since, DateOnly today, CancellationToken cancellationToken)
    {
        var orders = await (from visit in db.Visits.AsNoTracking()
                            where visit.OrderAmount != null && visit.Day >= since && visit.Day <= today
                            join store in db.Stores on visit.StoreId equals store.Id
                            select new { visit.StoreId, store.CustomerId, visit.Day, Amount = visit.OrderAmount!.Value }).ToListAsync(cancellationToken);
        if (orders.Count == 0) return [];
        var payers = orders.Select(order => order.CustomerId).Distinct().ToList();
        var came = await db.GoodsMovements.Where(slip => payers.Contains(slip.CustomerId) && slip.Kind == MovementKind.Delivery && slip.Day > since && slip.StoreId != null)
            .GroupBy(slip => slip.StoreId!.Value).Select(group => new { group.Key, Last = group.Max(slip => slip.Day) }).ToDictionaryAsync(row => row.Key, row => row.Last, cancellationToken);
        return [.. orders.Where(order => !came.TryGetValue(order.StoreId, out var last) || last <= order.Day).Select(order => (order.CustomerId, order.Amount))];
    }

    private CreditHold New(Guid payer, CreditHoldReason reason, decimal amount, DateTimeOffset due) =>
        new() { Id = Guid.CreateVersion7(clock.Now), PayerId = payer, OpenFor = payer, State = CreditHoldState.Proposed, Reason = reason, Amount = amount, ProposedAt = clock.Now, DueAt = due };

    // The customer's card says what holds now; the holds keep who decided what and when.
    private void Mark(Customer customer, CreditHold hold) =>
        (customer.CreditHold, customer.HighRisk, customer.CreditHoldById, customer.CreditHoldSince, customer.CreditHoldUntil) = (Text(hold), hold.Reason == CreditHoldReason.HighRisk, hold.DecidedById, clock.Today, null);

    private static string Template(CreditHoldState to, bool risk) => (to == CreditHoldState.Confirmed, risk) switch
    {
        (true, true) => "high-risk-set",
        (false, true) => "high-risk-lifted",
        (true, false) => "hold-confirmed",
        _ => "hold-released",
    };

    private static string Text(CreditHold hold)
    {
        var why = hold.Reason switch
        {
            CreditHoldReason.Overdue => string.Create(CultureInfo.InvariantCulture, $"逾期30天以上无争议欠款 ¥{hold.Amount:N2}"),
            CreditHoldReason.OverLimit => string.Create(CultureInfo.InvariantCulture, $"欠款 ¥{hold.Amount:N2} 超过信用额度"),
            CreditHoldReason.BrokenPromises => "多次付款承诺未兑现",
            CreditHoldReason.HighRisk => $"高风险·先款后货:{hold.Comment}",
            _ => hold.Comment ?? "人工冻结",
        };
        return why.Length > 300 ? why[..300] : why;
    }
}
