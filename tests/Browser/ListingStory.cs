using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests;

/// <summary>Story 2 of domain.md 6.1, as its people click it: the chain takes one article in three of four stores and asks for 400 more each; the visit's picture closes the lines.</summary>
[Collection("Journeys")]
public sealed class ListingStory
{
    private const string AStoreVisit = """
        async ({ store }) => {
          const base = await (await fetch(`/api/visits/other/${store}`, { headers: { Accept: 'application/json' } })).json();
          const matter = base.matters.find(each => each.kind === 'listing');
          const at = minutes => new Date(Date.now() + minutes * 60000).toISOString();
          const photo = crypto.randomUUID();
          const content = {
            goals: ['上架'], tools: ['价签'], persons: ['课长'], checkIn: { at: at(-30), latitude: base.store.latitude, longitude: base.store.longitude, accuracy: 10, mock: false }, checkOut: { at: at(-5) },
            matters: [{ kind: 'listing', id: matter.id, title: matter.title, answer: 'done', note: '已上两排面', quantity: 2 }], photos: [{ id: photo, kind: `listing:${matter.id}` }], summary: '新品已上架', topics: ['新品'],
          };
          const skips = Object.fromEntries(['V-02', 'V-03', 'V-04', 'V-05', 'V-07', 'V-08', 'V-10', 'V-14', 'V-16'].map(step => [step, '只确认上架']));
          const message = { operationId: crypto.randomUUID(), basedOn: 0, storeId: store, adHocReason: '新品上架确认', checklistVersion: base.checklistVersion, sentAt: at(0), content: { ...content, skips },
            steps: [['inStore', -30], ['leftStore', -5], ['submitted', -4]].map(([to, minutes]) => ({ id: crypto.randomUUID(), to, at: at(minutes) })) };
          const kept = await fetch(`/api/visits/${base.clientId}`, { method: 'PUT', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify(message) });
          const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
          const context = canvas.getContext('2d');
          context.fillText(photo, 10, 40);
          const blob = await new Promise(resolve => canvas.toBlob(resolve, 'image/jpeg'));
          const sent = await fetch(`/api/visits/${base.clientId}/photos/${photo}?${new URLSearchParams({ kind: `listing:${matter.id}`, taken: at(-20), gallery: false })}`, { method: 'PUT', headers: { 'Content-Type': 'application/octet-stream', Accept: 'application/json' }, body: blob });
          return `${kept.status} ${kept.ok ? '' : await kept.text()} ${sent.status}`;
        }
        """;

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
        await assistant.GotoAsync("/visits");
        var stores = await PassingDays.StoresOfListingAsync(host, "Delivered");
        Assert.Equal(3, stores.Count);
        foreach (var store in stores) Assert.Equal("200  200", await assistant.EvaluateAsync<string>(AStoreVisit, new { store }));
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
