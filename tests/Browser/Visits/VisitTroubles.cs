using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;
using ProcessSales.Workflows.Visits;
using static ProcessSales.Browser.Tests.Visits.VisitOnThePhone;

namespace ProcessSales.Browser.Tests.Visits;

/// <summary>What goes wrong around a visit on the phone: signed out, two phones, given back, expired goods.</summary>
[Collection("Journeys")]
public sealed class VisitTroubles
{
    [Fact]
    public async Task A_draft_outlives_the_sign_in_is_shown_to_nobody_else_and_arrives_after_signing_in_again()
    {
        await using var host = await HostProcess.StartAsync(dataDirectory: await RoutineCompany.MakeAsync());
        await using var phone = await Phone.OpenAsync(host);
        await phone.SignInAsync(RoutineCompany.Kam);
        await phone.IsKeptAsync();
        await phone.TapAsync($"[data-store='{RoutineCompany.Routine}']");
        await phone.TapTextAsync("补货拿订单");
        await phone.TapAsync("#all-tools");
        await phone.Page.GotoAsync("/visits/app");
        await Assertions.Expect(phone.Page.Locator("[data-store] .upload")).ToHaveTextAsync("草稿");

        await phone.NetworkAsync(false);
        await phone.TapAsync($"[data-store='{RoutineCompany.Routine}']");
        await phone.TapAsync("#go");
        await phone.PictureAsync("shopfront");
        await phone.TapTextAsync("课长");
        await phone.CheckInAsync();
        await Assertions.Expect(phone.Page.Locator("#unsent")).ToHaveTextAsync("1 条未上传");
        await phone.ForgetSignInAsync();
        await phone.NetworkAsync(true);
        await Assertions.Expect(phone.Page.Locator("#main")).ToContainTextAsync("登录");
        Assert.Equal(0, Count(host, "SELECT count(*) FROM Visits WHERE State = 'InStore'"));

        await phone.SignInAsync("su.xiaoman");
        await Assertions.Expect(phone.Page.Locator(".va-lead")).ToContainTextAsync("苏小满");
        await Assertions.Expect(phone.Page.Locator("[data-store]")).ToHaveCountAsync(0);
        await phone.ForgetSignInAsync();
        await phone.SignInAsync(RoutineCompany.Kam);
        await Assertions.Expect(phone.Page.Locator("[data-store] .upload")).ToHaveTextAsync("已上传");
        await Assertions.Expect(phone.Page.Locator("[data-store] .state")).ToHaveTextAsync("店内执行");
        Assert.Equal(1, Count(host, "SELECT count(*) FROM VisitPhotos"));
        Assert.Empty(phone.Complaints);
    }

    [Fact]
    public async Task What_two_phones_changed_is_shown_as_a_conflict_and_nothing_is_overwritten_silently()
    {
        await using var host = await HostProcess.StartAsync(dataDirectory: await RoutineCompany.MakeAsync());
        await using var one = await Phone.OpenAsync(host);
        await using var other = await Phone.OpenAsync(host);
        foreach (var phone in new[] { one, other })
        {
            await phone.SignInAsync(RoutineCompany.Kam);
            await phone.IsKeptAsync();
        }

        await one.NetworkAsync(false);
        await one.TapAsync($"[data-store='{RoutineCompany.Routine}']");
        await one.TapTextAsync("补货拿订单");
        await one.TapAsync("#go");
        await one.TapTextAsync("课长");
        await one.TapAsync("#check-in");
        await other.TapAsync($"[data-store='{RoutineCompany.Routine}']");
        await other.TapTextAsync("改善陈列");
        await other.TapAsync("#go");
        await other.TapTextAsync("店长");
        await other.CheckInAsync();
        await HasAsync(host, "SELECT count(*) FROM VisitMoves m JOIN Visits v ON v.Id = m.VisitId WHERE m.\"To\" = 'InStore' AND v.Day = (SELECT max(Day) FROM Visits)", 1);
        await Assertions.Expect(other.Page.Locator("#unsent")).ToHaveTextAsync("全部已上传");

        await one.NetworkAsync(true);
        await Assertions.Expect(one.Page.Locator("#main [role='alert']")).ToBeVisibleAsync();
        var barriers = new List<string>();
        await LookAsync(one, "20-conflict", barriers);
        Assert.Empty(barriers);
        Assert.Equal(["改善陈列"], VisitContent.Parse(Text(host, "SELECT ContentJson FROM Visits WHERE Day = (SELECT max(Day) FROM Visits)")).Goals);
        await one.TapAsync("#main .btn:not(.btn-primary)");
        await one.Page.GotoAsync("/visits/app");
        await Assertions.Expect(one.Page.Locator("[data-store] .upload")).ToHaveTextAsync("已上传");
        Assert.Equal(1, Count(host, "SELECT count(*) FROM VisitMoves m JOIN Visits v ON v.Id = m.VisitId WHERE m.\"To\" = 'InStore' AND v.Day = (SELECT max(Day) FROM Visits)"));
        Assert.Empty(one.Complaints);
    }

    [Fact]
    public async Task Expired_goods_become_a_complaint_while_the_visitor_is_still_in_the_store()
    {
        await using var host = await HostProcess.StartAsync(dataDirectory: await RoutineCompany.MakeAsync());
        await using var phone = await Phone.OpenAsync(host);
        await phone.SignInAsync(RoutineCompany.Kam);
        await phone.IsKeptAsync();
        await phone.TapAsync($"[data-store='{RoutineCompany.Routine}']");
        await phone.TapAsync("#go");
        await phone.TapTextAsync("课长");
        await phone.CheckInAsync();
        await phone.NetworkAsync(false);
        await phone.Page.Locator(".va-steps a").Nth(4).ClickAsync();
        await phone.Page.Locator("#add-2000000000107").ClickAsync();
        await Assertions.Expect(phone.Page.Locator("li:has(#add-2000000000107) .va-batch")).ToHaveCountAsync(2);
        var last = phone.Page.Locator("li:has(#add-2000000000107) .va-batch").Last;
        await last.Locator("input[type='date']").FillAsync(DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8)).AddDays(-30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await last.Locator("input[type='date']").BlurAsync();
        await phone.Page.Locator("li:has(#add-2000000000107) .band-red input.number-input").First.FillAsync("6");
        await phone.Page.Locator("li:has(#add-2000000000107) .band-red input.number-input").First.BlurAsync();
        await phone.Page.Locator("li:has(#add-2000000000107) .band-red [id^='pull-']").ClickAsync();
        await Assertions.Expect(phone.Page.Locator("#unsent")).ToHaveTextAsync("1 条未上传");
        var barriers = new List<string>();
        await LookAsync(phone, "21-expired", barriers);
        Assert.Empty(barriers);
        await phone.NetworkAsync(true);
        await phone.Page.Locator("#unsent").ClickAsync();
        await Assertions.Expect(phone.Page.Locator("#main")).ToContainTextAsync("全部已上传");
        for (var i = 0; i < 120 && Count(host, "SELECT count(*) FROM FoundMatters WHERE Expired = 1 AND Outcome IS NOT NULL") == 0; i++) await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.Equal(1, Count(host, "SELECT count(*) FROM Complaints WHERE Severity = 'A' AND ExpiredFound = 1 AND Quantity IS NOT NULL"));
        Assert.Equal(1, Count(host, "SELECT count(*) FROM FoundMatters WHERE Expired = 1 AND Outcome IS NOT NULL"));
        Assert.Empty(phone.Complaints);
    }

    [Fact]
    public async Task A_visit_that_comes_back_is_seen_with_its_reason_completed_on_the_phone_and_handed_in_again()
    {
        await using var host = await HostProcess.StartAsync(dataDirectory: await RoutineCompany.MakeAsync());
        await using var office = await Phone.OpenAsync(host);
        await office.SignInAsync("jiang.xubai", "/visits/review");
        await HasAsync(host, "SELECT count(*) FROM Tasks WHERE State = 'Open' AND CaseId = (SELECT CaseId FROM Visits WHERE State = 'Submitted')", 1);
        await office.Page.Locator("a.visit-row").First.ClickAsync();
        await office.Page.FillAsync("#Comment", "缺第二陈列照片");
        await office.Page.Locator("button[name='answer'][value='Return']").ClickAsync();
        await HasAsync(host, "SELECT count(*) FROM Visits WHERE State = 'Returned' AND StateNote = '缺第二陈列照片'", 1);

        await using var phone = await Phone.OpenAsync(host);
        await phone.SignInAsync(RoutineCompany.Kam);
        var row = phone.Page.Locator("[data-store]", new() { HasText = "缺第二陈列照片" });
        await Assertions.Expect(row.Locator(".state")).ToHaveTextAsync("退回补充");
        var barriers = new List<string>();
        await LookAsync(phone, "22-returned-day", barriers);
        await row.ClickAsync();
        await Assertions.Expect(phone.Page.Locator("#main [role='status']")).ToContainTextAsync("缺第二陈列照片");
        await phone.Page.Locator(".va-steps a").Nth(5).ClickAsync();
        await phone.PictureAsync("display");
        await LookAsync(phone, "23-returned-tidy", barriers);
        Assert.Empty(barriers);
        await phone.Page.Locator(".va-steps a").Nth(9).ClickAsync();
        await phone.TapAsync("#submit");
        await HasAsync(host, "SELECT count(*) FROM Visits WHERE State = 'Submitted' AND StateNote IS NULL", 1);
        await HasAsync(host, "SELECT count(*) FROM VisitPhotos WHERE Kind = 'display'", 1);
        Assert.Equal(2, Count(host, "SELECT count(*) FROM VisitMoves WHERE \"To\" = 'Submitted'"));
        await HasAsync(host, "SELECT count(*) FROM Tasks WHERE State = 'Open' AND CaseId = (SELECT CaseId FROM Visits WHERE State = 'Submitted')", 1);
        Assert.Empty(phone.Complaints);
    }

    [Fact]
    public async Task What_the_server_refuses_says_why_and_is_put_right_on_the_phone()
    {
        await using var host = await HostProcess.StartAsync(dataDirectory: await RoutineCompany.MakeAsync());
        await using var phone = await Phone.OpenAsync(host);
        await phone.SignInAsync(RoutineCompany.Kam);
        await phone.IsKeptAsync();
        await phone.TapAsync($"[data-store='{RoutineCompany.Routine}']");
        await phone.TapAsync("#go");
        await phone.TapTextAsync("课长");
        await phone.CheckInAsync();
        await phone.Page.Locator(".va-steps a").Nth(3).ClickAsync();
        await phone.TapAsync("[data-check='price.tag:no']");
        await phone.TapAsync("#all-yes");
        await phone.Page.Locator(".va-steps a").Nth(9).ClickAsync();
        await phone.TapTextAsync("一切正常,按计划跟进");
        // Every step that was not made has its reason; what follows from the failed check has not been said.
        while (await phone.Page.Locator("[id^='skip-V-']").EvaluateAllAsync<int>("all => all.findIndex(each => each.value === '')") is var empty && empty >= 0)
        {
            var reason = phone.Page.Locator("[id^='skip-V-']").Nth(empty);
            await reason.FillAsync("店方催促");
            await reason.BlurAsync();
            await Assertions.Expect(phone.Page.Locator("[id^='skip-V-']").Nth(empty)).ToHaveValueAsync("店方催促");
        }

        await phone.TapAsync("#submit");
        await Assertions.Expect(phone.Page.Locator("[data-store] .upload-refused")).ToBeVisibleAsync();
        Assert.Equal(0, Count(host, "SELECT count(*) FROM Visits WHERE State = 'Submitted' AND Day = (SELECT max(Day) FROM Visits)"));
        await phone.TapAsync($"[data-store='{RoutineCompany.Routine}']");
        await Assertions.Expect(phone.Page.Locator("#main [role='alert']").First).ToContainTextAsync("price.tag");
        await phone.Page.Locator(".va-steps a").Nth(3).ClickAsync();
        await phone.TapTextAsync("遗留问题");
        await phone.Page.Locator(".va-steps a").Nth(9).ClickAsync();
        await phone.TapAsync("#submit");
        await HasAsync(host, "SELECT count(*) FROM Visits WHERE State = 'Submitted' AND Day = (SELECT max(Day) FROM Visits)", 1);
        await Assertions.Expect(phone.Page.Locator("#unsent")).ToHaveTextAsync("全部已上传");
    }

    [Fact]
    public async Task A_visit_that_waits_for_more_than_a_day_is_shown_in_red_until_it_was_uploaded()
    {
        await using var host = await HostProcess.StartAsync(dataDirectory: await RoutineCompany.MakeAsync());
        await using var phone = await Phone.OpenAsync(host);
        await phone.SignInAsync(RoutineCompany.Kam);
        await phone.IsKeptAsync();
        await phone.NetworkAsync(false);
        await phone.TapAsync($"[data-store='{RoutineCompany.Routine}']");
        await phone.TapAsync("#go");
        await phone.TapTextAsync("课长");
        await phone.CheckInAsync();
        await phone.Page.GotoAsync("/visits/app");
        await Assertions.Expect(phone.Page.Locator("[data-store] .upload")).ToHaveTextAsync("待上传");
        Assert.Equal(0, await phone.Page.Locator("#main [role='alert']").CountAsync());

        // As if the phone had lain in a drawer since yesterday morning.
        await phone.Page.EvaluateAsync("""
            () => new Promise((resolve, reject) => {
              const open = indexedDB.open('processsales-visits', 1);
              open.onsuccess = () => {
                const transaction = open.result.transaction('visits', 'readwrite');
                const visits = transaction.objectStore('visits');
                visits.getAll().onsuccess = event => event.target.result.forEach(visit => {
                  const back = record => record?.steps?.forEach(step => { step.at = new Date(Date.parse(step.at) - 25 * 3600000).toISOString(); });
                  back(visit);
                  if (visit.pending?.steps !== visit.steps) back(visit.pending);
                  visits.put(visit);
                });
                transaction.oncomplete = () => { open.result.close(); resolve(); };
                transaction.onerror = reject;
              };
            })
            """);
        await phone.Page.GotoAsync("/visits/app");
        await Assertions.Expect(phone.Page.Locator("#main [role='alert']")).ToContainTextAsync("有1条拜访超过 24 小时未上传");
        var barriers = new List<string>();
        await LookAsync(phone, "24-old", barriers);
        Assert.Empty(barriers);
        await phone.NetworkAsync(true);
        await HasAsync(host, "SELECT count(*) FROM VisitMoves m JOIN Visits v ON v.Id = m.VisitId WHERE m.\"To\" = 'InStore' AND v.State = 'InStore'", 1);
        await Assertions.Expect(phone.Page.Locator("#unsent")).ToHaveTextAsync("全部已上传");
        await Assertions.Expect(phone.Page.Locator("#main [role='alert']")).ToHaveCountAsync(0);
        Assert.Empty(phone.Complaints);
    }

    [Fact]
    public async Task The_pages_of_a_visit_and_its_reports_have_no_serious_barrier_in_english_and_in_the_dark()
    {
        await using var host = await HostProcess.StartAsync(dataDirectory: await RoutineCompany.MakeAsync("C01-01"));
        await using var phone = await Phone.OpenAsync(host, dark: true);
        var barriers = new List<string>();
        await phone.SignInAsync(RoutineCompany.Kam);
        await phone.SpeakEnglishAsync();
        await phone.Page.GotoAsync("/visits/app");
        await phone.Page.EvaluateAsync("async () => { for (const name of await caches.keys()) await caches.delete(name); }");
        await phone.Page.ReloadAsync();
        await Assertions.Expect(phone.Page.Locator("h1")).ToHaveTextAsync("Today's visits");
        await LookAsync(phone, "30-day-en-dark", barriers);
        await phone.TapAsync("[data-store='C01-01']");
        await LookAsync(phone, "31-prepare-en-dark", barriers);
        await phone.TapAsync("#go");
        await phone.PictureAsync("shopfront");
        await LookAsync(phone, "32-arrive-en-dark", barriers);
        await phone.TapAsync("#check-in");
        await Assertions.Expect(phone.Page.Locator("#main")).ToContainTextAsync("m from the store");
        await LookAsync(phone, "33-outside-en-dark", barriers);
        for (var step = 1; step < 10; step++)
        {
            await phone.Page.Locator(".va-steps a").Nth(step).ClickAsync();
            await Assertions.Expect(phone.Page.Locator(".va-steps a").Nth(step)).ToHaveAttributeAsync("aria-current", "step");
            if (step == 1) await phone.TapTextAsync("Absent");
            if (step == 3) await phone.Page.Locator("[data-check='price.tag:no']").ClickAsync();
            await LookAsync(phone, $"34-step{step}-en-dark", barriers);
        }

        await phone.Page.Locator("#unsent").ClickAsync();
        await LookAsync(phone, "35-sync-en-dark", barriers);
        foreach (var (address, name) in Pages)
        {
            Assert.True((await phone.Page.GotoAsync(address))?.Ok, address);
            await LookAsync(phone, $"36-{name}-en-dark", barriers);
            await phone.Page.SetViewportSizeAsync(Desk, 900);
            await LookAsync(phone, $"37-{name}-desk-en-dark", barriers, Desk);
            await phone.Page.SetViewportSizeAsync(390, 844);
        }

        Assert.Empty(barriers);
        Assert.Empty(phone.Complaints);
    }

    private const int Desk = 1440;

    internal static readonly (string Address, string Name)[] Pages =
    [
        ("/visits", "visits"), ("/visits/all", "all"), ("/reports?kind=Morning", "morning"), ("/reports?kind=Daily", "daily"), ("/reports?kind=Evening", "evening"), ("/reports?kind=Weekly", "weekly"), ("/reports?kind=Monthly", "monthly"),
        ("/reports/check", "check"), ("/reports/notices", "notices"), ("/visits/figures", "figures"), ("/visits/figures/list?figure=Distribution", "list"), ("/data/material-moves", "material"), ("/data/contact-log", "contacts"), ("/visits/competitors", "competitors"),
        ("/targets", "targets"), ("/issues/new", "raise"), ("/visits/figures/list?figure=HitRate", "hit"),
    ];

    private static string Text(HostProcess host, string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(host.DataDirectory, "processsales.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (string)command.ExecuteScalar()!;
    }
}
