using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Disputes;

/// <summary>What somebody says when he opens a dispute.</summary>
/// <param name="Amount">CNY; at most what of the item is open and not in dispute.</param>
public sealed record NewDispute(Guid ReceivableId, decimal Amount, DisputeReason Reason, string Story);

/// <summary>Opens disputes and tells of those that are late (form F-S7). What becomes of one is led by its process, see <see cref="DisputeCourse"/>. Safe for concurrent use.</summary>
public sealed class DisputeDesk(
    IDbContextFactory<ProcessSalesDb> databases, CaseRegister cases, WorkingCalendars calendars, Notifier notifier, NotificationTemplates templates, CollectionTermsBook book, CompanyClock clock)
{
    /// <summary>The process that leads a dispute.</summary>
    public const string Process = "dispute";

    private static readonly Role[] Openers = [Role.Ast, Role.Kam, Role.Arm, Role.FinAr];

    /// <summary>Opens a dispute over part of an item; its KAM owns it. Returns its case, which the caller hands to the pump.</summary>
    /// <exception cref="RefusedException">The amount is not open, the story is missing, or the person may not.</exception>
    public async Task<Guid> OpenAsync(Guid person, NewDispute wanted, CancellationToken cancellationToken = default)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            await db.RequireRoleAsync(person, cancellationToken, Openers);
            var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
            if (!await db.Receivables.AnyAsync(row => row.Id == wanted.ReceivableId && payers.Any(payer => payer.Id == row.CustomerId), cancellationToken)) throw new RefusedException(RefusalKind.NotFound, "receivable.unknown");
            return (await OpenAsync(db, person, wanted, null, calendar, cancellationToken)).CaseId;
        }, cancellationToken);
    }

    /// <summary>Tells owner and superior of disputes that are not settled in time, each once (domain.md 3.3 rule 6). Safe to repeat. Returns how many.</summary>
    public async Task<int> WatchAsync(CancellationToken cancellationToken = default)
    {
        var today = clock.Today;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var late = await db.Disputes.AsNoTracking().Where(row => (row.State == DisputeState.Open || row.State == DisputeState.AwaitingCredit) && row.DueOn < today && row.ToldAt == null)
            .OrderBy(row => row.DueOn).Take(500).Select(row => row.Id).ToListAsync(cancellationToken);
        if (late.Count == 0) return 0;
        var found = await templates.FindAsync(Process, "dispute-late", cancellationToken);
        foreach (var id in late)
        {
            await db.ChangeAsync(async () =>
            {
                var dispute = await db.Disputes.SingleAsync(row => row.Id == id, cancellationToken);
                if (dispute.State.IsFinal() || dispute.ToldAt is not null) return;
                dispute.ToldAt = clock.Now;
                dispute.Version++;
                var item = await db.Receivables.AsNoTracking().SingleAsync(row => row.Id == dispute.ReceivableId, cancellationToken);
                var payer = await db.Customers.AsNoTracking().SingleAsync(row => row.Id == dispute.CustomerId, cancellationToken);
                var superior = (await Staff.SuperiorOfAsync(db, dispute.OwnerId, cancellationToken))?.Id;
                Guid[] people = superior is { } boss ? [dispute.OwnerId, boss] : [dispute.OwnerId];
                await notifier.AddAsync(db, new($"dispute/{id:N}/late", Process, "dispute-late", people, SettlementWords.Of(
                    ("number", dispute.Number), ("title", payer.Name), ("note", item.Number), ("amount", dispute.Amount), ("due", dispute.DueOn)), dispute.CaseId), found, cancellationToken);
            }, cancellationToken);
            db.ChangeTracker.Clear();
        }

        return late.Count;
    }

    /// <summary>Opens a dispute inside the caller's transaction; who may is for the caller to judge.</summary>
    internal async Task<Dispute> OpenAsync(ProcessSalesDb db, Guid? person, NewDispute wanted, Guid? deduction, WorkingCalendar calendar, CancellationToken cancellationToken)
    {
        if (wanted.Amount <= 0m || decimal.Round(wanted.Amount, 2) != wanted.Amount) throw Invalid("amount", "allocation.notPositive");
        if (string.IsNullOrWhiteSpace(wanted.Story)) throw Invalid("story", "required");
        if (wanted.Story.Length > 500) throw Invalid("story", "tooLong", 500);
        var item = (await AllocationLedger.HoldAsync(db, [wanted.ReceivableId], cancellationToken))[wanted.ReceivableId];
        if (item.Ended is not null || wanted.Amount > item.Undisputed) throw Invalid("amount", "dispute.moreThanOpen", item.Number, item.Ended is null ? item.Undisputed : 0m);
        var payer = await db.Customers.AsNoTracking().SingleAsync(row => row.Id == item.CustomerId, cancellationToken);
        var title = $"{payer.Name} {item.Number} 争议";
        var file = await cases.StartAsync(db, new(Process, payer.OwnerId)
        {
            StartedById = person, Title = title,
            Fill = opened =>
            {
                (opened.CustomerCode, opened.Amount, opened.SearchText) = (payer.Code, wanted.Amount, $"{title} {payer.Code}".ToLowerInvariant());
                opened.DataJson = new JsonObject { ["item"] = item.Number, ["amount"] = wanted.Amount, ["reason"] = wanted.Reason.ToString(), ["story"] = wanted.Story.Trim() }.ToJsonString();
            },
        }, cancellationToken);
        var dispute = new Dispute
        {
            Id = Guid.CreateVersion7(clock.Now), CaseId = file.Id, Number = file.Number, ReceivableId = item.Id, CustomerId = payer.Id, DeductionId = deduction, Amount = wanted.Amount, Reason = wanted.Reason,
            Story = wanted.Story.Trim(), OwnerId = payer.OwnerId, DueOn = calendar.AddWorkingDays(clock.Today, (await book.CurrentAsync(db, cancellationToken)).DisputeDays), OpenedById = person, OpenedAt = clock.Now,
        };
        db.Disputes.Add(dispute);
        item.Disputed += wanted.Amount;
        item.Version++;
        db.Record(clock.Now, new()
        {
            PersonId = person, CaseId = file.Id, Subject = $"receivable:{item.Number}", Action = "Dispute", To = wanted.Amount.ToString("0.00", CultureInfo.InvariantCulture), Comment = dispute.Story,
        });
        return dispute;
    }

    private static RefusedException Invalid(string field, string key, params object?[] arguments) => new(RefusalKind.Invalid, [new(field, key, arguments)]);
}
