using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Promotions;

/// <summary>The calendar of promotions and its warnings: the same article in the same store on the same days (domain.md 2.4, F-P1).</summary>
public sealed class PromotionCalendarTests
{
    private const string Biscuits = "2000000000015";

    [Fact]
    public async Task A_month_shows_by_chain_what_lies_in_it_and_what_overlaps()
    {
        await using var business = await Business.OpenAsync();
        var pile = await AddAsync(business, "堆头", "C01-01", Biscuits, new(2026, 11, 25), new(2026, 12, 2));
        var slot = await AddAsync(business, "端架", "C01-01", Biscuits, new(2026, 12, 2), new(2026, 12, 9));
        await AddAsync(business, "别店", "C01-02", Biscuits, new(2026, 12, 2), new(2026, 12, 9));
        await AddAsync(business, "别品", "C01-01", "2000000000022", new(2026, 12, 2), new(2026, 12, 9));
        await AddAsync(business, "次日", "C01-01", Biscuits, new(2026, 12, 10), new(2026, 12, 12));
        await AddAsync(business, "已取消", "C01-01", Biscuits, new(2026, 12, 1), new(2026, 12, 12), PromotionState.Cancelled);
        var list = business.Get<PromotionList>();
        var rows = await list.MonthAsync(await business.PersonAsync("lin.zhiyuan"), new(2026, 12, 1));
        Assert.Equal(["别品", "别店", "堆头", "次日", "端架"], rows.Select(row => row.Name).Order(StringComparer.Ordinal));
        Assert.Equal([(pile, slot), (slot, pile)], rows.SelectMany(row => row.Overlaps.Select(other => (row.Id, other.Other))).OrderBy(pair => pair.Id == slot));
        Assert.Equal(["堆头"], (await list.MonthAsync(await business.PersonAsync("lin.zhiyuan"), new(2026, 11, 1))).Select(row => row.Name));
        Assert.Empty(await list.MonthAsync(await business.PersonAsync("luo.shuyao"), new(2026, 12, 1)));
    }

    [Theory]
    [InlineData("2026-12-13", "2026-12-20", true)]
    [InlineData("2026-12-14", "2026-12-20", false)]
    [InlineData("2026-11-20", "2026-11-30", true)]
    [InlineData("2026-11-20", "2026-11-29", false)]
    public async Task An_application_is_warned_of_what_overlaps_and_may_be_handed_in_all_the_same(string start, string end, bool warned)
    {
        await using var business = await Business.OpenAsync();
        await AddAsync(business, "端架", "C01-02", Biscuits, DateOnly.Parse(start, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(end, System.Globalization.CultureInfo.InvariantCulture));
        var outcome = await Application.CheckAsync(business, await Application.FilledInAsync(business));
        Assert.Empty(outcome.Refusals);
        Assert.Equal(warned ? ["skus"] : [], outcome.Warnings.Select(warning => warning.Field));
        if (warned) Assert.Contains("PA-端架", (string)outcome.Warnings[0].Arguments[0]!);
    }

    private static async Task<Guid> AddAsync(Business business, string name, string store, string product, DateOnly start, DateOnly end, PromotionState state = PromotionState.Approved)
    {
        var promotion = new Promotion { Id = Guid.NewGuid(), CaseId = Guid.NewGuid(), Number = $"PA-{name}", Name = name, Type = "display", CustomerCode = store[..3], Start = start, End = end, State = state };
        await business.WriteAsync(async db =>
        {
            var place = await db.Stores.SingleAsync(row => row.Code == store);
            var owner = await db.Users.SingleAsync(row => row.Id == place.OwnerId);
            (promotion.OwnerId, promotion.CustomerId, promotion.AreaId) = (owner.Id, place.CustomerId, owner.OrgUnitId);
            db.Cases.Add(new()
            {
                Id = promotion.CaseId, Number = promotion.Number, Process = PromotionRegister.Process, InstanceId = promotion.CaseId.ToString("N"), State = CaseState.Approved, Title = name, OwnerId = owner.Id, AreaId = owner.OrgUnitId,
                CustomerCode = promotion.CustomerCode, CreatedAt = business.Clock.GetUtcNow(),
            });
            db.Promotions.Add(promotion);
            db.PromotionStores.Add(new() { PromotionId = promotion.Id, StoreId = place.Id, Code = store, Name = place.Name });
            db.PromotionSkus.Add(new() { PromotionId = promotion.Id, ProductCode = product, Name = product });
        });
        return promotion.Id;
    }
}
