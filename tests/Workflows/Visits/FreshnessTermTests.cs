using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Visits;

/// <summary>The bands of freshness are settings of the company with a first day (domain.md 1.8 and 7.1).</summary>
public sealed class FreshnessTermTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_band_that_the_director_changed_holds_from_its_day_on_and_the_others_stay_as_they_were(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var director = await business.PersonAsync("gu.xingzhou");
        // Longer lives turn orange 90 days before their end from Tuesday on, the bands of 45 days are new.
        await SetAsync(business, director, "", "2026-11-24", "1/3", "2/3", "90", "20");
        await SetAsync(business, director, "45", "2026-11-01", "1/5", "1/2", "12", "4");
        var visitor = await business.PersonAsync("lin.zhiyuan");
        var monday = (await business.Get<VisitDay>().OfAsync(visitor, new(2026, 11, 23))).Freshness;
        Assert.Equal([30, 45, 60, 90, 180, 364, null], monday.Select(rule => rule.UpToDays));
        Assert.Equal((new LifePart(1, 5), 12, 60), (monday[1].ReceiptAge, monday[1].NearDays, monday[^1].NearDays));
        Assert.Equal((90, 20), (await business.Get<VisitDay>().OfAsync(visitor, new(2026, 11, 24))).Freshness[^1] is var longest ? (longest.NearDays, longest.BlockDays) : default);

        // 80 days left: in order on Monday, near its end on Tuesday.
        Assert.Equal(FreshnessBand.Yellow, await BandAsync(business, new DateOnly(2026, 11, 23).AddDays(80 - 365), "C01-01"));
        business.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(FreshnessBand.Orange, await BandAsync(business, new DateOnly(2026, 11, 24).AddDays(80 - 365), "C01-02"));
    }

    [Fact]
    public async Task A_new_database_begins_with_the_default_bands()
    {
        await using var business = await Business.OpenAsync();
        Assert.Equal(Freshness.Default.Rules, (await business.Get<VisitDay>().OfAsync(await business.PersonAsync("lin.zhiyuan"), new(2026, 11, 23))).Freshness);
    }

    [Theory]
    [InlineData("30", "1/4", "2/1", "5", "1", "WarnAge", "freshness.part")]
    [InlineData("30", "三分之一", "1/2", "5", "1", "ReceiptAge", "freshness.part")]
    [InlineData("30", "1/4", "1/2", "5", "6", "BlockDays", "freshness.blockAfterNear")]
    [InlineData("30", "1/4", "1/2", "31", "1", "NearDays", "field.tooLarge")]
    public async Task A_band_that_makes_no_sense_is_refused_with_its_field(string upTo, string receipt, string warn, string near, string block, string field, string key)
    {
        await using var business = await Business.OpenAsync();
        var refused = await Assert.ThrowsAsync<RefusedException>(async () => await SetAsync(business, await business.PersonAsync("gu.xingzhou"), upTo, "2026-11-24", receipt, warn, near, block));
        Assert.Contains(refused.Refusals, refusal => refusal.Field == field && refusal.Key == key);
        Assert.Equal(Freshness.Default.Rules.Count, await business.ReadAsync(db => db.FreshnessTerms.CountAsync()));
    }

    [Fact]
    public async Task A_visitor_reads_the_bands_and_does_not_change_them()
    {
        await using var business = await Business.OpenAsync();
        var visitor = await business.PersonAsync("lin.zhiyuan");
        await SetAsync(business, await business.PersonAsync("gu.xingzhou"), "30", "2026-11-24", "1/4", "1/2", "6", "2");
        Assert.Equal(Freshness.Default.Rules.Count + 1, (await business.Get<CardDesk>().ListAsync(visitor, "freshness", null, null, 1, 10)).Rows.Total);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => SetAsync(business, visitor, "60", "2026-11-24", "1/4", "1/2", "6", "2"))).Kind);
    }

    private static async Task<FreshnessBand> BandAsync(Business business, DateOnly produced, string store)
    {
        var visit = await PhoneVisit.OpenAsync(business, store);
        visit.Content = visit.Content with { Batches = [visit.Content.Batches[0] with { ProducedOn = produced }] };
        var id = (await visit.HandIn().SendAsync()).VisitId;
        return await business.ReadAsync(db => db.VisitBatches.Where(row => row.VisitId == id).Select(row => row.Band).SingleAsync());
    }

    private static Task SetAsync(Business business, Guid by, string upTo, string from, string receipt, string warn, string near, string block) => business.Get<CardDesk>().SaveAsync(
        by, "freshness", null, 0, new Dictionary<string, string> { ["UpToDays"] = upTo, ["From"] = from, ["ReceiptAge"] = receipt, ["WarnAge"] = warn, ["NearDays"] = near, ["BlockDays"] = block }, null);
}
