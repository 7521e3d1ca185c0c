using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;
using static ProcessSales.Browser.Tests.Visits.VisitOnThePhone;

namespace ProcessSales.Browser.Tests.Visits;

/// <summary>What a visitor meets beside the shelf of a routine store is taken down on the phone and reaches whoever decides it (domain.md 1.8, 2.2).</summary>
[Collection("Journeys")]
public sealed class VisitBesides
{
    [Fact]
    public async Task An_issue_for_a_colleague_an_older_batch_behind_a_complaint_and_a_competitor_reach_the_reviewer()
    {
        await using var host = await HostProcess.StartAsync(dataDirectory: await RoutineCompany.MakeAsync());
        await using var phone = await Phone.OpenAsync(host);
        var barriers = new List<string>();
        await phone.SignInAsync(RoutineCompany.Kam);
        await phone.IsKeptAsync();
        await phone.TapAsync($"[data-store='{RoutineCompany.Routine}']");
        await phone.TapAsync("#go");
        await phone.Page.FillAsync("#add-person", "收货员 赵");
        await phone.Page.Locator("#add-person").BlurAsync();
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Button, new() { Name = "收货员 赵" })).ToHaveAttributeAsync("aria-pressed", "true");
        await phone.CheckInAsync();

        await phone.StepAsync(3);
        await phone.TapAsync("[data-check='price.tag:no']");
        await phone.TapTextAsync("遗留问题");
        await phone.Page.Locator("[id='owner-price.tag']").SelectOptionAsync(new SelectOptionValue { Label = "方予安" });
        await LookAsync(phone, "40-owner", barriers);
        await phone.StepAsync(4);
        await phone.TapAsync("#add-2000000000015");
        await Assertions.Expect(phone.Page.Locator("li:has(#add-2000000000015) .va-batch")).ToHaveCountAsync(2);
        var behind = phone.Page.Locator("li:has(#add-2000000000015) .va-batch").Last;
        await behind.Locator("input[type='date']").FillAsync(DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8)).AddDays(-60).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await behind.Locator("input[type='date']").BlurAsync();
        await behind.GetByRole(AriaRole.Button, new() { Name = "在后仓" }).ClickAsync();
        await Assertions.Expect(phone.Page.Locator("li:has(#add-2000000000015) [role='status']")).ToContainTextAsync("后仓有更早的批次");
        await LookAsync(phone, "41-behind", barriers);
        await phone.StepAsync(7);
        await phone.TapTextAsync("添加客诉");
        await phone.WriteAsync("#complaint-0", "胀袋两袋");
        await phone.Page.Locator("#complaint-code-0").SelectOptionAsync("2000000000015");
        await phone.WriteAsync("#complaint-q-0", "2");
        await LookAsync(phone, "42-complaint", barriers);
        await phone.StepAsync(8);
        await phone.TapTextAsync("添加竞品动态");
        await phone.WriteAsync("#brand-0", "友商");
        await phone.WriteAsync("#item-0", "薯片 70g");
        await phone.Page.Locator("input[id^='photo-competitor-']:not([id$='-gallery'])").SetInputFilesAsync(new FilePayload { Name = "shot.png", MimeType = "image/png", Buffer = Pictures.One() });
        await Assertions.Expect(phone.Page.Locator(".va-photo .ok")).ToHaveCountAsync(1);
        await LookAsync(phone, "43-competitor", barriers);
        await phone.StepAsync(9);
        await phone.TapTextAsync("一切正常,按计划跟进");
        await phone.HandInAsync("店方催促");
        await HasAsync(host, "SELECT count(*) FROM OpenIssues i JOIN People u ON u.Id = i.OwnerId WHERE u.UserName = 'fang.yuan'", 1);
        await HasAsync(host, "SELECT count(*) FROM Complaints WHERE Quantity IS NOT NULL AND ProductCode = '2000000000015'", 1);
        await HasAsync(host, "SELECT count(*) FROM VisitPhotos WHERE Kind LIKE 'competitor:%'", 1);

        await using var office = await Phone.OpenAsync(host);
        await office.SignInAsync("jiang.xubai", "/visits/review");
        await office.Page.Locator("a.visit-row", new() { HasText = "先进先出" }).ClickAsync();
        await Assertions.Expect(office.Page.Locator("#competitors")).ToContainTextAsync("友商 薯片 70g");
        await Assertions.Expect(office.Page.Locator("#complaints")).ToContainTextAsync("胀袋两袋");
        await Assertions.Expect(office.Page.Locator("main")).ToContainTextAsync("收货员 赵");
        await Assertions.Expect(office.Page.Locator(".visit-shots")).ToContainTextAsync("竞品 友商");
        await LookAsync(office, "44-review", barriers);
        Assert.Empty(barriers);
        Assert.Empty(phone.Complaints);
    }
}
