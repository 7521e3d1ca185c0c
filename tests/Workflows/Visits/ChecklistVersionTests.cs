using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.ProcessFiles;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Visits;

/// <summary>A new version of the checklist is for visits that nobody has begun; the others keep theirs (domain.md 1.7).</summary>
public sealed class ChecklistVersionTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);
    private static readonly FileName List = new(ProcessFileKind.Checklist, VisitRegister.Process, "2026-01");

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_planned_visit_follows_the_checklist_a_manager_saved_a_begun_one_keeps_the_old_and_both_are_on_the_phone(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (desk, manager) = (business.Get<ProcessFileDesk>(), await business.PersonAsync("jiang.xubai"));
        var begun = (await PhoneVisit.PlannedAsync(business)).Go(VisitState.InStore);
        await begun.SendAsync();
        var planned = await PhoneVisit.PlannedAsync(business, store: "C01-02");
        var later = await PhoneVisit.PlannedAsync(business, Today.AddDays(1), "C01-03");
        var first = await desk.OpenAsync(manager, List);
        await desk.SaveAsync(manager, List, From(first.Text, Today), 1, "今天起");
        await desk.SaveAsync(manager, List, From(first.Text, Today.AddDays(1)), 2, "明天起");

        await using var after = business.Another();
        var day = await after.GetRequiredService<VisitDay>().OfAsync(begun.Person, Today);
        Assert.Equal([1, 2, 3], day.Checklists.Select(list => list.Version));
        Assert.Equal((1, 2), (VersionOf(day, begun), VersionOf(day, planned)));
        Assert.Equal(3, VersionOf(await after.GetRequiredService<VisitDay>().OfAsync(begun.Person, Today.AddDays(1)), later));
        Assert.Equal(1, (await begun.StoredAsync()).ChecklistVersion);

        // What was filled in with the old one is handed in with it, and read with it for good.
        await begun.Go(VisitState.LeftStore, VisitState.Submitted).SendAsync(begun.Message() with { ChecklistVersion = 3 });
        Assert.Equal(1, (await after.GetRequiredService<VisitLists>().ReadAsync(begun.Person, (await begun.StoredAsync()).Id))!.Checklist!.Version);

        // Back to the first: what begins now follows it, and the phones keep the others.
        await desk.RollBackAsync(manager, List, 1, 3);
        day = await business.Get<VisitDay>().OfAsync(begun.Person, Today);
        Assert.Equal((1, 3), (VersionOf(day, planned), day.Checklists.Count));
    }

    [Fact]
    public async Task The_same_text_again_is_no_new_version_and_a_list_for_a_class_goes_before_the_one_for_all()
    {
        await using var business = await Business.OpenAsync();
        var (desk, manager) = (business.Get<ProcessFileDesk>(), await business.PersonAsync("jiang.xubai"));
        var first = await desk.OpenAsync(manager, List);
        Assert.Equal(1, await desk.SaveAsync(manager, List, first.Text, 1, null));
        var own = List with { Name = "class-a" };
        Assert.Equal(1, await desk.SaveAsync(manager, own, first.Text.Replace("\"classes\": []", "\"classes\": [\"A\"]", StringComparison.Ordinal), 0, null));
        Assert.Equal(2, await desk.SaveAsync(manager, List, first.Text.Replace("日期正常", "日期都正常", StringComparison.Ordinal), 1, null));
        var lists = await business.Get<Checklists>().ReadAsync();
        Assert.Equal((2, 3), (lists.For("A", Today).Version, lists.For("B", Today).Version));
        Assert.Contains("\"version\": 3", (await desk.OpenAsync(manager, List)).Text);
    }

    [Theory]
    [InlineData("\"from\": \"2026-01-01\"", "\"from\": \"1.1.2026\"", "from")]
    [InlineData("\"classes\": []", "\"classes\": [\"X\"]", "classes")]
    [InlineData("\"key\": \"price.tag\"", "\"key\": \"stock.tag\"", "stock.tag")]
    [InlineData("\"key\": \"stock.dates\"", "\"key\": \"stock.safe\"", "stock.safe")]
    [InlineData("\"zh\": \"日期正常\"", "\"zh\": \"\"", "stock.dates")]
    [InlineData("\"raise\": \"Return\"", "\"raise\": \"Nobody\"", "raise")]
    public async Task A_faulty_checklist_is_refused_with_its_place(string right, string wrong, string named)
    {
        await using var business = await Business.OpenAsync();
        var (desk, manager) = (business.Get<ProcessFileDesk>(), await business.PersonAsync("jiang.xubai"));
        var text = (await desk.OpenAsync(manager, List)).Text.Replace(right, wrong, StringComparison.Ordinal);
        var fault = await desk.CheckAsync(List, text);
        Assert.NotNull(fault);
        Assert.Contains(named, fault.Field);
        Assert.NotNull(fault.Line);
        Assert.Equal("file.faulty", (await Assert.ThrowsAsync<RefusedException>(() => desk.SaveAsync(manager, List, text, 1, null))).Refusals[0].Key);
    }

    [Fact]
    public async Task A_phone_without_a_planned_visit_has_the_checklist_for_one_that_nobody_planned()
    {
        await using var business = await Business.OpenAsync();
        var visit = await PhoneVisit.OpenAsync(business);
        var day = await business.Get<VisitDay>().OfAsync(visit.Person, Today);
        Assert.Empty(day.Visits);
        Assert.Contains((await business.Get<VisitDay>().OtherAsync(visit.Person, visit.Store)).ChecklistVersion, day.Checklists.Select(list => list.Version));
    }

    private static int VersionOf(DayBundle day, PhoneVisit visit) => day.Visits.Single(row => row.ClientId == visit.ClientId).ChecklistVersion;

    private static string From(string text, DateOnly day) => text.Replace("2026-01-01", day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
