using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests.Visits;

/// <summary>A KA manager's visit on a phone, with the network cut in its middle and the browser killed (domain.md 2.2, 4.1, 6.1 story 1).</summary>
[Collection("Journeys")]
public sealed class VisitOnThePhone
{
    // 3 minutes at two seconds and a half a touch.
    private const int MostTaps = 72;

    [Fact]
    public async Task A_routine_store_with_20_articles_is_visited_without_a_network_and_arrives_once()
    {
        await using var host = await HostProcess.StartAsync(dataDirectory: await RoutineCompany.MakeAsync());
        await using var phone = await Phone.OpenAsync(host);
        var barriers = new List<string>();
        await phone.SignInAsync(RoutineCompany.Kam);
        await Assertions.Expect(phone.Page.Locator("[data-store]")).ToHaveCountAsync(1);
        await phone.IsKeptAsync();
        await LookAsync(phone, "01-day", barriers);

        await phone.TapAsync($"[data-store='{RoutineCompany.Routine}']");
        await Assertions.Expect(phone.Page.Locator("#all-tools")).ToBeVisibleAsync();
        await Assertions.Expect(phone.Page.Locator("#main")).ToContainTextAsync("端架陈列缺跳跳卡");
        await Assertions.Expect(phone.Page.Locator("#main")).ToContainTextAsync("端架下次补价签");
        await phone.TapTextAsync("补货拿订单");
        await phone.TapTextAsync("未解决");
        await phone.TapAsync("#all-tools");
        await Assertions.Expect(phone.Page.Locator("#all-tools")).ToHaveAttributeAsync("aria-pressed", "true");
        await LookAsync(phone, "02-prepare", barriers);
        await phone.TapAsync("#go");
        await phone.PictureAsync("shopfront");
        await phone.TapTextAsync("课长");
        await LookAsync(phone, "03-arrive", barriers);
        await phone.CheckInAsync();
        // "All sent" also stands there for the moment before the check-in is on its way: the picture goes behind its visit, so once the server has it the check-in was answered.
        await HasAsync(host, "SELECT count(*) FROM VisitPhotos", 1);
        await Assertions.Expect(phone.Page.Locator("#unsent")).ToHaveTextAsync("全部已上传");

        await phone.NetworkAsync(false);
        await phone.PictureAsync("shelfBefore");
        await Assertions.Expect(phone.Page.Locator("#main")).ToContainTextAsync("没有网络");
        await LookAsync(phone, "04-shelf-offline", barriers);
        await phone.TapAsync("#next");
        await Assertions.Expect(phone.Page.Locator(".va-good")).ToHaveCountAsync(20);
        await phone.TapAsync("#as-last");
        await LookAsync(phone, "05-goods", barriers);

        // The system ends the browser; what was entered is on the phone, and the app opens without a network.
        await phone.KillAsync();
        await phone.SwitchOnAsync();
        await phone.NetworkAsync(false);
        await phone.Page.GotoAsync("/visits/app");
        await Assertions.Expect(phone.Page.Locator("[data-store] .upload")).ToHaveTextAsync("草稿");
        await LookAsync(phone, "06-day-offline", barriers);
        await phone.TapAsync($"[data-store='{RoutineCompany.Routine}']");
        await Assertions.Expect(phone.Page.Locator(".va-photo .ok")).ToHaveCountAsync(1);
        await phone.TapAsync("#next");
        await Assertions.Expect(phone.Page.Locator("[id$='-shelf']").First).ToHaveValueAsync("24");
        phone.Taps -= 2; // the way back to where the system ended it is no part of a routine visit
        await phone.TapAsync("#next");
        await phone.TapAsync("#all-yes");
        await LookAsync(phone, "07-elements", barriers);
        await phone.TapAsync("#next");
        await Assertions.Expect(phone.Page.Locator(".va-batch")).ToHaveCountAsync(20);
        await LookAsync(phone, "08-dates", barriers);
        await phone.TapAsync("#next");
        foreach (var step in new[] { "V-05", "V-08", "V-07" }) await phone.TapAsync($"[data-done='{step}']");
        await phone.PictureAsync("shelfAfter");
        await LookAsync(phone, "09-tidy", barriers);
        await phone.TapAsync("#next");
        await phone.TapAsync("#as-suggested");
        await LookAsync(phone, "10-order", barriers);
        await phone.TapAsync("#next");
        await phone.TapTextAsync("订单");
        await phone.TapAsync("[data-done='V-14']");
        await LookAsync(phone, "11-talk", barriers);
        await phone.TapAsync("#next");
        await phone.TapAsync("[data-done='V-16']");
        await LookAsync(phone, "12-market", barriers);
        await phone.TapAsync("#next");
        await phone.TapTextAsync("一切正常,按计划跟进");
        await LookAsync(phone, "13-leave", barriers);
        await phone.TapAsync("#submit");
        await Assertions.Expect(phone.Page.Locator("[data-store] .upload")).ToHaveTextAsync("待上传");
        await Assertions.Expect(phone.Page.Locator("[data-store] .state")).ToHaveTextAsync("已提交");
        await LookAsync(phone, "14-waiting", barriers);
        await phone.TapAsync("#unsent");
        phone.Taps--;
        await LookAsync(phone, "15-sync", barriers);
        Assert.True(phone.Taps <= MostTaps, $"{phone.Taps} taps");
        TestContext.Current.TestOutputHelper?.WriteLine($"{phone.Taps} taps for a routine store with 20 articles");

        // The sign-in went with the browser that was killed; what was entered did not.
        await phone.ForgetSignInAsync();
        await phone.NetworkAsync(true);
        await Assertions.Expect(phone.Page.Locator("#main")).ToContainTextAsync("登录");
        Assert.Equal(0, Count(host, "SELECT count(*) FROM Visits WHERE State = 'Submitted' AND Day = (SELECT max(Day) FROM Visits)"));
        await phone.SignInAsync(RoutineCompany.Kam);
        await HasAsync(host, "SELECT count(*) FROM VisitPhotos", 3);
        await Assertions.Expect(phone.Page.Locator("#unsent")).ToHaveTextAsync("全部已上传");
        await Assertions.Expect(phone.Page.Locator(".upload").First).ToHaveTextAsync("已上传");
        Assert.Equal(1, Count(host, "SELECT count(*) FROM Visits WHERE State = 'Submitted' AND Day = (SELECT max(Day) FROM Visits)"));
        Assert.Equal(20, Count(host, "SELECT count(*) FROM VisitLines l JOIN Visits v ON v.Id = l.VisitId WHERE v.Day = (SELECT max(Day) FROM Visits)"));
        Assert.Empty(phone.Complaints);
        Assert.Empty(barriers);
    }

    internal static async Task LookAsync(Phone phone, string name, List<string> barriers, int width = 390)
    {
        await phone.ShotAsync(name);
        var found = await phone.Page.RunAxe(new AxeRunOptions { Iframes = false });
        barriers.AddRange(found.Violations.Where(x => x.Impact is "serious" or "critical").Select(x => $"{name}: {x.Id} at {string.Join("; ", x.Nodes.Take(3).Select(node => node.Html))}"));
        var wide = await phone.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        if (wide > width) barriers.Add($"{name}: {wide} px wide");
    }

    internal static async Task HasAsync(HostProcess host, string sql, long count)
    {
        var end = DateTime.UtcNow.AddMinutes(1);
        while (Count(host, sql) != count)
        {
            Assert.True(DateTime.UtcNow < end, $"after a minute it is {Count(host, sql)}: {sql}");
            await Task.Delay(100);
        }
    }

    internal static long Count(HostProcess host, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(host.DataDirectory, "processsales.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
