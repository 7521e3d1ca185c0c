using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;
using ProcessSales.Browser.Tests.Visits;

namespace ProcessSales.Browser.Tests;

/// <summary>Story 2 of domain.md 6.1, as its people click it: the chain takes one article in three of four stores and asks for 400 more each; the visit's picture closes the lines.</summary>
[Collection("Journeys")]
public sealed class ListingStory
{
    [Fact]
    public async Task Story_2_one_article_in_three_stores_after_26_days_of_which_11_were_ours_and_15_the_retailer_s()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var manager = await chromium.SignedInAsync(host, "lin.zhiyuan");
        var area = await chromium.SignedInAsync(host, "jiang.xubai", 390, 844);
        var region = await chromium.SignedInAsync(host, "shen.yanqiu");
        var finance = await chromium.SignedInAsync(host, "wen.shuyan");
        var assistant = await chromium.SignedInAsync(host, "fang.yuan", 390, 844);
        var logistics = await chromium.SignedInAsync(host, "luo.qicheng");

        var listing = await ListingForm.HandInAsync(manager);
        foreach (var approver in new[] { area, region, finance }) await ApproveAsync(host, approver, 1);
        await PassingDays.OfListingAsync(host, 1);
        await ListingForm.StepAsync(manager, listing, "Submitted", null, ("Buyer", "李采购"));
        await Assertions.Expect(manager.Locator(".page-head")).ToContainTextAsync("店方谈判中");

        // Ten days later: one article in three stores, for 900 instead of 500.
        await PassingDays.OfListingAsync(host, 10);
        var phone = await chromium.SignedInAsync(host, "lin.zhiyuan", 390, 844);
        phone.Dialog += (_, dialog) => dialog.AcceptAsync();
        await ListingForm.StepAsync(phone, listing, "Refused", async () =>
        {
            for (var row = 0; row < 3; row++) await phone.Locator(".matrix tbody tr").Nth(row).Locator("input[name='line']").First.UncheckAsync(new() { Force = true });
        }, ("Refusal", "CategoryFull"));
        await ListingForm.StepAsync(phone, listing, "Accepted", null, ("Promise", "李采购答应下月中旬上架"), ("AgreedFee", "900"));
        await Assertions.Expect(phone.Locator(".column-side").First).ToContainTextAsync("2,700.00");
        foreach (var approver in new[] { area, region, finance }) await ApproveAsync(host, approver, 1);

        await PassingDays.OfListingAsync(host, 1);
        await manager.UntilItReadsAsync(listing, ".column-side", "签订协议与费用");
        await manager.FillAsync("#Clause", "附件二 3.1");
        await manager.SelectOptionAsync("#PayMode", "deduct");
        await manager.ClickAsync("form:has(#Clause) button[type='submit']");
        await Assertions.Expect(manager.Locator(".column-side")).ToContainTextAsync("附件二 3.1");
        await PassingDays.OfListingAsync(host, 5);
        await ListingForm.StepAsync(assistant, listing, "ItemCreated", null, ("ItemCode", "880012"));
        await PassingDays.OfListingAsync(host, 1);
        await ListingForm.StepAsync(manager, listing, "Ordered", null, ("OrderNumber", "PO-7"), ("Quantity", "60"));
        await PassingDays.OfListingAsync(host, 1);
        await ListingForm.StepAsync(logistics, listing, "Delivered", null, ("Quantity", "60"), ("ProducedOn", ListingForm.Today().AddDays(-20).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

        await PassingDays.OfListingAsync(host, 1);
        await SeeItOnTheShelfAsync(host);
        await assistant.UntilItReadsAsync(listing, ".page-head", "试销跟踪");
        await Assertions.Expect(assistant.Locator(".listing-days").First).ToContainTextAsync("26");
        await Assertions.Expect(assistant.Locator(".listing-days").First).ToContainTextAsync("11");
        await Assertions.Expect(assistant.Locator(".listing-days").First).ToContainTextAsync("15");
        await assistant.LookAsync("listing-trial-390");
        await manager.GotoAsync(listing);
        await manager.LookAsync("listing-trial-1440");
        await SettleAndKeepAsync(host, manager, finance, listing);
        await manager.GotoAsync("/listings/figures");
        await Assertions.Expect(manager.Locator("main")).ToContainTextAsync("26");
        await manager.LookAsync("listing-figures-1440");
        await manager.Locator(".figure-grid a[href*='figure=Retailer']").ClickAsync();
        await Assertions.Expect(manager.Locator("tbody tr")).ToContainTextAsync("15");
    }

    // The assistant goes to the three stores with the phone, and its picture puts the lines on the shelf.
    private static async Task SeeItOnTheShelfAsync(HostProcess host)
    {
        var stores = await PassingDays.StoresOfListingAsync(host, "Delivered");
        Assert.Equal(3, stores.Count);
        await using var phone = await Phone.OpenAsync(host);
        await phone.SignInAsync("fang.yuan");
        var seen = 0;
        foreach (var (store, latitude, longitude) in stores)
        {
            await phone.StandAtAsync(latitude, longitude);
            await phone.TapAsync("a[href$='#/other']");
            await phone.TapTextAsync("任务跟进");
            await phone.TapAsync($".va-row:has-text('{store}')");
            await phone.TapAsync("#go");
            await phone.PictureAsync("shopfront");
            await phone.TapTextAsync("店长");
            await phone.CheckInAsync();
            await phone.StepAsync(7);
            await phone.TapTextAsync("已办", "section.va-card:has-text('新品进场')");
            var camera = await phone.Page.Locator("[id^='photo-listing-']:not([id$='gallery'])").GetAttributeAsync("id");
            await phone.PictureAsync(camera!["photo-".Length..]);
            await phone.WriteAsync("[id^='facings-']", "2");
            await phone.ShotAsync($"listing-shelf-{store}");
            await phone.StepAsync(9);
            await phone.TapTextAsync("一切正常,按计划跟进");
            await phone.HandInAsync("只确认上架");
            // The pictures go behind their visit: once the server has them, what they show is on its way.
            await VisitOnThePhone.HasAsync(host, "SELECT count(*) FROM VisitPhotos", seen += 2);
        }

        Assert.Empty(phone.Complaints);
        await VisitOnThePhone.HasAsync(host, "SELECT count(*) FROM ListingLines WHERE PhotoId IS NOT NULL AND Facings = 2 AND ShelfOn IS NOT NULL", 3);
    }

    private static async Task SettleAndKeepAsync(HostProcess host, IPage manager, IPage finance, string listing)
    {
        await finance.GotoAsync(listing);
        await finance.FillAsync("#Amount", "2700");
        await finance.FillAsync("#Voucher", "FP-001");
        await finance.ClickAsync("form:has(#Voucher) button[type='submit']");
        await Assertions.Expect(finance.Locator(".alert-danger")).ToContainTextAsync("发票原件");
        await manager.GotoAsync(listing);
        foreach (var kind in new[] { "invoice", "contract", "goodsInSlip", "barcodeList" })
        {
            await manager.SelectOptionAsync("#proof-kind", kind);
            await manager.SetInputFilesAsync("#proof-file", ListingForm.Paper($"{kind}.pdf"));
            await manager.ClickAsync("form:has(#proof-file) button[type='submit']");
            await Assertions.Expect(manager.Locator(".files").First).ToContainTextAsync($"{kind}.pdf");
        }

        await finance.GotoAsync(listing);
        await finance.FillAsync("#Amount", "2700");
        await finance.FillAsync("#Voucher", "FP-001");
        await finance.ClickAsync("form:has(#Voucher) button[type='submit']");
        await finance.UntilItReadsAsync(listing, ".money", "已核销");
        await PassingDays.OfListingAsync(host, 60);
        await manager.GotoAsync(listing);
        foreach (var sold in await manager.Locator("#trial input[name^='sold-']").AllAsync()) await sold.FillAsync("70");
        await manager.ClickAsync("#trial button[value='save']");
        await Assertions.Expect(manager.Locator("#trial")).ToContainTextAsync(new Regex("70.?%"));
        await ListingForm.StepAsync(manager, listing, "Kept", null, ("Quantity", "110"));
        await Assertions.Expect(manager.Locator(".page-head")).ToContainTextAsync("部分成功");
    }

    private static async Task ApproveAsync(HostProcess host, IPage approver, int days)
    {
        await PassingDays.OfListingAsync(host, days);
        await PromotionForm.OpenFirstAsync(approver);
        await PromotionForm.AnswerAsync(approver, "Approve", "同意");
    }
}
