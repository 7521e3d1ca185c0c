using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Tests.Collections;

/// <summary>Short payments, disputes, adjustments and long imports, as people click them.</summary>
public sealed class DeductionPages : IDisposable
{
    private readonly TestHost host = new();

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task A_short_payment_is_entered_matched_and_disputed_on_pages_that_strangers_do_not_see()
    {
        var item = await ItemAsync("FP-1", 20_000m);
        var kam = await host.SignedInAsync("lin.zhiyuan");
        var answer = await kam.PostFormAsync(item, "form[action$='/short-pay']", new() { ["amount"] = "3,600", ["reference"] = "KK-1", ["note"] = "堆头费" });
        var deduction = answer.Headers.Location!.ToString();
        Assert.StartsWith("/collections/deductions/", deduction);
        Assert.Contains("FL-2026-10", TextOf(await kam.PageAsync(deduction)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await kam.PostFormAsync(deduction, "form[action$='/match']", new() { ["amount"] = "3000.01" })).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await kam.PostFormAsync(deduction, "form[action$='/match']", new() { ["amount"] = "3000" })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await kam.PostFormAsync(deduction, "form[action$='/dispute']", new() { ["story"] = " " })).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await kam.PostFormAsync(deduction, "form[action$='/dispute']", new() { ["reason"] = "DeductedTooMuch", ["story"] = "多扣 600" })).StatusCode);
        var page = await kam.PageAsync(deduction);
        Assert.Contains("已处理", TextOf(page));
        var file = page.QuerySelector("a[href^='/cases/']")!.GetAttribute("href")!;
        Assert.Contains("多扣 600", TextOf(await kam.PageAsync("/collections/disputes?running=true")));
        Assert.Contains("600.00", TextOf(await kam.PageAsync(file)));
        Assert.Contains("KK-1", TextOf(await kam.PageAsync("/collections/deductions")));
        Assert.Contains("600.00", TextOf(await kam.PageAsync(item)));

        var stranger = await host.SignedInAsync("luo.shuyao");
        foreach (var address in new[] { deduction, file, item }) Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(address)).StatusCode);
        Assert.DoesNotContain("KK-1", TextOf(await stranger.PageAsync("/collections/deductions")));
        Assert.DoesNotContain("多扣", TextOf(await stranger.PageAsync("/collections/disputes")));
    }

    [Fact]
    public async Task A_credit_note_is_asked_for_on_the_item_and_leads_to_its_task()
    {
        var item = await ItemAsync("FP-1", 500m);
        var kam = await host.SignedInAsync("lin.zhiyuan");
        var answer = await kam.PostFormAsync(item, "form[action$='/adjust']", []);
        Assert.StartsWith("/cases/", answer.Headers.Location!.ToString());
        Assert.Contains("FP-1", TextOf(await kam.PageAsync(answer.Headers.Location!.ToString())));
        Assert.Contains("草稿", TextOf(await kam.PageAsync(item)));
        Assert.Equal(HttpStatusCode.Conflict, (await kam.PostFormAsync(item, "form[action$='/adjust']", [])).StatusCode);
        var english = await host.SignedInAsync("cheng.yinuo");
        english.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        foreach (var address in new[] { item, "/collections/deductions", "/collections/disputes" }) Assert.DoesNotContain(".", string.Concat((await english.PageAsync(address)).QuerySelectorAll("main h2, main th").Select(each => each.TextContent)));
    }

    [Fact]
    public async Task A_file_that_is_too_long_for_a_request_shows_its_progress_and_is_applied_when_its_owner_says_so()
    {
        var logistics = await host.SignedInAsync("luo.qicheng");
        var text = new StringBuilder("Customer,SlipNumber,OrderNumber,Day,Quantity,Amount\r\n");
        for (var row = 0; row < 7_000; row++) text.Append(CultureInfo.InvariantCulture, $"C0{1 + (row % 5)},YS-LONG-{row:D6},SO-LONG-{row:D6},2026-11-{1 + (row % 20):D2},{row % 200},{100 + row}\r\n");
        var run = await UploadAsync(logistics, text.ToString());
        Assert.StartsWith("/data/imports/", run);
        await UntilAsync(logistics, run, "form[action$='/apply']");
        Assert.Equal(HttpStatusCode.Redirect, (await logistics.PostFormAsync(run, "form[action$='/apply']", [])).StatusCode);
        await UntilAsync(logistics, run, ".alert-success:not(:has(form))");
        await using var db = await DbAsync();
        Assert.Equal(7_000, await db.GoodsMovements.CountAsync(row => row.SlipNumber.StartsWith("YS-LONG")));
        Assert.Contains("\"percent\":100", await logistics.GetStringAsync(run + "/progress"));
        Assert.Equal(HttpStatusCode.NotFound, (await (await host.SignedInAsync("cheng.yinuo")).GetAsync(run)).StatusCode);

        var faulty = await UploadAsync(logistics, text.Replace(",SO-LONG-000005,2026-11-06", ",SO-LONG-000005,2026-13-06").ToString());
        await UntilAsync(logistics, faulty, ".alert-danger");
        var report = (await logistics.PageAsync(faulty)).QuerySelector("tbody tr")!;
        Assert.Equal(["7", "Day"], report.QuerySelectorAll("td").Take(2).Select(cell => cell.TextContent.Trim()));
    }

    private static async Task<string> UploadAsync(HttpClient client, string text)
    {
        var form = (await client.PageAsync("/data/import/deliveries")).QuerySelector<IHtmlFormElement>("form[action$='/data/import/deliveries']")!;
        using var content = new MultipartFormDataContent();
        foreach (var hidden in form.QuerySelectorAll("input[type='hidden']")) content.Add(new StringContent(hidden.GetAttribute("value")!), hidden.GetAttribute("name")!);
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        content.Add(file, "file", "deliveries.csv");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/data/import/deliveries") { Content = content };
        request.Headers.Accept.ParseAdd("text/html");
        var answer = await client.SendAsync(request);
        Assert.True(answer.StatusCode is HttpStatusCode.Redirect, $"{answer.StatusCode}: {(await answer.DocumentAsync()).Body?.TextContent}");
        return new Uri(new("http://localhost"), answer.Headers.Location!).AbsolutePath;
    }

    private static async Task UntilAsync(HttpClient client, string address, string selector)
    {
        for (var look = 0; look < 600; look++)
        {
            var page = await client.PageAsync(address);
            if (page.QuerySelector("#import-run " + selector) is not null) return;
            Assert.True(page.QuerySelector("progress") is not null, page.Body!.TextContent);
            await Task.Delay(50);
        }

        throw new TimeoutException(address);
    }

    private async Task<string> ItemAsync(string number, decimal amount)
    {
        await using var db = await DbAsync();
        var payer = await db.Customers.AsNoTracking().SingleAsync(row => row.Code == "C01");
        var contract = await db.Contracts.AsNoTracking().SingleAsync(row => row.CustomerId == payer.Id);
        db.Rebates.Add(new() { Id = Guid.NewGuid(), ContractId = contract.Id, CustomerId = payer.Id, Period = "2026-10", Until = new(2026, 10, 31), Base = 300_000m, Rate = 0.01m, Amount = 3_000m });
        var item = new Receivable { Id = Guid.NewGuid(), CustomerId = payer.Id, Number = number, Amount = amount, Open = amount, IssuedOn = new(2026, 9, 1), DueOn = new(2026, 11, 1), ExpectedOn = new(2026, 11, 10), BaseOn = new(2026, 11, 1) };
        db.Receivables.Add(item);
        await db.SaveChangesAsync();
        return $"/collections/receivables/{item.Id}";
    }

    private async Task<ProcessSalesDb> DbAsync() => await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();

    private static string TextOf(IDocument page) => page.QuerySelector("main")!.TextContent;
}
