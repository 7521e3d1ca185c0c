using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Returns;

/// <summary>Returns and exchanges (domain.md 2.7, F-X2). Safe for concurrent use.</summary>
public sealed class ReturnDesk(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>Definition id of the process.</summary>
    public const string Process = "return-exchange";

    /// <summary>Makes what was counted a credit of the chain; an exchange has none, since goods go back for goods. The same again changes nothing. Returns the credit, CNY.</summary>
    public async Task<decimal> CreditAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var file = await db.Cases.AsNoTracking().SingleAsync(row => row.InstanceId == instanceId, cancellationToken);
            if (await db.ReturnCredits.AsNoTracking().SingleOrDefaultAsync(row => row.Id == file.Id, cancellationToken) is { } known) return known.Counted;
            var data = file.DataJson is null ? [] : JsonNode.Parse(file.DataJson) as JsonObject ?? [];
            var counted = Number(data["countedAmount"]);
            if (data["kind"]?.ToString() == "exchange" || counted <= 0m) return 0m;
            var code = data["chain"]?["id"]?.ToString();
            db.ReturnCredits.Add(new()
            {
                Id = file.Id, SlipNumber = Slip(data), CustomerId = await db.Customers.Where(row => row.Code == code).Select(row => row.Id).SingleAsync(cancellationToken), Claimed = Number(data["total"]), Counted = counted, At = clock.Now,
            });
            return counted;
        }, cancellationToken);
    }

    private static string Slip(JsonObject data) => data["slip"]?.ToString().Trim() is { } slip ? slip[..Math.Min(slip.Length, 60)] : "";

    private static decimal Number(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) : 0m;
}

/// <summary>
/// Credits of returns for the chains' statements. Returned goods count once: a credit whose slip was imported too is used up as soon as a statement holds that slip, and a slip whose
/// credit was used first stands on no statement, see <see cref="Unstated"/>.
/// </summary>
internal sealed class ReturnDeductions(CompanyClock clock) : IDeductionSource
{
    public string Kind => "return";

    public async Task<IReadOnlyList<Deductible>> OpenAsync(ProcessSalesDb db, Guid customerId, CancellationToken cancellationToken) =>
        await (from credit in db.ReturnCredits.AsNoTracking()
               join file in db.Cases on credit.Id equals file.Id
               where credit.CustomerId == customerId && credit.Counted > credit.Matched && !Stated(db).Any(moved => moved.CustomerId == credit.CustomerId && moved.SlipNumber.ToUpper() == credit.SlipNumber.ToUpper())
               orderby credit.At, file.Number
               select new Deductible("return", credit.Id, file.Number, file.Title, customerId, credit.Counted, credit.Matched)).ToListAsync(cancellationToken);

    public async Task MatchAsync(ProcessSalesDb db, string key, Guid id, decimal amount, Guid? person, CancellationToken cancellationToken)
    {
        if (await db.ReturnMatches.FindAsync([key], cancellationToken) is not null) return;
        var credit = await db.ReturnCredits.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "return.unknown");
        if (amount > 0m && await Stated(db).AnyAsync(moved => moved.CustomerId == credit.CustomerId && moved.SlipNumber.ToUpper() == credit.SlipNumber.ToUpper(), cancellationToken))
            throw new RefusedException(RefusalKind.Conflict, "return.stated", credit.SlipNumber);
        if (credit.Matched + amount < 0m || credit.Matched + amount > credit.Counted) throw new RefusedException(RefusalKind.Conflict, "listing.deductionTooHigh", amount, credit.Counted - credit.Matched);
        credit.Matched += amount;
        credit.Version++;
        db.ReturnMatches.Add(new() { Key = key, CreditId = id, Amount = amount, At = clock.Now, PersonId = person });
    }

    /// <summary>Movements that no statement holds yet and that may stand on one: a slip whose credit was used, or stands on a statement itself, may not.</summary>
    internal static IQueryable<GoodsMovement> Unstated(ProcessSalesDb db) => db.GoodsMovements.Where(moved => moved.StatementId == null && !(moved.Kind == MovementKind.Return
        && db.ReturnCredits.Any(credit => credit.CustomerId == moved.CustomerId && credit.SlipNumber != "" && credit.SlipNumber.ToUpper() == moved.SlipNumber.ToUpper() && (credit.Matched > 0m
            || db.StatementLines.Any(line => line.SourceId == credit.Id && db.Statements.Any(statement => statement.Id == line.StatementId && statement.State != StatementState.Cancelled))))));

    /// <summary>Takes the credits of slips that a statement is about to hold, so that nobody else uses them at the same moment. Returns which they are.</summary>
    internal static async Task<HashSet<Guid>> HoldAsync(ProcessSalesDb db, Guid customerId, IEnumerable<string> slips, CancellationToken cancellationToken)
    {
        var known = slips.Where(slip => slip.Length > 0).Select(slip => slip.ToUpperInvariant()).ToHashSet();
        if (known.Count == 0) return [];
        var credits = (await db.ReturnCredits.Where(credit => credit.CustomerId == customerId && credit.SlipNumber != "").ToListAsync(cancellationToken)).FindAll(credit => known.Contains(credit.SlipNumber.ToUpperInvariant()));
        foreach (var credit in credits) credit.Version++;
        return [.. credits.Select(credit => credit.Id)];
    }

    private static IQueryable<GoodsMovement> Stated(ProcessSalesDb db) =>
        db.GoodsMovements.Where(moved => moved.Kind == MovementKind.Return && moved.StatementId != null && moved.SlipNumber != "");
}

/// <summary>Goods that a visit pulled open a return for the store's manager, filled in as far as the visit knows.</summary>
internal sealed class ReturnFindings(IDbContextFactory<ProcessSalesDb> databases, CaseRegister register) : IFindingTaker
{
    public RaisedKind Kind => RaisedKind.Return;

    public async Task<string?> TakeAsync(VisitFinding finding, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var store = await db.Stores.AsNoTracking().SingleOrDefaultAsync(row => row.Id == finding.StoreId, cancellationToken);
        if (store is null) return null;
        var chain = await db.Customers.AsNoTracking().Where(row => row.Id == store.CustomerId).Select(row => row.Code).SingleAsync(cancellationToken);
        var line = new JsonObject { ["product"] = finding.ProductCode, ["producedOn"] = finding.ProducedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["quantity"] = finding.Quantity, ["reason"] = "expiry" };
        var data = new JsonObject { ["chain"] = chain, ["store"] = store.Code, ["kind"] = "return", ["source"] = "pulled", ["note"] = finding.Note, ["lines"] = new JsonArray(line) };
        return await register.StartForAsync(store.OwnerId, ReturnDesk.Process, finding.Id, data, cancellationToken);
    }
}
