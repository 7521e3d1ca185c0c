using ProcessSales.Host.Tests.Running;

namespace ProcessSales.Host.Tests.Collections;

/// <summary>A chain in trouble on the pages: proposed by the regional manager, confirmed and lifted by finance, shown wherever a credit hold is (domain.md 2.6, exceptions).</summary>
public sealed class HighRiskPages(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task It_is_proposed_confirmed_shown_wherever_a_hold_is_and_lifted_with_a_reason()
    {
        await host.RemindAsync();
        const string Payer = "/collections/payers/C01";
        var (kam, manager, finance) = (await host.SignedInAsync("lin.zhiyuan"), await host.SignedInAsync("shen.yanqiu"), await host.SignedInAsync("he.mingqian"));
        Assert.Null((await kam.PageAsync(Payer)).QuerySelector("form[action*='/risk-']"));
        Assert.Contains("done", (await manager.PostFormAsync(Payer, "form[action$='/risk-propose']", new() { ["reason"] = "一周关店 3 家" })).Headers.Location!.ToString());
        Assert.Contains("高风险", (await finance.PageAsync("/collections/coming-up?payer=C01")).QuerySelector("main")!.TextContent);
        Assert.Contains("done", (await finance.PostFormAsync(Payer, "form[action$='/hold-confirm']", new() { ["reason"] = "" })).Headers.Location!.ToString());
        foreach (var page in new[] { Payer, "/collections/overview", "/collections/receivables?q=C01", "/data/customers?q=C01" })
            Assert.Contains("高风险·先款后货", (await finance.PageAsync(page)).QuerySelector("main")!.TextContent);
        Assert.Contains("先款后货", (await kam.PageAsync(Payer)).QuerySelector(".alert-danger")!.TextContent);

        Assert.Contains("refused", (await finance.PostFormAsync(Payer, "form[action$='/risk-lift']", new() { ["reason"] = " " })).Headers.Location!.ToString());
        Assert.Contains("done", (await finance.PostFormAsync(Payer, "form[action$='/risk-lift']", new() { ["reason"] = "新股东注资" })).Headers.Location!.ToString());
        Assert.DoesNotContain("高风险·先款后货", (await finance.PageAsync("/data/customers?q=C01")).QuerySelector("main")!.TextContent);
    }
}
