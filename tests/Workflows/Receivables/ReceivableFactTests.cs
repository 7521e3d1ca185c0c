using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Receivables;

/// <summary>What stands beside the form of a case about what its customer owes.</summary>
public sealed class ReceivableFactTests
{
    [Fact]
    public async Task An_approver_sees_what_the_customer_owes_and_what_of_it_is_overdue_and_undisputed()
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, ProcessSales.Workflows.Tasks.GroupRule.Single, "jiang.xubai");
        await business.WriteAsync(db => db.Cases.Where(file => file.Id == review.CaseId).ExecuteUpdateAsync(set => set.SetProperty(file => file.CustomerCode, "C01")));
        await business.WriteAsync(db => db.Receivables.ExecuteDeleteAsync());
        var before = await FactsAsync(business, review, "jiang.xubai");
        Assert.DoesNotContain(before, fact => fact.Key is "Receivables" or "Overdue");
        await business.ItemAsync("A", 1_000m, "2026-12-20");
        await business.ItemAsync("B", 400m, "2026-11-01", disputed: 150m);
        await business.ItemAsync("C", 90m, "2026-11-01", disputed: 90m);
        await business.ItemAsync("D", 70m, "2026-11-01", payer: "C02");

        var facts = await FactsAsync(business, review, "jiang.xubai");
        Assert.Equal(1_490m, facts.Single(fact => fact.Key == "Receivables").Amount);
        var overdue = facts.Single(fact => fact.Key == "Overdue");
        Assert.Equal((1, 250m, true), (overdue.Count, overdue.Amount, overdue.Grave));
        Assert.DoesNotContain(await FactsAsync(business, review, "xu.muyun"), fact => fact.Key == "Receivables");
    }

    private static async Task<IReadOnlyList<CaseFact>> FactsAsync(Business business, Review review, string person) =>
        await business.Get<CaseFacts>().OfAsync(await business.PersonAsync(person), await business.ReadAsync(db => db.Cases.AsNoTracking().SingleAsync(file => file.Id == review.CaseId)));
}
