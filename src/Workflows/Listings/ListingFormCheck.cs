using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Listings;

/// <summary>What an application must not clash with (domain.md 2.3, F-L1): other listings, articles that are not sold, lead times, papers that end.</summary>
internal sealed class ListingFormCheck(IDbContextFactory<ProcessSalesDb> databases, ListingTermsBook book, CompanyClock clock) : IFormCheck
{
    public string Form => "listing-application";

    public async Task<(IReadOnlyList<Refusal> Refusals, IReadOnlyList<Refusal> Warnings)> CheckAsync(JsonObject data, FormContext context, CancellationToken cancellationToken)
    {
        var plan = ListingPlan.Read(data);
        var refusals = new List<Refusal>();
        var warnings = new List<Refusal>();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        CheckTwins(plan, refusals);
        CheckPapers(plan, await book.CurrentAsync(db, cancellationToken), refusals, warnings);
        refusals.AddRange(await NotSold.InAsync(db, data, cancellationToken));
        await CheckPairsAsync(db, plan, context.CaseId, refusals, cancellationToken);
        await CheckLeadTimeAsync(db, plan, refusals, cancellationToken);
        await CheckFeesAsync(db, plan, data["contract"]?["id"]?.ToString(), warnings, cancellationToken);
        return (refusals, warnings);
    }

    private static void CheckTwins(ListingPlan plan, List<Refusal> refusals)
    {
        for (var i = 0; i < plan.Articles.Count; i++)
        {
            var article = plan.Articles[i];
            if (plan.Articles.Take(i).Any(other => other.ProductCode == article.ProductCode)) refusals.Add(new($"skus[{i}].product", "listing.twice", article.ProductCode));
            if (article.Replaces is { } replaced && plan.Articles.Any(other => other.ProductCode == replaced)) refusals.Add(new($"skus[{i}].replaces", "listing.replacesNew", replaced));
        }

        for (var i = 0; i < plan.Stores.Count; i++)
        {
            if (plan.Stores.Take(i).Contains(plan.Stores[i])) refusals.Add(new($"stores[{i}].store", "listing.twice", plan.Stores[i]));
        }

        // The form's sums count these rows: each must take away one line of the grid.
        for (var i = 0; i < plan.LeftOut.Count; i++)
        {
            var (product, store) = plan.LeftOut[i];
            if (product.Length == 0 || store.Length == 0) continue;
            if (plan.LeftOut.Take(i).Contains(plan.LeftOut[i])) refusals.Add(new($"exceptions[{i}].product", "listing.twice", $"{product} · {store}"));
            else if (!plan.Stores.Contains(store) || plan.Articles.All(article => article.ProductCode != product)) refusals.Add(new($"exceptions[{i}].product", "listing.notInGrid", product, store));
        }

        if (plan is { Articles.Count: > 0, Stores.Count: > 0 } && plan.Lines().Count == 0) refusals.Add(new("exceptions", "listing.nothingLeft"));
    }

    private void CheckPapers(ListingPlan plan, ListingTerms terms, List<Refusal> refusals, List<Refusal> warnings)
    {
        for (var i = 0; i < plan.Papers.Count; i++)
        {
            if (plan.Papers[i].ExpiresOn is not { } end) continue;
            if (end < clock.Today) refusals.Add(new($"papers[{i}].expiresOn", "listing.paperExpired", plan.Papers[i].Number, end));
            else if (end <= clock.Today.AddDays(terms.PaperDays)) warnings.Add(FormRules.Warning($"papers[{i}].expiresOn", $"证照 {plan.Papers[i].Number} 将于 {end:yyyy-MM-dd} 到期", $"Paper {plan.Papers[i].Number} ends on {end:yyyy-MM-dd}"));
        }

        if (plan.Papers.Count == 0) return;
        for (var i = 0; i < plan.Articles.Count; i++)
        {
            if (plan.Papers.All(paper => paper.ProductCode is { } product && product != plan.Articles[i].ProductCode)) refusals.Add(new($"skus[{i}].product", "listing.noPaper", plan.Articles[i].ProductCode));
        }
    }

    private static async Task CheckPairsAsync(ProcessSalesDb db, ListingPlan plan, Guid caseId, List<Refusal> refusals, CancellationToken cancellationToken)
    {
        var wanted = plan.Lines().Select(line => (line.Article.ProductCode, line.StoreCode)).ToHashSet();
        if (wanted.Count == 0) return;
        var codes = plan.Articles.Select(article => article.ProductCode).ToList();
        var known = await (from line in db.ListingLines.AsNoTracking()
                           join request in db.Listings on line.RequestId equals request.Id
                           join file in db.Cases on request.CaseId equals file.Id
                           join store in db.Stores on line.StoreId equals store.Id
                           where request.CaseId != caseId && codes.Contains(line.ProductCode) && plan.Stores.Contains(store.Code)
                               && line.State != LineState.Refused && line.State != LineState.Delisted && line.State != LineState.Cancelled
                               && request.State != ListingState.Draft && request.State != ListingState.Rejected && request.State != ListingState.Withdrawn
                           select new { line.ProductCode, Store = store.Code, line.State, file.Number }).ToListAsync(cancellationToken);
        foreach (var clash in known.Where(clash => wanted.Contains((clash.ProductCode, clash.Store))).Take(20))
        {
            var place = plan.Articles.ToList().FindIndex(article => article.ProductCode == clash.ProductCode);
            refusals.Add(new($"skus[{place}].product", clash.State == LineState.Kept ? "listing.alreadyKept" : "listing.alreadyOpen", clash.ProductCode, clash.Store, clash.Number));
        }
    }

    // A fee that the contract does not name was not agreed (Measures of 2006, domain.md 2.3): who approves must see it.
    private static async Task CheckFeesAsync(ProcessSalesDb db, ListingPlan plan, string? contract, List<Refusal> warnings, CancellationToken cancellationToken)
    {
        if (contract is null || plan.Fees.Count == 0) return;
        var agreed = await db.ContractFees.AsNoTracking().Where(fee => db.Contracts.Any(row => row.Id == fee.ContractId && row.Number == contract)).Select(fee => fee.FeeType).ToListAsync(cancellationToken);
        for (var i = 0; i < plan.Fees.Count; i++)
        {
            if (plan.Fees[i].Type.Length > 0 && !ListingFees.InContracts(plan.Fees[i].Type).Any(agreed.Contains)) warnings.Add(FormRules.Warning($"fees[{i}].type", $"合同 {contract} 没有约定这类费用", $"Contract {contract} does not grant such a fee"));
        }
    }

    private async Task CheckLeadTimeAsync(ProcessSalesDb db, ListingPlan plan, List<Refusal> refusals, CancellationToken cancellationToken)
    {
        if (plan.TargetShelfOn is not { } target || plan.Stores.Count == 0) return;
        var slowest = await db.Stores.AsNoTracking().Where(row => plan.Stores.Contains(row.Code)).MaxAsync(row => (int?)row.LeadTimeDays, cancellationToken) ?? 0;
        if (target < clock.Today.AddDays(slowest)) refusals.Add(new("targetShelf", "listing.tooSoon", clock.Today.AddDays(slowest), slowest));
    }
}
