using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Promotions;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>Whom the days of a promotion tell what (domain.md 2.4, deadlines and notifications): it runs from 2026-10-08 to 2026-10-20.</summary>
public sealed class PromotionReminders
{
    [Fact]
    public async Task Each_deadline_is_told_on_its_day_once_to_those_whom_it_concerns()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Settlements.Run.BeginAsync(company);
        await using (var db = await company.OpenDbAsync())
        {
            var store = new Store { Id = Guid.NewGuid(), Code = "C01-07", Name = "岚桥七店", CustomerId = (await run.PromotionAsync()).CustomerId!.Value, OwnerId = Kam, Class = "A" };
            db.Stores.Add(store);
            await db.SaveChangesAsync();
            db.PromotionStores.Add(new() { PromotionId = run.Promotion, StoreId = store.Id, Code = store.Code, Name = store.Name });
            await db.SaveChangesAsync();
        }

        (int Month, int Day, string Template, Guid[] Told, Guid[] NotTold)[] days =
        [
            (10, 5, "promotion-agree", [], [Kam]), (10, 6, "promotion-agree", [Kam], [Arm]), (10, 6, "promotion-starts", [], [Kam, Ast]), (10, 7, "promotion-starts", [Kam, Ast], [Arm]),
            (10, 8, "promotion-check-due", [], [Kam, Ast]), (10, 9, "promotion-check-due", [Kam, Ast], [Arm]), (10, 17, "promotion-prepare", [], [Kam]), (10, 18, "promotion-prepare", [Kam], [Arm]),
            (10, 23, "promotion-report-due", [], [Kam]), (10, 24, "promotion-report-due", [Kam], [Arm]),
            (10, 26, "settlement-missing", [], [Kam]), (10, 27, "settlement-missing", [Kam], [Arm]), (11, 4, "settlement-missing", [Arm], [Rgm]), (11, 19, "settlement-missing", [Rgm], [Dir]),
            (12, 3, "promotion-expired", [], [Kam, Arm]), (12, 4, "promotion-expired", [Kam, Arm], [Rgm]),
        ];
        foreach (var (month, day, template, told, notTold) in days)
        {
            await run.OnAsync(new(2026, month, day));
            await run.OnAsync(new(2026, month, day));
            foreach (var person in told) Assert.True((await company.MessagesAsync(person, template)).Count > 0, $"{month}-{day} {template}");
            foreach (var person in notTold) Assert.True((await company.MessagesAsync(person, template)).Count == 0, $"{month}-{day} {template}");
        }

        // Days 15 (day 12 was missed while nobody looked: only the latest is sent), 7 and 30 for the manager; the second week's check is one of its own.
        Assert.Equal((3, 2, 1), ((await company.MessagesAsync(Kam, "settlement-missing")).Count, (await company.MessagesAsync(Arm, "settlement-missing")).Count, (await company.MessagesAsync(Rgm, "settlement-missing")).Count));
        Assert.Equal(2, (await company.MessagesAsync(Kam, "promotion-check-due")).Count);
        foreach (var once in new[] { "promotion-agree", "promotion-starts", "promotion-prepare", "promotion-report-due", "promotion-expired" }) Assert.Single(await company.MessagesAsync(Kam, once));
        Assert.Contains("2026-11-04", (await company.MessagesAsync(Kam, "promotion-prepare"))[0].Body);
        Assert.Equal(PromotionState.Expired, (await run.PromotionAsync()).State);
    }

    [Fact]
    public async Task Once_everything_is_settled_its_manager_is_asked_to_judge_and_close_it_by_the_thirtieth_day()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Settlements.Run.BeginAsync(company);
        await run.EndAsync();
        var settlement = await run.ClaimAsync(3_000m);
        await company.ActAsync(settlement, Arm, "Approve");
        await company.ActAsync(settlement, FinEx, "Confirm");
        await run.OnAsync(new(2026, 11, 18));
        Assert.Empty(await company.MessagesAsync(Kam, "promotion-close-due"));
        // What is confirmed is cost, also while the chain has not deducted it yet.
        await run.OnAsync(new(2026, 11, 19));
        await run.OnAsync(new(2026, 11, 20));
        Assert.Single(await company.MessagesAsync(Kam, "promotion-close-due"));
        Assert.Empty(await company.MessagesAsync(Kam, "settlement-missing"));
    }
}
