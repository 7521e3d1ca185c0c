using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Promoters;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Tests.Visits;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Promoters;

/// <summary>How promoters attend, work, are trained and assessed (domain.md D3, form F-V5).</summary>
public sealed class PromoterTests
{
    private static readonly (DateOnly From, DateOnly Until) November = (new(2026, 11, 1), new(2026, 11, 30));

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task What_visits_saw_of_a_promoter_stands_beside_trainings_and_assessments(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (kam, manager) = (await business.PersonAsync("lin.zhiyuan"), await business.PersonAsync("jiang.xubai"));
        await SeenAsync(business, 0, new(PromoterPresence.Present, "白小棠", true, true, false, 3, null));
        await SeenAsync(business, 1, new(PromoterPresence.Absent, "白小棠", null, null, null, null, "生病未请假"));
        await SeenAsync(business, 1, new(PromoterPresence.Present, "白小棠", true, true, true, 4, null));
        await SeenAsync(business, 1, new(PromoterPresence.Leave, "白小棠", null, null, null, null, "调休"));
        await RecordAsync(business, kam, "2026-11-20", "Training", "陈列标准", "");
        await RecordAsync(business, kam, "2026-10-20", "Assessment", "产品知识", "70");
        await RecordAsync(business, manager, "2026-11-21", "Assessment", "产品知识", "85");

        var row = Assert.Single(await business.Get<PromoterBook>().ListAsync(manager, November.From, November.Until), promoter => promoter.Name == "白小棠");
        Assert.Equal((4, 2, 1, 1, 1), (row.Checks, row.Present, row.Absent, row.Leave, row.Faults));
        Assert.Equal((2m / 3m, 4, new DateOnly(2026, 11, 26), 1, 85), (row.Attendance, row.Skill, row.SeenOn, row.Trainings, row.Score));
        var looks = (await business.Get<PromoterBook>().LooksAsync(manager, row.Id, November.From, November.Until))!;
        Assert.Equal([PromoterPresence.Leave, PromoterPresence.Present, PromoterPresence.Absent, PromoterPresence.Present], looks.Select(look => look.Check.Presence));
        Assert.Equal(0, Assert.Single(await business.Get<PromoterBook>().ListAsync(kam, new(2026, 12, 1), new(2026, 12, 31)), promoter => promoter.Id == row.Id).Checks);

        // Promoters of another area are nobody's business here.
        var stranger = await business.PersonAsync("luo.shuyao");
        Assert.DoesNotContain(await business.Get<PromoterBook>().ListAsync(stranger, November.From, November.Until), promoter => promoter.Id == row.Id);
        Assert.Null(await business.Get<PromoterBook>().LooksAsync(stranger, row.Id, November.From, November.Until));
        Assert.Equal(0, (await business.Get<CardDesk>().ListAsync(stranger, "promoter-records", null, null, 1, 10)).Rows.Total);
        await RefusesAsync(() => RecordAsync(business, stranger, "2026-11-22", "Training", "越权", ""), "Person");
    }

    [Fact]
    public async Task A_store_of_the_same_name_is_another_store()
    {
        await using var business = await Business.OpenAsync();
        var kam = await business.PersonAsync("lin.zhiyuan");
        await business.ReadAsync(async db =>
        {
            var name = await db.Stores.Where(store => store.Code == "C01-01").Select(store => store.Name).SingleAsync();
            return await db.Stores.Where(store => store.Code == "C01-02").ExecuteUpdateAsync(set => set.SetProperty(store => store.Name, name));
        });
        await SeenAsync(business, 0, new(PromoterPresence.Present, "", true, true, true, 3, null));
        await SeenAsync(business, 0, new(PromoterPresence.Present, "", true, true, true, 3, null), "C01-02");

        Assert.Equal(1, Assert.Single(await business.Get<PromoterBook>().ListAsync(kam, November.From, November.Until), promoter => promoter.UserName == "bai.xiaotang").Checks);
    }

    [Fact]
    public async Task An_assessment_has_a_score_and_a_training_has_none()
    {
        await using var business = await Business.OpenAsync();
        var kam = await business.PersonAsync("lin.zhiyuan");
        await RefusesAsync(() => RecordAsync(business, kam, "2026-11-20", "Assessment", "产品知识", ""), "Score");
        await RefusesAsync(() => RecordAsync(business, kam, "2026-11-20", "Training", "产品知识", "80"), "Score");
        await RefusesAsync(() => RecordAsync(business, kam, "2026-11-20", "Assessment", "产品知识", "101"), "Score");
    }

    private static async Task SeenAsync(Business business, int daysLater, PromoterEntry check, string store = "C01-01")
    {
        business.Clock.Advance(TimeSpan.FromDays(daysLater));
        var visit = await PhoneVisit.OpenAsync(business, store);
        visit.Content = visit.Content with { HasPromoter = true, Promoter = check };
        await visit.HandIn().SendAsync();
    }

    private static Task RecordAsync(Business business, Guid by, string day, string kind, string topic, string score) => business.Get<CardDesk>().SaveAsync(
        by, "promoter-records", null, 0, new Dictionary<string, string> { ["Person"] = "bai.xiaotang", ["Day"] = day, ["Record"] = kind, ["Topic"] = topic, ["Score"] = score, ["Note"] = "" }, null);

    private static async Task RefusesAsync(Func<Task> act, string field) => Assert.Contains((await Assert.ThrowsAsync<RefusedException>(act)).Refusals, refusal => refusal.Field == field);
}
