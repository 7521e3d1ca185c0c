using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Disputes;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Adjustments;

/// <summary>An application in the list of an item.</summary>
/// <param name="Posted">CNY; null before it was approved.</param>
public sealed record AdjustmentRow(Guid CaseId, string Number, AdjustmentKind Kind, CaseState State, decimal? Asked, decimal? Posted, string Applicant);

/// <summary>Applications for credit notes and write-offs: opened on an item, approved by the matrix, posted by the process (domain.md 2.6, Approvals). Safe for concurrent use.</summary>
public sealed class AdjustmentDesk(IDbContextFactory<ProcessSalesDb> databases, CaseRegister cases, AllocationLedger ledger, CreditNotes credits, CompanyClock clock)
{
    /// <summary>The process of credit notes.</summary>
    public const string CreditProcess = "credit-note";

    /// <summary>The process of write-offs.</summary>
    public const string WriteOffProcess = "write-off";

    /// <summary>Opens an application on an item. Returns its case, which the caller hands to the pump.</summary>
    /// <exception cref="RefusedException">Nothing is open, one is under way, or the person may not.</exception>
    public async Task<Guid> StartAsync(Guid person, Guid receivableId, AdjustmentKind kind, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            await db.RequireRoleAsync(person, cancellationToken, Role.Kam, Role.Arm, Role.FinAr);
            var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
            var item = await db.Receivables.AsNoTracking().SingleOrDefaultAsync(row => row.Id == receivableId && payers.Any(payer => payer.Id == row.CustomerId), cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "receivable.unknown");
            if (item.Ended is not null || item.Open <= 0m) throw new RefusedException(RefusalKind.Conflict, "receivable.ended", item.Number);
            var running = from adjustment in db.Adjustments join open in db.Cases on adjustment.Id equals open.Id where adjustment.ReceivableId == item.Id && open.ClosedAt == null select open.Number;
            if (await running.FirstOrDefaultAsync(cancellationToken) is { } other) throw new RefusedException(RefusalKind.Conflict, "adjustment.running", other);
            var payer = await db.Customers.AsNoTracking().SingleAsync(row => row.Id == item.CustomerId, cancellationToken);
            var title = $"{payer.Name} {item.Number} {(kind == AdjustmentKind.CreditNote ? "红字" : "坏账核销")}";
            var file = await cases.StartAsync(db, new(kind == AdjustmentKind.CreditNote ? CreditProcess : WriteOffProcess, person)
            {
                StartedById = person, Title = title,
                Fill = opened =>
                {
                    (opened.CustomerCode, opened.SearchText) = (payer.Code, $"{title} {payer.Code}".ToLowerInvariant());
                    opened.DataJson = new JsonObject { ["item"] = item.Number, ["full"] = item.Amount, ["open"] = item.Open, ["amount"] = item.Undisputed }.ToJsonString();
                },
            }, cancellationToken);
            db.Adjustments.Add(new() { Id = file.Id, Kind = kind, ReceivableId = item.Id });
            return file.Id;
        }, cancellationToken);
    }

    /// <summary>What was applied for on an item that the person may see, the newest first.</summary>
    public async Task<IReadOnlyList<AdjustmentRow>> OfItemAsync(Guid person, Guid receivableId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
        return await (from adjustment in db.Adjustments.AsNoTracking()
                      where adjustment.ReceivableId == receivableId && db.Receivables.Any(item => item.Id == receivableId && payers.Any(payer => payer.Id == item.CustomerId))
                      join file in db.Cases on adjustment.Id equals file.Id
                      orderby file.CreatedAt descending
                      select new AdjustmentRow(file.Id, file.Number, adjustment.Kind, file.State, file.Amount, adjustment.Posted, db.Users.Where(owner => owner.Id == file.OwnerId).Select(owner => owner.Name).First()))
            .Take(50).ToListAsync(cancellationToken);
    }

    /// <summary>Posts what was approved, once; the same key again changes nothing. False when the item has less open by now, with nothing posted.</summary>
    public async Task<bool> PostAsync(string key, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var file = await db.Cases.AsNoTracking().SingleAsync(row => row.Id == caseId, cancellationToken);
            var adjustment = await db.Adjustments.SingleOrDefaultAsync(row => row.Id == caseId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "adjustment.unknown");
            if (adjustment.Posted is not null) return true;
            var amount = AmountOf(file.DataJson is null ? null : JsonNode.Parse(file.DataJson) as JsonObject);
            var item = (await AllocationLedger.HoldAsync(db, [adjustment.ReceivableId], cancellationToken))[adjustment.ReceivableId];
            if (amount <= 0m || item.Ended is not null || amount > item.Undisputed) return false;
            if (adjustment.Kind == AdjustmentKind.WriteOff) await ledger.LowerAsync(db, item.Id, amount, AllocationKind.WriteOff, caseId, $"write-off/{caseId:N}", file.OwnerId, cancellationToken);
            else adjustment.CreditNoteId = await credits.PostAsync(db, file.OwnerId, file.Number, item.Id, amount, caseId, "credit-note", cancellationToken);
            adjustment.Posted = amount;
            db.Record(clock.Now, new() { PersonId = file.OwnerId, CaseId = caseId, Subject = $"receivable:{item.Number}", Action = adjustment.Kind.ToString(), To = amount.ToString("0.00", CultureInfo.InvariantCulture), Key = key });
            return true;
        }, cancellationToken);
    }

    internal static decimal AmountOf(JsonObject? data) =>
        data?["amount"] is JsonValue value && value.GetValueKind() is JsonValueKind.Number or JsonValueKind.String && decimal.TryParse(value.ToString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) ? amount : 0m;
}

/// <summary>What is applied for must be open and not in dispute when it is handed in.</summary>
internal sealed class AdjustmentAnswers(string process) : IAnswerCheck
{
    public string Process => process;

    public async Task RefuseAsync(ProcessSalesDb db, HumanTask task, Case file, CompleteTask answer, CancellationToken cancellationToken)
    {
        if (answer.Action != "Submit") return;
        var data = answer.Data ?? ((task.DraftJson ?? file.DataJson) is { } kept ? JsonNode.Parse(kept) as JsonObject : null);
        var item = await (from adjustment in db.Adjustments where adjustment.Id == file.Id join row in db.Receivables on adjustment.ReceivableId equals row.Id select row).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (item is null) return;
        var open = item.Ended is null ? item.Undisputed : 0m;
        if (AdjustmentDesk.AmountOf(data) > open) throw new RefusedException(RefusalKind.Invalid, [new("amount", "dispute.moreThanOpen", item.Number, open)]);
    }
}
