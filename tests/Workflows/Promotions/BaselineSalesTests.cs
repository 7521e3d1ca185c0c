using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Promotions;

/// <summary>The baseline of an application against what visits counted (domain.md 2.4, F-P1). Today is Monday, 2026-11-23; the promotion takes fourteen days.</summary>
public sealed class BaselineSalesTests
{
    private const string Article = "2000000000015";

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Another_baseline_than_the_mean_of_the_last_four_weeks_without_promotion_needs_a_reason(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var data = await Application.FilledInAsync(business);
        await CountAsync(business, (new(2026, 11, 17), 60), (new(2026, 11, 19), 40), (new(2026, 11, 10), 500), (new(2026, 11, 3), 120), (new(2026, 10, 27), 80));
        await PromotedAsync(business, new(2026, 11, 9), new(2026, 11, 12));
        // Three weeks are not enough to say anything: 40,000 stands as it is.
        Assert.DoesNotContain((await Application.CheckAsync(business, data)).Warnings, warning => warning.Field == "baselineSales");
        await CountAsync(business, (new(2026, 10, 20), 100));

        // (100 + 120 + 80 + 100) / 4 pieces a week at the agreed 9.60 less 13 % VAT, twice.
        var counted = decimal.Round(100m * 9.60m / 1.13m * 2m, 2);
        var edited = await Application.CheckAsync(business, data);
        Assert.Equal(("baselineReason", "promotion.baselineReason", counted), (edited.Refusals[0].Field, edited.Refusals[0].Key, edited.Refusals[0].Arguments[0]));
        Assert.Contains($"{counted:N2}", (string)Assert.Single(edited.Warnings, warning => warning.Field == "baselineSales").Arguments[0]!);
        data["baselineReason"] = "十一月天气转冷";
        Assert.Empty((await Application.CheckAsync(business, data)).Refusals);
        data.Remove("baselineReason");
        data["baselineSales"] = counted.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var taken = await Application.CheckAsync(business, data);
        Assert.Empty(taken.Refusals);
        Assert.DoesNotContain(taken.Warnings, warning => warning.Field == "baselineSales");
        // Whoever has not entered one yet reads it.
        data.Remove("baselineSales");
        Assert.Contains((await Application.CheckAsync(business, data)).Warnings, warning => warning.Field == "baselineSales");
    }

    private static async Task CountAsync(Business business, params (DateOnly Day, int Sold)[] counts)
    {
        var (store, person) = (await business.ReadAsync(db => db.Stores.Where(row => row.Code == "C01-02").Select(row => row.Id).SingleAsync()), await business.PersonAsync("lin.zhiyuan"));
        foreach (var (day, sold) in counts)
        {
            var visit = new Visit { Id = Guid.NewGuid(), ClientId = Guid.NewGuid(), StoreId = store, PersonId = person, State = VisitState.Submitted, Day = day, CreatedAt = business.Clock.GetUtcNow(), SubmittedAt = business.Clock.GetUtcNow() };
            var line = new VisitLine { VisitId = visit.Id, ProductCode = Article, Status = ShelfStatus.OnShelf, Sold = sold };
            await business.WriteAsync(db => Task.FromResult(db.Visits.Add(visit)));
            await business.WriteAsync(db => Task.FromResult(db.VisitLines.Add(line)));
        }
    }

    private static async Task PromotedAsync(Business business, DateOnly start, DateOnly end)
    {
        var application = await Application.StartAsync(business);
        var store = await business.ReadAsync(db => db.Stores.Where(row => row.Code == "C01-02").Select(row => row.Id).SingleAsync());
        var promotion = new Promotion { Id = Guid.NewGuid(), CaseId = application.CaseId, OwnerId = application.Person, Number = "PA-1", Name = "堆头", CustomerCode = "C01", Start = start, End = end, EndedOn = end, State = PromotionState.Settling };
        await business.WriteAsync(db => Task.FromResult(db.Promotions.Add(promotion)));
        await business.WriteAsync(db =>
        {
            db.PromotionStores.Add(new() { PromotionId = promotion.Id, StoreId = store, Code = "C01-02", Name = "岚桥二店" });
            db.PromotionSkus.Add(new() { PromotionId = promotion.Id, ProductCode = Article, Name = "饼干" });
            return Task.CompletedTask;
        });
    }
}
